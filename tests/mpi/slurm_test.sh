#!/usr/bin/env bash
# slurm_test.sh BINARY PREPARE: runs BINARY as a Slurm job against real slurmctld, slurmd and munged on this machine.
#   PREPARE DATABASE_URL DATA_FOLDER N_TASKS N_SEGMENTS adds tasks to prove; BINARY takes --database and --data like `zkprove run`.
# Exit 77 (skipped, with the reason): the daemons cannot be started here.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
binary=$(realpath "$1")
prepare=$(realpath "$2")
work=$(mktemp -d "${TMPDIR:-/tmp}/zkprove-slurm-XXXXXX")
chmod 755 "$work"
pg=$root/tests/support/pg.sh
slurm=$root/tests/support/slurm.sh

clean_up() {
    bash "$slurm" stop "$work/slurm" 2>/dev/null
    bash "$pg" stop "$work/db" >/dev/null 2>&1
    rm -rf "$work"
}
trap clean_up EXIT

if ! bash "$slurm" start "$work/slurm" >"$work/slurm.out" 2>&1; then
    echo "SKIPPED: slurmctld, slurmd and munged do not come up here:"
    cat "$work/slurm.out"
    exit 77
fi
export SLURM_CONF=$work/slurm/slurm.conf
if ! srun --mpi=list 2>&1 | grep -q pmix; then
    echo "SKIPPED: this Slurm has no PMIx plugin"
    exit 77
fi
bash "$pg" start "$work/db" >/dev/null || exit 1
url=$(bash "$pg" url "$work/db")
# shellcheck source=/dev/null
. "$root/apps/support/mpi_env.sh"
cd "$work" && mkdir -p logs

failures=0
check() { # WHAT EXPECTED GOT
    if [ "$2" = "$3" ]; then
        echo "ok: $1 ($3)"
    else
        echo "FAILED: $1: expected $2, got $3"
        tail -n 30 logs/* 2>/dev/null
        failures=$((failures + 1))
    fi
}
sql() { psql -qAtX "$url" -c "$1"; }
# The job's exit code and signal as Slurm keeps them ("75:0").
exit_of() {
    for _ in $(seq 150); do
        state=$(scontrol show job "$1" 2>/dev/null)
        case $state in *JobState=COMPLETED* | *JobState=FAILED* | *JobState=CANCELLED* | *JobState=TIMEOUT*) break ;; esac
        sleep 0.2
    done
    sed -n 's/.*ExitCode=\([0-9:]*\).*/\1/p' <<<"$state" | head -n 1
}
wait_for_segments() {
    for _ in $(seq 300); do
        [ "$(sql 'SELECT count(*) FROM zk_segment')" -lt "$1" ] || return 0
        sleep 0.1
    done
    return 1
}
submit() { sbatch --parsable --ntasks-per-node=2 --overcommit "$root/slurm/zkprove.sbatch"; }

export ZKPROVE_BIN=$binary ZKPROVE_DATABASE=$url ZKPROVE_DATA=$work/data
export ZKPROVE_SRUN_ARGS=--overcommit

"$prepare" "$url" "$work/data" 2 3 || exit 1
check "srun --mpi=pmix: exit" 0:0 "$(exit_of "$(submit)")"
check "srun: verified" 2 "$(sql 'SELECT count(*) FROM chunk WHERE proving_status = 4')"
check "srun: segments of other ranks than the worker" 0 "$(sql 'SELECT count(*) FROM zk_segment WHERE rank <> 1')"

"$prepare" "$url" "$work/data" 2 3 || exit 1
check "mpirun inside the allocation: exit" 0:0 "$(ZKPROVE_LAUNCHER=mpirun exit_of "$(ZKPROVE_LAUNCHER=mpirun submit)")"
check "mpirun: verified" 4 "$(sql 'SELECT count(*) FROM chunk WHERE proving_status = 4')"

# Stops in the middle: each ends with 75 and hands back; the last job finishes from what is there.
n=$(sql 'SELECT count(*) FROM zk_segment')
"$prepare" "$url" "$work/data" 1 40 || exit 1
for signal in USR1 TERM; do
    job=$(ZKPROVE_ARGS="--segment-ms 300" submit)
    wait_for_segments $((n + 2)) || echo "no segments came"
    scancel "--signal=$signal" "$job"
    check "$signal under srun: exit" 75:0 "$(exit_of "$job")"
    check "$signal: handed back" "1 0 0" \
        "$(sql 'SELECT proving_status, total_attempts, active_attempts FROM chunk ORDER BY index DESC LIMIT 1' | tr '|' ' ')"
    n=$(sql 'SELECT count(*) FROM zk_segment')
done
job=$(ZKPROVE_ARGS="--segment-ms 300" submit)
wait_for_segments $((n + 2)) || echo "no segments came"
scancel --batch --signal=USR1 "$job"
check "USR1 to the batch shell, as before the time limit: exit" 75:0 "$(exit_of "$job")"
job=$(ZKPROVE_ARGS="--segment-ms 300" submit)
n=$(sql 'SELECT count(*) FROM zk_segment')
wait_for_segments $((n + 2)) || echo "no segments came"
scancel "$job"
for _ in $(seq 150); do
    [ "$(sql 'SELECT count(*) FROM prover_task WHERE proving_status = 1')" != 0 ] || break
    sleep 0.2
done
check "scancel: handed back" "1 0 0" \
    "$(sql 'SELECT proving_status, total_attempts, active_attempts FROM chunk ORDER BY index DESC LIMIT 1' | tr '|' ' ')"
check "resumed job: exit" 0:0 "$(exit_of "$(submit)")"
check "all verified" 0 "$(sql 'SELECT count(*) FROM chunk WHERE proving_status <> 4 OR active_attempts <> 0')"
check "nothing proved twice" 0 "$(sql 'SELECT count(*) FROM (SELECT p.task_id, s.segment FROM zk_segment s JOIN prover_task p USING (uuid)
    GROUP BY 1, 2 HAVING count(*) > 1) twice')"
[ "$failures" = 0 ]
