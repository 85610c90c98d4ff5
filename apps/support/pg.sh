#!/usr/bin/env bash
# A private PostgreSQL server in a data folder: no TCP port, no system service, as root or as an ordinary user.
#   bash apps/support/pg.sh start|stop|kill|url|folder DATA_DIR
# As root the server runs as the Debian user postgres; when that user cannot reach DATA_DIR the cluster lies in /var/tmp instead,
# under a name derived from DATA_DIR. `url` prints the connection string, `folder` where the cluster really is; `kill` ends the
# server at once, as a crash would, for tests of recovery. Exit code 3: the server does not start or stop.
set -euo pipefail

usage() { echo "usage: $0 start|stop|kill|url|folder DATA_DIR" >&2; exit 2; }
[ $# -eq 2 ] || usage
action=$1
data=$(realpath -m "$2")
tag=zkprove-$(printf %s "$data" | sha256sum | cut -c1-12)
mkdir -p "$data"

as_server() { "$@"; }
if [ "$(id -u)" = 0 ]; then
    as_server() { (cd / && runuser -u postgres -- "$@"); }
    # postgres needs the right to pass every parent folder.
    as_server test -x "$data" || data=/var/tmp/$tag
fi
sockets=$data/pg/run
[ ${#sockets} -lt 85 ] || sockets=/tmp/$tag # a socket's path holds at most 107 bytes

find_server() {
    bin=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
    [ -n "$bin" ] || { echo "PostgreSQL is not installed (Debian package: postgresql)" >&2; exit 3; }
}

case $action in
url) echo "postgresql:///postgres?host=$sockets&user=zkprove" ;;
folder) echo "$data/pg" ;;
stop)
    [ -f "$data/pg/db/postmaster.pid" ] || exit 0
    find_server
    as_server "$bin/pg_ctl" -D "$data/pg/db" -m fast -w stop >/dev/null 2>&1 || ! "$bin/pg_isready" -qh "$sockets" || {
        echo "the server in $data/pg did not stop" >&2
        exit 3
    }
    ;;
kill)
    leader=$(head -n 1 "$data/pg/db/postmaster.pid")
    # shellcheck disable=SC2046 # the children are words
    kill -9 "$leader" $(pgrep -P "$leader" || true)
    ;;
start)
    find_server
    ! "$bin/pg_isready" -qh "$sockets" || exit 0
    mkdir -p "$data/pg" "$sockets"
    chmod 755 "$data"
    chmod 700 "$sockets"
    [ "$(id -u)" != 0 ] || chown postgres "$data/pg" "$sockets"
    [ -f "$data/pg/db/PG_VERSION" ] || as_server "$bin/initdb" -D "$data/pg/db" -U zkprove -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
    # After kill -9 the old server's pid and children may linger for some seconds, and pg_ctl status is wrong then: try again.
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        if as_server "$bin/pg_ctl" -D "$data/pg/db" -wl "$data/pg/log" -o "-k $sockets -c listen_addresses=''" start >/dev/null 2>&1 &&
            "$bin/pg_isready" -qh "$sockets"; then
            exit 0
        fi
        sleep 1
    done
    echo "PostgreSQL did not start in $data/pg; the end of its log:" >&2
    tail -n 5 "$data/pg/log" >&2
    exit 3
    ;;
*) usage ;;
esac
