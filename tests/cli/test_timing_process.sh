# A timing process has no counting hooks and jemalloc's default settings, whatever the caller's environment is.
# (tests/runner/test_launch.c checks that a process with other settings refuses to time.)
vtbench=$1
. "$2/expect.sh"

time_one() { # [NAME=VALUE...]
  expect 0 env "$@" "$vtbench" run --time-only --processes 1 --repetitions 1 --filter sync_success/direct \
    --name timed --force --quiet
  grep -q '"process":0' results/timed/report.json || fail "nothing was timed"
}
for settings in tcache:false narenas:1 tcache:false,narenas:1,background_thread:false; do
  time_one MALLOC_CONF=$settings
done
interposer=$(dirname "$vtbench")/libvtbench_interposer.so
[ -e "$interposer" ] || fail "$interposer is not there"
time_one LD_PRELOAD="$interposer"
