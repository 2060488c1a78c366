#!/usr/bin/env bash
# Make sure that zsh, fish, mandoc and groff are there: tests complete in real shells, and check the
# manual page.
set -euo pipefail
source "$(dirname "$0")/apt.sh"
need zsh=zsh fish=fish mandoc=mandoc groff=groff-base
