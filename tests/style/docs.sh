#!/usr/bin/env bash
# What the documents point at exists: relative links, and names in backticks that look like a file or folder of this repository.
# Usage: docs.sh ROOT
set -euo pipefail
cd "$1"
pages=$(find . -path ./build -prune -o -path ./zkprove-data -prune -o -name '*.md' -print | sed 's|^\./||' | sort)
[ -n "$pages" ] || { echo "no documents found: the check would pass without looking at anything"; exit 1; }
bad=0 seen=0
missing() { echo "$1: $2 does not exist"; bad=1; }
for page in $pages; do
    folder=$(dirname "$page")
    while IFS= read -r link; do
        seen=$((seen + 1))
        [ -e "$folder/$link" ] || missing "$page" "link $link"
    done < <(grep -oE '\]\([^)# ]+' "$page" | sed 's/^](//' | grep -vE '^[a-z]+:' || true)
    while IFS= read -r name; do
        seen=$((seen + 1))
        # A name may hold shell patterns; it must match something.
        compgen -G "$name" >/dev/null || missing "$page" "$name"
    done < <(grep -oE '`[^`]+`' "$page" | tr -d '`' | grep -oE '^(bash )?(apps|base|cmake|configs|docs|guest|io|kernels|mpi|perf|slurm|stark|tests|vm)/[A-Za-z0-9_.*/-]+( |$)' |
        sed -E 's/^bash //; s/ $//; s/\.$//' || true)
done
echo "$seen names checked in $(wc -w <<<"$pages") documents"
exit $bad
