#!/bin/sh
# run_example.sh PROGRAM EXPECTED: what the example prints is what the documentation says.
set -u

actual=$("$1") || { echo "the example failed"; exit 1; }
[ "$actual" = "$(cat "$2")" ] && exit 0
echo "expected:"
cat "$2"
echo "printed:"
echo "$actual"
exit 1
