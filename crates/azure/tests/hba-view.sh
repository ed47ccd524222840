#!/bin/sh
# Prints what PostgreSQL reads of a pg_hba.conf, as JSON rows of its view pg_hba_file_rules. No server is started: a
# single-user one reads the view. It makes its own data in a temporary folder, and leaves nothing.
set -eu
PATH="${PGREACH_POSTGRES:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)}:$PATH"
export PATH
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$1" "$folder/pg_hba.conf"
as=
if [ "$(id -u)" = 0 ]; then
    chown -R postgres "$folder"
    as="runuser -u postgres --"
fi
cd "$folder"
$as "$(command -v initdb)" -D "$folder/data" -A trust >"$folder/log" 2>&1
echo 'SELECT json_agg(it) FROM pg_hba_file_rules it;' |
    $as "$(command -v postgres)" --single -j -D "$folder/data" -c hba_file="$folder/pg_hba.conf" template1 2>>"$folder/log" |
    sed -n '/json_agg = "/,$p' | sed -e '1s/.*json_agg = "//' -e 's/"\t(typeid = [0-9].*//' | sed '/^\t----/d;/^backend>/d'
