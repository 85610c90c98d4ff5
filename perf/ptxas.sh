#!/usr/bin/env bash
# What the compiler makes of the CUDA kernels: registers, spills and static instructions of each for one architecture. These are figures of the
# compiler, not of a device. Usage: perf/ptxas.sh [ARCH] (default sm_90); writes perf/results/ptxas-ARCH.txt and prints it.
set -euo pipefail
cd "$(dirname "$0")/.."
arch=${1:-sm_90}
nvcc=$(command -v nvcc || ls /usr/local/cuda/bin/nvcc 2>/dev/null) || { echo "ptxas.sh: no nvcc here" >&2; exit 3; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p perf/results
out=perf/results/ptxas-${arch/_/}.txt
{
    echo "# Compiler figures, not measurements of a device: ptxas -v and code size (16 bytes an instruction, padding included) for $arch."
    echo "# $("$nvcc" --version | grep -o 'release.*'), $(date -u +%F). Dynamic shared memory is set at launch: 8 words a node in fused tree layers"
    echo "# (6 KiB), 2^12 or 2^13 padded words in a transform (16.5 or 33 KiB)."
    printf '%-44s %9s %12s %12s %12s\n' kernel registers spill-stores spill-loads instructions
    for unit in poseidon2 ntt field; do
        "$nvcc" -std=c++20 -O3 "-arch=$arch" -I. --expt-relaxed-constexpr -Xptxas -v -cubin "kernels/cuda/$unit.cu" -o "$work/$unit.cubin" 2>"$work/$unit.log"
        # Section name -> size in bytes; the linker's columns differ, so take what follows PROGBITS.
        readelf -SW "$work/$unit.cubin" 2>/dev/null | sed -n 's/.* \.text\.\([^ ]*\) *PROGBITS *[0-9a-f]* [0-9a-f]* \([0-9a-f]*\) .*/\1 \2/p' >"$work/$unit.sizes"
        awk '/Compiling entry function/ { split($0, part, "\x27"); name = part[2] }
            /spill stores/ { match($0, /[0-9]+ bytes spill stores/); stores = substr($0, RSTART, RLENGTH) + 0
                             match($0, /[0-9]+ bytes spill loads/); loads = substr($0, RSTART, RLENGTH) + 0 }
            /Used [0-9]+ registers/ { match($0, /Used [0-9]+/); print name, substr($0, RSTART + 5, RLENGTH - 5), stores, loads }' "$work/$unit.log" |
            while read -r name registers stores loads; do
                size=$(awk -v n="$name" '$1 == n { print $2 }' "$work/$unit.sizes")
                kernel=$(c++filt "$name" | sed -E 's/^void zk::cuda::run_body<(.*)>\(.*\)$/\1/; s/zk::cuda:://g; s/\(BinaryOp\)0/add/; s/\(BinaryOp\)1/sub/; s/\(BinaryOp\)2/mul/; s/ >/>/g')
                printf '%-44s %9s %12s %12s %12d\n' "$kernel" "$registers" "$stores" "$loads" $((16#$size / 16))
            done
    done
} | tee "$out"
