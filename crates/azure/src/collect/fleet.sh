# What is printed goes into this folder, an answer a file, until all is asked for: a run that was stopped goes on from there.
parts='pgreach-export.parts'
pages='' failed=0 unknown=0 stale='' stopped=''

# Runs one az command, unless its answer is there, and writes what it prints: get WHAT OF-WHICH WORDS. Where Azure says that it
# is asked too much, it waits as long as Azure says, else longer each time.
get() {
  local what=$1 of=$2 delay=5 number said list
  shift 2
  pages=''
  number=$(grep -nxF -- "az $*" "$parts/asked" | tail -n 1 | cut -d : -f 1)
  if [[ -f $parts/$number.json ]]; then
    pages=$parts/$number.json
    return
  fi
  printf 'az %s\n' "$*"
  until az "$@" --output json </dev/null >"$parts/output" 2>"$parts/error" && [[ -s $parts/output ]]; do
    cat "$parts/error" >&2
    if [[ $delay -gt 160 ]] || ! grep -qiE '\(429\)|too ?many ?requests|rate ?limit|throttl' "$parts/error"; then
      # What this az has no command for it has not the next time either.
      if grep -qiE 'misspelled or not recognized|requires the extension' "$parts/error"; then
        list=unknown unknown=$((unknown + 1))
      else
        list=failed failed=$((failed + 1))
      fi
      printf '{%s,\n"error": "failed"}\n' "$(about "$what" "$of" "$*")" >>"$parts/$list"
      return 1
    fi
    said=$(grep -oiE 'retry.after[^0-9]{1,20}[0-9]+' "$parts/error" | grep -oE '[0-9]+$' | head -n 1)
    sleep "${said:-$delay}"
    delay=$((delay * 2))
  done
  number=$(($(grep -c '' "$parts/asked") + 1))
  {
    printf '{%s,\n"output": ' "$(about "$what" "$of" "$*")"
    # Of a page that another one follows the end is not the end of the list.
    if grep -q '^  "[$]skipToken": "' "$parts/output"; then
      sed -e 's/^  "[$]skipToken": "/  "next": "/' -e 's/^  "resultTruncated": "true"/  "resultTruncated": "false"/' \
        -e 's/^  "totalRecords": /  "rows": /' "$parts/output"
    else
      sed 's/^  "totalRecords": /  "rows": /' "$parts/output"
    fi
    printf '}\n'
  } >"$parts/new"
  mv "$parts/new" "$parts/$number.json"
  printf '%s\n' "az $*" >>"$parts/asked"
  pages=$parts/$number.json
}

about() {
  printf '"pgreach": 1, "export": "%s", "of": "%s", "command": "%s"' "$1" "$(escaped "$2")" "$(escaped "az $3")"
}

# Asks Resource Graph for rows, page by page: query ROWS-A-PAGE QUERY. It takes 15 requests in 5 seconds. Of what is missing
# the file says that it is.
query() {
  local all='' token='' scope='' it seen=0
  for it in $subscriptions; do
    scope+="${scope:+, }\"$it\""
  done
  scope=${scope:+\"subscriptions\": [$scope], }
  [[ -z $management_group ]] || scope="\"managementGroups\": [\"$management_group\"], "
  while get query Resources rest --method post \
    --url '/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01' \
    --body "{$scope\"query\": \"$2\", \"options\": {\"resultFormat\": \"objectArray\", \"\$top\": $1$token}}"; do
    all+=" $pages"
    seen=$((seen + $(number count)))
    token=$(grep -E '^  "next": "' "$pages" | cut -d '"' -f 4)
    if [[ -z $token ]]; then
      # Where rows came or went between the pages, the next run asks for all of them anew.
      if [[ $seen -ne $(number rows) ]]; then
        stale+=$all
        cut_short
      fi
      pages=$all
      return
    fi
    token=", \"\$skipToken\": \"$token\""
    sleep 0.4
  done
  cut_short
  pages=$all
}

# A number that the last page says of itself.
number() { grep -oE "^  \"$1\": [0-9]+" "$pages" | tr -dc '0-9'; }

cut_short() { printf '{"data": [], "resultTruncated": "true"}\n' >>"$parts/failed"; }

# The regions of all rows, as commands take them.
all_regions() {
  printed | grep -oiE '"location": *"[a-z0-9 ]+"' | cut -d '"' -f 4 | tr -d ' ' | tr '[:upper:]' '[:lower:]' | sort -u
}

# The networks of subnets.
# shellcheck disable=SC2086
vnets_of() { printf '%s\n' $1 | sed 's,/subnets/.*,,' | sort -fu; }

# shellcheck disable=SC2086
printed() { [[ -z $pages ]] || cat $pages; }

start() {
  command -v az >/dev/null || stop 'az is not on the PATH. Run this where it is, as in the Cloud Shell.'
  [[ -n $(az account show --query id --output tsv </dev/null) ]] || stop 'Log in first: az login'
  [[ ! -d $parts ]] || printf 'Goes on with the answers in %s. To begin anew, delete that folder.\n' "$parts"
  { mkdir -p "$parts" && : >>"$parts/asked" && : >"$parts/failed" && : >"$parts/unknown" && : >>"$file"; } || stop 'No file can be written here.'
  # A run that was stopped may have left half a line.
  [[ -z $(tail -c 1 "$parts/asked") ]] || echo >>"$parts/asked"
  trap 'stopped=", and it was stopped"; cut_short; finish; exit 130' INT TERM
}

finish() {
  local number count
  count=$(grep -c '' "$parts/asked")
  : >"$file"
  for ((number = 1; number <= count; number++)); do
    [[ ! -f $parts/$number.json ]] || cat "$parts/$number.json" >>"$file"
  done
  cat "$parts/failed" "$parts/unknown" >>"$file"
  if [[ -s $parts/failed ]]; then
    # shellcheck disable=SC2086
    rm -f $stale
    printf '\nNot all is there: %s commands failed%s. pgreach takes what is missing as not known.\n' "$failed" "$stopped"
    printf 'Run this again: it asks for that alone.\n'
  else
    rm -r "$parts"
  fi
  if [[ $unknown -ne 0 ]]; then
    printf '\nThis az does not know %s of the commands. pgreach takes what they would say as not known. To have it:\n' "$unknown"
    printf 'az extension add --name virtual-network-manager, or az upgrade; then run this again.\n'
  fi
  printf '\nWritten: %s. Read it, then give it to pgreach.\n' "$file"
}

