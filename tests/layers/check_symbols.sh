#!/bin/sh
# check_symbols.sh OBJECT...: no circle of object files in which each uses a symbol that the next one
# defines. tsort finds circles and names their files.
set -u

symbols=$(nm -A "$@") || exit 1

edges=$(echo "$symbols" | awk '
    { sub(/:.*/, "", $1); object = $1; sub(/.*\//, "", object) }
    $(NF - 1) == "U" { used[object, $NF] = 1; next }
    $(NF - 1) ~ /^[A-Z]$/ { defined[$NF] = object }
    END {
        for (pair in used) {
            split(pair, part, SUBSEP)
            if (part[2] in defined && defined[part[2]] != part[1])
                print part[1], defined[part[2]]
        }
    }' | sort -u)
count=$(echo "$edges" | grep -c ' ')
[ "$count" -gt 0 ] || { echo "no object uses another one"; exit 1; }

# The check must be able to fail.
first=$(echo "$edges" | head -n 1)
{ echo "$edges"; echo "${first#* } ${first%% *}"; } | tsort >/dev/null 2>&1 && { echo "finds no circle"; exit 1; }

echo "$edges" | tsort >/dev/null && echo "$count pairs of files, no circle"
