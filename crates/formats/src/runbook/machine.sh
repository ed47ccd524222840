# How it works. Nothing below is about this migration.

left=''
here='the beginning'

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
  here="step $1"
  say '' "== Step $1, $2: $3"
}

# Shows a command as it will be run, and says whether it has all its values.
shown() {
  local word lacks=''
  printf '\n  $'
  for word in "$@"; do
    case $word in - | -/*) lacks=1 ;; esac
    if [[ -n ${SHARED_KEY:-} && $word == "$SHARED_KEY" ]]; then printf ' ***'; else printf ' %q' "$word"; fi
  done
  say ''
  [[ -z $lacks ]] || say '  Left out: it needs a value that you do not have.'
  [[ -z $lacks ]]
}

# Runs what changes nothing.
look() {
  shown "$@" || return 0
  "$@" || say '  It failed. Where what it looks for is not there, that is the answer.'
}

# Runs what changes something, if the person says so.
change() {
  shown "$@" || return 0
  if ask '  Run this?'; then
    "$@" || stop "This failed, in $here. Nothing after it was run." \
      'Fix the cause and start again; say n to what is done already.'
  else
    leave
  fi
}

by_hand() { ask '  No command does this. Done, or not needed?' || leave; }

leave() { [[ $left == *"$here" ]] || left+=$'\n'"  $here"; }

wait_for() {
  here="step $1"
  say '' "-- Step $1 is for the $2: $3"
  ask '  Done, or not needed for your part?' || stop "Start again when it is. Say n to what you have done already."
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
