# What is printed goes into this folder, an answer a file, until all is asked for: a run that was stopped goes on from there.
$parts = Join-Path $PWD.ProviderPath 'pgreach-export.parts'
$asked = [Collections.Generic.Dictionary[string, string]]::new()
$pages = @(); $answers = 0; $failed = 0; $unknown = 0; $stale = @()

# Runs one az command, and writes what it prints: get WHAT OF-WHICH WORDS.
function get {
  $what, $of, $words = $args
  ask $what $of "az $words" $words
}

# The same, unless its answer is there. Where Azure says that it is asked too much, it waits as long as Azure says, else
# longer each time. Its answer is in $pages.
function ask($what, $of, $command, $words) {
  $script:pages = @()
  if ($asked.ContainsKey($command) -and [IO.File]::Exists($asked[$command])) {
    $script:pages = @($asked[$command])
    return
  }
  Write-Information $command
  $about = '{"pgreach": 1, "export": ' + (escaped $what) + ', "of": ' + (escaped $of) + ', "command": ' + (escaped $command)
  $errors = Join-Path $parts 'error'
  for ($delay = 5; ; $delay *= 2) {
    $output = (az @words --output json 2>$errors) -join "`n"
    if ($LASTEXITCODE -eq 0 -and $output) { break }
    $why = [IO.File]::ReadAllText($errors)
    Write-Information $why
    # Windows PowerShell breaks it at the width of the window, within words too.
    $why = $why -replace '\r?\n', ''
    if ($delay -gt 160 -or $why -notmatch '\(429\)|too ?many ?requests|rate ?limit|throttl') {
      # What this az has no command for it has not the next time either.
      $list = 'failed'
      if ($why -match 'misspelled or not recognized|requires the extension') { $list = 'unknown'; $script:unknown += 1 }
      else { $script:failed += 1 }
      [IO.File]::AppendAllText((Join-Path $parts $list), "$about,`n""error"": ""failed""}`n")
      return
    }
    if ($why -match 'retry.?after[^0-9]{1,20}([0-9]+)') { Start-Sleep -Seconds $Matches[1] } else { Start-Sleep -Seconds $delay }
  }
  # Of a page that another one follows the end is not the end of the list.
  if ($output -match '(?m)^  "\$skipToken": "') {
    $output = $output -replace '(?m)^  "\$skipToken": "', '  "next": "'
    $output = $output -replace '(?m)^  "resultTruncated": "true"', '  "resultTruncated": "false"'
  }
  $output = $output -replace '(?m)^  "totalRecords": ', '  "rows": '
  $script:answers += 1
  $part = Join-Path $parts "$answers.json"
  [IO.File]::WriteAllText("$part.new", "$about,`n""output"": $output}`n")
  if ([IO.File]::Exists($part)) { [IO.File]::Delete($part) }
  [IO.File]::Move("$part.new", $part)
  [IO.File]::AppendAllText((Join-Path $parts 'asked'), "$command`n")
  $asked[$command] = $part
  $script:pages = @($part)
}

# Asks Resource Graph for rows, page by page: query ROWS-A-PAGE QUERY. It takes 15 requests in 5 seconds. Of what is missing
# the file says that it is. What is asked stands in a file: az on Windows would read its words once more.
function query($rows, $query) {
  $all = @(); $token = ''; $scope = ''; $seen = 0
  if ($subscriptions) { $scope = '"subscriptions": [' + (($subscriptions | ForEach-Object { escaped $_ }) -join ', ') + '], ' }
  if ($management_group) { $scope = '"managementGroups": [' + (escaped $management_group) + '], ' }
  $file_of_body = Join-Path $parts 'body'
  $url = '/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01'
  $words = 'rest', '--method', 'post', '--url', $url, '--body', "@$file_of_body"
  while ($true) {
    $body = '{' + $scope + '"query": "' + $query + '", "options": {"resultFormat": "objectArray", "$top": ' + $rows + $token + '}}'
    [IO.File]::WriteAllText($file_of_body, $body)
    ask 'query' 'Resources' "az rest --method post --url $url --body $body" $words
    $page = "$(printed)"
    if (-not $page) { break }
    $all += $pages
    if ($page -match '(?m)^  "count": ([0-9]+)') { $seen += [int]$Matches[1] }
    if ($page -notmatch '(?m)^  "next": "([^"]*)"') {
      # Where rows came or went between the pages, the next run asks for all of them anew.
      if ($page -notmatch '(?m)^  "rows": ([0-9]+)' -or $seen -ne [int]$Matches[1]) {
        $script:stale += $all
        cut_short
      }
      $script:pages = $all
      return
    }
    $token = ', "$skipToken": "' + $Matches[1] + '"'
    Start-Sleep -Milliseconds 400
  }
  cut_short
  $script:pages = $all
}

function cut_short {
  [IO.File]::AppendAllText((Join-Path $parts 'failed'), "{""data"": [], ""resultTruncated"": ""true""}`n")
}

# The regions of all rows, as commands take them.
function all_regions {
  $found = [regex]::Matches("$(printed)", '"location": *"([a-z0-9 ]+)"', 'IgnoreCase')
  $found | ForEach-Object { $_.Groups[1].Value.Replace(' ', '').ToLowerInvariant() } | Sort-Object -Unique
}

# The networks of subnets.
function vnets_of($list) { $list.Split(' ') -replace '/subnets/.*', '' | Where-Object { $_ } | Sort-Object -Unique }

function printed { $pages | ForEach-Object { [IO.File]::ReadAllText($_) } }

function start_here {
  if (-not (Get-Command az -ErrorAction SilentlyContinue)) { throw 'az is not on the PATH. Run this where it is.' }
  if (-not (az account show --query id --output tsv)) { throw 'Log in first: az login' }
  if ([IO.Directory]::Exists($parts)) {
    Write-Information "Goes on with the answers in $parts. To begin anew, delete that folder."
  }
  [void][IO.Directory]::CreateDirectory($parts)
  [IO.File]::WriteAllText((Join-Path $parts 'failed'), '')
  [IO.File]::WriteAllText((Join-Path $parts 'unknown'), '')
  $index = Join-Path $parts 'asked'
  [IO.File]::AppendAllText($index, '')
  # A run that was stopped may have left half a line.
  if ([IO.File]::ReadAllText($index) -match '[^\n]\z') { [IO.File]::AppendAllText($index, "`n") }
  foreach ($command in [IO.File]::ReadAllLines($index)) {
    $script:answers += 1
    $asked[$command] = Join-Path $parts "$answers.json"
  }
}

function finish($is_whole) {
  if (-not $is_whole) { cut_short }
  $missing = [IO.File]::ReadAllText((Join-Path $parts 'failed'))
  [IO.File]::WriteAllText($file, '')
  $asked.Values | Where-Object { [IO.File]::Exists($_) } | ForEach-Object { [IO.File]::AppendAllText($file, [IO.File]::ReadAllText($_)) }
  [IO.File]::AppendAllText($file, $missing + [IO.File]::ReadAllText((Join-Path $parts 'unknown')))
  if ($missing) {
    $stale | ForEach-Object { [IO.File]::Delete($_) }
    Write-Information "`nNot all is there: $failed commands failed, or it was stopped. pgreach takes what is missing as not known."
    Write-Information 'Run this again: it asks for that alone.'
  } else { [IO.Directory]::Delete($parts, $true) }
  if ($unknown) {
    Write-Information "`nThis az does not know $unknown of the commands. pgreach takes what they would say as not known. To have it:"
    Write-Information 'az extension add --name virtual-network-manager, or az upgrade; then run this again.'
  }
  Write-Information "`nWritten: $file. Read it, then give it to pgreach."
}

