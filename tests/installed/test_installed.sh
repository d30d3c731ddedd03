#!/bin/sh
# test_installed.sh SOURCE BUILD: installs the suite into an empty folder, moves that, and builds somebody else's plugins
# against the copy, by hand and with CMake: the examples of docs/, with every compiler that is there.
set -eu
source=$1
build=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$(sed -n 's/^#define VT_VERSION_M[AI][JN]OR \([0-9]*\)$/\1/p' "$source/core/include/valuetask.h" | paste -sd.)
warnings="-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror"

run() {
    "$@" >"$work/log" 2>&1 || { cat "$work/log"; echo "failed: $*"; exit 1; }
}

# It contains the text.
says() {
    grep -qF -e "$1" "$work/log" || { cat "$work/log"; echo "lacks: $1"; exit 1; }
}

DESTDIR=$work/staged run cmake --install "$build" --prefix /opt/there
mkdir "$work/moved"
mv "$work/staged/opt/there" "$work/moved/here"
root=$work/moved/here
PATH=$root/bin:$PATH
PKG_CONFIG_PATH=$(dirname "$(find "$root" -name vtbench.pc)")
export PATH PKG_CONFIG_PATH
flags=$(pkg-config --cflags vtbench)
cd "$work"

# ---- by hand: each example with each compiler ----

clang=$("$source/scripts/tool" clang) || clang=clang
for compiler in "gcc -std=c11" "g++ -std=c++17" "$clang -std=c11" "clang++${clang#clang} -std=c++17"; do
    command -v "${compiler%% *}" >/dev/null || continue
    case $compiler in
    *++*) examples="my_function.cc" ;;
    *) examples="my_function.c my_parameters.c" ;;
    esac
    for example in $examples; do
        optimize=-O2
        [ "$compiler" != "g++ -std=c++17" ] || optimize=-O0
        # shellcheck disable=SC2086
        run $compiler $optimize -g $warnings -shared -fPIC $flags "$source/docs/$example" -o plugin.so
        run vtbench check --quiet --plugin plugin.so
        says "all within budget, verified"
    done
done

# What vtbench asks for of a new file is what it needs.
for file in mine.c mine.cc; do
    run vtbench new $file
    cp log commands
    run sh -e commands
    says "all within budget, verified"
done

# The other witness and the plots are found too.
VTBENCH_WITNESS=interposer run vtbench check --quiet --plugin mine.so
says "all within budget, verified"
if command -v gnuplot >/dev/null; then
    run vtbench run --quick --quiet --plugin mine.so --name mine
    run vtbench plot results/mine
    [ -n "$(find results/mine/plots -name '*.svg')" ] || { echo "no plots"; exit 1; }
fi

# A program is counted as it is, and a marked loop by its header.
run vtbench count --name sorted -- sort "$source/README.md"
[ -s results/sorted/report.json ] || { echo "no run of a counted program"; exit 1; }
printf '#include <stdlib.h>\n#include <vtbench_markers.h>\nint main(void) {\n for (int n = 10; n < 100; n += 30) {\n' >marked.c
printf ' vtbench_count_begin("make"); for (int i = 0; i < n; i++) { free(malloc(16)); } vtbench_count_end("make", n);\n }\n}\n' >>marked.c
# shellcheck disable=SC2086
run gcc -O0 -g $flags marked.c -o marked
run vtbench count --name marked --format csv -- ./marked
says "marked,make,,1,1,16,"

# ---- with CMake ----

cp -r "$source/tests/installed/project" project
cp "$source"/docs/my_function.c* "$source/docs/my_parameters.c" project
run cmake -G Ninja -S project -B built -DCMAKE_PREFIX_PATH="$root" -DPROJECT_NEEDS="$version"
run cmake --build built
# Without its committed counts the test fails, and with them it passes.
if ctest --test-dir built -R my_function_allocations >"$work/log" 2>&1; then
    echo "passes without a baseline"
    exit 1
fi
run vtbench accept --quiet --plugin built/my_function.so --against project/my_function.csv
run ctest --test-dir built

# ---- expectations in a unit test ----

preload=$(pkg-config --variable=preload vtbench)
cp "$work/log" tests
# Without the library nothing passes in silence, and nothing fails.
run built/expects_c not_held
says "allocations are not counted, and no expectation of them is tested"
[ "$(wc -l <"$work/log")" -eq 1 ] || { cat "$work/log"; echo "says more than once that it does not count"; exit 1; }
if LD_PRELOAD=$preload built/expects_c not_held >"$work/log" 2>&1; then
    echo "an expectation that does not hold passes"
    exit 1
fi
says "expects.c:25: 2 blocks are allocated, not 1, by: make_two()"
says "block 2, of 9 bytes"
says "(make+0x"
cp tests "$work/log"
echo "installed, moved, built and counted: $(grep -c Passed "$work/log") tests"
