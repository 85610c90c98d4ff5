#!/bin/bash
# pg.sh start|stop|kill|url FOLDER: a private PostgreSQL below FOLDER, reachable by a socket alone; no system service, no port.
# As root the server runs as the Debian user postgres, in FOLDER if that user can reach it, else in a folder of /var/tmp.
# `kill` ends the server at once (SIGKILL to all its processes), for tests of recovery. Exit 3: the server does not start.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
folder=$(realpath -m "$2")
mkdir -p "$folder"

as() { "$@"; }
if [ "$(id -u)" = 0 ]; then
    as() { (cd / && runuser -u postgres -- "$@"); }
    as test -x "$folder" || folder=/var/tmp/zkprove-$(printf %s "$folder" | sha256sum | cut -c1-12)
fi
# The path of a Unix socket holds at most 107 bytes.
socket=$folder/pg/run
[ ${#socket} -lt 85 ] || socket=/tmp/zkprove-$(printf %s "$folder" | sha256sum | cut -c1-12)

case $1 in
url)
    echo "postgresql:///postgres?host=$socket&user=zkprove"
    ;;
stop)
    as "$bin/pg_ctl" -D "$folder/pg/db" -m fast -w stop >/dev/null
    ;;
kill)
    leader=$(head -n 1 "$folder/pg/db/postmaster.pid")
    kill -9 "$leader" $(pgrep -P "$leader" || true)
    ;;
start)
    ! "$bin/pg_isready" -qh "$socket" || exit 0
    mkdir -p "$folder/pg" "$socket"
    chmod 755 "$folder"
    chmod 700 "$socket"
    [ "$(id -u)" != 0 ] || chown postgres "$folder/pg" "$socket"
    [ -f "$folder/pg/db/PG_VERSION" ] ||
        as "$bin/initdb" -D "$folder/pg/db" -U zkprove -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
    # After kill -9 the old pid and its children may linger for some seconds, and pg_ctl status then says the wrong thing.
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        if as "$bin/pg_ctl" -D "$folder/pg/db" -wl "$folder/pg/log" -o "-k $socket -c listen_addresses=''" start >/dev/null 2>&1 &&
            "$bin/pg_isready" -qh "$socket"; then
            exit 0
        fi
        sleep 1
    done
    tail -n 5 "$folder/pg/log" >&2
    exit 3
    ;;
*)
    echo "usage: pg.sh start|stop|kill|url FOLDER" >&2
    exit 2
    ;;
esac
