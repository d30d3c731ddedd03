#!/bin/sh
# test_policy.sh SOURCE BUILD: lintian finds no error in the packages of a build, nor in those with shared libraries.
set -eu
source=$1
build=$2
for tool in cpack dpkg-deb dpkg-shlibdeps file lintian; do
    command -v $tool >/dev/null || { echo "the packages are not held against Debian's policy: there is no $tool"; exit 77; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

run() {
    "$@" >log 2>&1 || { cat log; echo "FAILED: $*"; exit 1; }
}
run cpack -G DEB --config "$build/CPackConfig.cmake" -B "$work/static"
run cmake -G Ninja -S "$source" -B shared -DVT_CORE_ONLY=ON -DVT_SHARED=ON -DBUILD_TESTING=OFF -DCMAKE_BUILD_TYPE=Release
run cmake --build shared
run cpack -G DEB --config shared/CPackConfig.cmake -B "$work/shared_packages"
# As root it has no other way to look at a package than as root.
lintian --allow-root --fail-on error static/*.deb shared_packages/*.deb
echo "held against Debian's policy: $(ls static/*.deb shared_packages/*.deb | wc -l) packages"
