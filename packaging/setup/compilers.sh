#!/usr/bin/env bash
# Make sure a C++ compiler and CMake are there: tests compile what is generated and run CTest.
set -euo pipefail
missing=()
command -v c++ >/dev/null || missing+=(g++)
command -v ctest >/dev/null || missing+=(cmake)
[ ${#missing[@]} -eq 0 ] && exit 0

source "$(dirname "$0")/apt.sh"
if ! apt_install "${missing[@]}"; then
    echo "set-up: the tests need ${missing[*]}; install them and run the command again" >&2
    exit 1
fi
