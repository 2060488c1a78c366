#!/usr/bin/env bash
# Build the image with Buildah, Podman or Docker, whichever is there.
# Usage: build.sh [OPTION...]   options go to the builder, such as --platform linux/arm64
#
# Variables: BASE, a Debian; PROGRAM=ready, to take the program of `make binary` instead of building
# one inside; IMAGE, the image's name; PIP_CONF, a pip configuration that only the build sees.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' appliance/__init__.py)
revision=$(git rev-parse HEAD 2>/dev/null || echo unknown)
# The time of the commit, so that the same commit makes the same image.
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}

options=(
    --file packaging/container/Containerfile
    --tag "${IMAGE:-localhost/trinitycore-mcp:latest}"
    --build-arg "PROGRAM=${PROGRAM:-source}"
    --build-arg "VERSION=$version"
    --build-arg "REVISION=$revision"
    --build-arg "CREATED=$(date --utc --date="@$epoch" +%Y-%m-%dT%H:%M:%SZ)"
    --build-arg "SOURCE_DATE_EPOCH=$epoch"
)
[ -z "${BASE:-}" ] || options+=(--build-arg "BASE=$BASE")
[ -z "${PIP_CONF:-}" ] || options+=(--secret "id=pip.conf,src=$PIP_CONF")

# Images in the format of OCI have no HEALTHCHECK.
podman_options=(--format docker --layers=false --timestamp "$epoch")
for builder in buildah podman docker; do
    command -v "$builder" >/dev/null || continue
    case $builder in
        docker) exec docker buildx build --load "${options[@]}" "$@" . ;;
        *) exec "$builder" build "${podman_options[@]}" "${options[@]}" "$@" . ;;
    esac
done
echo "build.sh: buildah, podman or docker is needed" >&2
exit 1
