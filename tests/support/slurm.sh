#!/usr/bin/env bash
# slurm.sh start|stop FOLDER: munged, slurmctld and slurmd of one node in FOLDER, as root or as an ordinary user, without systemd.
# Afterwards: SLURM_CONF=FOLDER/slurm.conf srun --mpi=pmix ... Exit 3: the daemons do not come up.
set -euo pipefail
if [ $# -ne 2 ]; then
    echo "usage: slurm.sh start|stop FOLDER" >&2
    exit 2
fi
folder=$(realpath -m "$2")
node=$(hostname -s)

stop() {
    local daemon pid_file
    for daemon in slurmd slurmctld munged; do
        pid_file=$folder/$daemon.pid
        [ ! -f "$pid_file" ] || kill "$(cat "$pid_file")" 2>/dev/null || true
    done
}

free_port() {
    local port
    for port in $(seq "$1" $(($1 + 40))); do
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
    echo "$1"
}

case $1 in
stop)
    stop
    ;;
start)
    for program in munged slurmctld slurmd; do
        [ -x "/usr/sbin/$program" ] || { echo "$program is not installed (Debian packages: slurm-wlm munge)" >&2; exit 3; }
    done
    mkdir -p "$folder"/{state,spool,munge}
    chmod 755 "$folder"
    chmod 700 "$folder/munge"
    (
        umask 077
        [ -f "$folder/munge/key" ] || head -c 1024 /dev/urandom >"$folder/munge/key"
    )
    cat >"$folder/slurm.conf" <<EOF
ClusterName=test
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=$(free_port 26817)
SlurmdPort=$(free_port 26867)
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
ReturnToService=2
SwitchType=switch/none
NodeName=$node NodeAddr=127.0.0.1 CPUs=$(env -u OMP_NUM_THREADS -u OMP_THREAD_LIMIT nproc) State=UNKNOWN
PartitionName=test Nodes=$node Default=YES MaxTime=60 State=UP
EOF
    /usr/sbin/munged --force --key-file="$folder/munge/key" --socket="$folder/munge/socket" --pid-file="$folder/munged.pid" \
        --log-file="$folder/munge/log" --seed-file="$folder/munge/seed" >/dev/null 2>&1 || true
    export SLURM_CONF=$folder/slurm.conf
    /usr/sbin/slurmctld -f "$SLURM_CONF" -c >/dev/null 2>&1 || true
    /usr/sbin/slurmd -f "$SLURM_CONF" -N "$node" >/dev/null 2>&1 || true
    for _ in $(seq 75); do
        if timeout 5 sinfo -ho %t 2>/dev/null | grep -q idle; then exit 0; fi
        sleep 0.2
    done
    tail -n 5 "$folder"/*.log "$folder/munge/log" >&2 || true
    stop
    exit 3
    ;;
*)
    echo "usage: slurm.sh start|stop FOLDER" >&2
    exit 2
    ;;
esac
