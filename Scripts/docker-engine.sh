#!/usr/bin/env bash
# A private container engine for tests and the demo, for machines on which none runs. It installs nothing, has its own
# socket, data and bridge below DIR, and leaves no firewall rule: its containers reach this machine and each other,
# not the internet.
#
#   Scripts/docker-engine.sh start DIR [PID]   starts it, or finds it running; prints DOCKER_HOST's value. It is stopped
#                                              when the process PID has ended, however that ends.
#   Scripts/docker-engine.sh stop DIR          stops it and removes everything, DIR with it
#
# Exit codes: 0 done, 64 wrong usage, 69 something is missing on this machine (said in one line), 70 it did not start.
set -euo pipefail

say() { echo "docker-engine: $*" >&2; }
missing() { say "$*"; exit 69; }
usage() { say "usage: $0 start DIR [PID] | stop DIR"; exit 64; }

[ $# -eq 2 ] || { [ $# -eq 3 ] && [[ $1 =~ ^(start|watch)$ ]]; } || usage
verb=$1
owner=${3:-}
dir=$(realpath -m -- "$2")
[ ${#dir} -le 60 ] || { say "the path $dir is too long for a socket: 60 characters at most"; exit 64; }
socket=$dir/docker.sock
bridge=slwe$(printf %s "$dir" | cksum | cut -d' ' -f1 | head -c 10)

# The engine's own process, not merely one that got its number.
alive() {
    local pid
    pid=$(cat "$dir/pid" 2>/dev/null) || return 1
    tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "--pidfile $dir/pid"
}

# The first 10.N.0.0/16 that no route of this machine touches.
free_network() {
    local number
    for number in $(seq 201 250); do
        ip -4 route show table all | grep -q "10\.$number\." || { echo "$number"; return; }
    done
    missing "no free network between 10.201.0.0 and 10.250.0.0"
}

need() {
    command -v "$1" >/dev/null || missing "$1 is missing: apt-get install --no-install-recommends $2"
}

# Runs a command as a daemon: in a session of its own, without any file of whoever started this script.
daemon() {
    local fd
    for fd in /proc/self/fd/*; do
        fd=${fd##*/}
        if [ "$fd" -gt 2 ]; then eval "exec $fd>&-"; fi
    done
    exec setsid "$@"
}

launch() { # $1: storage driver, empty for the engine's own choice
    daemon dockerd --host "unix://$socket" --data-root "$dir/data" --exec-root "$dir/exec" --pidfile "$dir/pid" \
        --bridge "$bridge" --default-address-pool "base=10.$number.128.0/17,size=24" \
        --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false ${1:+--storage-driver "$1"} \
        </dev/null >"$dir/log" 2>&1 &
    local child=$!
    for _ in $(seq 600); do
        grep -q 'API listen on' "$dir/log" && return 0
        kill -0 "$child" 2>/dev/null || return 1
        sleep 0.05
    done
    kill "$child" 2>/dev/null || true
    return 1
}

start() {
    [ "$(uname -s)" = Linux ] || missing "only Linux can start a private engine; start Docker Desktop instead"
    [ "$(id -u)" = 0 ] || missing "root is needed to start an engine; start it as root, or use --runtime process"
    need dockerd docker.io
    need containerd containerd
    need runc runc
    need iptables iptables # for the engine's resolver inside containers
    need ip iproute2
    mkdir -p "$dir"
    chmod 700 "$dir"
    exec 9>"$dir/lock"
    flock 9
    if ! alive; then
        local number
        rm -f "$dir/pid" "$socket"
        number=$(free_network)
        ip link show "$bridge" >/dev/null 2>&1 || ip link add "$bridge" type bridge
        ip addr flush dev "$bridge"
        ip addr add "10.$number.0.1/17" dev "$bridge"
        ip link set "$bridge" up
        launch "" || launch vfs || {
            say "the engine did not start: $(grep -E 'level=(error|fatal)|failed' "$dir/log" | tail -1)"
            ip link del "$bridge"
            exit 70
        }
        if [ -n "$owner" ]; then daemon "$0" watch "$dir" "$owner" </dev/null >/dev/null 2>&1 & fi
    fi
    echo "unix://$socket"
}

# Stops the engine when its owner has ended; ends by itself when somebody else stopped it.
watch() {
    while running "$owner" && [ -d "$dir" ]; do sleep 1; done
    stop
}

# A process that ended but that nobody has waited for yet has an empty command line.
running() { tr -d '\0' 2>/dev/null <"/proc/$1/cmdline" | grep -q .; }

# Waits until the process has ended, killing it after ten seconds.
end() {
    kill "$1" 2>/dev/null || return 0
    for _ in $(seq 200); do
        running "$1" || return 0
        sleep 0.05
    done
    kill -9 "$1" 2>/dev/null || true
}

# A bridge, with the interfaces that an engine left in it when it was killed.
remove_bridge() {
    local port
    for port in $(ip -o link show master "$1" 2>/dev/null | awk -F': ' '{ sub(/@.*/, "", $2); print $2 }'); do
        ip link del "$port" 2>/dev/null || true
    done
    ip link del "$1" 2>/dev/null || true
}

stop() {
    [ -d "$dir" ] || return 0
    [ -e "$dir/lock" ] || { say "$dir was not made by this script; nothing is touched"; exit 64; }
    exec 9>"$dir/lock"
    flock 9
    local pid child id link
    if alive; then end "$(cat "$dir/pid")"; fi
    # Containers and their shims outlive an engine that was killed.
    for pid in $(grep -lsF -- "$dir/exec" /proc/[0-9]*/cmdline | cut -d/ -f3); do
        [ "$pid" = $$ ] && continue
        for child in $(grep -lsE "^PPid:[[:space:]]+$pid\$" /proc/[0-9]*/status | cut -d/ -f3); do
            kill -9 "$child" 2>/dev/null || true
        done
        end "$pid"
    done
    for id in "$dir"/data/containers/*; do
        rmdir /sys/fs/cgroup/docker/"${id##*/}" /sys/fs/cgroup/*/docker/"${id##*/}" 2>/dev/null || true
    done
    # Networks' bridges stay up after an engine ends; their names are the first twelve digits of their ids.
    if [ -e "$dir/data/network/files/local-kv.db" ]; then
        for link in $(grep -aoE 'bridge/[0-9a-f]{64}' "$dir/data/network/files/local-kv.db" | cut -c8-19 | sort -u); do
            remove_bridge "br-$link"
        done
    fi
    remove_bridge "$bridge"
    awk -v below="$dir/" 'index($2, below) == 1 { print $2 }' /proc/mounts | sort -r | while read -r mount; do
        umount -l "$mount" || true
    done
    rm -rf -- "$dir"
}

case $verb in
    start) start ;;
    stop) stop ;;
    watch) watch ;;
    *) usage ;;
esac
