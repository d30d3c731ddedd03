#!/bin/sh
# header_alone.sh INCLUDE_DIR COMPILER...: every public header compiles alone, first and twice, as
# C11, C23 and C++17, with every compiler that is there, without a warning. HEADER_FLAGS: further flags. HEADER_LANGUAGES:
# others than these.
set -u

include=$1
shift
headers=$(cd "$include" && find . -name '*.h' | sed 's|^\./||' | sort)
[ -n "$headers" ] || { echo "no header in $include"; exit 1; }

compiled=0
failed=0

# compile_alone COMPILER LANGUAGE STANDARD HEADER
compile_alone() {
    # The declaration: a header may have macros alone, and ISO C wants something in each file.
    printf '#include "%s"\n#include "%s"\nextern int declaration;\n' "$4" "$4" |
        "$1" ${HEADER_FLAGS:-} -x "$2" -std="$3" -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wswitch-default -Wcast-align \
            -Wcast-align=strict -Wno-unknown-warning-option -Werror -I "$include" -fsyntax-only -
}

for name in "$@"; do
    compiler=$("$(dirname "$0")/../../scripts/tool" "$name") || { echo "skipped: no $name"; continue; }
    for header in $headers; do
        for language in ${HEADER_LANGUAGES:-c:c11 c:c2x c++:c++17}; do
            if compile_alone "$compiler" "${language%%:*}" "${language#*:}" "$header"; then
                compiled=$((compiled + 1))
            else
                echo "$header does not compile alone: $compiler -std=${language#*:}"
                failed=$((failed + 1))
            fi
        done
    done
done

echo "$compiled compiled, $failed failed"
[ "$compiled" -gt 0 ] && [ "$failed" -eq 0 ]
