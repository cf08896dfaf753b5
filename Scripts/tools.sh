#!/usr/bin/env bash
# Installs what building, testing and the demo need on Debian or Ubuntu when run as root; otherwise says in one line what
# to install. Nothing that is there already is touched. Arguments name more, as package:file.
set -euo pipefail

if ! command -v swift >/dev/null; then
    echo "slipway: no Swift toolchain found: install Swift 6.2 or newer from https://www.swift.org/install" >&2
    exit 69
fi
if [[ "$(uname -s)" == Darwin ]]; then
    # Best effort: zlib and SQLite come with the system, libpq from Homebrew, containers from Docker Desktop.
    command -v pg_config >/dev/null || echo "slipway: to build the example: brew install libpq pkg-config" >&2
    exit 0
fi

# package:file that shows it is there
needed=(
    "pkg-config:/usr/bin/pkg-config" "zlib1g-dev:/usr/include/zlib.h" "libpq-dev:/usr/include/postgresql/libpq-fe.h"
    "libsqlite3-dev:/usr/include/sqlite3.h" "postgresql:/usr/lib/postgresql/*/bin/postgres" "docker.io:/usr/sbin/dockerd|/usr/bin/dockerd"
    "iptables:/usr/sbin/iptables" "iproute2:/usr/sbin/ip|/usr/bin/ip|/bin/ip|/sbin/ip" "skopeo:/usr/bin/skopeo"
    "docker-registry:/usr/bin/docker-registry" "python3-venv:/usr/lib/python3*/venv/__init__.py|/usr/lib/python3/dist-packages/venv"
    "gcc:/usr/bin/gcc" "binutils:/usr/bin/strip" "libc6-dev:/usr/include/stdio.h" "$@"
)
missing=()
for entry in "${needed[@]}"; do
    package=${entry%%:*}
    found=no
    IFS='|' read -ra files <<<"${entry#*:}"
    for file in "${files[@]}"; do
        # A glob, on purpose.
        # shellcheck disable=SC2086
        if compgen -G "$file" >/dev/null; then found=yes; fi
    done
    [[ $found == yes ]] || missing+=("$package")
done
((${#missing[@]})) || exit 0

if [[ $EUID -ne 0 ]] || ! command -v apt-get >/dev/null; then
    echo "slipway: please install first: sudo apt-get install ${missing[*]}" >&2
    exit 69
fi
echo "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# Engines and servers are started by whoever needs them, never as services of the machine.
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
