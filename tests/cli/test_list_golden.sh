# The catalogue matches the committed list: a case that is added, removed or renamed fails this test.
vtbench=$1
data=$2/data
. "$2/expect.sh"

expect 0 "$vtbench" list --format csv
cmp out "$data/list.csv" || { diff "$data/list.csv" out >&2; fail "the catalogue has changed"; }
for format in table json markdown; do
  expect 0 "$vtbench" list --format $format
  has out value_task_pooled
done
expect 0 "$vtbench" list --profile core --format csv
[ "$(wc -l <out)" -gt 200 ] || fail "a profile has lost its cases"
! grep -v -e ',core$' -e '^scenario,' out >&2 || fail "a profile selected cases of others"
expect 0 "$vtbench" list --profile questions --format csv
sed 1d out | cut -d, -f1 | uniq >listed
sed -n 's/^| `\([a-z_]*\)` |.*/\1/p' "$2/../../docs/questions.md" >documented
cmp listed documented || { diff documented listed >&2; fail "docs/questions.md has not the scenarios of its profile"; }
expect 2 "$vtbench" list --profile cor
has err "--profile takes one of: core"
expect 0 "$vtbench" list --filter 'hit_ratio/task;percent=90' --format csv
[ "$(wc -l <out)" -eq 2 ] || fail "the filter selected other cases"
