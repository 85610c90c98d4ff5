#!/usr/bin/env bash
# Runs all official state tests. Usage: state_tests.sh RUNNER. Exits 77 where the vectors are not at hand and not required.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
tests=${ZKPROVE_VECTORS:-$root/../shared/vectors}/ethereum/GeneralStateTests
if [ ! -d "$tests" ]; then
    [ "${ZKPROVE_REQUIRE_VECTORS:-0}" = 1 ] && { echo "$tests is absent" >&2; exit 1; }
    echo "skipped: $tests is absent (set ZKPROVE_VECTORS)"
    exit 77
fi
"$1" "$tests"
