# How it works. Nothing in this part is about one migration.

# What it does is shown, and is no output of a function.
$InformationPreference = 'Continue'
# No command installs anything.
$env:AZURE_EXTENSION_USE_DYNAMIC_INSTALL = 'no'
# What stands in an id between two slashes.
$any = '[^"/\s]+'
$output = ''; $subscription = ''; $group = ''; $name = ''; $again = $false; $asked = @(); $failed = @(); $missing = @()

# Runs one az command. What it prints is in $output.
function run {
  Write-Information "az $args"
  $script:output = (az @args --output json) -join "`n"
  if ($LASTEXITCODE -ne 0) { $script:output = '' }
}

# The same, but nothing is asked for twice. What it prints goes nowhere else.
function look {
  $script:output = ''
  $script:again = $asked -contains "$args"
  if ($again) { return }
  $script:asked += "$args"
  run @args
}

# The same, and writes it to the file with what it is about: get WHAT OF-WHICH WORDS.
function get {
  $what, $of, $words = $args
  look @words
  if ($again) { return }
  $body = '"output": ' + $output
  if (-not $output) {
    $body = '"error": "failed"'
    $script:failed += "az $words"
  }
  $about = '{"pgreach": 1, "export": ' + (escaped $what) + ', "of": ' + (escaped $of)
  Add-Content -LiteralPath $file -Encoding UTF8 -Value ($about + ', "command": ' + (escaped "az $words") + ',')
  Add-Content -LiteralPath $file -Encoding UTF8 -Value ($body + '}')
}

# Runs a command of another cloud, and writes what it prints to the file: that says by itself what it is.
function also {
  Write-Information "$args"
  $tool, $words = $args
  $script:output = ''
  if (Get-Command $tool -ErrorAction SilentlyContinue) {
    if ($tool -eq 'aws') { $script:output = (aws @words) -join "`n" } else { $script:output = (gcloud @words) -join "`n" }
    if ($LASTEXITCODE -ne 0) { $script:output = '' }
  }
  if ($output) { Add-Content -LiteralPath $file -Encoding UTF8 -Value $output } else { $script:failed += "$args" }
}

function escaped($text) { ConvertTo-Json -Compress -InputObject "$text" }

# Looks for a resource by its name, in every subscription to look in.
function look_for($wanted) {
  $all = ''
  foreach ($subscription in $subscriptions) {
    run resource list --subscription "$subscription" --name "$wanted"
    $all += $output
  }
  $script:output = $all
  if (-not $all.Contains('"id"')) { $script:missing += $wanted }
}

# The ids in $output that end as told, each once.
function ids($end) {
  $pattern = "/subscriptions/$any/resourceGroups/$any/providers/$end"
  [regex]::Matches($output, $pattern, 'IgnoreCase') | ForEach-Object { $_.Value } | Sort-Object -Unique
}

# The host names in $output: servers, what migrations connect to, own zones of servers, aliases.
function hosts_in {
  $pattern = '"(?:[a-z]*FullyQualifiedDomainName|sourceDbServerResourceId|cname)": *"([^":@]*)|/privateDnsZones/([^"/\s]+)'
  $found = [regex]::Matches($output, $pattern, 'IgnoreCase')
  $found | ForEach-Object { $_.Groups[1].Value + $_.Groups[2].Value } | Sort-Object -Unique
}

# Of the zones in a list those that may answer for names: zones_for NAMES ZONES. A server with a private endpoint has one
# more name, in a privatelink zone.
function zones_for($names, $zones) {
  foreach ($id in "$zones".Split(' ')) {
    $end = '.' + $id.Split('/')[-1]
    $names.Split(' ') | ForEach-Object {
      $all = '.' + $_.TrimEnd('.')
      $all
      $all -replace '^(\.[^.]+)\.', '$1.privatelink.'
    } | Where-Object { $end -ne '.' -and $_.EndsWith($end, 'OrdinalIgnoreCase') } | ForEach-Object { $id }
  }
}

# The parts of an id, for the commands that take no id.
function parts($id) {
  $all = $id.Split('/')
  $script:subscription = $all[2]
  $script:group = $all[4]
  $script:name = $all[-1]
}

# The region that $output says, as commands take it.
function region {
  if ($output -match '"location": *"([^"]*)"') { $Matches[1].Replace(' ', '').ToLowerInvariant() }
}

function start_here {
  if (-not (Get-Command az -ErrorAction SilentlyContinue)) { throw 'az is not on the PATH. Run this where it is.' }
  if (-not $subscriptions) { $script:subscriptions = @(az account show --query id --output tsv) }
  if (-not $subscriptions) { throw 'Log in first: az login' }
  Add-Content -LiteralPath $file -Encoding UTF8 -Value '' -ErrorAction Stop
}

# Refuses to start while a name is empty.
function need {
  $empty = $args | Where-Object { -not (Get-Variable -Name $_ -ValueOnly) }
  if ($empty) { throw "Still empty at the top of this file: $empty. Write - for what is not in Azure." }
}

function finish {
  if ($missing) { Write-Information "`nNot found, so nothing of it is in the file (in another subscription?): $missing" }
  if ($failed) { Write-Information ("`nThese failed, and pgreach will take what they print as not known:`n" + ($failed -join "`n")) }
  Write-Information "`nWritten: $file. Read it, then give it to pgreach."
}

