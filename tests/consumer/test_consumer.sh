#!/bin/sh
# test_consumer.sh SOURCE: installs the library into an empty folder, static, shared and for one thread, and builds a
# project of somebody else's against that copy: with CMake, with pkg-config, and with add_subdirectory.
# The libuv adapter is built too where libuv is; with add_subdirectory it is left out.
set -eu
source=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
uv=OFF
pkg-config --exists libuv && uv=ON
version=$(sed -n 's/^#define VT_VERSION_M[AI][JN]OR \([0-9]*\)$/\1/p' "$source/core/include/valuetask.h" | paste -sd.)
warnings="-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror"

run() {
    "$@" >"$work/log" 2>&1 || { cat "$work/log"; echo "failed: $*"; exit 1; }
}

for kind in static shared one_thread; do
    shared=OFF
    threads=ON
    [ $kind = shared ] && shared=ON
    [ $kind = one_thread ] && threads=OFF
    run cmake -G Ninja -S "$source/core" -B "$work/$kind/build" -DCMAKE_BUILD_TYPE=Release \
        -DVT_SHARED=$shared -DVT_THREADS=$threads -DCMAKE_INSTALL_PREFIX="$work/$kind/root"
    run cmake --build "$work/$kind/build"
    run cmake --install "$work/$kind/build"

    cp -r "$source/tests/consumer" "$work/$kind/consumer"
    run cmake -G Ninja -S "$work/$kind/consumer" -B "$work/$kind/cmake" -DCMAKE_PREFIX_PATH="$work/$kind/root" \
        -DCONSUMER_UV=$uv -DCONSUMER_VERSION="$version"
    run cmake --build "$work/$kind/cmake"
    run ctest --test-dir "$work/$kind/cmake"

    PKG_CONFIG_PATH=$(dirname "$(find "$work/$kind/root" -name valuetask.pc)")
    export PKG_CONFIG_PATH
    flags=$(pkg-config --cflags --libs $([ $kind = shared ] || echo --static) valuetask)
    case $flags in
    *-DVT_THREADS=0*) [ $threads = OFF ] || { echo "one thread only: $flags"; exit 1; } ;;
    *) [ $threads = ON ] || { echo "for threads: $flags"; exit 1; } ;;
    esac
    for pair in "gcc -std=c11 consumer.c" "g++ -std=c++17 consumer.cc"; do
        set -- $pair
        # shellcheck disable=SC2086
        run "$1" "$2" -O2 $warnings "$work/$kind/consumer/$3" $flags -o "$work/$kind/program"
        LD_LIBRARY_PATH=$(dirname "$PKG_CONFIG_PATH") run "$work/$kind/program"
    done
    # A plugin that is closed while threads that used it go on.
    if [ $threads = ON ]; then
        # shellcheck disable=SC2086
        run gcc -std=c11 -O2 -fPIC -shared "$source/tests/core/plugin.c" $flags -o "$work/$kind/plugin.so"
        run gcc -std=c11 -D_GNU_SOURCE -O2 "-DPLUGIN=\"$work/$kind/plugin.so\"" "$source/tests/core/test_unload.c" \
            -lcmocka -pthread -ldl -o "$work/$kind/unload"
        LD_LIBRARY_PATH=$(dirname "$PKG_CONFIG_PATH") run "$work/$kind/unload"
    fi
    # A static executable links without a warning.
    if [ $kind = static ] && [ -e "$(gcc -print-file-name=libc.a)" ]; then
        # shellcheck disable=SC2086
        run gcc -std=c11 -static -Wl,--fatal-warnings "$work/$kind/consumer/consumer.c" $flags -o "$work/$kind/program"
        run "$work/$kind/program"
    fi
    if [ $uv = ON ]; then
        flags=$(pkg-config --cflags --libs $([ $kind = shared ] || echo --static) valuetask_uv)
        # shellcheck disable=SC2086
        run gcc -std=c11 -D_POSIX_C_SOURCE=200809L -O2 $warnings "$work/$kind/consumer/consumer_uv.c" $flags \
            -o "$work/$kind/program"
        LD_LIBRARY_PATH=$(dirname "$PKG_CONFIG_PATH") run "$work/$kind/program"
    fi
    echo "$kind: CMake and pkg-config, C11 and C++17, libuv $uv: $(cat "$work/log")"
done

# Nothing but the public names leaves the shared object.
exported=$(find "$work/shared/root" -name 'libvaluetask*.so' -exec nm -D --defined-only {} + |
    awk 'NF == 3 { print $3 }' | grep -v '^vt_' || true)
[ -z "$exported" ] || { echo "exported beside vt_: $exported"; exit 1; }

run cmake -G Ninja -S "$work/static/consumer" -B "$work/sub" -DVALUETASK_SOURCE="$source/core" -DVT_UV=OFF
run cmake --build "$work/sub"
run ctest --test-dir "$work/sub"
echo "add_subdirectory: passed"
