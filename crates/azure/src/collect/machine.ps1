# How it works. Nothing in this part is about one migration.

# What it does is shown, and is no output of a function.
$InformationPreference = 'Continue'
# No command installs anything.
$env:AZURE_EXTENSION_USE_DYNAMIC_INSTALL = 'no'
# What stands in an id between two slashes.
$any = '[^"/\s]+'
$subscription = ''; $group = ''; $name = ''

function escaped($text) { ConvertTo-Json -Compress -InputObject "$text" }

# The ids in what was printed last that end as told, each once.
function ids($end) {
  $pattern = "/subscriptions/$any/resourceGroups/$any/providers/$end"
  [regex]::Matches("$(printed)", $pattern, 'IgnoreCase') | ForEach-Object { $_.Value } | Sort-Object -Unique
}

# The host names in what was printed last: servers, what migrations connect to, own zones of servers, aliases.
function hosts_in {
  $pattern = '"(?:[a-z]*FullyQualifiedDomainName|sourceDbServerResourceId|cname)": *"([^":@]*)|/privateDnsZones/([^"/\s]+)'
  $found = [regex]::Matches("$(printed)", $pattern, 'IgnoreCase')
  $found | ForEach-Object { $_.Groups[1].Value + $_.Groups[2].Value } | Sort-Object -Unique
}

# Of the zones in a list those that may answer for names: zones_for NAMES ZONES. A server with a private endpoint has one
# more name, in a privatelink zone.
function zones_for($names, $zones) {
  $ends = @{}
  $hosts = $names.Split(' ') | ForEach-Object { $_.TrimEnd('.') }
  @($hosts) + @($hosts -replace '^([^.]+)\.', '$1.privatelink.') | ForEach-Object {
    for ($end = $_; $end; $end = $end.Substring(($end + '.').IndexOf('.')).TrimStart('.')) { $ends[$end] = $true }
  }
  "$zones".Split(' ') | Where-Object { $ends[$_.Split('/')[-1]] }
}

# The parts of an id, for the commands that take no id.
function parts($id) {
  $all = $id.Split('/')
  $script:subscription = $all[2]
  $script:group = $all[4]
  $script:name = $all[-1]
}

