#!/bin/sh
# refused.sh INCLUDE_DIR DIRECTORY COMPILER...: each file of the directory is refused by every compiler that is there, with
# and without optimisation and in the checked build, with the message in its first line; and is taken, without a warning,
# with -DALLOWED, which puts right what is wrong with it. `errors: N`: with that many errors; `warnings: N`: warnings,
# and no error; `with warnings only`: a warning is enough; `by a warning, or an error`: which of the two is the compiler's.
set -u

include=$1
directory=$2
shift 2
flags="-std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion"
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
compiled=0
failed=0

# fail WHAT...
fail() {
    echo "$*"
    sed 's/^/    /' "$log"
    failed=$((failed + 1))
}

# count KIND: of the lines of the log, those with a message of that kind.
count() {
    grep -c ": $1:" "$log"
}

# check COMPILER FILE FLAG...
check() {
    compiler=$1
    file=$2
    shift 2
    head=$(sed '/\*\//q' "$file")
    message=$(printf '%s\n' "$head" | sed -n 's|^/\* refused: \([^*]*[^* ]\).*|\1|p')
    errors=$(printf '%s\n' "$head" | sed -n 's/.*errors: \([0-9]*\).*/\1/p')
    warnings=$(printf '%s\n' "$head" | sed -n 's/.*warnings: \([0-9]*\).*/\1/p')
    compiled=$((compiled + 2))
    # shellcheck disable=SC2086
    "$compiler" $flags $until "$@" -DALLOWED -Werror -I "$include" "$file" 2>"$log" ||
        fail "$file is refused with -DALLOWED: $compiler $*"
    # shellcheck disable=SC2086
    "$compiler" $flags $until "$@" -I "$include" "$file" 2>"$log"
    taken=$?
    grep -Eq "$message" "$log" || fail "$file does not draw '$message': $compiler $*"
    case $head in
    *"or an error"*) ;;
    *warning*) [ "$taken" -eq 0 ] || fail "$file has errors: $compiler $*" ;;
    *) [ "$taken" -ne 0 ] || fail "$file is taken: $compiler $*" ;;
    esac
    [ -z "$errors" ] || [ "$(count error)" -eq "$errors" ] ||
        fail "$file has $(count error) errors, not $errors: $compiler $*"
    [ -z "$warnings" ] || [ "$(count warning)" -eq "$warnings" ] ||
        fail "$file has $(count warning) warnings, not $warnings: $compiler $*"
}

for name in "$@"; do
    compiler=$("$(dirname "$0")/../../scripts/tool" "$name") || { echo "skipped: no $name"; continue; }
    # gcc must generate the code, as some of its warnings come from there; clang warns of what it has parsed, whatever the
    # optimisation.
    case $name in
    clang) until="-fsyntax-only" builds="-O0 -DVT_CHECKED" ;;
    *) until="-S -o /dev/null" builds="-O0 -O2 -DVT_CHECKED" ;;
    esac
    for file in "$directory"/*.c; do
        for build in $builds; do
            if grep -q SELECTOR "$file"; then
                for type in char int uint64_t vt_state_t; do
                    check "$compiler" "$file" "$build" "-DSELECTOR=$type"
                done
            else
                check "$compiler" "$file" "$build"
            fi
        done
    done
done

echo "$compiled compiled, $failed failed"
[ "$compiled" -gt 0 ] && [ "$failed" -eq 0 ]
