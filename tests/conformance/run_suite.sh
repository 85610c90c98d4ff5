#!/usr/bin/env bash
# Runs a folder of the vectors and compares the summary: fewer cases than there are fail too. Exits 77 where the vectors are not at hand and not required.
# Usage: run_suite.sh FOLDER SUMMARY RUNNER [OPTIONS]; the last line of the runner begins with SUMMARY; files that follow --compression-infos are
# those of the vectors.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
vectors=${ZKPROVE_VECTORS:-$root/../shared/vectors}
folder=$vectors/$1 summary=$2 runner=$3
shift 3
if [ ! -d "$folder" ]; then
    [ "${ZKPROVE_REQUIRE_VECTORS:-0}" = 1 ] && { echo "$folder is absent" >&2; exit 1; }
    echo "skipped: $folder is absent (set ZKPROVE_VECTORS)"
    exit 77
fi
options=()
for option; do
    case $option in
    *.json) options+=("$vectors/compression-infos/$option") ;;
    *) options+=("$option") ;;
    esac
done
# What threads get where the limit is lifted, as on many clusters: programs that execute blocks bring their own stacks.
ulimit -s 2048
code=0
output=$("$runner" "$folder" "${options[@]}") || code=$?
printf '%s\n' "$output"
case ${output##*$'\n'} in
"$summary"*) exit "$code" ;;
*) echo "expected $summary" >&2; exit 1 ;;
esac
