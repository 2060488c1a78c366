#!/usr/bin/env bash
# Make sure that zsh, fish, mandoc and groff are there: tests complete in real shells, and check the
# manual page.
set -euo pipefail
declare -A packages=([zsh]=zsh [fish]=fish [mandoc]=mandoc [groff]=groff-base)
missing=()
for program in "${!packages[@]}"; do
    command -v "$program" >/dev/null || missing+=("${packages[$program]}")
done
[ ${#missing[@]} -eq 0 ] && exit 0

source "$(dirname "$0")/apt.sh"
if ! apt_install "${missing[@]}"; then
    echo "set-up: the tests need ${missing[*]}; install them and run the command again" >&2
    exit 1
fi
