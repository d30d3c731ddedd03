#!/bin/sh
# standards.sh CORE COMPILER...: the library's sources compile as each standard of C from C11 on, with every compiler
# that is there, without a warning. The build itself uses C11; a program that includes the headers may use another.
set -u

core=$1
shift
failed=0
compiled=0
for name in "$@"; do
    compiler=$("$(dirname "$0")/../../scripts/tool" "$name") || { echo "skipped: no $name"; continue; }
    for standard in c17 c2x; do # c2x: the name of C23 that gcc 12 and clang 14 have, and later ones still take
        for source in "$core"/src/*.c; do
            if "$compiler" -std=$standard -D_GNU_SOURCE -DVT__BUILDING -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
                -Werror -I "$core/include" -I "$core/src" -fsyntax-only "$source"; then
                compiled=$((compiled + 1))
            else
                echo "$source does not compile: $compiler -std=$standard"
                failed=$((failed + 1))
            fi
        done
    done
done

echo "$compiled compiled, $failed failed"
[ "$compiled" -gt 0 ] && [ "$failed" -eq 0 ]
