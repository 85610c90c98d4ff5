#!/usr/bin/env bash
# Everything that needs a GPU: builds release-cuda, runs the device tests (a missing GPU is a failure), compute-sanitizer on a subset and the
# benchmark. Results lie in perf/results/gpu-DEVICE-DATE/: environment, test logs, sanitizer logs, cuda_bench.json.
# Usage: perf/gpu.sh [--out DIR] [--arch LIST] [--bin DIR] [--bundle DIR] [--only STEP[,STEP...]]
#   --arch    CUDA architectures to build (default 90-real)
#   --bundle  build, copy the two programs, libbenchmark and libgomp to DIR, and end: for a GPU machine that lacks the build's packages
#   --bin     take the programs of such a DIR instead of building
#   --only    of: tests memcheck racecheck initcheck bench (default all)
set -euo pipefail
cd "$(dirname "$0")/.."
out='' arch=90-real bin='' bundle='' only=''
while [ $# -gt 0 ]; do
    case $1 in
    --out) out=${2:?--out needs a folder}; shift ;;
    --arch) arch=${2:?--arch needs a list}; shift ;;
    --bin) bin=${2:?--bin needs a folder}; shift ;;
    --bundle) bundle=${2:?--bundle needs a folder}; shift ;;
    --only) only=,${2:?--only needs steps},; shift ;;
    -h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "unknown option $1; see --help" >&2; exit 2 ;;
    esac
    shift
done

if [ -z "$bin" ]; then
    cmake --preset release-cuda "-DCMAKE_CUDA_ARCHITECTURES=$arch"
    cmake --build build/release-cuda --target kernels_cuda_test cuda_bench
    bin=build/release-cuda/bin
fi
if [ -n "$bundle" ]; then
    mkdir -p "$bundle"
    cp "$bin/kernels_cuda_test" "$bin/cuda_bench" "$bundle/"
    ldd "$bin/kernels_cuda_test" "$bin/cuda_bench" | awk '$2 == "=>" && $1 ~ /^lib(benchmark|gomp)/ { print $3 }' | sort -u | xargs -r cp -Lt "$bundle"
    echo "bundled in $bundle; there: perf/gpu.sh --bin $bundle"
    exit 0
fi
export LD_LIBRARY_PATH=$bin${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export ZKPROVE_REQUIRE_GPU=1

name=$(nvidia-smi --query-gpu=name --format=csv,noheader 2>/dev/null | head -n 1 | tr -c 'A-Za-z0-9\n' '-' || true)
[ -n "$name" ] || { echo "gpu.sh: nvidia-smi names no GPU" >&2; exit 3; }
out=${out:-perf/results/gpu-$name-$(date -u +%F)}
mkdir -p "$out"
{
    date -u +%FT%TZ
    git rev-parse HEAD 2>/dev/null || true
    nvidia-smi
    "$bin/cuda_bench" --benchmark_list_tests
} >"$out/environment.txt" 2>&1 || { cat "$out/environment.txt" >&2; exit 3; }

summary=() failed=no
step() { # STEP COMMAND...: its output goes to STEP.log, its result to the summary
    local step=$1 code=0
    shift
    [ -z "$only" ] || [[ $only == *,$step,* ]] || return 0
    "$@" >"$out/$step.log" 2>&1 || code=$?
    if [ $code = 0 ]; then
        summary+=("$step: passed")
    else
        summary+=("$step: FAILED ($code), see $out/$step.log")
        failed=yes
        tail -n 20 "$out/$step.log"
    fi
}

# The sanitizers slow kernels down a hundredfold: one case a kernel.
subset='*PermuteBatchOfExtremeWords*t1:*HashLeaves*t1:*CompressLayer*t1:*MerkleTreePaths*t1:*InverseNttUndoes*t1:*EncodeEvaluates*t1:*GrindIgnores*t1:OnDevice.Buffers*:OnDevice.*Operations*'
sanitizer=$(command -v compute-sanitizer || ls /usr/local/cuda/bin/compute-sanitizer 2>/dev/null || true)
sanitize() { # TOOL
    [ -n "$sanitizer" ] || { echo "no compute-sanitizer here"; return 1; }
    "$sanitizer" --tool "$1" --error-exitcode 9 "$bin/kernels_cuda_test" "--gtest_filter=$subset"
}

step tests "$bin/kernels_cuda_test"
step memcheck sanitize memcheck
step racecheck sanitize racecheck
step initcheck sanitize initcheck
step bench "$bin/cuda_bench" "--benchmark_out=$out/cuda_bench.json" --benchmark_out_format=json --benchmark_repetitions=3
[ ! -f "$out/bench.log" ] || grep -E '_median|^cuda/' "$out/bench.log" || true
printf '%s\n' "${summary[@]}" | tee "$out/summary.txt"
[ $failed = no ]
