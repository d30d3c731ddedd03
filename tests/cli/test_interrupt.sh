# SIGINT ends a run cleanly: the results so far are saved and marked as partial.
vtbench=$1
. "$2/expect.sh"

# A shell starts what runs beside it with SIGINT ignored, and vtbench leaves ignored what is ignored.
env --default-signal=INT "$vtbench" run --processes 1000 --filter sync_success --name long --quiet >out 2>err &
pid=$!
sleep 4
kill -INT $pid
code=0
wait $pid || code=$?
[ "$code" -eq 3 ] || { cat err >&2; fail "exit $code, not 3"; }
has err "partial"
grep -q '"partial":true' results/long/report.json || fail "report.json is not marked partial"
grep -qi partial results/long/report.md || fail "report.md does not say that the run is partial"
has out "value_task"
expect 0 "$vtbench" report results/long
