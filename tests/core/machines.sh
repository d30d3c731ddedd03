#!/bin/sh
# machines.sh CORE EXAMPLE EXPECTED: what of other machines and C libraries can be seen here in seconds. The library
# compiles for each without a warning, and the example prints what it should. Exit code 77: no other compiler is there.
# All of the tests, on more machines: scripts/test-portable.
set -u

core=$1
example=$2
expected=$3
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0
built=0

fail() {
    echo "FAILED: $*"
    failed=$((failed + 1))
}

# check COMPILER FLAG...: builds a static program, so that this machine runs it without the other one's libraries.
check() {
    command -v "$1" >/dev/null || { echo "skipped: no $1"; return; }
    echo 'int main(void) { return 0; }' | "$@" -static -x c - -o "$work/empty" 2>/dev/null && "$work/empty" ||
        { echo "skipped: what $1 makes does not run here"; return; }
    built=$((built + 1))
    "$@" -std=c11 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -DVT__BUILDING -I "$core/include" \
        -I "$core/src" -static "$core"/src/*.c "$example" -pthread -o "$work/example" || { fail "$* does not build"; return; }
    actual=$("$work/example") && [ "$actual" = "$(cat "$expected")" ] || fail "$* prints: $actual"
    # All of the macros, as a user's code.
    "$@" -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -I "$core/include" -c "$here/user_code.c" \
        -o /dev/null || fail "$* warns of a user's code"
}

check i686-linux-gnu-gcc -O1
check musl-gcc -O1

echo "$built built, $failed failed"
[ "$failed" -eq 0 ] || exit 1
[ "$built" -gt 0 ] || exit 77
