# How it works. Nothing below is about this migration.

$ErrorActionPreference = 'Stop'

$finished = @()
$left = @()
$here = 'the beginning'
$looking = ''
$phase = ''
$number = ''
$title = ''
$before = ''
$after = ''
$now = ''
$begun = $false
$goes_on = $true
$status = 0

# Words for az are handed over in files in this folder.
$folder = Join-Path ([IO.Path]::GetTempPath()) "pgreach-$([guid]::NewGuid())"

# A text with signs that are no ASCII, from their numbers.
function text { [regex]::Unescape($args[0]) }

function say { foreach ($lines in $args) { foreach ($line in $lines) { Write-Host $line } } }

function stop { throw ($args -join "`n") }

# Refuses to start while a value is empty.
function need {
  $empty = @()
  foreach ($name in $args) { if (-not (value_of $name)) { $empty += $name } }
  if ($empty) {
    stop "Still empty at the top of this file: $empty" 'Fill them in. Write - for what you do not have: the commands that need it are then left out.'
  }
}

function value_of { Get-Variable -Name $args[0] -Scope Script -ValueOnly }

# Refuses to start where a value for the runtime server is an end of the migration, as a name, a host name or an id.
function spares {
  $name, $ends = $args
  $value = (value_of $name) -replace '^.*/' -replace '\..*$'
  foreach ($other in $ends) {
    if ($value -ne '-' -and (same $value $other)) {
      stop "$name is $value, which is the source or the target and no runtime server. This file never deletes it: nothing was run."
    }
  }
}

# Refuses to start without its programs.
function tools {
  foreach ($name in $args) {
    if (-not (Get-Command $name -ErrorAction SilentlyContinue)) {
      stop "$name is not on the PATH. Install it, or run this where it is."
    }
  }
}

# Asks for a secret, so that no file has to hold it.
function secret {
  $name = $args[0]
  if (value_of $name) { return }
  $typed = Read-Host "$name (not shown; - for none)" -AsSecureString
  $value = (New-Object Net.NetworkCredential('', $typed)).Password
  if (-not $value) { $value = '-' }
  Set-Variable -Name $name -Scope Script -Value $value
}

function ask {
  $answer = Read-Host "$($args[0]) [y/N]"
  if ($null -eq $answer) { stop "No answer: stopped in $here." }
  $answer -match '^\s*(y|yes)\s*$'
}

function step {
  $script:number = $args[0]; $script:title = $args[2]; $script:looking = ''; $script:begun = $false
  $script:here = "step $number"
  say '' "== Step $number, $($args[1]): $title"
}

# What comes after the steps.
function cleanup {
  $script:number = 'cleanup'; $script:title = $args[0]; $script:looking = ''; $script:begun = $false
  $script:here = 'the cleanup'
  say '' "== $title"
}

function has_record { Test-Path -LiteralPath $record -PathType Leaf }

# Refuses to change anything that could not be written down.
function recording {
  $script:phase = $args[0]
  if ($phase -eq 'undoing' -and -not (has_record)) {
    say '' "There is no $record here: this file has changed nothing, or was run elsewhere. Only what a record has is undone."
    return
  }
  try { [IO.File]::AppendAllText($record, '') } catch {
    stop "What is changed is written down in $record, which cannot be written." 'Run this where it can be.'
  }
}

# Writes down what happens to the step.
function note {
  $time = [DateTime]::UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", [Globalization.CultureInfo]::InvariantCulture)
  [IO.File]::AppendAllText($record, "$time $($args[0]) $number $title`n")
}

# The last thing that this file did to a step: began, made, undoing, undone or nothing.
function recorded {
  $last = 'nothing'
  if (has_record) {
    foreach ($line in [IO.File]::ReadAllLines($record)) {
      $words = $line.Split(' ')
      if (2 -lt $words.Count -and $words[2] -eq "$($args[0])") { $last = $words[1] }
    }
  }
  $last
}

# Whether a command needs a value that the person does not have.
function lacks {
  foreach ($name in $args) {
    if (@('-', 'no') -contains (value_of $name)) {
      say '' "  Left out: a command that needs $name."
      return $true
    }
  }
  return $false
}

# Shows a command as it will be run.
function shown {
  $line = '  $'
  $hidden = Get-Variable -Name SHARED_KEY -Scope Script -ValueOnly -ErrorAction SilentlyContinue
  foreach ($word in $args[0]) {
    if ($hidden -and $word -ceq $hidden) { $line += ' ***' }
    elseif ($word -cmatch '\A[a-zA-Z0-9@%+=:,./_-]+\z') { $line += " $word" }
    else { $line += " '" + ($word -replace '\p{Cc}', '?' -replace "'", "''") + "'" }
  }
  say '' $line
}

# Runs a program with words that reach it as they are. What it prints is the output.
#
# On Windows az is a batch file. PowerShell hands it a line, cmd reads that again, and the signs that mean something to either
# are lost or run: quotes, |, &, <, >, ^, %, brackets and, before PowerShell 7.3, words that are empty. So each word with any
# of them is written to a file, and az reads it: it takes a file for a word that begins with @. Files have plain names in the
# folder where az runs, whatever that folder is called.
# (Sources: github.com/Azure/azure-cli, doc/quoting-issues-with-powershell.md, issues 14972 and 15529, and of versions 2.79 to
# 2.91 _expand_file_prefixed_files in azure/cli/core/commands/__init__.py; about_Parsing, PowerShell 7.5, 2024-05-06.)
function call {
  # What az writes beside its answer is no error of this script, and its status is looked at below.
  $ErrorActionPreference = 'Continue'
  $PSNativeCommandUseErrorActionPreference = $false
  $program, $words = $args[0]
  $passed = @()
  foreach ($word in $words) {
    if ($word -cmatch '\A[a-zA-Z0-9+=:./_-]+\z') { $passed += $word }
    elseif ($program -eq 'az') {
      $file = "word-$($passed.Count)"
      [IO.File]::WriteAllText((Join-Path $folder $file), $word)
      $passed += "@$file"
    }
    elseif ($word -eq '' -or $word -match '[|&<>^%"!\p{Cc}]') { stop "This cannot be handed to ${program}: $word" "Stopped in $here." }
    else { $passed += $word }
  }
  try { & $program @passed } finally { Remove-Item -Path 'word-*' }
}

# Runs what changes nothing.
function look {
  $words = [string[]]$args
  shown $words
  call $words
  if ($LASTEXITCODE -ne 0) { say '  It failed. Where what it looks for is not there, that is the answer.' }
}

# The same for one line that is compared.
function see {
  $words = [string[]]$args
  shown $words
  @(call $words) -join "`n"
}

# Looks at what the step changes.
function seen {
  $script:now = & $looking
  if ($LASTEXITCODE -ne 0) {
    stop "This look failed, in $here. Nothing after it was run." 'Sign in with az login, as somebody who may read it, and start again.'
  }
}

function same { [string]::Equals("$($args[0])", "$($args[1])", [StringComparison]::OrdinalIgnoreCase) }

# Whether a step is still to be made: it changes only what is as it was.
function to_do {
  $script:looking = $args[0]; $script:before = $args[1]; $script:after = $args[2]
  if ((recorded $number) -eq 'made') {
    say '  This file has made it already.'
    $script:finished += "$number"
    return $false
  }
  seen
  if (same $now $after) {
    say '  It is so already: nothing to change.'
    $script:finished += "$number"
    return $false
  }
  if (same $now $before) { return $true }
  if ((recorded $number) -eq 'began') {
    say "  This file has begun to change it: $now"
    if (ask '  Run the rest?') { return $true }
    leave
    return $false
  }
  stop "Stopped in $here`: this is not as it was when this file was written." "  it was: $before" "  it is:  $now" 'Export again, and have pgreach write a new runbook. Nothing was changed in this step.'
}

# Whether a step is to be taken back.
function to_undo {
  $script:looking = $args[0]; $script:before = $args[1]; $script:after = $args[2]
  seen
  if (same $now $before) {
    say '  It is as it was before.'
    note undone
    return $false
  }
  if (same $now $after) { return $true }
  say '  Somebody has changed it since, or it was made in part.' "  it was:       $before" "  it was to be: $after" "  it is:        $now"
  if (ask '  Undo it all the same?') { return $true }
  leave
  return $false
}

# The same where several commands take it back, of which some were run.
function to_undo_all {
  $script:looking = $args[0]; $script:before = $args[1]; $script:after = $args[2]
  if ((recorded $number) -eq 'undoing') {
    say '  This file has begun to take it back.'
    if (ask '  Run the rest?') { return $true }
    leave
    return $false
  }
  return to_undo @args
}

# Whether what a step needs was made.
function needs {
  foreach ($other in $args) {
    if ($finished -notcontains "$other") {
      say "  Left out: it needs step $other."
      leave
      return $false
    }
  }
  return $true
}

function was_made {
  if (@('began', 'made', 'undoing') -contains (recorded $args[0])) { return $true }
  say '  This file did not make it: nothing to undo.'
  return $false
}

function stays { say '  Nothing takes it back: it stays.' }

# Runs what changes something, if the person says so. Whether the rest goes on is in $goes_on: az may ask something too, and
# prints it only where its output goes straight to the screen.
function run {
  $words = [string[]]$args
  shown $words
  $script:goes_on = ask '  Run this?'
  if (-not $goes_on) {
    leave
    return
  }
  if (-not $begun) { note $phase }
  $script:begun = $true
  call $words
  if ($LASTEXITCODE -ne 0) {
    stop "This failed, in $here. Nothing after it was run." 'What was changed is in the record: start again once the cause is fixed, or undo.'
  }
}

function change { run @args }

# Looks whether Azure has what was just set.
function settled {
  if (-not $looking) { return }
  seen
  if (same $now $args[0]) { return }
  say "  Azure does not show it so yet: $now"
  if (-not (ask '  Go on all the same?')) { stop "Stopped in $here." }
}

function made {
  note made
  settled $after
  $script:finished += "$number"
}

function undone {
  settled $before
  if ($left -notcontains $here) { note undone }
}

function is_done_by_hand {
  if (ask '  No command does this. Done, or not needed?') { return $true }
  leave
  return $false
}

function by_hand { $null = is_done_by_hand }

function after_the_migration {
  if (-not (ask 'Is the migration over, and are the changes not needed any more?')) { stop 'Nothing was undone.' }
}

# Whether to undo what the target lives on.
function is_given_up {
  if (ask '  Is the migration given up?') { return $true }
  leave
  return $false
}

function leave { if ($left -notcontains $here) { $script:left += $here } }

# Waits for another team: a look may show that it is done.
function wait_for {
  $other, $team, $claim, $look, $expected = $args
  $script:here = "step $other"
  say '' "-- Step $other is for the ${team}: $claim"
  if ($look) { $script:now = & $look }
  if ($look -and $LASTEXITCODE -eq 0 -and (same $now $expected)) { say '  It is done.' }
  elseif (-not (ask '  Done, or not needed for your part?')) { stop 'Start again when it is. Say n to what you have done already.' }
  $script:finished += "$other"
}

function finish {
  if ($left) { say '' 'Not run, or done by hand:' ($left -replace '^', '  ') }
  say '' $args[0]
}

[void][IO.Directory]::CreateDirectory($folder)
# Elsewhere than on Windows others could read what is in it.
if ($env:OS -ne 'Windows_NT') { chmod 700 $folder }
Push-Location -LiteralPath $folder
try {
  switch -CaseSensitive ("$($args.Count)$mode") {
    '0apply' { apply }
    '0undo' { undo }
    default {
      $name = Split-Path -Leaf $PSCommandPath
      say ".\$name apply    before the migration: look, ask, change" ".\$name undo     after it: ask, undo"
      $status = 2
    }
  }
} catch {
  $Host.UI.WriteErrorLine("`n$($_.Exception.Message)")
  $status = 1
} finally {
  Pop-Location
  Remove-Item -LiteralPath $folder -Recurse -Force -ErrorAction SilentlyContinue
}
exit $status
