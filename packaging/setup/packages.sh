#!/usr/bin/env bash
# Make sure that what builds and examines packages is there: dpkg-shlibdeps, objdump, rpm, lintian.
set -euo pipefail
source "$(dirname "$0")/apt.sh"
need dpkg-shlibdeps=dpkg-dev objdump=binutils rpm=rpm lintian=lintian
