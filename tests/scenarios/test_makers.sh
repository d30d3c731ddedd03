#!/bin/sh
# Every function named in makers.def is one that the built libraries define.
# Usage: test_makers.sh NM MAKERS.DEF LIBRARY...
set -u
nm=$1
makers=$2
shift 2
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failures=0

# Functions, static ones too, without what a compiler adds to the name of a part or copy ("f.part.0").
"$nm" --defined-only "$@" | awk '$2 ~ /^[TtWw]$/ { sub(/[.].*/, "", $3); print $3 }' | sort -u >"$work/defined"
sed -n 's/^MAKER("\([^"]*\)".*/\1/p' "$makers" >"$work/named"

[ -s "$work/defined" ] || { echo "FAILED: no symbols in $*"; exit 1; }
[ "$(grep -c '^MAKER' "$makers")" -eq "$(wc -l <"$work/named")" ] || { echo "FAILED: an entry of makers.def cannot be read"; exit 1; }

while read -r pattern; do
    regular=$(printf '%s' "$pattern" | sed 's/[*]/.*/g')
    if grep -qx -- "$regular" "$work/defined"; then
        echo "ok: $pattern is defined"
    else
        echo "FAILED: $pattern is in makers.def, but no library defines it; remove it, or write its new name"
        failures=$((failures + 1))
    fi
done <"$work/named"
[ -z "$(sort "$work/named" | uniq -d)" ] || { echo "FAILED: named twice: $(sort "$work/named" | uniq -d)"; failures=$((failures + 1)); }
[ "$failures" -eq 0 ] || exit 1
