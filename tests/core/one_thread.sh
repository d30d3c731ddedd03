#!/bin/sh
# one_thread.sh COMPILER NM OBJDUMP INCLUDE LOCAL THREADS: the library for one thread (LOCAL) has no thread, no mutex and no
# atomic instruction, and its headers no thread pool. The library for threads shows that all of them would be found.
set -u

compiler=$1
nm=$2
objdump=$3
include=$4
local_library=$5
library=$6
failed=0

fail() {
    echo "$*"
    failed=1
}

# Names of threads that a library has or needs.
thread_names() {
    "$nm" "$1" | grep -E 'vt_thread_pool|vt__default_pool|pthread_|sem_|sigmask'
}

# Instructions that no other core may come into: with the prefix, and the exchange with memory, which has it implied.
# xchg of a register with itself is padding.
atomic_instructions() {
    "$objdump" -d --no-show-raw-insn "$1" | grep -E '\<lock\>|\<xchg.*\(|\<mfence\>'
}

# takes FLAG...: whether the header of the thread pool compiles.
takes() {
    echo '#include "valuetask/thread_pool.h"' | "$compiler" -std=c11 "$@" -I "$include" -x c -c -o /dev/null - 2>&1
}

thread_names "$library" >/dev/null || fail "no thread in $library: the search finds none"
thread_names "$local_library" && fail "$local_library has the names above"
takes || fail "thread_pool.h does not compile"
takes -DVT_THREADS=0 | grep -q 'VT_THREADS=OFF.*no thread pool' || fail "thread_pool.h says nothing with VT_THREADS=0"

case $("$objdump" -f "$library" | sed -n 's/.*file format //p' | head -n 1) in
*x86-64*)
    atomic_instructions "$library" >/dev/null || fail "no atomic instruction in $library: the search finds none"
    atomic_instructions "$local_library" && fail "$local_library has the instructions above"
    ;;
*)
    [ "$failed" -eq 0 ] && echo "skipped: reads instructions of x86-64 only" && exit 77
    ;;
esac
exit "$failed"
