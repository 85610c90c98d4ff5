#!/usr/bin/env bash
# zkprove's first run: installs what is missing, builds, makes sample blocks, proves them on several ranks and verifies each proof.
#   bash apps/quickstart.sh            again as often as you like: what is done already is not done again
#   bash apps/quickstart.sh --clean    removes everything it made (installed packages stay)
# Options: --data DIR (default zkprove-data/quickstart in the repository), --ranks N (3), --blocks N (2), --no-install.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
. apps/support/packages.sh
. apps/support/mpi_env.sh

data=$root/zkprove-data/quickstart ranks=3 blocks=2 install=yes clean=no
while [ $# -gt 0 ]; do
    case $1 in
    --data) data=$(realpath -m "${2:?--data needs a folder}"); shift ;;
    --ranks) ranks=${2:?--ranks needs a number}; shift ;;
    --blocks) blocks=${2:?--blocks needs a number}; shift ;;
    --no-install) install=no ;;
    --clean) clean=yes ;;
    -h | --help) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "unknown option $1; see --help" >&2; exit 2 ;;
    esac
    shift
done
[[ $ranks =~ ^[1-9][0-9]*$ && $blocks =~ ^[1-9][0-9]*$ ]] || { echo "--ranks and --blocks need positive numbers" >&2; exit 2; }

build=$root/build/release
zkprove=$build/bin/zkprove
marker=$build/.made-by-quickstart
own=$data/.made-by-quickstart

if [ "$clean" = yes ]; then
    if [ -e "$own" ]; then
        bash apps/support/pg.sh stop "$data"
        cluster=$(bash apps/support/pg.sh folder "$data")
        rm -rf "$data" "$cluster"
        # Where the server could not reach the data folder, its own folder lies in /var/tmp.
        case $cluster in /var/tmp/zkprove-*/pg) rmdir "${cluster%/pg}" 2>/dev/null || true ;; esac
        rmdir "$root/zkprove-data" 2>/dev/null || true
        echo "removed $data and its database"
    elif [ -e "$data" ]; then
        echo "$data was not made by quickstart: left alone" >&2
        exit 2
    fi
    if [ -e "$marker" ]; then
        rm -rf "$build"
        rmdir "$root/build" 2>/dev/null || true
        echo "removed $build"
    elif [ -e "$build" ]; then
        echo "$build is also used by others (tests/run.sh): left alone"
    fi
    exit 0
fi

stages=() seconds=()
stage() { # NAME COMMAND...: runs it, keeps the time
    local name=$1 start=$SECONDS
    shift
    printf '\n-- %s\n' "$name"
    "$@"
    stages+=("$name")
    seconds+=($((SECONDS - start)))
}

build_zkprove() {
    if [ ! -e "$build" ]; then
        mkdir -p "$build"
        touch "$marker"
    fi
    # shellcheck disable=SC2046 # the flags are words
    if [ ! -f "$build/build.ninja" ]; then
        # Without tests and benchmarks, so that their packages are not needed; tests/run.sh turns them on.
        cmake --preset release -DZK_TESTS=OFF -DZK_BENCH=OFF $(cache_flags) >"$build/configure.log" 2>&1 ||
            { tail -n 30 "$build/configure.log" >&2; exit 3; }
    fi
    cmake --build "$build" -j "$(build_jobs)" --target zkprove
}

make_blocks() {
    if [ -e "$data/blocks/.complete" ] && [ "$(cat "$data/blocks/.complete")" = "$blocks" ]; then
        echo "the $blocks sample blocks are there already"
        return
    fi
    rm -rf "$data/blocks"
    # A deposit from L1 and one transaction a block: a chunk of it is some 5 million instructions, which two cores prove in a minute.
    "$zkprove" devnet --fork galileo --blocks "$blocks" --transactions 1 --l1-messages 1 --output "$data/blocks"
    echo "$blocks" >"$data/blocks/.complete"
}

start_database() {
    bash apps/support/pg.sh start "$data"
    database=$(bash apps/support/pg.sh url "$data")
    trap 'bash "$root/apps/support/pg.sh" stop "$data"' EXIT
    "$zkprove" migrate --database "$database"
}

take_blocks() {
    # Executing the blocks fills the withdraw roots, which the chunks' rows state.
    "$zkprove" ingest --database "$database" --data "$data" --fork galileo --recompute "$data"/blocks/*.json
    # A block a chunk: several tasks to spread over the ranks.
    "$zkprove" propose --database "$database" --data "$data" --max-blocks 1
}

prove() {
    local code=0
    mpirun -np "$ranks" "$zkprove" run --drain --database "$database" --data "$data" --summary "$data/summary.json" || code=$?
    [ "$code" = 0 ] || { echo "proving ended with exit code $code" >&2; exit "$code"; }
}

verify() {
    local proof n=0
    for proof in "$data"/proofs/*.proof; do
        [ -e "$proof" ] || { echo "no proof files in $data/proofs" >&2; exit 1; }
        "$zkprove" verify "$proof"
        n=$((n + 1))
    done
    echo "$n proofs verified"
}

total=$SECONDS
mkdir -p "$data"
touch "$own"
[ "$install" = no ] || stage "packages" install_packages "${zk_build_packages[@]}"
stage "build" build_zkprove
stage "sample blocks" make_blocks
stage "database" start_database
stage "ingest and propose" take_blocks
stage "prove on $ranks ranks" prove
stage "verify" verify
printf '\n-- what was proved\n'
"$zkprove" status --database "$database" --data "$data"
printf '\n'
psql -X -q "$database" <<'SQL'
\pset footer off
\pset border 1
SELECT c.index AS chunk, c.start_block_number || '..' || c.end_block_number AS blocks, s.segment, s.rank,
       round(s.prove_ms / 1000.0, 1) AS seconds, s.proof_bytes / 1024 AS "proof KiB"
FROM zk_segment s JOIN prover_task t ON t.uuid = s.uuid JOIN chunk c ON c.hash = t.task_id
WHERE t.task_type = 1 ORDER BY c.index, s.segment;
SQL

printf '\n%-24s %8s\n' stage seconds
for i in "${!stages[@]}"; do printf '%-24s %8d\n' "${stages[$i]}" "${seconds[$i]}"; done
printf '%-24s %8d\n' total $((SECONDS - total))
cat <<END

binary        $zkprove
blocks        $data/blocks
proof files   $data/proofs        (zkprove verify FILE)
task files    $data/tasks         (h5dump -H FILE)
summary       $data/summary.json
database      $(bash apps/support/pg.sh folder "$data"), stopped now; start it again with
              bash apps/support/pg.sh start $data
              and connect with  psql '$database'
remove all    bash apps/quickstart.sh --clean$([ "$data" = "$root/zkprove-data/quickstart" ] || echo " --data $data")
END
