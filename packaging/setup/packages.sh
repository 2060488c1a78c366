#!/usr/bin/env bash
# Make sure that what builds and examines packages is there: dpkg-shlibdeps, objdump, rpm, lintian.
set -euo pipefail
declare -A packages=(
    [dpkg-shlibdeps]=dpkg-dev [objdump]=binutils [rpm]=rpm [lintian]=lintian
)
missing=()
for program in "${!packages[@]}"; do
    command -v "$program" >/dev/null || missing+=("${packages[$program]}")
done
[ ${#missing[@]} -eq 0 ] && exit 0

source "$(dirname "$0")/apt.sh"
if ! apt_install "${missing[@]}"; then
    echo "set-up: packages need ${missing[*]}; install them and run the command again" >&2
    exit 1
fi
