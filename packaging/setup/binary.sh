#!/usr/bin/env bash
# Make sure that the program can be built: a compiler, binutils, and on Debian expat to link anew.
set -euo pipefail
source "$(dirname "$0")/apt.sh"
need gcc=gcc strip=binutils objdump=binutils
if [ -e /usr/bin/python3.11 ]; then
    libraries=/usr/lib/$(gcc -print-multiarch)
    [ -e "$libraries/libexpat.a" ] && [ -e "$libraries/libpython3.11.so.1.0" ] ||
        apt_install libexpat1-dev libpython3.11
fi
