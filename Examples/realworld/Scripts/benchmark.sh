#!/usr/bin/env bash
# Size, boot time, memory and throughput of the backend, on SQLite and, where it is installed, on PostgreSQL.
#
#   Scripts/benchmark.sh [BINARY]        BINARY: a release build; built if not given
#   SECONDS_EACH=10 CONNECTIONS=32       how long and how hard wrk pushes
#   IMAGE=DIR                            an OCI layout whose size is to be printed as well
#
# Needs python3 and wrk (apt-get install wrk). Numbers are printed, never judged: machines differ.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
root=$(cd "$here/../.." && pwd)
seconds=${SECONDS_EACH:-10}
connections=${CONNECTIONS:-32}
work=$(mktemp -d)
chmod 755 "$work"  # PostgreSQL runs as another user
server=
finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    [ ! -d "$work/pg" ] || "$root/Scripts/postgres.sh" stop "$work/pg" || true
    rm -rf "$work"
}
trap finish EXIT
command -v wrk >/dev/null || { echo "wrk is missing: apt-get install wrk" >&2; exit 69; }

binary=${1:-}
if [ -z "$binary" ]; then
    (cd "$here" && swift build -c release --static-swift-stdlib -Xlinker -s --product realworld >&2)
    binary=$here/.build/release/realworld
fi
binary=$(cd "$(dirname "$binary")" && pwd)/$(basename "$binary")
mebibytes() { python3 -c "print(f'{$1 / 1048576:.1f} MiB')"; }

echo "binary            $(mebibytes "$(stat -Lc %s "$binary")")"
libraries=$(ldd "$binary" | awk '$3 ~ /^\// {print $3}')
echo "with libraries    $(mebibytes "$(du -Lcb "$binary" $libraries | tail -n 1 | cut -f 1)")"
echo "compressed        $(mebibytes "$(tar -chf - "$binary" $libraries 2>/dev/null | gzip -6 | wc -c)")  (what a registry stores and a host pulls)"
[ -z "${IMAGE:-}" ] || echo "image             $(mebibytes "$(du -sb "$IMAGE" | cut -f 1)")  ($IMAGE)"

export JWT_SECRET=benchmark-benchmark-benchmark-benchmark ENVIRONMENT=benchmark LOG_LEVEL=error HOST=127.0.0.1
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
base=http://127.0.0.1:$port

boot() { # prints milliseconds from exec to the first 200, median of eleven, and the memory of the last
    python3 - "$binary" "$port" <<'PY'
import http.client, os, signal, statistics, subprocess, sys, time
binary, port = sys.argv[1], int(sys.argv[2])
times = []
for _ in range(11):
    start = time.perf_counter()
    process = subprocess.Popen([binary, "--port", str(port)], stdout=subprocess.DEVNULL)
    while True:
        if process.poll() is not None: sys.exit("the server ended")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
            connection.request("GET", "/health")
            if connection.getresponse().status == 200: break
        except OSError:
            time.sleep(0.001)
    times.append((time.perf_counter() - start) * 1000)
    pages = int(open(f"/proc/{process.pid}/statm").read().split()[1])
    process.send_signal(signal.SIGTERM)
    process.wait()
print(f"{statistics.median(times):.0f} ms (best {min(times):.0f}, worst {max(times):.0f}), {pages * os.sysconf('SC_PAGESIZE') / 1048576:.0f} MiB")
PY
}

rate() { wrk -t 2 -c "$1" -d "${seconds}s" --latency "${@:2}" | awk '/50%/ {a=$2} /99%/ {b=$2} /Requests\/sec/ {r=$2} /Non-2xx/ {e=" FAILED " $NF} END {printf "%s requests/s, median %s, p99 %s%s\n", r, a, b, e}'; }

measure() {
    export DATABASE_URL=$2
    "$binary" migrate >/dev/null
    echo "$1: ready in   $(boot)"
    "$binary" --port "$port" >/dev/null &
    server=$!
    until curl -fs "$base/health" >/dev/null 2>&1; do sleep 0.05; done
    token=$(curl -fs "$base/api/users" -d '{"user":{"username":"bench","email":"bench@example.com","password":"benchmark"}}' |
        python3 -c 'import json, sys; print(json.load(sys.stdin)["user"]["token"])')
    for number in $(seq 100); do
        curl -fs "$base/api/articles" -H "Authorization: Token $token" \
            -d "{\"article\":{\"title\":\"Article $number\",\"description\":\"d\",\"body\":\"b\",\"tagList\":[\"a\",\"b\"]}}" >/dev/null
    done
    echo "$1: health     $(rate "$connections" "$base/health")"
    echo "$1: list of 20 $(rate "$connections" "$base/api/articles")"
    cat >"$work/login.lua" <<'LUA'
wrk.method = "POST"
wrk.body = '{"user":{"email":"bench@example.com","password":"benchmark"}}'
LUA
    echo "$1: login      $(rate 4 -s "$work/login.lua" "$base/api/users/login")"
    kill "$server"
    wait "$server" || true
    server=
}

measure "sqlite  " "sqlite:$work/bench.db"
if url=$("$root/Scripts/postgres.sh" start "$work/pg"); then
    measure "postgres" "$url"
else
    echo "postgres: skipped"
fi
