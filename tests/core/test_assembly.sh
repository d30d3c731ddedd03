#!/bin/sh
# test_assembly.sh PROGRAM: a value task that completes synchronously is a few plain instructions.
#
# The straight path of a function is what stands before its first `ret`. On that of the methods in
# assembly.c there must be no call, no jump into another function and no atomic instruction, and
# the value task must be in the two registers in which the ABI returns it: rax null, rdx the result.
# Exit code 77: cannot be looked at here.
set -u

[ "$(uname -m)" = x86_64 ] || { echo "skipped: x86-64 only"; exit 77; }
command -v objdump >/dev/null || { echo "skipped: no objdump"; exit 77; }

program=$1
longest=24 # instructions; clang stores the frame though it does not read it, gcc takes 3

# straight_path SYMBOL: its instructions up to the first ret, one a line, without addresses.
straight_path() {
    objdump -d --no-show-raw-insn -M intel --disassemble="$1" "$program" |
        awk '/^ *[0-9a-f]+:\t/ {
                 sub(/^ *[0-9a-f]+:\t/, ""); sub(/[ \t]*#.*/, "")
                 print
                 if ($0 ~ /^(repz |bnd )?ret/) exit
             }'
}

# complaints SYMBOL: what is wrong with it, one a line.
complaints() {
    path=$(straight_path "$1")
    has() { printf '%s\n' "$path" | grep -Eq "$1"; }

    has '^(repz |bnd )?ret' || echo "does not come to a ret"
    has '^(bnd |notrack )?call' && echo "calls"
    printf '%s\n' "$path" | grep -E '^(bnd |notrack )?jmp' | grep -Fvq "<$1" && echo "jumps away"
    has '^lock|^xchg.*\[|^mfence' && echo "has an atomic instruction"
    has '^xor +eax,eax|^mov +(eax|rax),0x0' || echo "does not make rax null"
    has '^[a-z]+ +(rdx|edx),' || echo "does not put the result into rdx"
    [ "$(printf '%s\n' "$path" | wc -l)" -le "$longest" ] || echo "is longer than $longest"
    return 0
}

"$program" || { echo "the methods give wrong results"; exit 1; }

# The check itself must be able to fail.
complaints assembly_calls | grep -q '^calls$' || { echo "the check does not see a call"; exit 1; }

failed=0
for symbol in assembly_at_once assembly_pooled_at_once assembly_nested; do
    found=$(complaints "$symbol")
    echo "$symbol: $(straight_path "$symbol" | wc -l) instructions"
    if [ -n "$found" ]; then
        printf '%s:\n%s\n' "$found" "$(straight_path "$symbol")"
        failed=1
    fi
done
exit "$failed"
