#!/usr/bin/env bash
# Make sure that systemd's tools are there, and .cache/bookworm.tar: a small Debian with systemd and
# MariaDB that tests boot and install packages in. Run as root, as those tests are.
set -euo pipefail
cd "$(dirname "$0")/../.."
PATH=$PATH:/usr/sbin:/usr/local/sbin
tree=.cache/bookworm.tar
contents=systemd,systemd-sysv,dbus,libnss-systemd,procps,curl,mariadb-server,mariadb-backup
# What would only delay a start in a container.
needless=(apt-daily.timer apt-daily-upgrade.timer console-getty.service dpkg-db-backup.timer
    e2scrub_all.timer e2scrub_reap.service fstrim.timer getty@tty1.service
    systemd-networkd.service systemd-networkd-wait-online.service)

fail() { echo "set-up: $*" >&2; exit 1; }

declare -A packages=([systemd-analyze]=systemd [systemd-nspawn]=systemd-container
    [debootstrap]=debootstrap)
missing=()
for program in "${!packages[@]}"; do
    command -v "$program" >/dev/null || missing+=("${packages[$program]}")
done
if [ ${#missing[@]} -gt 0 ]; then
    source packaging/setup/apt.sh
    apt_install "${missing[@]}" ||
        fail "the tests of the service need ${missing[*]}; install them and run the command again"
fi

mkdir -p .cache
exec 9>.cache/bookworm.lock
flock 9
[ "$tree" -nt packaging/setup/systemd.sh ] && exit 0
[ "$(id -u)" -eq 0 ] || fail "making $tree needs root"

echo "set-up: making $tree, which takes a minute" >&2
root=$(mktemp -d /var/tmp/bookworm.XXXXXX)
# MariaDB's own account makes its databases in there.
chmod 755 "$root"
trap 'rm -rf --one-file-system "$root"' EXIT
debootstrap --variant=minbase --include="$contents" bookworm "$root" >"$root.log" 2>&1 ||
    { tail -5 "$root.log" >&2; fail "debootstrap failed; all it said: $root.log"; }
[ -d "$root/var/lib/mysql/mysql" ] || fail "MariaDB has no databases; see $root.log"
rm "$root.log"
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* \
    "$root"/usr/share/{doc,locale,man,info}/* "$root"/etc/{apt/sources.list,hostname,resolv.conf}
for unit in "${needless[@]}"; do
    ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
# Without one, systemd takes the first start for an installation.
tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
cat >"$root/etc/mysql/mariadb.conf.d/90-small.cnf" <<'END'
[mariadbd]
innodb_buffer_pool_size = 16M
innodb_log_file_size = 8M
performance_schema = off
END
tar -C "$root" --numeric-owner -cf "$tree.new" .
mv "$tree.new" "$tree"
