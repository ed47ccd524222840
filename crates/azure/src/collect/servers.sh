output='' asked='' failed='' missing=''

# Runs one az command. What it prints is in $output.
run() {
  printf 'az %s\n' "$*"
  output=$(az "$@" --output json </dev/null) && [[ -n $output ]]
}

printed() { printf '%s\n' "$output"; }

# The same, but nothing is asked for twice. What it prints goes nowhere else.
look() {
  output=''
  case $asked in *"|$*|"*) return 2 ;; esac
  asked+="|$*|"
  run "$@"
}

# The same, and writes it to the file with what it is about: get WHAT OF-WHICH WORDS.
get() {
  local what=$1 of=$2 body
  shift 2
  look "$@"
  case $? in
  0) body="\"output\": $output" ;;
  2) return ;;
  *) body='"error": "failed"' failed+=$'\n'"  az $*" ;;
  esac
  printf '{"pgreach": 1, "export": "%s", "of": "%s", "command": "%s",\n%s}\n' \
    "$what" "$(escaped "$of")" "$(escaped "az $*")" "$body" >>"$file"
}

# Runs a command of another cloud, and writes what it prints to the file: that says by itself what it is.
also() {
  printf '%s\n' "$*"
  if output=$("$@" </dev/null) && [[ -n $output ]]; then
    printf '%s\n' "$output" >>"$file"
  else
    failed+=$'\n'"  $*"
  fi
}

# The networks of machines in Google Cloud that were printed last.
vpcs_in() { printed | grep -oE '"network": *"[^"]*/networks/[^"]+"' | cut -d '"' -f 4 | sort -u; }

# Looks for a resource by its name, in every subscription to look in.
look_for() {
  local all=''
  output=''
  [[ $1 != - ]] || return
  for subscription in $subscriptions; do
    run resource list --subscription "$subscription" --name "$1"
    all+=$output
  done
  output=$all
  [[ $output == *'"id"'* ]] || missing+=$'\n'"  $1"
}

# The region that what was printed last says, as commands take it.
region() {
  printed | grep -oE '"location": *"[^"]*"' | head -n 1 | cut -d '"' -f 4 | tr -d ' ' | tr '[:upper:]' '[:lower:]'
}

start() {
  command -v az >/dev/null || stop 'az is not on the PATH. Run this where it is, as in the Cloud Shell.'
  : "${subscriptions:=$(az account show --query id --output tsv </dev/null)}"
  [[ -n $subscriptions ]] || stop 'Log in first: az login'
  : >>"$file" || stop "$file cannot be written here."
}

# Refuses to start while a name is empty.
need() {
  local empty='' it
  for it in "$@"; do
    [[ -n ${!it} ]] || empty+=" $it"
  done
  [[ -z $empty ]] || stop "Still empty at the top of this file:$empty. Write - for what is not in Azure."
}

finish() {
  [[ -z $missing ]] || printf '\nNot found, so nothing of it is in the file (in another subscription?):%s\n' "$missing"
  [[ -z $failed ]] || printf '\nThese failed, and pgreach will take what they print as not known:%s\n' "$failed"
  printf '\nWritten: %s. Read it, then give it to pgreach.\n' "$file"
}

