# How it works. Nothing in this part is about one migration.

# Git Bash on Windows would take an id for a path.
export MSYS_NO_PATHCONV=1
# No command installs anything.
export AZURE_EXTENSION_USE_DYNAMIC_INSTALL=no
# What stands in an id between two slashes.
any='[^"/[:space:]]+'
subscription='' group='' name=''

escaped() { printf '%s' "$1" | sed 's/[\\"]/\\&/g'; }

# The ids in what was printed last that end as told, each once.
ids() {
  printed | grep -oiE "/subscriptions/$any/resourceGroups/$any/providers/$1" | sort -fu
}

# The host names in what was printed last: servers, what migrations connect to, own zones of servers, aliases.
hosts_in() {
  printed | grep -oiE '"([a-z]*FullyQualifiedDomainName|sourceDbServerResourceId|cname)": *"[^"]*"' |
    cut -d '"' -f 4 | cut -d : -f 1 | cut -d @ -f 1
  printed | grep -oiE '/privateDnsZones/[^"/[:space:]]+' | cut -d / -f 3 | sort -fu
}

# Of the zones in a list those that may answer for names: zones_for NAMES ZONES. A server with a private endpoint has one
# more name, in a privatelink zone.
# shellcheck disable=SC2086
zones_for() {
  { printf '%s\n' $1; echo; printf '%s\n' $2; } | awk '
    function add(name) { do ends[name] = 1; while (sub(/^[^.]*[.]/, "", name)) }
    NF == 0 { are_zones = 1; next }
    { name = tolower($1); sub(/[.]$/, "", name) }
    are_zones { sub(/.*\//, "", name); if (name in ends) print $1; next }
    { add(name); if (sub(/[.]/, ".privatelink.", name)) add(name) }'
}

# The parts of an id, for the commands that take no id. Not every script has one.
# shellcheck disable=SC2034
parts() {
  IFS=/ read -r _ _ subscription _ group _ <<<"$1"
  name=${1##*/}
}

stop() {
  printf '%s\n' "$1" >&2
  exit 1
}

