#!/usr/bin/env bash
# Make sure etcd is there: the tests start private clusters of it.
set -euo pipefail
PATH=$PATH:/usr/sbin:/usr/local/sbin
command -v etcd >/dev/null && command -v etcdctl >/dev/null && exit 0

source "$(dirname "$0")/apt.sh"
if ! apt_install etcd-server etcd-client; then
    echo "set-up: tests of leadership by etcd need etcd and etcdctl 3.4 or newer" \
        "(Debian: etcd-server, etcd-client); without them they are skipped" >&2
    exit 1
fi
