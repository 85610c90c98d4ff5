#!/usr/bin/env bash
# Each library is included in one place only, and the verifier's folders include nothing of the prover. Tests may include more.
# Usage: libraries.sh ROOT
set -euo pipefail
cd "$1"
bad=0 n=0

# only HEADER ALLOWED: files outside ALLOWED (extended regular expressions on the path) must not include HEADER.
only() {
    local file
    while IFS= read -r file; do
        n=$((n + 1))
        [[ $file =~ $2 || $file =~ (_test|_fuzz|_suite)\.cpp$ ]] || { echo "$file includes $1, which belongs to $2"; bad=1; }
    done < <(grep -rlE "^[[:space:]]*#[[:space:]]*include[[:space:]]+[<\"]$1" --include='*.hpp' --include='*.cpp' --include='*.cu' --include='*.cuh' \
        base kernels stark vm guest io mpi apps perf 2>/dev/null || true)
}

only 'mpi\.h' '^(mpi/communicator|kernels/collective)/'
only 'hdf5' '^io/hdf5/'
only 'pqxx' '^io/postgres/'
only 'boost/' '^mpi/messages/'
only 'CLI/' '^(apps/(cli|statetest|witnesstest)|perf/profile)/'
only 'spdlog/' '^apps/cli/'
only 'nlohmann/' '^(apps|perf)/'
only 'cuda' '^kernels/'
only 'stark/prover/' '^(stark/prover|stark/testing|vm|apps|perf)/'
[ "$n" -gt 0 ] || { echo "no includes found: the check would pass without looking at anything"; exit 1; }
echo "$n includes checked"
exit $bad
