# The revision in a program is that of its sources when it was built, marked when they were edited since.
set -eu
source=$1
. "$(dirname "$0")/sandbox.sh"
mkdir "$folder/source"
cd "$folder/source"
header=$folder/revision.h

revision() { # prints it
  cmake -DSOURCE="$folder/source" -DHEADER="$header" -P "$source/cmake/revision.cmake"
  sed -n 's/^#define VT_GIT_REVISION "\(.*\)"$/\1/p' "$header"
}
is() { # EXPECTED
  found=$(GIT_CEILING_DIRECTORIES=$folder revision)
  [ "$found" = "$1" ] || fail "the revision is '$found', not '$1'"
}

is unknown
git init -q
echo one >file
git add file
git -c user.name=n -c user.email=e commit -q -m m
commit=$(git rev-parse --short=12 HEAD)
is "$commit"

# What includes it is built again only if it differs.
touch -d '2001-01-01' "$header"
is "$commit"
[ "$(date -r "$header" +%Y)" = 2001 ] || fail "the header was written though nothing changed"
echo two >file
is "$commit-dirty"
git checkout -q file
is "$commit"
