#!/usr/bin/env bash
# Everything that a realworld image contains, in one folder: the binary, the shared libraries that it needs, and the
# certificates to trust. No shell, no package manager.
#
#   Scripts/rootfs.sh BINARY DIR
set -euo pipefail
[ $# = 2 ] || { sed -n '5p' "$0" | sed 's/^# *//' >&2; exit 64; }
binary=$1 root=$2
[ ! -e "$root" ] || { echo "rootfs.sh: $root is already there" >&2; exit 73; }
install -D -m 755 "$binary" "$root/usr/local/bin/realworld"
# ldd names libraries as "name => path" and the loader as a bare path.
ldd "$binary" | awk '$2 == "=>" && $3 ~ /^\// {print $3} $1 ~ /^\// {print $1}' | sort -u | while read -r library; do
    install -D -m 755 "$(readlink -f "$library")" "$root$library"
done
[ ! -f /etc/ssl/certs/ca-certificates.crt ] ||
    install -D -m 644 /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
install -d -m 1777 "$root/tmp"
printf 'root:x:0:0:root:/:/sbin/nologin\nrealworld:x:65532:65532:realworld:/:/sbin/nologin\n' >"$root/etc/passwd"
printf 'root:x:0:\nrealworld:x:65532:\n' >"$root/etc/group"
