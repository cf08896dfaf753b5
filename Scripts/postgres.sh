#!/usr/bin/env bash
# A private PostgreSQL in a folder of its own, as an unprivileged user, gone without a trace when its folder is.
#
#   Scripts/postgres.sh start DIR [LISTEN_ADDRESSES]   make and start one; prints its address
#   Scripts/postgres.sh url DIR [HOST]                 print the address again, as seen through HOST (127.0.0.1)
#   Scripts/postgres.sh stop DIR                       stop it and remove DIR
#
# LISTEN_ADDRESSES is what postgresql.conf knows (127.0.0.1; or '127.0.0.1,10.88.0.1'; or '*'). Loopback needs no
# password; every other address needs the one that the printed address carries (SCRAM), and only private networks may try.
# The port is a free one, or PGPORT. With PARENT=PID it is stopped and removed when that process has gone, however it went.
set -euo pipefail

usage() { sed -n '4,6s/^# \{0,3\}//p' "$0" >&2; exit 64; }
fail() { echo "postgres.sh: $1" >&2; exit "${2:-69}"; }

[ $# -ge 2 ] || usage
verb=$1
mkdir -p "$(dirname "$2")"
dir=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")

find_tools() {
    if [ -n "${PGBIN:-}" ]; then bin=$PGBIN; return; fi
    bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
    [ -n "$bin" ] || bin=$(dirname "$(command -v initdb 2>/dev/null)" 2>/dev/null || true)
    [ -x "$bin/initdb" ] || fail "PostgreSQL is not installed: apt-get install postgresql"
}

# initdb and postgres refuse root.
unprivileged() {
    if [ "$(id -u)" != 0 ]; then "$@"; return; fi
    setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups -- "$@"
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' 2>/dev/null && return
    # Without Python: look for a port on which nobody answers.
    local port
    for port in $(shuf -i 20000-32000 -n 50); do
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
    fail "no free port found"
}

# What outlives us must not keep our caller's pipes open.
drop_descriptors() {
    local number
    for number in $(ls "/proc/$BASHPID/fd" 2>/dev/null); do
        if [ "$number" -gt 2 ]; then eval "exec $number>&-"; fi
    done
}

# Stops the server when the process $1 has gone; ends by itself when the folder has.
watch_over() {
    drop_descriptors
    while [ -d "$dir" ] && kill -0 "$1" 2>/dev/null; do sleep 1; done
    [ ! -d "$dir" ] || stop
}

print_url() {
    [ -f "$dir/port" ] || fail "no PostgreSQL in $dir" 66
    echo "postgres://realworld:$(cat "$dir/password")@${1:-127.0.0.1}:$(cat "$dir/port")/realworld"
}

start() {
    local listen=${1:-127.0.0.1} port password
    find_tools
    [ ! -e "$dir/data" ] || fail "$dir already holds a PostgreSQL; stop it first" 73
    user=$(id -un)
    if [ "$(id -u)" = 0 ]; then
        for user in postgres nobody; do id "$user" >/dev/null 2>&1 && break; done
    fi
    (cd / && unprivileged test -x "$(dirname "$dir")") || fail "user $user may not enter $(dirname "$dir"): chmod 755 it" 77
    mkdir -p "$dir"
    chmod 755 "$dir"
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    port=${PGPORT:-$(free_port)}
    (umask 077; echo "$password" >"$dir/password"; echo "$port" >"$dir/port")
    mkdir "$dir/data" "$dir/socket"
    [ "$(id -u)" != 0 ] || chown "$user" "$dir/data" "$dir/socket"
    (
        cd "$dir/data"
        unprivileged "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb.log" 2>&1
    ) || { cat "$dir/initdb.log" >&2; rm -rf "$dir"; fail "initdb failed" 70; }
    cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = '$listen'
port = $port
unix_socket_directories = '$dir/socket'
password_encryption = 'scram-sha-256'
max_connections = 200
# The folder is thrown away: nothing here needs to survive a power cut.
fsync = off
synchronous_commit = off
full_page_writes = off
CONF
    cat >"$dir/data/pg_hba.conf" <<HBA
local all all                trust
host  all all 127.0.0.1/32   trust
host  all all ::1/128        trust
host  all all 10.0.0.0/8     scram-sha-256
host  all all 172.16.0.0/12  scram-sha-256
host  all all 192.168.0.0/16 scram-sha-256
host  all all 169.254.0.0/16 scram-sha-256
host  all all 100.64.0.0/10  scram-sha-256
host  all all fd00::/8       scram-sha-256
HBA
    (
        cd "$dir/data"
        drop_descriptors
        unprivileged "$bin/pg_ctl" -D "$dir/data" -l "$dir/data/server.log" -w -t 60 start >/dev/null 2>&1 </dev/null
    ) || { cat "$dir/data/server.log" >&2; rm -rf "$dir"; fail "PostgreSQL did not start"; }
    # The password goes through stdin: command lines are seen by everybody.
    echo "CREATE ROLE realworld LOGIN PASSWORD '$password';" | "$bin/psql" -q -v ON_ERROR_STOP=1 -h "$dir/socket" -p "$port" -U postgres -d postgres
    "$bin/createdb" -h "$dir/socket" -p "$port" -U postgres -O realworld realworld
    if [ -n "${PARENT:-}" ]; then
        (trap '' HUP INT; watch_over "$PARENT") >/dev/null 2>&1 </dev/null &
    fi
    print_url
}

stop() {
    [ -d "$dir" ] || return 0
    [ -f "$dir/port" ] || fail "$dir is not a folder of this script's; it stays" 66
    find_tools
    user=postgres
    if [ "$(id -u)" = 0 ]; then user=$(stat -c %U "$dir/data" 2>/dev/null || echo postgres); fi
    if [ -f "$dir/data/postmaster.pid" ]; then
        (cd / && unprivileged "$bin/pg_ctl" -D "$dir/data" -m immediate -w -t 30 stop >/dev/null 2>&1) || fail "PostgreSQL in $dir did not stop" 70
    fi
    rm -rf "$dir"
}

case $verb in
start) start "${3:-127.0.0.1}" ;;
url) print_url "${3:-127.0.0.1}" ;;
stop) stop ;;
*) usage ;;
esac
