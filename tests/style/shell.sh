#!/usr/bin/env bash
# Every shell script parses. Usage: shell.sh ROOT
set -euo pipefail
cd "$1"
n=0
while IFS= read -r -d '' script; do
    bash -n "$script"
    n=$((n + 1))
done < <(find . -path ./build -prune -o -path ./zkprove-data -prune -o -type f \( -name '*.sh' -o -name '*.sbatch' -o -path ./.ci/run \) -print0)
[ "$n" -gt 0 ] || { echo "no scripts found: the check would pass without looking at anything"; exit 1; }
echo "$n scripts parsed"
