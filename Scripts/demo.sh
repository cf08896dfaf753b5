#!/usr/bin/env bash
# The demo: starts a PostgreSQL and, where none answers and it can, a container engine, both private and gone afterwards;
# then lets slipway-demo tell its story with the built binaries. Exit code 0 only if all went as promised.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=${BIN:-$(swift build --show-bin-path)}
folder=$(mktemp -d /tmp/slipway-demo.XXXXXX)
chmod 755 "$folder"

finish() {
    Scripts/postgres.sh stop "$folder/postgres" >/dev/null 2>&1 || true
    [[ -z ${engine:-} ]] || Scripts/docker-engine.sh stop "$folder/engine" >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap finish EXIT

# Real containers where an engine answers or can be started; else slipway runs the tasks as processes and says so.
if [[ -z ${DOCKER_HOST:-} ]] && ! docker info >/dev/null 2>&1; then
    if [[ $EUID -eq 0 ]] && host=$(Scripts/docker-engine.sh start "$folder/engine"); then
        export DOCKER_HOST=$host
        engine=yes
    fi
fi

# An address of this machine that tasks with a network of their own reach; it is asked by nobody else.
address=$(hostname -I 2>/dev/null | tr ' ' '\n' | grep -m1 -E '^[0-9]+(\.[0-9]+){3}$' || true)
address=${address:-127.0.0.1}
PARENT=$$ Scripts/postgres.sh start "$folder/postgres" "127.0.0.1,$address" >/dev/null
database=$(Scripts/postgres.sh url "$folder/postgres" "$address")

DATABASE_URL=$database "$bin/slipway-demo" --slipway "$bin/slipway" --example Examples/realworld
