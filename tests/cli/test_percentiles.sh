# Percentiles: of single operations if they are long enough, otherwise of slices; and of response times
# if an open loop was requested.
vtbench=$1
. "$2/expect.sh"
plugin=$3

# lines SCENARIO,CONTENDER KIND: the lines of percentiles.csv.
lines() {
  grep "^$1,,$2," results/$run/percentiles.csv
}

run=closed_loop
expect 0 "$vtbench" run --quick --time-only --processes 6 --plugin "$plugin" --name $run --quiet
grep -q 'time: ' out && fail "percentiles on the terminal, though there was no open loop"
grep -q ',response,' results/$run/percentiles.csv && fail "response times without an open loop"
has results/$run/report.md "### Service time: closed loop"
grep -q 'Response time' results/$run/report.md && fail "response times without an open loop"
lines sleepy,sleeps service >service || fail "no service times of sleepy/sleeps"
# A sleep of 200 us is never shorter; 1 % allows for the histogram's error.
awk -F, '$6 < 198000 || $8 < 6 { bad = 1 } END { exit bad }' service || { cat service; fail "too short"; }
grep -q ',service,100,' service || fail "no maximum"
lines sleepy,sleeps slice && fail "slices beside service times"
lines sleepy,fast slice >/dev/null || fail "no slices of sleepy/fast"
lines sleepy,fast service && fail "service times of an operation that is too fast"
lines sleepy,batches slice >/dev/null || fail "no slices of sleepy/batches"
lines sleepy,batches service && fail "service times of a case for batches only"
lines closed,sleeps service >/dev/null || fail "no service times of closed/sleeps"

run=open_loop
expect 0 "$vtbench" run --quick --time-only --processes 6 --plugin "$plugin" --open-loop 80,50 \
  --name $run --quiet
has out "Service time: closed loop"
has out "Response time: open loop at 50 % load"
has out "Response time: open loop at 80 % load"
has results/$run/report.md "### Response time: open loop at 80 % load"
has err "sleepy: no open loop for 2 of 3 contenders"
grep -q '^vtbench: closed' err && fail "a scenario without an open loop is mentioned"
for load in 0.5 0.8; do
  lines sleepy,sleeps response | grep ",$load,[0-9]*\$" >response || fail "no response at $load"
  awk -F, '$6 < 198000 { bad = 1 } END { exit bad }' response || { cat response; fail "too short"; }
done
lines sleepy,sleeps service >/dev/null || fail "no service times beside the response times"
lines closed,sleeps response && fail "response times of a scenario without an open loop"
has results/$run/environment.csv 'open_loop_loads,"80,50"'
cp results/$run/percentiles.csv before.csv
expect 0 "$vtbench" report results/$run
cmp before.csv results/$run/percentiles.csv || fail "vtbench report writes another percentiles.csv"

# Impossible requests.
expect 2 "$vtbench" run --plugin "$plugin" --filter 'closed/*' --open-loop 80
one_line "nothing selected of closed"
expect 2 "$vtbench" run --filter sync_success --filter fault --open-loop 80
one_line "nothing selected of sync_success, fault"
for loads in 0 100 80,80 50, ,50 x -1 5.5 1,2,3,4,5,6,7,8,9; do
  expect 2 "$vtbench" run --plugin "$plugin" --open-loop=$loads
  has err "--open-loop takes"
done
expect 2 "$vtbench" run --count-only --open-loop 50
