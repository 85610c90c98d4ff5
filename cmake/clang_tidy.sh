#!/usr/bin/env bash
# clang-tidy that remembers what it found clean: CMAKE_CXX_CLANG_TIDY of the preset `tidy`. CMake calls it as `clang_tidy.sh [options] SOURCE -- COMPILER FLAGS...`.
# A source is skipped when the text that the compiler sees of it, comments and macros included, the configuration and the tool are those of a clean run.
# Clean runs are kept as empty files in ${XDG_CACHE_HOME:-~/.cache}/zkprove/tidy; removing the folder forgets them.
set -euo pipefail

tidy=clang-tidy-16
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/zkprove/tidy
mkdir -p "$cache"

arguments=("$@")
source= compile=()
for i in "${!arguments[@]}"; do
    if [ "${arguments[$i]}" = -- ]; then
        source=${arguments[$((i - 1))]}
        compile=("${arguments[@]:$((i + 1))}")
        break
    fi
done
[ -n "$source" ] || { echo "clang_tidy.sh: no source and compiler given" >&2; exit 2; }

# The compile command without its output, preprocessing only. Line markers (-P) would tie the text to this folder.
preprocess=()
skip=no
for word in "${compile[@]}"; do
    if [ "$skip" = yes ]; then
        skip=no
        continue
    fi
    case $word in
    -o | -MF | -MT | -MQ) skip=yes ;;
    -c | -MD | -MMD) ;;
    *) preprocess+=("$word") ;;
    esac
done
key=$({
    "$tidy" --version
    printf '%s\n' "${source#"$root"/}"
    find "$root" -name .clang-tidy -not -path "$root/build/*" -print0 | sort -z | xargs -0 cat
    "${preprocess[@]}" -E -P -C -dD
} | sha256sum | cut -d' ' -f1)

[ ! -e "$cache/$key" ] || exit 0
"$tidy" "$@"
: >"$cache/$key"
