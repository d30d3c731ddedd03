# Independent tools give the same counts: the slope between N and 2N operations of a stand-alone program under
# valgrind's dhat, and under heaptrack.
vtbench=$1
programs=$2
. "$(dirname "$0")/expect.sh"

n=2000

# Blocks that a command allocates, as printed by each tool.
dhat_blocks() {
  valgrind --tool=dhat --dhat-out-file=dhat.out "$@" 2>&1 >/dev/null |
    sed -n 's/.*Total: .* in \([0-9,]*\) blocks.*/\1/p' | tr -d ,
}
heaptrack_blocks() {
  rm -f trace.*
  heaptrack -o trace "$@" >/dev/null 2>&1
  heaptrack_print trace.* 2>/dev/null | sed -n 's/^calls to allocation functions: \([0-9]*\).*/\1/p'
}

# The report's number for a case, times N.
reported() { # SCENARIO CONTENDER PARAMS
  expect 0 "$vtbench" run --count-only --filter "$1/$2${3:+;$3}" --name count --force --quiet
  awk -F, -v n="$n" 'NR == 2 { print $4 * n }' results/count/allocations.csv
}

compare() { # TOOL SCENARIO CONTENDER [PARAMS]
  tool=$1
  program=$programs/scenario_$2
  case=$3${4:+;$4}
  once=$("${tool}_blocks" "$program" --case "$case" --ops $n)
  twice=$("${tool}_blocks" "$program" --case "$case" --ops $((2 * n)))
  wanted=$(reported "$2" "$3" "${4:-}")
  [ -n "$once" ] && [ -n "$twice" ] || fail "$tool printed no count for $2 $case"
  [ $((twice - once)) -eq "$wanted" ] ||
    fail "$2 $case: $tool counts $((twice - once)) in $n operations, the report $wanted"
  echo "$tool: $2 $case: $wanted allocations in $n operations, as reported"
}

found=0
for tool in dhat heaptrack; do
  program=$tool
  [ $tool = dhat ] && program=valgrind
  command -v $program >/dev/null || continue
  found=1
  compare $tool sync_success value_task
  compare $tool sync_success task
  compare $tool async_completion value_task on=same_thread
  compare $tool async_completion value_task_pooled on=same_thread
  compare $tool fault task when=sync
done
[ $found -eq 1 ] || exit 77
