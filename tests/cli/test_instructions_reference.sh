# Counting the committed instructions again gives the same numbers, on every x86-64 machine with this compiler and these
# libraries. Of the exact ones: cases with threads are means.
vtbench=$1
reference=$2
. "$(dirname "$0")/expect.sh"

skip() {
  echo "skipped: $*"
  exit 77
}
fact() { # FOLDER NAME
  sed -n "s/^$2,//p" "$1/environment.csv"
}
count() { # NAME
  "$vtbench" run --instructions=callgrind --count-only --filter sync_success --filter 'fault/*' \
    --filter 'result_size/*' --filter 'async_completion/*;on=same_thread' --filter 'await_chain/*;depth=10;*' \
    --filter 'floors/malloc_free' --name "$1" --quiet >out 2>err
}

command -v valgrind >/dev/null || skip "no valgrind"
[ "$(uname -m)" = x86_64 ] || skip "the committed instructions are those of x86_64"
count again || { grep -q callgrind.h err && skip "built without callgrind.h"; cat err >&2; fail "nothing was counted"; }
for name in compiler flags libc jemalloc; do
  here=$(fact results/again $name)
  there=$(fact "$reference" $name)
  [ "$here" = "$there" ] || skip "$name is $here; the committed instructions are those of $there"
done

sed 1d results/again/instructions.csv | grep ',yes,callgrind$' >exact
[ "$(wc -l <exact)" -ge 40 ] || fail "only $(wc -l <exact) cases are exact"
grep -vxF -f "$reference/instructions.csv" exact >changed && {
  cat changed >&2
  fail "instructions have changed; if that is on purpose, measure the reference again"
}

# Whatever the user chose for the C library, and on one core.
GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-AVX,-SSSE3:glibc.cpu.x86_rep_movsb_threshold=0x200 count tuned || fail "tuned"
cmp results/again/instructions.csv results/tuned/instructions.csv || fail "the user's GLIBC_TUNABLES change the numbers"
taskset -c "$(taskset -cp $$ | sed 's/.*: *\([0-9]*\).*/\1/')" "$vtbench" run --instructions=callgrind --count-only \
  --filter 'result_size/*' --name one --quiet >out 2>err || fail "on one core"
sed 1d results/one/instructions.csv | grep -vxF -f results/again/instructions.csv && fail "one core changes the numbers"
exit 0
