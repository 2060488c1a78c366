#!/usr/bin/env bash
# Make sure that containers can be built and run: tests do both, in a storage of their own.
set -euo pipefail
PATH=$PATH:/usr/sbin:/usr/local/sbin
declare -A packages=(
    [buildah]=buildah [podman]=podman [runc]=runc [mmdebstrap]=mmdebstrap
    [ip]=iproute2
)
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
