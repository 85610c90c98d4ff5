#!/usr/bin/env bash
# Every C++ file is as clang-format-16 writes it. Usage: format.sh ROOT; `--fix` after it rewrites instead.
set -euo pipefail
cd "$1"
formatter=$(command -v clang-format-16) || {
    echo "skipped: no clang-format-16 here (tests/run.sh --full installs it)"
    exit 77
}
mode=(--dry-run -Werror)
[ "${2:-}" != --fix ] || mode=(-i)
rooms=()
for room in base kernels stark vm guest io mpi apps perf tests; do
    [ ! -d "$room" ] || rooms+=("$room")
done
find "${rooms[@]}" -type f \( -name '*.hpp' -o -name '*.cpp' -o -name '*.cu' -o -name '*.cuh' \) -print0 |
    xargs -0 -r -n 20 -P 2 "$formatter" "${mode[@]}"
