#!/bin/sh
# test_gdb.sh PROGRAM SCRIPT: what scripts/gdb/valuetask.py prints of the value tasks of gdb_chain. Exit status 77: skipped,
# as there is no gdb with Python, or it may not run programs here.
set -u
program=$1
script=$2

command -v gdb >/dev/null || { echo "skipped: no gdb"; exit 77; }
gdb -batch -nx -ex 'python print("has" + " python")' 2>&1 | grep -q '^has python' || { echo "skipped: gdb without Python"; exit 77; }

output=$(gdb -batch -nx -ex "source $script" -ex 'break stop_here' -ex run \
    -ex 'print outcomes->result' -ex 'print outcomes->fault' -ex 'print outcomes->static_fault' \
    -ex 'print outcomes->pending' -ex 'print outcomes->wide' -ex 'print *task' \
    -ex 'echo CHAIN of pending\n' -ex 'vt-chain outcomes->pending' \
    -ex 'echo CHAIN of task\n' -ex 'vt-chain task' \
    -ex 'echo CHAIN of source\n' -ex 'vt-chain source' \
    -ex 'echo CHAIN of result\n' -ex 'vt-chain outcomes->result' \
    -ex 'echo CHAIN end\n' -ex 'continue' "$program" 2>&1)
if printf '%s\n' "$output" | grep -Eqi "ptrace|not permitted|Couldn't (get registers|start)|Cannot (PTRACE|exec)"; then
    echo "skipped: gdb may not run programs here"
    exit 77
fi

failed=0
# expect PATTERN...: as many lines one after the other, addresses as 0x. The first may follow any line.
expect() {
    if ! printf '%s\n' "$output" | sed 's/0x[0-9a-f]*/0x/g' | awk -v count=$# -v wanted="$(printf '%s\n' "$@")" '
        BEGIN { split(wanted, lines, "\n"); next_line = 1 }
        { if ($0 == lines[next_line]) next_line++; else next_line = ($0 == lines[1]) ? 2 : 1
          if (next_line > count) { found = 1; exit } }
        END { exit !found }'; then
        echo "not printed:"
        printf '    %s\n' "$@"
        failed=1
    fi
}

expect '$1 = succeeded: result 42'
expect '$2 = faulted: test 7, it failed, at here'
printf '%s\n' "$output" | grep -q '^\$3 = faulted: test 8, known, at .*gdb_chain\.c:[0-9]*$' || { echo "no static error"; failed=1; }
expect '$4 = pending: method outer, which awaits method middle'
printf '%s\n' "$output" | grep -q '^\$5 = succeeded: result {domain = 0x[0-9a-f]* "wide".*code = 9' || { echo "no wide result"; failed=1; }
expect '$6 = pending: method middle, which awaits method innermost; awaited by 2'
expect 'CHAIN of pending' \
    'outer (pending, boxed method 0x)' \
    '  awaits middle (pending, boxed method 0x)' \
    '    awaits innermost (pending, pooled method 0x)' \
    '      awaits reset source 0x (pending)' \
    'CHAIN of task'
expect 'CHAIN of task' \
    'middle (pending, boxed method 0x)' \
    '  awaits innermost (pending, pooled method 0x)' \
    '    awaits reset source 0x (pending)' \
    'awaited by' \
    '  outer (pending, boxed method 0x)' \
    '  outer (pending, pooled method 0x)' \
    'CHAIN of source'
expect 'CHAIN of source' \
    'reset source 0x (pending)' \
    'awaited by' \
    '  innermost (pending, pooled method 0x)' \
    '    middle (pending, boxed method 0x)' \
    '      outer (pending, boxed method 0x)' \
    '      outer (pending, pooled method 0x)' \
    'CHAIN of result'
expect 'CHAIN of result' 'succeeded: result 42' 'CHAIN end'
printf '%s\n' "$output" | grep -q 'exited normally' || { echo "the program failed"; failed=1; }

[ "$failed" -eq 0 ] || printf '%s\n' "$output"
exit "$failed"
