#!/bin/sh
# Assemble the image's root filesystem: a program and what it needs of the system it is built on.
# Usage: root.sh PROGRAM ROOT   PROGRAM: folder of `make binary`; ROOT: folder that is made.
#
# Which libraries and which loader those are is asked of the loader itself, so that this holds on
# every processor. Runs as root, on Debian.
set -eu
program=$1 root=$2
name=trinitycore-mcp

install -d -m 755 "$root" "$root/etc/$name" "$root/etc/ssl/certs" "$root/usr/bin" \
    "$root/usr/lib" "$root/usr/share/doc" "$root/var/lib/dpkg/status.d" "$root/run" "$root/proc" \
    "$root/sys" "$root/dev"
install -d -m 1777 "$root/tmp"
# Volumes take over the owner of the folder they are mounted on.
install -d -m 700 -o 65532 -g 65532 "$root/var/lib/$name" "$root/var/lib/$name/backups"

cp -R "$program" "$root/usr/lib/$name"
chown -R 0:0 "$root/usr/lib/$name"
chmod -R u=rwX,go=rX "$root/usr/lib/$name"
ln -s "../lib/$name/$name" "$root/usr/bin/$name"

# As on the system: /lib and /lib64 are links into /usr.
for folder in lib lib64; do
    [ -L "/$folder" ] || continue
    install -d -m 755 "$root/usr/$folder"
    ln -s "usr/$folder" "$root/$folder"
done

# "NAME => PATH (ADDRESS)" is a library, "PATH (ADDRESS)" the loader. The program itself starts
# before it can say where its own libraries are. glibc opens libgcc_s by name when a thread ends.
loaded=$(
    ldd "$program/$name"
    find "$program/lib" -name '*.so*' -type f -exec \
        env LD_LIBRARY_PATH="$program/lib" ldd {} +
)
if echo "$loaded" | grep 'not found' >&2; then
    echo "root.sh: libraries are missing here" >&2
    exit 1
fi
needed=$(
    {
        echo "$loaded" | sed -n 's/^[[:space:]]\(.* => \)\{0,1\}\(\/[^ ]*\) (0x.*/\2/p'
        find /lib/ -name libgcc_s.so.1
    } | grep -v "^$program/" | sort -u
)
for library in $needed; do
    mkdir -p "$root${library%/*}"
    cp -L "$library" "$root$library"
done

# Licences of what was copied, and its packages' versions where scanners look for them.
{
    echo ca-certificates
    for library in $needed; do
        dpkg-query -S "$library" 2>/dev/null || dpkg-query -S "$(readlink -f "$library")"
    done | cut -d: -f1
} | sort -u | while read -r package; do
    dpkg-query -s "$package" >"$root/var/lib/dpkg/status.d/$package"
    install -D -m 644 "/usr/share/doc/$package/copyright" \
        "$root/usr/share/doc/$package/copyright"
done
install -D -m 644 /LICENSE "$root/usr/share/doc/$name/copyright"

cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
cp -L /etc/os-release "$root/etc/os-release"
printf 'root:x:0:0:root:/:/sbin/nologin\n%s:x:65532:65532::/var/lib/%s:/sbin/nologin\n' \
    "$name" "$name" >"$root/etc/passwd"
printf 'root:x:0:\n%s:x:65532:\n' "$name" >"$root/etc/group"
printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$root/etc/nsswitch.conf"
chmod 644 "$root"/etc/passwd "$root"/etc/group "$root"/etc/nsswitch.conf "$root"/etc/os-release \
    "$root"/etc/ssl/certs/*
