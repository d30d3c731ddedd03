# Whatever surrounds vtbench, it measures and is right, or says in a line what is in its way.
vtbench=$1
. "$2/expect.sh"
run="$vtbench run --count-only --filter sync_success/task --quiet"
check="$vtbench check --filter sync_success/task --quiet"

# Every line on stderr is one of vtbench's own, and one of them has the text.
says() {
  grep -v '^vtbench: ' err >foreign
  [ ! -s foreign ] || { cat err >&2; fail "somebody else's words: $row"; }
  [ "$(grep -vc -e 'the run is in' err)" -le 1 ] ||
    { cat err >&2; fail "more than one line: $row"; }
  [ -z "$1" ] || has err "$1"
}

# in CODE TEXT COMMAND...: a row of the table: the exit status, what stderr says, and a shell command.
in_surroundings() {
  row=$3
  expect "$1" sh -c "$3"
  says "$2"
}

# So that no other file gets the number of a stream; each row has a name of its own.
row() {
  number=$((${number:-0} + 1))
  in_surroundings "$1" "$2" "$(printf '%s' "$3" | sed "s|RUN|$run --name r$number|; s|CHECK|$check|; s|VT|$vtbench|g")"
}

expect 0 $run --name base
cp -r results/base crlf
sed -i 's/$/\r/' crlf/report.json
expect 0 "$vtbench" accept --against exact.csv --filter sync_success/task --quiet
sed 's/$/\r/' exact.csv >crlf.csv

# ---- files ----
row 3 "/nonexistent is not here" "timeout 2 CHECK --against /nonexistent"
row 3 "results/nobody/exact.csv is not here" "timeout 2 CHECK --baseline nobody"
row 0 "" "VT compare results/base crlf"
row 0 "" "VT report crlf"
row 0 "" "CHECK --against crlf.csv"
row 0 "the run is in a/b/c/r" "RUN --out a/b/c"
row 3 "Not a directory; choose another --out" "RUN --out exact.csv/b"
[ -s a/b/c/r*/report.json ] || fail "no run in a/b/c"

# ---- the environment ----
for setting in LC_ALL=xx_YY LANG=de_DE.UTF-8 TERM=dumb COLUMNS=40 COLUMNS=-1 TMPDIR=/nonexistent TMPDIR=/proc HOME=/nonexistent; do
  row 0 "the run is in" "$setting RUN"
  row 0 "" "$setting VT compare results/base results/base"
  row 0 "" "$setting VT plot results/base"
done
row 0 "the run is in" "unset HOME TERM; RUN"
row 0 "the run is in" "exec env -i RUN"
LC_ALL=xx_YY COLUMNS=40 "$vtbench" compare results/base results/base >narrow
"$vtbench" compare results/base results/base | cmp - narrow || fail "another output in another locale"

# ---- limits ----
row 0 "the run is in" "ulimit -n 10; RUN"
row 0 "" "ulimit -n 10; VT plot results/base"
row 0 "" "ulimit -n 10; VT compare results/base results/base"
row 3 "Too many open files; raise ulimit -n" "ulimit -n 5; RUN"
[ ! -e "results/r$number" ] && [ ! -e "results/r$number.partial" ] || fail "a run that failed left something"
row 0 "the run is in" "ulimit -v 60000; RUN"
code=0
(ulimit -v 40000; exec "$vtbench" check --budgets-only --quiet --filter 'concurrency/value_task;outstanding=1000000;order=fifo' \
  --filter 'sync_success/task') >out 2>err || code=$?
[ "$code" -eq 3 ] || { cat err >&2; fail "exit $code, not 3, without memory"; }
has err "outstanding=1000000;order=fifo: could not be set up: Cannot allocate memory"

# ---- standard streams ----
row 3 "standard output: Bad file descriptor" "CHECK --against exact.csv >&-"
row 3 "standard output: Bad file descriptor" "RUN >&-"
row 3 "standard output: No space left on device" "CHECK --against exact.csv >/dev/full"
row 3 "standard output: No space left on device" "VT list >/dev/full"
row 0 "the run is in" "RUN <&-"
[ -s "results/r$number/report.json" ] || fail "no run without an input"
expect 0 sh -c "$check --against exact.csv 2>&-"
expect 3 sh -c "$check --against exact.csv <&- >&- 2>&-"

# ---- what the kernel has and allows ----
if unshare -rm true 2>/dev/null; then
  row 3 "/proc/self/exe: No such file or directory; mount /proc" "unshare -rm sh -c 'mount -t tmpfs none /proc; RUN'"
  row 3 "/proc/self/exe: No such file or directory; mount /proc" "unshare -rm sh -c 'mount -t tmpfs none /proc; CHECK --against exact.csv'"
  row 3 "/proc/self/exe: No such file or directory; mount /proc" "unshare -rm sh -c 'mount -t tmpfs none /proc; VT accept'"
  row 0 "" "unshare -rm sh -c 'mount -t tmpfs none /proc; VT compare results/base results/base'"
  row 0 "the run is in" "unshare -rm sh -c 'mount -t tmpfs none /sys; RUN'"
else
  echo "not tried without /proc: no mount namespaces here"
fi

# A container's filter refuses system calls with EPERM.
cat >filter.c <<'END'
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(int argc, char **argv) {
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_personality, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_perf_event_open, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    };
    struct sock_fprog program = {sizeof code / sizeof code[0], code};
    if (argc < 2 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
        return 77;
    }
    execv(argv[1], argv + 1);
    return 127;
}
END
cc -w filter.c -o filter || fail "cc filter.c"
if ./filter /bin/true; then
  row 0 "the run is in" "./filter RUN"
  row 0 "" "./filter CHECK --against exact.csv"
  row 3 "instructions cannot be counted: " "./filter RUN --instructions=perf_event"
  expect 0 ./filter "$vtbench" run --time-only --processes 1 --filter sync_success/task --name timed --quiet
  grep -q '^sync_success,task,,[0-9.]*,' results/timed/latency.csv || fail "no time under a filter"
else
  echo "not tried under a filter of system calls: none can be set here"
fi
