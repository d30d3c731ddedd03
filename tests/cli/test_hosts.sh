# Contenders of another runtime, in a host: docs/host.py, and copies of it that are edited to lie, hang, die or speak
# nonsense. Each fault is named with its reason, the other cases are kept, and the exit status is that of docs/ci.md.
vtbench=$1
host=$3
. "$2/expect.sh"
command -v python3 >/dev/null || exit 77

# edited NAME SCRIPT: a copy of the host, edited with sed; the edit must change something.
edited() {
  sed "$2" "$host" >"$1"
  cmp -s "$host" "$1" && fail "$1 is the host itself"
  chmod +x "$1"
}

# faulty NAME TEXT SCRIPT [OPTION]: only the case python_tuple, number 1, has the fault. It is told of, and the other one is
# measured all the same.
faulty() {
  edited "$1" "$3"
  # shellcheck disable=SC2086
  expect 3 "$vtbench" run --quick --quiet ${4:-} --processes 2 --timeout 30 --host "./$1" --filter pair/* --name "$1"
  has err "pair/python_tuple: host ./$1: $2"
  has "results/$1/report.md" "## Not measured"
  [ "$(grep -c '"failure":"' "results/$1/report.json")" -eq 1 ] || fail "$1: not one failure in report.json"
  [ "$(grep -c '^pair,python_list,,[01],' "results/$1/processes.csv")" -eq 2 ] ||
    fail "$1: the other case was not timed twice"
  expect 0 "$vtbench" report "results/$1"
}

# ---- a host that is as it should be ----

expect 0 "$vtbench" list --host "$host" --format csv
has out "pair,python_list,,,exact"
has out "sync_success,task"
expect 0 "$vtbench" run --quick --quiet --processes 6 --host "$host" --filter pair/* --name good
has out "2 cases, 0 broken budgets, 0 leaked, 0 not verified"
[ "$(grep -c '^pair,python_[a-z]*,,[0-5],' results/good/processes.csv)" -eq 12 ] || fail "not 6 processes for each case"
grep -q '^pair,python_list,,,,,,,,,,,$' results/good/allocations.csv || fail "what it cannot count is not empty"
grep -q '^pair,python_tuple,,[0-9.]*$' results/good/collections.csv || fail "no collections"
grep -q '^pair,python_tuple,,slice,50,' results/good/percentiles.csv || fail "no percentiles of slices"
grep -q ',service,' results/good/percentiles.csv && fail "single operations of a host are timed"
grep -q '^host_python,"\{0,1\}Python [0-9.]*; gc: on' results/good/environment.csv || fail "what it is, is not in the report"
expect 0 "$vtbench" compare results/good results/good
expect 0 "$vtbench" check --quiet --host "$host" --filter pair/*
has out "2 cases"

# ---- in the groups of the suite ----

edited in_suite 's/"name": "pair"/"name": "sync_success"/; s/"compared_with": "[a-z_]*"/"compared_with": "task"/'
expect 0 "$vtbench" run --quick --quiet --processes 6 --host ./in_suite --filter 'sync_success/*task' \
  --filter 'sync_success/python_*' '--filter=await_chain/task;depth=1;*' --name in_suite
sed 1d results/in_suite/latency.csv | cut -d, -f1 | uniq | tr '\n' ' ' | grep -qx 'sync_success await_chain ' ||
  fail "a host's cases stand apart"
grep -q '^sync_success,python_list,,[0-9.]*,[0-9.]*,[0-9.]*,6,[0-9.]*,' results/in_suite/latency.csv ||
  fail "no ratio to task"
edited twin 's/"python_list"/"task"/; s/"name": "pair"/"name": "sync_success"/'
expect 3 "$vtbench" list --host ./twin
one_line "the case sync_success/task is in both the suite and ./twin"
expect 3 "$vtbench" list --host "$host" --host "$host" --filter pair/*
one_line "the case pair/python_list is in both $host and $host"

# ---- lies: about times, so that nothing need be counted ----

is='ask["case"] == 1'
faulty fewer 'it ran' "s/\"operations\": ask\[\"operations\"\], \"wrong\": wrong, \"nano/\"operations\": ask[\"operations\"] - ($is), \"wrong\": wrong, \"nano/" --time-only
faulty longer 'it took' "s/time.monotonic_ns() - start/(time.monotonic_ns() - start) * (100 if $is else 1)/" --time-only
faulty no_time 'its answer: nanoseconds must be at least 1' "s/time.monotonic_ns() - start/(time.monotonic_ns() - start) * (0 if $is else 1)/" --time-only
edited wrong 's/return (i, i + 1)\[1\]/return (i, i + 1)[i % 2]/'
expect 3 "$vtbench" run --quick --quiet --processes 2 --host ./wrong --filter pair/* --name wrong
has err "pair/python_tuple: "
has err "results were wrong"

# ---- ends, hangs, nonsense ----

faulty dies 'it was ended by signal 9 (Killed), asked for time, in run' "s/start = time/$is and os.kill(os.getpid(), 9); start = time/" --time-only
faulty exits 'it ended with status 5, asked for time, in run' "s/start = time/$is and os._exit(5); start = time/" --time-only
faulty in_set_up 'it ended with status 5, asked for set_up, in set-up' "s/ask = json.*/&\n    ask[\"ask\"] == \"set_up\" and $is and os._exit(5)/"
faulty in_tear_down 'it ended with status 5, asked for tear_down, in tear-down' \
  "s/ask = json.*/&\n    ask[\"ask\"] == \"tear_down\" and $is and os._exit(5)/"
faulty nonsense 'its answer: ' "s/start = time/$is and print(\"nonsense\", file=answers); start = time/" --time-only
faulty other_answer 'its answer: answer must be "time" or "error"' "s/answer = {\"answer\": ask\[\"ask\"\]/answer = {\"answer\": \"count\" if ask[\"ask\"] == \"time\" and $is else ask[\"ask\"]/" --time-only
faulty more_fields 'its answer: ' "s/return {\"operations\": ask\[\"operations\"\], \"wrong\": wrong, \"nano/return {**({\"more\": 1} if $is else {}), \"operations\": ask[\"operations\"], \"wrong\": wrong, \"nano/" --time-only
faulty cannot 'time: not today, in run' "s/answer = {\"answer\".*/&\n    answer = {\"answer\": \"error\", \"error\": \"not today\"} if ask[\"ask\"] == \"time\" and $is else answer/" --time-only
edited hangs "s/start = time/$is and time.sleep(1000); start = time/"
expect 3 "$vtbench" run --quick --quiet --processes 2 --timeout 5 --host ./hangs --filter pair/* --name hangs
has err "pair/python_tuple: did not come to its end within 5 s in run"
[ "$(grep -c '^pair,python_list,,[01],' results/hangs/processes.csv)" -eq 2 ] || fail "hangs: the other case was not timed"

# ---- all hosts are warmed up at once ----

# Each waits in its first warm-up for the other one's.
meets() { # NAME OTHER: the script that makes a host of that name
  echo "s/\"python_/\"$1_/g; s/\"name\": \"python\"/\"name\": \"$1\"/; s/ask = json.*/&\\
    limit = time.monotonic() + 20\\
    if ask[\"ask\"] == \"warm_up\": open(\"$1.met\", \"w\").close()\\
    while ask[\"ask\"] == \"warm_up\" and not os.path.exists(\"$2.met\"): time.monotonic() < limit or os._exit(7); time.sleep(0.01)/"
}
edited left "$(meets left right)"
edited right "$(meets right left)"
expect 0 "$vtbench" run --quick --time-only --quiet --processes 1 --host ./left --host ./right --filter pair/* --name met
edited in_warm_up 's/ask = json.*/&\n    ask["ask"] == "warm_up" and os._exit(5)/'
expect 3 "$vtbench" run --quick --time-only --quiet --processes 1 --host ./in_warm_up --filter pair/* --name in_warm_up
has err "pair/python_list: host ./in_warm_up: it ended with status 5, asked for warm_up, in set-up"
has err "pair/python_tuple: host ./in_warm_up: it ended with status 5, asked for warm_up, in set-up"

# ---- it cannot even be asked what it is: nothing is measured ----

# refused NAME TEXT SCRIPT
refused() {
  edited "$1" "$3"
  expect 3 "$vtbench" run --quick --quiet --timeout 5 --host "./$1" --name "$1"
  one_line "host ./$1: $2"
  [ ! -e "results/$1" ] || fail "$1: a folder for a run that was refused"
}
refused old 'its answer: protocol must be 1' 's/"protocol": 1/"protocol": 2/'
refused ends_at_once 'it ended with status 4, asked for hello' 's/^for line/sys.exit(4)\nfor line/'
refused hangs_at_once 'it did not answer hello within 5 s' 's/^for line/time.sleep(1000)\nfor line/'
refused closes 'it closed its descriptors in place of an answer to hello' \
  's/^for line.*/os.closerange(3, 5); time.sleep(1000)\n&/'
refused bad_name 'scenario pair, case 0: contender: letters, digits and _ are needed' 's/{"contender": name/{"contender": name + "-"/'
refused no_operations 'its answer: scenarios[0].cases[0].operations must be at least 1' 's/"operations": 100/"operations": 0/'
expect 3 "$vtbench" list --host ./nobody
one_line "host ./nobody: it cannot be started: No such file or directory"
echo "no program" >text
expect 3 "$vtbench" list --host ./text
one_line "host ./text: it cannot be started: Permission denied"

# ---- what it counts ----

bytes='s/"bytes": False/"bytes": True/; s/"objects": False/"objects": True/'
edited counts "$bytes; s/\"bytes\": None, \"bytes_again\": None, \"objects\": None/\"bytes\": 5 + ask[\"operations\"] * 56, \"bytes_again\": 5 + ask[\"operations\"] * 56, \"objects\": 2 * ask[\"operations\"]/"
expect 0 "$vtbench" run --count-only --quiet --host ./counts --filter pair/* --name counts
grep -q '^pair,python_list,,2,,56,56,0,,,,verified,$' results/counts/allocations.csv ||
  { cat results/counts/allocations.csv >&2; fail "not the slope of what was counted"; }
expect 0 "$vtbench" accept --quiet --host ./counts --filter pair/* --against counts.csv
expect 0 "$vtbench" check --quiet --host ./counts --filter pair/* --against counts.csv
sed 's/\* 56/* 57/g' counts >more
chmod +x more
expect 1 "$vtbench" check --quiet --host ./more --filter pair/* --against counts.csv
has out "2 more than committed"
sed 's/"bytes_again": 5/"bytes_again": 6/' counts >disagrees
chmod +x disagrees
expect 1 "$vtbench" run --count-only --quiet --host ./disagrees --filter pair/* --name disagrees
has out "bytes by the two witnesses: 5605, then 5606"
edited promises "$bytes"
expect 3 "$vtbench" run --count-only --quiet --host ./promises --filter pair/* --name promises
has err "pair/python_list: host ./promises: it did not count what it said in hello that it counts, in run"

# Objects and bytes that cannot be of the same operations, and numbers of what it does not count.
nonsense() { # NAME TEXT SCRIPT: of the host that counts
  sed "$3" counts >"$1"
  cmp -s "$1" counts && fail "$1 is the host itself"
  chmod +x "$1"
  expect 3 "$vtbench" run --count-only --quiet --host "./$1" --filter pair/* --name "$1"
  has err "pair/python_list: $2"
}
nonsense too_many 'host ./too_many: it counted 6000 objects in 5605 bytes, in run' 's/2 \* ask/60 * ask/'
nonsense without_bytes 'host ./without_bytes: it counted 200 objects in 0 bytes, in run' 's/5 + ask\["operations"\] \* 56/0/g'
nonsense without_objects 'host ./without_objects: it counted 0 objects in 5605 bytes, in run' 's/2 \* ask/0 * ask/'
nonsense negative_objects 'host ./negative_objects: it counted -200 objects in -5 bytes' \
  's/2 \* ask/-2 * ask/; s/5 + ask\["operations"\] \* 56/-5/g'
nonsense half_objects 'host ./half_objects: its answer: objects' 's/2 \* ask/0.5 * ask/'
nonsense unsaid 'host ./unsaid: it counted what it said in hello that it does not count, in run' 's/"objects": True/"objects": False/'
nonsense unsaid_bytes 'host ./unsaid_bytes: it counted what it said in hello that it does not count' 's/"bytes": True/"bytes": False/'
# It knows that it will be asked to count, and that it will not, whatever the environment has.
edited knows 's/"wrong": wrong, "bytes"/"wrong": wrong + ("VTBENCH_COUNTS" not in os.environ), "bytes"/; s/"wrong": wrong, "nano/"wrong": wrong + ("VTBENCH_COUNTS" in os.environ), "nano/'
expect 0 env VTBENCH_COUNTS=yes "$vtbench" run --quick --quiet --processes 2 --host ./knows --filter pair/* --name knows

# ---- what is around it ----

# Its standard output is no answer, and no result; what it leaves behind ends with it.
edited prints 's/start = time/print("chatter", flush=True); os.spawnlp(os.P_NOWAIT, "sleep", "vtbench-host-sleep", "1000"); start = time/'
expect 0 "$vtbench" run --quick --quiet --time-only --processes 2 --host ./prints --filter pair/* --name prints
grep -q chatter out && fail "what a host prints is on stdout"
pgrep -f "vtbench-host-sleep" >/dev/null && fail "what a host left behind goes on"
# It is not given what a counting process is started with.
edited surroundings 's/"gc": "on" if gc.isenabled() else "off"/"preload": os.environ.get("LD_PRELOAD", "none") + os.environ.get("MALLOC_CONF", "none")/'
expect 0 env LD_PRELOAD= MALLOC_CONF= "$vtbench" run --count-only --quiet --host ./surroundings --filter pair/* --name surroundings
has results/surroundings/environment.csv "preload: nonenone"
# Another runtime than the one that was asked.
edited changes 's/"Python " + platform.python_version()/"Python " + str(os.getpid())/'
expect 3 "$vtbench" run --count-only --quiet --host ./changes --filter pair/* --name changes
has err "host ./changes: it was Python "
# Interrupted: what was measured stays, the host ends.
edited slow 's/start = time/time.sleep(0.2); start = time/'
"$vtbench" run --quick --quiet --host ./slow --filter pair/* --name stopped >out 2>err &
sleep 2
kill -INT $!
code=0
wait $! || code=$?
[ "$code" -eq 3 ] || fail "exit $code of an interrupted run"
has err "stopped early"
grep -q Traceback err && fail "the interrupt reached the host"
exit 0
