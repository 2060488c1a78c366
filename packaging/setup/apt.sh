# Sourced: install Debian packages as root or with sudo.

apt_install() {
    local as_root=()
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || return 1
        as_root=(sudo)
    fi
    echo "set-up: installing $*" >&2
    "${as_root[@]}" apt-get -q -q -o DPkg::Lock::Timeout=300 update >&2 &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -q \
            -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@" >&2
}
