#!/usr/bin/env bash
# Make sure that the program can be built: a compiler, binutils, and on Debian expat to link anew.
set -euo pipefail
source "$(dirname "$0")/apt.sh"
need gcc=gcc strip=binutils objdump=binutils
[ ! -e /usr/bin/python3.11 ] || [ -e "/usr/lib/$(gcc -print-multiarch)/libexpat.a" ] ||
    apt_install libexpat1-dev libpython3.11
