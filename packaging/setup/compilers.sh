#!/usr/bin/env bash
# Make sure a C++ compiler and CMake are there: tests compile what is generated and run CTest.
set -euo pipefail
source "$(dirname "$0")/apt.sh"
need c++=g++ ctest=cmake
