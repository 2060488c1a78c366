#!/usr/bin/env bash
# Make a Debian 12 that images can be built from, where no registry can be reached but Debian's.
# Usage: base.sh FILE.tar   then: podman import FILE.tar localhost/debian:bookworm
set -euo pipefail
[ ! -s "$1" ] || exit 0
mkdir -p "$(dirname "$1")"
mmdebstrap --quiet --format=tar --mode=root --variant=apt --include=ca-certificates \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    bookworm "$1.new"
mv "$1.new" "$1"
