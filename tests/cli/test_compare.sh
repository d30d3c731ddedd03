# Counts are compared exactly; a damaged file is one line and exit 3.
vtbench=$1
. "$2/expect.sh"

expect 0 "$vtbench" run --quick --filter sync_success --filter 'fault/*' --name a --quiet
expect 0 "$vtbench" compare results/a results/a
expect 0 "$vtbench" compare results/a/report.json results/a --fail-on allocs,time
for format in table markdown csv json; do
  expect 0 "$vtbench" compare results/a results/a --format $format
  grep -qiw -e same -e unchanged out && fail "a comparison of times must never say 'same'"
done

# One allocation more, and one fewer, in one case.
sed '/"scenario":"sync_success","contender":"task",/s/"allocs_per_op":"1","frees/"allocs_per_op":"2","frees/' \
  results/a/report.json >more.json
cmp -s more.json results/a/report.json && fail "the report was not changed"
expect 1 "$vtbench" compare results/a more.json
has out "task"
has out "sync_success"
expect 4 "$vtbench" compare more.json results/a
expect 0 "$vtbench" compare results/a more.json --fail-on none

# Damaged, truncated, empty and foreign files.
: >empty.json
head -c 1000 results/a/report.json >truncated.json
sed 's/"format_version":[0-9]*/"format_version":99/' results/a/report.json >version.json
echo '{"some": "json"}' >foreign.json
head -c 2000 /dev/urandom >noise.json
sed 's/"counts"/"cuonts"/' results/a/report.json >renamed.json
for file in empty truncated version foreign noise renamed; do
  expect 3 "$vtbench" compare results/a $file.json
  one_line "$file.json"
  expect 3 "$vtbench" compare $file.json results/a
done
