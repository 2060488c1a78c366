#!/usr/bin/env bash
# Make sure MariaDB's programs are there: the tests start private servers from them.
set -euo pipefail
PATH=$PATH:/usr/sbin:/usr/local/sbin
missing=()
for program in mariadbd mariadb-install-db mariadb mariadb-binlog mariadb-backup; do
    command -v "$program" >/dev/null || missing+=("$program")
done
[ ${#missing[@]} -eq 0 ] && exit 0

source "$(dirname "$0")/apt.sh"
if ! apt_install mariadb-server mariadb-client mariadb-backup; then
    echo "set-up: the tests need ${missing[*]}; install MariaDB 10.11 or newer" \
        "(Debian: mariadb-server, mariadb-backup) and run the command again" >&2
    exit 1
fi
