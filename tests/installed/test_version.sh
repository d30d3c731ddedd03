#!/bin/sh
# test_version.sh SOURCE BUILD: the version stands in one file, and everything else has it from there.
set -eu
source=$1
build=$2
cd "$source"

fail() {
    echo "FAILED: $*"
    exit 1
}
number() { # MAJOR, MINOR or PATCH
    sed -n "s/^#define VT_VERSION_$1 \([0-9]*\)\$/\1/p" core/include/valuetask.h
}
major=$(number MAJOR)
minor=$(number MINOR)
patch=$(number PATCH)
version=$major.$minor.$patch

# Nowhere else, with points or as C has it: but in the list of changes, and in runs, which say what they were made with.
found=$(grep -rnIE --exclude-dir=build --exclude-dir=results --exclude-dir=.git --exclude=CHANGELOG.md \
    -e "(^|[^0-9.])$major\\.$minor\\.$patch([^0-9.]|\$)" -e "VT_VERSION_NUMBER\\($major, $minor, $patch\\)" \
    -e "(valuetask|vtbench) $major\\.$minor([^0-9]|\$)" . || true)
[ -z "$found" ] || fail "the version stands elsewhere too: $found"
released=$(sed -n 's/^## \[\([0-9.]*\)\] - [0-9]\{4\}-[0-9][0-9]-[0-9][0-9]$/\1/p' CHANGELOG.md | head -1)
[ "$released" = "$version" ] || fail "CHANGELOG.md has the release '$released', and not $version"

# What is made of it.
grep -q "^CMAKE_PROJECT_VERSION:STATIC=$version\$" "$build/CMakeCache.txt" || fail "the build is of another version"
grep -q "^Version: $version\$" "$build/core/valuetask.pc" || fail "valuetask.pc has another version"
if [ -x "$build/cli/vtbench" ]; then
    "$build/cli/vtbench" --version | grep -qx "vtbench $version" || fail "vtbench has another version"
    "$build/cli/vtbench" describe man | grep -q "^\\.TH .*\"vtbench $version\"" || fail "the manual has another version"
fi
echo "one version: $version"
