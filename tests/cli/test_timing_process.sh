# A process that times has no counting hooks and jemalloc's own settings: whatever the caller's environment
# says, `run` starts it so, and started otherwise it refuses.
vtbench=$1
. "$2/expect.sh"

for settings in tcache:false narenas:1 tcache:false,narenas:1,background_thread:false; do
  expect 3 env MALLOC_CONF=$settings "$vtbench" measure-one-process --filter sync_success/direct
  one_line "unset"
  [ ! -s out ] || fail "it timed all the same"
  expect 0 env MALLOC_CONF=$settings "$vtbench" run --time-only --processes 1 --repetitions 1 \
    --filter sync_success/direct --name timed --force --quiet
done
expect 3 env MALLOC_CONF=tcache:false "$vtbench" measure-one-process --filter sync_success/direct
one_line "hooks or an interposer count"
interposer=$(dirname "$vtbench")/libvtbench_interposer.so
[ -e "$interposer" ] || fail "$interposer is not there"
expect 3 env LD_PRELOAD="$interposer" "$vtbench" measure-one-process --filter sync_success/direct
one_line "hooks or an interposer count"
expect 3 env MALLOC_CONF=tcache:false "$vtbench" measure-one-process --ab --plugin a.so --plugin b.so
one_line "unset"
expect 0 env -u MALLOC_CONF "$vtbench" measure-one-process --filter sync_success/direct
has out '"samples":[{"process":0'
