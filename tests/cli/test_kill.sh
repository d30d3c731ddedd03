# A run that is killed at any moment leaves complete files, the earlier run of its name as a whole, and no process, and
# does not disturb the next run.
#
#   test_kill.sh VTBENCH FOLDER [TIMES [SEED]]: kills TIMES runs (10) at random moments, seeded with SEED. Every second one is
#   killed near the end, when the files are written; every third is killed without its measuring process.
vtbench=$1
. "$2/expect.sh"
times=${3:-${VTBENCH_KILLS:-10}}
seed=${4:-1}
run=results/k

now() { date +%s%N; }
start_run() { exec setsid "$vtbench" run --filter 'sync_success/*' --processes 7 --repetitions 2 --name k --force --quiet; }

# Processes of this test's folder that run vtbench.
left_behind() {
  for process in /proc/[0-9]*; do
    if [ "$(readlink "$process/exe")" = "$vtbench" ] && [ "$(readlink "$process/cwd")" = "$folder" ]; then
      echo "${process#/proc/}"
    fi
  done 2>/dev/null
}

# A measuring process may need a moment to end.
nobody_left() {
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ -n "$(left_behind)" ] || return 0
    sleep 0.2
  done
  for process in $(left_behind); do
    tr '\0' ' ' <"/proc/$process/cmdline" >&2
    kill -KILL "$process"
  done
  fail "a process is left behind"
}

# Each file with a final name is complete: it has the first line of a good run, and all lines are complete.
whole_files() {
  for csv in "$run"/*.csv; do
    [ -e "$csv" ] || continue
    good=good/${csv##*/}
    [ "$(head -n 1 "$csv")" = "$(head -n 1 "$good")" ] || fail "$csv has another first line"
    [ -z "$(tail -c 1 "$csv")" ] || fail "$csv does not end with a newline"
    awk -F, '{ gsub(/"[^"]*"/, "q") } NR == 1 { cells = NF } NF != cells { exit 1 }' "$csv" ||
      fail "$csv has an incomplete line"
  done
  [ -e "$run/report.json" ] || return 0
  rm -rf copy
  cp -r "$run" copy
  expect 0 "$vtbench" report copy
}

begin=$(now)
(start_run) >out 2>err || { cat err >&2; fail "the run fails even if it is not killed"; }
usual=$(($(now) - begin))
cp -r "$run" good

awk -v seed="$seed" -v times="$times" -v usual="$usual" 'BEGIN {
  srand(seed)
  for (i = 0; i < times; i++) printf "%.4f\n", usual / 1e9 * (i % 2 ? 0.7 + 0.4 * rand() : rand())
}' >delays

killed=0
with_temporary=0
while read -r delay; do
  case $((killed % 4)) in 0) rm -rf "$run" ;; esac # now and then there is no older run
  older=$([ ! -e "$run" ] || echo yes)
  (start_run) >/dev/null 2>&1 &
  pid=$!
  sleep "$delay"
  case $((killed % 3)) in
    0) kill -KILL "$pid" 2>/dev/null || true ;;
    *) kill -KILL "-$pid" 2>/dev/null || kill -KILL "$pid" 2>/dev/null || true ;;
  esac
  code=0
  wait "$pid" 2>/dev/null || code=$?
  [ "$code" -eq 0 ] || killed_early=$((${killed_early:-0} + 1))
  killed=$((killed + 1))
  nobody_left
  whole_files
  [ -z "$older" ] || [ "$(ls "$run")" = "$(ls good)" ] || { ls "$run" >&2; fail "the earlier run is not whole"; }
  ls "$run.partial"/*.tmp* >/dev/null 2>&1 && with_temporary=$((with_temporary + 1))
done <delays

# A measuring process with half a minute of work left ends with its parent.
setsid "$vtbench" run --filter 'sync_success/*' --time-only --processes 1 --repetitions 20 --min-time 0.2 \
  --name long --quiet >/dev/null 2>&1 &
pid=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
  sleep 0.2
  [ "$(left_behind | wc -l)" -ne 2 ] || break
done
[ "$(left_behind | wc -l)" -eq 2 ] || fail "there is no measuring process"
kill -KILL "$pid"
wait "$pid" 2>/dev/null || true
nobody_left

# The next run works and removes the leftovers of the killed ones.
touch "$run/report.json.tmp999999999"
(start_run) >out 2>err || { cat err >&2; fail "the next run fails"; }
whole_files
for file in "$run"/* "$run".*; do
  case $file in *.tmp* | *.partial | *.old) fail "$file is left behind" ;; esac
done
echo "$killed runs killed, ${killed_early:-0} before their end, $with_temporary with temporary files in the folder"
