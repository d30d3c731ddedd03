#!/bin/sh
# run_hasher.sh PROGRAM...: known hashes, in order; a file that is missing is told of and the others are hashed.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '' >"$work/empty"
printf 'foobar' >"$work/foobar" # of the published test vectors of FNV-1a
i=0
files=
while [ $i -lt 40 ]; do
  files="$files $work/foobar $work/empty"
  i=$((i + 1))
done
# shellcheck disable=SC2086
"$@" 3 $files "$work/missing" >"$work/out" 2>"$work/err"
code=$?
i=0
: >"$work/expected"
while [ $i -lt 40 ]; do
  printf '85944171f73967e8  %s\ncbf29ce484222325  %s\n' "$work/foobar" "$work/empty" >>"$work/expected"
  i=$((i + 1))
done
diff "$work/expected" "$work/out" || { echo "FAILED: the hashes"; exit 1; }
[ $code -eq 1 ] && grep -q 'missing: No such file' "$work/err" || { echo "FAILED: exit $code, a missing file"; exit 1; }
"$@" 0 "$work/empty" 2>/dev/null
[ $? -eq 2 ] || { echo "FAILED: no place at all is no usage"; exit 1; }
