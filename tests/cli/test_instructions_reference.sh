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
count() { # NAME FILTER...
  name=$1
  shift
  for filter in "$@"; do
    set -- "$@" --filter "$filter"
    shift
  done
  "$vtbench" run --instructions=callgrind --count-only "$@" --name "$name" --quiet >out 2>err
}

command -v valgrind >/dev/null || skip "no valgrind"
[ "$(uname -m)" = x86_64 ] || skip "the committed instructions are those of x86_64"
count again sync_success 'fault/*' 'result_size/*' 'async_completion/*;on=same_thread' 'await_chain/*;depth=10;*' \
  floors/malloc_free || { grep -q callgrind.h err && skip "built without callgrind.h"; cat err >&2; fail "nothing was counted"; }
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

# Whatever the user chose for the C library, and on one core: of the cases that copy.
same() { # NAME
  sed 1d "results/$1/instructions.csv" | grep -vxF -f results/again/instructions.csv && fail "$1: the numbers are others"
  [ "$(wc -l <"results/$1/instructions.csv")" -gt 10 ] || fail "$1: nothing was counted"
}
GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-AVX,-SSSE3:glibc.cpu.x86_rep_movsb_threshold=0x200 \
  count tuned 'result_size/*' || fail "with GLIBC_TUNABLES"
same tuned
taskset -p -c "$(taskset -cp $$ | sed 's/.*: *\([0-9]*\).*/\1/')" $$ >/dev/null
count one_core 'result_size/*' || fail "on one core"
same one_core
