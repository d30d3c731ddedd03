#!/bin/sh
# standards.sh CORE COMPILER...: the library's sources compile as each standard of C from C11 on, and a user's code, with
# the warnings that careful projects turn on, with every optimisation, and in the checked build. With every compiler that
# is there, without a warning. The build itself uses C11; a program that includes the headers may use another.
set -u

core=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
warnings="-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror"
# Beyond those of the build: what fires within a macro fires in the user's file.
careful="-Wswitch-default -Wcast-qual -Wundef -Wredundant-decls -Wwrite-strings -Wmissing-prototypes -Wstrict-prototypes
    -Wold-style-definition -Wbad-function-cast -Wformat=2 -Wfloat-equal -Wdouble-promotion -Wvla -Wpointer-arith"
careful_gcc="-Wjump-misses-init -Wcast-align=strict -Wlogical-op -Wduplicated-cond -Wduplicated-branches
    -Wnull-dereference -Wstrict-aliasing=2"
careful_clang="-Wcast-align -Wconditional-uninitialized -Wextra-semi-stmt -Wmissing-variable-declarations -Wcomma"
failed=0
compiled=0

# compile SOURCE COMMAND...
compile() {
    source=$1
    shift
    if "$@" "$source"; then
        compiled=$((compiled + 1))
    else
        echo "$source does not compile: $*"
        failed=$((failed + 1))
    fi
}

# gcc must generate the code, as some of its warnings come from there; clang warns of what it has parsed, whatever the
# optimisation.
# users_code COMPILER NAME STANDARD OPTIMISATIONS
users_code() {
    compiler=$1
    standard=$3
    optimisations=$4
    case $2 in
    clang) careful_more="$careful_clang -Wno-unknown-warning-option -fsyntax-only" optimisations=-O0 ;;
    *) careful_more="$careful_gcc -S -o /dev/null" ;;
    esac
    for optimisation in $optimisations; do
        for build in "" -DVT_CHECKED; do
            # shellcheck disable=SC2086
            compile "$here/user_code.c" "$compiler" "-std=$standard" $optimisation $build $warnings $careful $careful_more \
                -I "$core/include"
        done
    done
}

for name in "$@"; do
    compiler=$("$here/../../scripts/tool" "$name") || { echo "skipped: no $name"; continue; }
    for standard in c17 c2x; do # c2x: the name of C23 that gcc 12 and clang 14 have, and later ones still take
        for source in "$core"/src/*.c; do
            # shellcheck disable=SC2086
            compile "$source" "$compiler" -std=$standard -D_GNU_SOURCE -DVT__BUILDING $warnings \
                -I "$core/include" -I "$core/src" -fsyntax-only
        done
    done
    users_code "$compiler" "$name" c11 "-O0 -Og -O1 -O2 -O3 -Os"
    users_code "$compiler" "$name" c2x "-O0 -O2"
done

echo "$compiled compiled, $failed failed"
[ "$compiled" -gt 0 ] && [ "$failed" -eq 0 ]
