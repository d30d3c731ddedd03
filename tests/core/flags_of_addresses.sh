#!/bin/sh
# flags_of_addresses.sh CORE: with gcc's UndefinedBehaviorSanitizer no function of the library reads the flags of the
# addition that makes the address of a thread-local variable: the linker may replace it by an instruction that sets
# none, and then the check fails where nothing is wrong. Exit code 77: no gcc for x86-64.
set -u

core=$1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
[ "$(uname -m)" = x86_64 ] && command -v gcc >/dev/null || { echo "skipped: no gcc for x86-64"; exit 77; }

# readers FILE...: of the flags of such an addition, one a line.
readers() {
    awk '/^[a-z_0-9.]+:/ { name = $1 }
         /add.*@gottpoff/ { added = 1; next }
         added && /^\t(j|set|cmov)/ && !/^\tjmp/ { print FILENAME ": " name $0 }
         /^\t[a-z]/ { added = 0 }' "$@"
}

# The check itself must be able to fail.
printf 'f:\n\taddq\tv@gottpoff(%%rip), %%rax\n\tje\t.L1\n' >"$work/wrong.s"
[ "$(readers "$work/wrong.s" | wc -l)" -eq 1 ] || { echo "the check sees nothing"; exit 1; }

mkdir "$work/library" && cd "$work/library" || exit 1
gcc -O1 -fPIC -std=c11 -fsanitize=undefined -D_GNU_SOURCE -DVT__BUILDING -I "$core/include" -I "$core/src" \
    -S "$core"/src/*.c || exit 1
grep -q '@gottpoff' ./*.s || { echo "no thread-local variable in sight"; exit 1; }
found=$(readers ./*.s)
[ -z "$found" ] || { echo "flags of an addition that the linker may replace:"; echo "$found"; exit 1; }
