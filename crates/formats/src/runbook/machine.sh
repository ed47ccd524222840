# How it works. Nothing below is about this migration.

# What is shown stays visible where a look's output is read.
exec 3>&1

# Git Bash would take an id, which begins with a slash, for a path on the disk.
export MSYS_NO_PATHCONV=1

finished=' '
left=''
here='the beginning'
looking=''
phase=''

say() { printf '%s\n' "$@"; }

stop() {
  say '' "$@" >&2
  exit 1
}

# Refuses to start while a value is empty.
need() {
  local name empty=''
  for name in "$@"; do
    [[ -n ${!name} ]] || empty+=" $name"
  done
  [[ -z $empty ]] || stop "Still empty at the top of this file:$empty" \
    'Fill them in. Write - for what you do not have: the commands that need it are then left out.'
}

# Refuses to start where a value for the runtime server is an end of the migration, as a name, a host name or an id.
spares() {
  local name=$1 value=${!1##*/} other
  shift
  value=${value%%.*}
  [[ $value != - ]] || return 0
  for other in "$@"; do
    if same "$value" "$other"; then
      stop "$name is $value, which is the source or the target and no runtime server. This file never deletes it: nothing was run."
    fi
  done
}

# Refuses to start without its programs.
tools() {
  local name
  for name in "$@"; do
    command -v "$name" >/dev/null || stop "$name is not on the PATH. Install it, or run this where it is."
  done
}

# Asks for a secret, so that no file has to hold it.
secret() {
  local value=''
  [[ -n ${!1} ]] && return
  printf '%s (not shown; - for none): ' "$1"
  read -rs value || stop 'No answer: stopped.'
  say ''
  printf -v "$1" '%s' "${value:--}"
}

ask() {
  local answer=''
  printf '%s [y/N] ' "$1"
  read -r answer || stop "No answer: stopped in $here."
  [[ $answer == [yY] || $answer == [yY][eE][sS] ]]
}

step() {
  number=$1 title=$3 looking='' begun=''
  here="step $1"
  say '' "== Step $1, $2: $3"
}

# What comes after the steps.
cleanup() {
  number=cleanup title=$1 looking='' begun=''
  here='the cleanup'
  say '' "== $1"
}

# Refuses to change anything that could not be written down.
recording() {
  phase=$1
  if [[ $phase == undoing && ! -f $record ]]; then
    say '' "There is no $record here: this file has changed nothing, or was run elsewhere. Only what a record has is undone."
  elif ! : >>"$record"; then
    stop "What is changed is written down in $record, which cannot be written." 'Run this where it can be.'
  fi
}

# Writes down what happens to the step.
note() { say "$(date -u +%Y-%m-%dT%H:%M:%SZ) $1 $number $title" >>"$record"; }

# The last thing that this file did to a step: began, made, undoing, undone or nothing.
recorded() {
  local verb which last=nothing
  if [[ -f $record ]]; then
    while read -r _ verb which _; do
      [[ $which != "$1" ]] || last=$verb
    done <"$record"
  fi
  say "$last"
}

# Whether a command needs a value that the person does not have.
lacks() {
  local name
  for name in "$@"; do
    if [[ ${!name} == - || ${!name} == [nN][oO] ]]; then
      say '' "  Left out: a command that needs $name."
      return
    fi
  done
  return 1
}

# Shows a command as it will be run.
shown() {
  local word
  printf '\n  $'
  for word in "$@"; do
    if [[ -n ${SHARED_KEY:-} && $word == "$SHARED_KEY" ]]; then
      printf ' ***'
    elif [[ -n $word && $word != *[!a-zA-Z0-9@%+=:,./_-]* ]]; then
      printf ' %s' "$word"
    elif [[ $word == *[[:cntrl:]]* ]]; then
      printf ' %q' "$word"
    elif [[ $word != *\'* ]]; then
      printf " '%s'" "$word"
    elif [[ $word != *[\"\$\`\\!]* ]]; then
      printf ' "%s"' "$word"
    else
      printf ' %q' "$word"
    fi
  done
  say ''
}

# Runs what changes nothing.
look() {
  shown "$@"
  "$@" || say '  It failed. Where what it looks for is not there, that is the answer.'
}

# The same for one line that is compared.
see() {
  shown "$@" >&3
  "$@"
}

# Looks at what the step changes.
seen() {
  now=$("$looking") || stop "This look failed, in $here. Nothing after it was run." \
    'Sign in with az login, as somebody who may read it, and start again.'
  now=${now%$'\r'}
}

same() {
  local answer=1
  shopt -s nocasematch
  [[ $1 != "$2" ]] || answer=0
  shopt -u nocasematch
  return "$answer"
}

# Whether a step is still to be made: it changes only what is as it was.
to_do() {
  looking=$1 before=$2 after=$3
  if [[ $(recorded "$number") == made ]]; then
    say '  This file has made it already.'
    finished+="$number "
    return 1
  fi
  seen
  if same "$now" "$after"; then
    say '  It is so already: nothing to change.'
    finished+="$number "
    return 1
  fi
  same "$now" "$before" && return
  if [[ $(recorded "$number") == began ]]; then
    say "  This file has begun to change it: $now"
    ask '  Run the rest?' && return
    leave
    return 1
  fi
  stop "Stopped in $here: this is not as it was when this file was written." \
    "  it was: $before" "  it is:  $now" 'Export again, and have pgreach write a new runbook. Nothing was changed in this step.'
}

# Whether a step is to be taken back.
to_undo() {
  looking=$1 before=$2 after=$3
  seen
  if same "$now" "$before"; then
    say '  It is as it was before.'
    note undone
    return 1
  fi
  same "$now" "$after" && return
  say '  Somebody has changed it since, or it was made in part.' \
    "  it was:       $before" "  it was to be: $after" "  it is:        $now"
  ask '  Undo it all the same?' && return
  leave
  return 1
}

# The same where several commands take it back, of which some were run.
to_undo_all() {
  looking=$1 before=$2 after=$3
  if [[ $(recorded "$number") == undoing ]]; then
    say '  This file has begun to take it back.'
    ask '  Run the rest?' && return
    leave
    return 1
  fi
  to_undo "$@"
}

# Whether what a step needs was made.
needs() {
  local other
  for other in "$@"; do
    if [[ $finished != *" $other "* ]]; then
      say "  Left out: it needs step $other."
      leave
      return 1
    fi
  done
}

was_made() {
  case $(recorded "$1") in began | made | undoing) return ;; esac
  say '  This file did not make it: nothing to undo.'
  return 1
}

stays() { say '  Nothing takes it back: it stays.'; }

# Runs what changes something, if the person says so.
run() {
  shown "$@"
  if ! ask '  Run this?'; then
    leave
    return 1
  fi
  [[ -n $begun ]] || note "$phase"
  begun=1
  "$@" || stop "This failed, in $here. Nothing after it was run." \
    'What was changed is in the record: start again once the cause is fixed, or undo.'
}

change() { run "$@" || true; }

# Looks whether Azure has what was just set.
settled() {
  [[ -n $looking ]] || return 0
  seen
  same "$now" "$1" || {
    say "  Azure does not show it so yet: $now"
    ask '  Go on all the same?' || stop "Stopped in $here."
  }
}

made() {
  note made
  settled "${after:-}"
  finished+="$number "
}

undone() {
  settled "${before:-}"
  [[ $left == *"$here" ]] || note undone
}

is_done_by_hand() {
  ask '  No command does this. Done, or not needed?' && return
  leave
  return 1
}

by_hand() { is_done_by_hand || true; }

after_the_migration() {
  ask 'Is the migration over, and are the changes not needed any more?' || stop 'Nothing was undone.'
}

# Whether to undo what the target lives on.
is_given_up() {
  ask '  Is the migration given up?' && return
  leave
  return 1
}

leave() { [[ $left == *"$here" ]] || left+=$'\n'"  $here"; }

# Waits for another team: a look may show that it is done.
wait_for() {
  here="step $1" looking=${4:-}
  say '' "-- Step $1 is for the $2: $3"
  if [[ -n $looking ]] && now=$("$looking") && same "${now%$'\r'}" "$5"; then
    say '  It is done.'
  else
    ask '  Done, or not needed for your part?' || stop "Start again when it is. Say n to what you have done already."
  fi
  finished+="$1 "
}

finish() {
  [[ -z $left ]] || say '' "Not run, or done by hand:$left"
  say '' "$@"
}

case "$#${1:-}" in
1apply) apply ;;
1undo) undo ;;
*)
  say "bash $0 apply    before the migration: look, ask, change" \
    "bash $0 undo     after it: ask, undo" >&2
  exit 2
  ;;
esac
