#!/usr/bin/env bash
# Make sure that containers can be built and run: tests do both, in a storage of their own.
set -euo pipefail
source "$(dirname "$0")/apt.sh"
need buildah=buildah podman=podman runc=runc mmdebstrap=mmdebstrap ip=iproute2 \
    openssl=openssl curl=curl
