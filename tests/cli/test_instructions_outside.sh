# The harness adds no instruction to an operation. callgrind counts a stand-alone program with N and with 2N
# operations; the difference must be exactly N times the number in the report. The stand-alone program has no
# harness, no hooks and jemalloc's default settings.
vtbench=$1
programs=$2
. "$(dirname "$0")/expect.sh"

command -v valgrind >/dev/null || exit 77
# The same allocator as in vtbench.
jemalloc=$(ldd "$vtbench" | awk '/libjemalloc/ { print $3 }')
[ -n "$jemalloc" ] || exit 77
unset MALLOC_CONF
n=100
added=0

outside() { # PROGRAM OPTIONS...
  LD_PRELOAD=$jemalloc valgrind -q --tool=callgrind --callgrind-out-file=outside.out "$@" >/dev/null
  sed -n 's/^totals: *//p' outside.out
}

compare() { # SCENARIO CONTENDER [PARAMS]
  case=$2${3:+;$3}
  "$vtbench" run --instructions=callgrind --count-only --filter "$1/$case" --name inside --force \
    --quiet >out 2>err || { grep -q callgrind.h err && exit 77; cat err >&2; fail "callgrind does not count"; }
  inside=$(awk -F, 'NR == 2 && $5 == "yes" { print $4 }' results/inside/instructions.csv)
  once=$(outside "$programs/scenario_$1" --case "$case" --ops $n)
  twice=$(outside "$programs/scenario_$1" --case "$case" --ops $((2 * n)))
  [ -n "$inside" ] || fail "$1 $case: not exact in vtbench"
  [ -n "$once" ] && [ -n "$twice" ] || fail "$1 $case: callgrind printed no total"
  [ $((twice - once)) -eq $((n * (inside - added))) ] ||
    fail "$1 $case: $((twice - once)) in $n operations from outside, $inside each in the report"
  echo "$1 $case: $inside instructions, inside and outside"
}

compare sync_success direct
compare sync_success value_task
compare sync_success task
compare async_completion task on=same_thread
compare async_completion value_task on=same_thread
compare async_completion value_task_pooled on=same_thread
compare fault task when=sync
compare fault value_task when=async
