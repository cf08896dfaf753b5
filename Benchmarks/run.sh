#!/usr/bin/env bash
# Runs a benchmark with a container engine and a PostgreSQL of its own where it needs them, gone afterwards.
#
#   Benchmarks/run.sh benchmark|compare|endurance SLIPWAY [ARGUMENT...]
#
# SLIPWAY is the built binary; the Python file of the same name tells the arguments.
set -euo pipefail
cd "$(dirname "$0")/.."
[[ $# -ge 2 && $1 =~ ^(benchmark|compare|endurance)$ ]] || { sed -n '4,6s/^# \{0,3\}//p' "$0" >&2; exit 64; }
what=$1
slipway=$2
shift 2
[[ -x $slipway ]] || { echo "benchmarks: there is no $slipway: build it first" >&2; exit 69; }
python=$(Scripts/python.sh)
folder=$(mktemp -d /tmp/slipway-bench.XXXXXX)
chmod 755 "$folder"

finish() {
    [[ ! -d $folder/postgres ]] || Scripts/postgres.sh stop "$folder/postgres" >/dev/null 2>&1 || true
    [[ ! -d $folder/engine ]] || Scripts/docker-engine.sh stop "$folder/engine" >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap finish EXIT

if [[ -z ${DOCKER_HOST:-} ]] && ! docker info >/dev/null 2>&1; then
    DOCKER_HOST=$(Scripts/docker-engine.sh start "$folder/engine" $$)
    export DOCKER_HOST
fi
if [[ $what == endurance ]]; then
    address=$(hostname -I | tr ' ' '\n' | grep -m1 -E '^[0-9]+(\.[0-9]+){3}$')
    PARENT=$$ Scripts/postgres.sh start "$folder/postgres" "127.0.0.1,$address" >/dev/null
    DATABASE_URL=$(Scripts/postgres.sh url "$folder/postgres" "$address")
    export DATABASE_URL
fi
gcc -static -O1 -w -o "$folder/probe" Tests/Probe/probe.c
export PROBE=$folder/probe XDG_STATE_HOME=$folder/state XDG_CACHE_HOME=$folder/cache
"$python" -B "Benchmarks/$what.py" "$slipway" "$@"
