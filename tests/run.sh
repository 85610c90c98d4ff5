#!/usr/bin/env bash
# Builds and tests zkprove on this machine, from any folder, as root or as an ordinary user with sudo.
#   bash tests/run.sh           installs missing packages, builds `release`, runs all its tests
#   bash tests/run.sh --full    then sanitizers, clang-tidy, fuzzing, MPI at 8 ranks, all state tests
# Further options: --no-install (packages are taken as they are), --only STEP[,STEP...] (release cuda asan-ubsan tsan tidy mpi fuzz),
# --fuzz-seconds N (300). The builds stay in build/<preset>. Exit code 0 only when every step passed.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
. apps/support/packages.sh
. apps/support/mpi_env.sh

full=no install=yes only= fuzz_seconds=300
while [ $# -gt 0 ]; do
    case $1 in
    --full) full=yes ;;
    --no-install) install=no ;;
    --only) only=,${2:?--only needs a list of steps},; shift ;;
    --fuzz-seconds) fuzz_seconds=${2:?--fuzz-seconds needs a number}; shift ;;
    -h | --help) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "unknown option $1; see --help" >&2; exit 2 ;;
    esac
    shift
done

if [ -d "${ZKPROVE_VECTORS:-$root/../shared/vectors}" ]; then
    # The vectors are here, so a test that does not find them is wrong.
    export ZKPROVE_REQUIRE_VECTORS=1
else
    echo "no ../shared/vectors and no ZKPROVE_VECTORS: tests that need them are skipped"
fi

jobs=$(build_jobs)
steps=() results=() times=()
failed=no

wants() { # STEP: whether it is to run
    [ -z "$only" ] || { [[ $only == *,$1,* ]]; return; }
    case $1 in release | cuda) true ;; *) [ "$full" = yes ] ;; esac
}

step() { # STEP COMMAND...: runs it and keeps its result for the table
    local name=$1 start=$SECONDS code=0
    shift
    wants "$name" || return 0
    printf '\n== %s ==\n' "$name"
    # A function called under || loses errexit; a subshell of its own keeps it.
    set +e
    (set -e; "$@")
    code=$?
    set -e
    steps+=("$name")
    times+=($((SECONDS - start)))
    case $code in
    0) results+=(passed) ;;
    77) results+=(skipped) ;;
    *) results+=("FAILED ($code)"); failed=yes ;;
    esac
}

configure() { # PRESET [cmake options]
    local preset=$1
    shift
    # shellcheck disable=SC2046 # the flags are words
    cmake --preset "$preset" $(cache_flags) "$@" >"build/$preset.configure.log" 2>&1 || {
        tail -n 40 "build/$preset.configure.log" >&2
        return 1
    }
}

build() { # PRESET [cmake options]: all its targets
    configure "$@"
    cmake --build "build/$1" -j "$jobs"
}

build_matching() { # PRESET PATTERN: builds the targets whose names match (sed expression) and keeps them in `targets`
    targets=$(cmake --build "build/$1" --target help | sed -n "s/^\\($2\\): phony\$/\\1/p" | sort -u)
    [ -n "$targets" ] || { echo "the preset $1 has no target like $2" >&2; return 1; }
    # shellcheck disable=SC2086 # the targets are words
    cmake --build "build/$1" -j "$jobs" --target $targets
}

run_ctest() { # PRESET [ctest options]: failures in full, passes as a count, skips with their reasons; all of it in build/PRESET/ctest.log
    local preset=$1 log code=0
    shift
    log=build/$preset/ctest.log
    set +e
    ctest --test-dir "build/$preset" -j "$jobs" --output-on-failure --no-tests=error "$@" 2>&1 | tee "$log" | awk '
        / Test +#[0-9]+: / {
            shown = !/   Passed|\*\*\*Skipped/
            if (/   Passed/) ++passed
            if (/\*\*\*Skipped/) ++skipped
            if (++n % 100 == 0) { printf "  %d tests\n", n; fflush() }
        }
        /^ *Start +[0-9]+: / { next }
        /tests passed, .* out of / { shown = 0 }
        shown { print; fflush() }'
    code=${PIPESTATUS[0]}
    set -e
    awk '
        / Test +#[0-9]+: / {
            ++total
            if (/   Passed/) ++passed
            else if (/\*\*\*Skipped/) ++skipped
            else { ++failed; sub(/^.* Test +#[0-9]+: /, ""); sub(/ \.\.+.*/, ""); names = names "\n  failed: " $0 }
        }
        END { printf "%d tests: %d passed, %d skipped, %d failed%s\n", total, passed, skipped, failed, names }' "$log"
    skip_reasons "build/$preset/Testing/Temporary/LastTest.log"
    return "$code"
}

skip_reasons() { # LOG: how many tests gave which reason
    # GoogleTest prints "FILE:LINE: Skipped" and the reason below it; a plain CTest prints a line that starts with "skipped:".
    awk '/: Skipped$/ { getline; print "  skipped: " $0 } /^skipped:/ { print "  " $0 }' "$1" | sort | uniq -c | sort -rn
}

release() {
    # The build folder is no longer quickstart's to remove.
    rm -f build/release/.made-by-quickstart
    build release -DZK_TESTS=ON -DZK_BENCH=ON
    run_ctest release
}

cuda() { # compiles the kernels for one architecture; their tests run where a GPU is and say so where none is
    local nvcc targets
    nvcc=$(command -v nvcc || ls /usr/local/cuda/bin/nvcc 2>/dev/null || true)
    if [ -z "$nvcc" ]; then
        echo "skipped: no nvcc here"
        return 77
    fi
    configure release-cuda -DCMAKE_CUDA_COMPILER="$nvcc" -DCMAKE_CUDA_ARCHITECTURES=90-real
    build_matching release-cuda '\(zk_\)\{0,1\}kernels_cuda[a-z_]*'
    run_ctest release-cuda -R '^kernels_cuda'
}

asan_ubsan() {
    build asan-ubsan
    # Open MPI leaks at exit, so the leak check is for the tests without it.
    # ZKPROVE_FULL: the hostile witnesses, all of which must end in an answer and not in a crash, in their full number.
    LSAN_OPTIONS=suppressions=$root/tests/support/lsan.supp:print_suppressions=0 UBSAN_OPTIONS=print_stacktrace=1 \
        ZKPROVE_FULL=1 run_ctest asan-ubsan -LE mpi
    ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1 run_ctest asan-ubsan -L mpi
}

tsan() {
    build tsan
    # libarcher tells the sanitizer about OpenMP's barriers; without it nearly every run reports races that are not there.
    # Uninstrumented libraries (MPI) are not followed, hence no MPI tests here.
    OMP_TOOL_LIBRARIES=/usr/lib/llvm-16/lib/libarcher.so TSAN_OPTIONS=ignore_noninstrumented_modules=1 run_ctest tsan -LE mpi
}

tidy() { build tidy; }

mpi() {
    build mpi
    run_ctest mpi -L mpi # up to 8 ranks, see ZK_MPI_RANKS of the preset
}

fuzz() {
    local targets name corpus seeds code=0
    configure fuzz
    build_matching fuzz '[a-z0-9_]*_fuzz'
    for name in $targets; do
        seeds=()
        corpus=build/fuzz/corpus/$name
        mkdir -p "$corpus"
        [ ! -d "tests/fuzz/seeds/$name" ] || seeds=("tests/fuzz/seeds/$name")
        echo "$name: $fuzz_seconds s"
        "build/fuzz/bin/$name" -max_total_time="$fuzz_seconds" -rss_limit_mb=4096 -timeout=20 -print_final_stats=1 \
            -artifact_prefix="build/fuzz/$name-" "$corpus" "${seeds[@]}" >"build/fuzz/$name.log" 2>&1 || code=1
        grep -E '^stat::number_of_executed_units|SUMMARY|ERROR' "build/fuzz/$name.log" || tail -n 5 "build/fuzz/$name.log"
    done
    return $code
}

if [ "$install" = yes ]; then
    packages=("${zk_build_packages[@]}" "${zk_test_packages[@]}")
    [ "$full" = no ] && [ -z "$only" ] || packages+=("${zk_full_packages[@]}")
    install_packages "${packages[@]}"
fi
mkdir -p build

step release release
step cuda cuda
step asan-ubsan asan_ubsan
step tsan tsan
step tidy tidy
step mpi mpi
step fuzz fuzz

printf '\n%-12s %-14s %s\n' step result minutes
for i in "${!steps[@]}"; do
    printf '%-12s %-14s %s\n' "${steps[$i]}" "${results[$i]}" "$(awk "BEGIN { printf \"%.1f\", ${times[$i]} / 60 }")"
done
printf 'builds: %s/build/<preset>, programs in bin/\n' "$root"
[ "$failed" = no ]
