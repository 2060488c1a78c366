#!/usr/bin/env bash
# Make sure that NGINX, HAProxy, iproute2 and libfaketime are there: tests and drills start private ones.
set -euo pipefail
source "$(dirname "$0")/apt.sh"
need nginx=nginx-light haproxy=haproxy ip=iproute2 faketime=faketime
