#!/usr/bin/env bash
# Create a virtual environment with the locked dependencies and this checkout's package.
# Usage: venv.sh FOLDER LOCKFILE   (PYTHON names the interpreter)
set -euo pipefail
venv=$1 lock=$2 python=${PYTHON:-python3}

fail() { echo "set-up: $*" >&2; exit 1; }

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "Python 3.11 or newer is needed; name it with: make PYTHON=/path/to/python3.11"

if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    # Debian ships ensurepip in a package of its own.
    package="python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    source "$(dirname "$0")/apt.sh"
    apt_install "$package" || fail "install $package, then run the command again"
fi

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
echo "set-up: installing the dependencies of $lock into $venv"
"$venv/bin/python" -m pip install --quiet --require-hashes -r "$lock"
"$venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation -e .
