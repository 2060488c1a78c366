# Sourced: see that programs are there, and install their Debian packages as root or with sudo.

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

# Install what is missing of PROGRAM=PACKAGE..., or say so and fail.
need() {
    local PATH=$PATH:/usr/sbin:/usr/local/sbin pair missing=()
    for pair in "$@"; do
        command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    apt_install "${missing[@]}" && return 0
    echo "set-up: ${missing[*]} is needed; install it and run the command again" >&2
    return 1
}
