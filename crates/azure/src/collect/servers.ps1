$output = ''; $again = $false; $asked = @(); $failed = @(); $missing = @()

# Runs one az command. What it prints is in $output.
function run {
  Write-Information "az $args"
  $script:output = (az @args --output json) -join "`n"
  if ($LASTEXITCODE -ne 0) { $script:output = '' }
}

function printed { $output }

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

# The networks of machines in Google Cloud that were printed last.
function vpcs_in {
  $found = [regex]::Matches("$(printed)", '"network": *"([^"]*/networks/[^"]+)"')
  $found | ForEach-Object { $_.Groups[1].Value } | Sort-Object -Unique
}

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

# The region that what was printed last says, as commands take it.
function region {
  if ("$(printed)" -match '"location": *"([^"]*)"') { $Matches[1].Replace(' ', '').ToLowerInvariant() }
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

