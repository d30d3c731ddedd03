# On one core (taskset, --pin): doctor says so, and cases with threads that spin are refused, at once and with the reason.
vtbench=$1
. "$2/expect.sh"
command -v taskset >/dev/null || exit 77
core=$(taskset -cp $$ | sed 's/.*: *\([0-9]*\).*/\1/')
spinning='async_completion/value_task;on=spinning_thread'

# doctor may find something else missing; here its words matter.
taskset -c "$core" "$vtbench" doctor >out 2>err || true
has out "1 usable of "
has out "cases whose threads spin are not measured"

expect 3 taskset -c "$core" "$vtbench" run --quick --processes 2 --filter "$spinning" --name one --quiet
has err "$spinning: its threads spin, which takes 2 cores; this process may use 1"
expect 3 taskset -c "$core" "$vtbench" check --budgets-only --filter "$spinning" --quiet
has err "which takes 2 cores"

# Pinned to one core there is one, however many the machine has.
expect 3 "$vtbench" run --quick --processes 2 --time-only --pin "$core" --filter "$spinning" --name pinned --quiet
has err "this process may use 1 (--pin)"

# Cases without such threads are measured.
expect 0 taskset -c "$core" "$vtbench" check --budgets-only --filter 'async_completion/*;on=other_thread' --quiet
