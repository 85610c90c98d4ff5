#!/usr/bin/env bash
# Whole proofs of our programs at a preset: kHz per core and, as a Keccak-f is one cycle, trace cells a second and core too; shares of the stages, peak
# memory, verification, size. One line a program, and a JSON document for perf/results.
# Usage: perf/prove.sh [--zkprove FILE] [--preset NAME] [--threads N] [--output FILE] [PROGRAM...]
# Defaults: build/release/bin/zkprove, standard-128, 1, perf/results/prove-HOST.json, fibonacci sort keccak headers chunk.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
zkprove=$root/build/release/bin/zkprove preset=standard-128 threads=1 output='' programs=()
while [ $# -gt 0 ]; do
    case $1 in
    --zkprove) zkprove=${2:?}; shift ;;
    --preset) preset=${2:?}; shift ;;
    --threads) threads=${2:?}; shift ;;
    --output) output=${2:?}; shift ;;
    -*) echo "unknown option $1" >&2; exit 2 ;;
    *) programs+=("$1") ;;
    esac
    shift
done
[ ${#programs[@]} -gt 0 ] || programs=(fibonacci sort keccak headers chunk)
output=${output:-$root/perf/results/prove-$(hostname -s).json}
toy=()
[ "$preset" != toy ] || toy=(--accept-toy)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
zkprove=$(realpath "$zkprove")
output=$(realpath -m "$output")
cd "$work"

u32() { # NUMBER as four little-endian bytes
    local octal
    octal=$(printf '\\%03o' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24 & 255)))
    printf '%b' "$octal"
}
make_input() { # PROGRAM FILE: an input that fills a segment, by cycles or by accelerator cells
    case $1 in
    fibonacci) { u32 149000; u32 7919; } >"$2" ;;
    sort) { u32 7500; u32 1; } >"$2" ;;
    keccak) { u32 550; head -c 1000 /dev/zero; } >"$2" ;;
    headers) make_blocks "$1" "$2" --headers-only --blocks 3 --transactions 20 --l1-messages 2 ;;
    chunk) make_blocks "$1" "$2" --blocks 1 --transactions 6 --l1-messages 1 ;;
    esac
}
make_blocks() { # PROGRAM FILE, options of devnet
    local program=$1 input=$2
    shift 2
    "$zkprove" devnet --fork galileo --output "$program.blocks" --quiet "$@"
    "$zkprove" execute --fork galileo --program "$program" --chunk --native --quiet --write-input "$input" "$program".blocks/*.json
}
field() { sed -n "s/^ *\"$2\": *\"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}\$/\1/p" "$1" | head -n 1; } # the first of that name
last_field() { sed -n "s/^ *\"$2\": *\"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}\$/\1/p" "$1" | tail -n 1; }
stages() { sed -n '/^  "stages": {/,/^  }/p' "$1"; }

printf '%-10s %9s %4s %8s %8s %7s | %5s %5s %5s %5s %5s | %8s %8s %8s\n' program cycles seg seconds kHz/core Mcell/s exec commit gkr zero open 'peak MiB' 'verify s' 'KiB'
first=yes
{
    printf '{"host": "%s", "date": "%s", "cpu": "%s", "cores": %s, "load_before": "%s",\n "runs": [' \
        "$(hostname -s)" "$(date -u +%FT%TZ)" "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" "$(cut -d' ' -f1-3 /proc/loadavg)"
} >all.json
for program in "${programs[@]}"; do
    json=$program.json
    input=()
    make_input "$program" "$program.input"
    [ ! -s "$program.input" ] || input=(--input "$program.input")
    "$zkprove" prove "$program" "${input[@]}" --output "$program.proof" --preset "$preset" "${toy[@]}" --threads "$threads" --json --quiet >"$json"
    "$zkprove" verify "$program.proof" "${toy[@]}" --json --quiet >"$program.verified.json"
    stages "$json" >stages.json
    awk -v program="$program" -v cycles="$(field "$json" cycles)" -v segments="$(field "$json" n_segments)" \
        -v seconds="$(field "$json" prove_seconds)" -v khz="$(field "$json" khz)" -v threads="$threads" \
        -v cells="$(sed -n 's/^ *"cells": *\([0-9]*\),\{0,1\}$/\1/p' "$json" | awk '{ n += $1 } END { print n }')" \
        -v peak="$(field "$json" peak_memory_bytes)" -v verify="$(field "$program.verified.json" seconds)" \
        -v bytes="$(last_field "$json" proof_bytes)" -F '[:,]' '
        { gsub(/[" ]/, "", $1); value[$1] = $2 }
        END {
            before = value["execute_s"] + value["memory_tree_s"] + value["traces_s"]
            share = 100 / seconds
            printf "%-10s %9d %4d %8.2f %8.1f %7.1f | %4.0f%% %4.0f%% %4.0f%% %4.0f%% %4.0f%% | %8.0f %8.3f %8.0f\n", program, cycles, segments, seconds,
                khz / threads, cells / seconds / threads / 1e6, before * share, value["commit_s"] * share, value["gkr_s"] * share, value["zerocheck_s"] * share,
                value["opening_s"] * share, peak / 1048576, verify, bytes / 1024
        }' stages.json
    { [ "$first" = yes ] || printf ','; printf '\n{"prove": '; cat "$json"; printf ', "verify": '; cat "$program.verified.json"; printf '}'; } >>all.json
    first=no
done
printf ']}\n' >>all.json
mkdir -p "$(dirname "$output")"
cp all.json "$output"
echo "$output"
