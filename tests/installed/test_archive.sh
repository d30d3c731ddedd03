#!/bin/sh
# test_archive.sh SOURCE BUILD: the archive of the sources has what git tracks, and outside of git it builds, passes tests of
# the library, and knows its revision.
set -eu
source=$1
build=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export GIT_CEILING_DIRECTORIES="$work"

fail() {
    echo "FAILED: $*"
    exit 1
}
run() {
    "$@" >log 2>&1 || { cat log; fail "$*"; }
}
revision() { # FOLDER: prints it
    cmake -DSOURCE="$1" -DHEADER="$work/revision.h" -P "$1/cmake/revision.cmake"
    sed -n 's/^#define VT_GIT_REVISION "\(.*\)"$/\1/p' revision.h
}

if [ -z "$(git -C "$source" ls-files 2>/dev/null)" ]; then
    echo "not tested: this is no checkout, and an archive is made from one"
    exit 77
fi
run cpack --config "$build/CPackSourceConfig.cmake" -B "$work/made"
archive=$(ls made/*.tar.gz)
run tar -xzf "$archive"
copy=$work/$(basename "$archive" .tar.gz)
[ -d "$copy" ] || fail "$archive does not have one folder of its name"
git -C "$source" ls-files | LC_ALL=C sort >tracked
(cd "$copy" && find . ! -type d | sed 's|^\./||' | LC_ALL=C sort) >packed
diff tracked packed || fail "the archive does not have what git tracks"
of_source=$(revision "$source")
of_copy=$(revision "$copy")
[ "$of_copy" = "$of_source" ] || fail "the archive's revision is '$of_copy', not '$of_source'"
[ "$of_copy" != unknown ] || fail "the revision is unknown"

# Of an archive of git's own too; and what is no archive, and in no checkout, does not know it.
git -C "$source" archive --worktree-attributes --prefix=exported/ HEAD cmake >exported.tar
run tar -xf exported.tar
commit=$(git -C "$source" rev-parse HEAD | cut -c1-12)
[ "$(revision "$work/exported")" = "$commit" ] || fail "the revision of git archive is '$(revision "$work/exported")', not $commit"
cp "$source/cmake/archived_revision" exported/cmake
[ "$(revision "$work/exported")" = unknown ] || fail "what is no archive has the revision '$(revision "$work/exported")'"

# Within another project's checkout it is not that one's.
git init -q .
git -c user.name=n -c user.email=e commit -q --allow-empty -m m
[ "$(GIT_CEILING_DIRECTORIES='' revision "$copy")" = "$of_source" ] || fail "within another checkout the revision is another one"

run cmake -G Ninja -S "$copy" -B built -DVT_CORE_ONLY=ON -DVT_UV=OFF
tests="test_value_task test_task test_async"
# shellcheck disable=SC2086
run cmake --build built --target $tests
run ctest --test-dir built --no-tests=error -R "^($(echo "$tests" | tr ' ' '|'))\$"
# It says that no archive can be made of it.
if cpack --config built/CPackSourceConfig.cmake -B "$work/again" >log 2>&1; then
    fail "an archive was made of an archive"
fi
grep -q "not a checkout of git" log || { cat log; fail "it is not said why no archive can be made of an archive"; }
echo "archive of $of_copy: $(wc -l <packed) files, built and tested outside of git"
