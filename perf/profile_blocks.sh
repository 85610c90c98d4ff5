#!/usr/bin/env bash
# Profiles the chunk program on block witnesses, a chunk each, and prints a Markdown table: cycles, Keccak permutations, cycles of the arithmetic of
# 256-bit fields, and all others.
# Usage: perf/profile_blocks.sh [--compression-infos FILE]... BLOCK.json...
set -euo pipefail
cd "$(dirname "$0")/.."
hints=() blocks=()
while [ $# -gt 0 ]; do
    case $1 in
    --compression-infos) hints+=("$1" "${2:?--compression-infos needs a file}"); shift ;;
    -h | --help) sed -n '2,4s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) blocks+=("$1") ;;
    esac
    shift
done
[ ${#blocks[@]} -gt 0 ] || { echo "profile_blocks.sh: no blocks; see --help" >&2; exit 2; }

echo "| block | gas | cycles | cycles a gas | permutations | field 256 | other cycles | of them a gas |"
echo "|---|---:|---:|---:|---:|---:|---:|---:|"
for block in "${blocks[@]}"; do
    build/release/bin/zkprove-profile chunk "$block" "${hints[@]}" --groups perf/profile/groups.txt --top 0 |
        awk -v block="$(basename "$(dirname "$block")") $(basename "$block" .json)" '
            NR == 1 { cycles = $1; gas = $3 }
            /^field 256 / { field = $3 }
            /^keccak_f / && !permutations { permutations = $2 }
            END {
                other = cycles - field
                printf "| %s | %d | %d | %.1f | %d | %d | %d | %.1f |\n", block, gas, cycles, cycles / gas, permutations, field, other, other / gas
            }'
done
