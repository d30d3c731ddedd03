# `run --instructions` by callgrind: exact, reproducible, compared and gated exactly; leaves no temporary files.
vtbench=$1
. "$2/expect.sh"

# Without any counter there is one line at once, and the run does not start.
expect 3 env PATH=/nowhere "$vtbench" run --instructions=callgrind --count-only --filter sync_success --quiet
one_line "instructions cannot be counted"
[ ! -e results ] || fail "a run without instructions was started"
expect 2 "$vtbench" run --instructions=guess
has err "perf_event or callgrind"

# Skips the test if callgrind cannot be used: valgrind or its header is missing.
command -v valgrind >/dev/null || exit 77
"$vtbench" run --instructions=callgrind --count-only --filter sync_success/direct --name probe \
  --quiet >out 2>err || { grep -q callgrind.h err && exit 77; cat err >&2; fail "callgrind does not count"; }

mkdir own
export TMPDIR="$folder/own"
count() { # NAME [OPTION...]
  name=$1
  shift
  expect 0 "$vtbench" run --instructions=callgrind --count-only --filter sync_success/task --filter sync_success/value_task \
    --filter 'fault/task;when=async' --filter 'hit_ratio/value_task;percent=90' --name "$name" --quiet "$@"
}
count a --format long
has out "instr/op"
has results/a/report.md "instructions/op"
has results/a/report.json '"exact":true,"by":"callgrind"}'
[ "$(head -n 1 results/a/instructions.csv)" = "scenario,contender,params,instructions_per_op,instructions_exact,instructions_by" ] ||
  fail "the columns of instructions.csv are others"
cases=$(grep -c . results/a/allocations.csv)
[ "$(grep -c . results/a/instructions.csv)" -eq "$cases" ] || fail "cases are missing"
[ "$(grep -c ',yes,callgrind$' results/a/instructions.csv)" -eq $((cases - 1)) ] ||
  { cat results/a/instructions.csv >&2; fail "not all are exact"; }

# Another run of this build gives the same bytes, and so does a run of a single case.
count b
cmp results/a/instructions.csv results/b/instructions.csv || fail "two runs differ"
expect 0 "$vtbench" run --instructions=callgrind --count-only --filter 'fault/task;when=async' --name one --quiet
tail -n 1 results/one/instructions.csv | grep -qxF -f - results/a/instructions.csv ||
  fail "a single case has another number"
expect 0 "$vtbench" compare results/a results/b --fail-on allocs,instructions

# What the user chose for the C library's memcpy does not count, and stays as it is for what is timed.
for tunables in glibc.cpu.hwcaps=-AVX2,-AVX,-SSSE3 glibc.cpu.hwcaps=Prefer_ERMS,Fast_Unaligned_Copy \
  glibc.cpu.x86_non_temporal_threshold=0x4040:glibc.cpu.x86_rep_movsb_threshold=0x200 ""; do
  GLIBC_TUNABLES=$tunables expect 0 "$vtbench" run --instructions=callgrind --count-only \
    --filter 'result_size/task;bytes=256' --name copies --force --quiet
  [ -e copies ] || cp results/copies/instructions.csv copies
  cmp copies results/copies/instructions.csv || { cat copies results/copies/instructions.csv >&2; fail "$tunables"; }
done
[ -z "$(ls own)" ] || { ls own >&2; fail "something was left in TMPDIR"; }

# More instructions, fewer, a removed case.
sed '/"scenario":"sync_success","contender":"task",/s/"per_op":"[0-9]*"/"per_op":"9999"/' \
  results/a/report.json >more.json
expect 1 "$vtbench" compare results/a more.json --fail-on instructions
[ ! -s err ] || fail "instructions are in no committed file, so there is nothing to accept"
has out "regression"
expect 0 "$vtbench" compare results/a more.json
expect 4 "$vtbench" compare more.json results/a --fail-on instructions
sed 's/"per_op":"9999"/"per_op":"10200"/' more.json >two_percent_more.json
expect 0 "$vtbench" compare more.json two_percent_more.json --fail-on instructions --threshold instructions=10
expect 1 "$vtbench" compare more.json two_percent_more.json --fail-on instructions --threshold time=2,instructions=0
sed 's/"instructions":{[^}]*}/"instructions":null/' results/a/report.json >without.json
expect 3 "$vtbench" compare results/a without.json --fail-on instructions
has out "without instructions to compare"
expect 3 "$vtbench" compare without.json results/a --fail-on instructions

# Without the option there is no column.
expect 0 "$vtbench" run --count-only --filter sync_success --name plain --quiet --format long
! grep -q instr/op out || fail "there is an empty column"
[ "$(grep -c . results/plain/instructions.csv)" -eq 1 ] || fail "there are numbers without a measurement"

# Cases with spinning threads have no number, and a run with only such cases says so.
expect 3 "$vtbench" run --instructions=callgrind --count-only \
  --filter 'async_completion/value_task;on=spinning_thread' --name spin --quiet
has err "no case has a number of instructions"
