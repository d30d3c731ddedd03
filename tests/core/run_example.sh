#!/bin/sh
# run_example.sh EXPECTED PROGRAM...: what the example prints is what the documentation says.
set -u

expected=$1
shift
actual=$("$@") || { echo "the example failed"; exit 1; }
[ "$actual" = "$(cat "$expected")" ] && exit 0
echo "expected:"
cat "$expected"
echo "printed:"
echo "$actual"
exit 1
