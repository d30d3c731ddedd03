# The page of counterparts and the catalogue say the same: an original or a case that one of them has and the other has
# not, or has beside another one, fails this test. All 29 originals of the field are there.
vtbench=$1
page=$2
. "$(dirname "$0")/expect.sh"
command -v python3 >/dev/null || exit 77

# pairs_of_page FILE: "original case" of each row. A table's originals begin as the text before it says.
pairs_of_page() {
  sed -n -e 's/.*All are `\([A-Za-z_.]*\.\)`….*/prefix \1/p' \
    -e 's/^| `\([^`]*\)` | `\([^`]*\)` |.*/row \1 \2/p' "$1" |
    awk '$1 == "prefix" { prefix = $2 } $1 == "row" { print prefix $2, $3 }' | sort
}

# differences FILE: what the page and the catalogue do not both have.
differences() {
  pairs_of_page "$1" >page
  diff page catalogue
}

expect 0 "$vtbench" list --format json
python3 - out <<'PYTHON' | sort >catalogue || fail "no list of cases"
import json, sys
for case in json.load(open(sys.argv[1]))["cases"]:
    if case["original"]:
        params = ";" + case["params"] if case["params"] else ""
        print(case["original"], f'{case["scenario"]}/{case["contender"]}{params}')
PYTHON
differences "$page" >differ || { cat differ >&2; fail "left: $page alone, right: the catalogue alone"; }

count() { cut -d ' ' -f 1 page | sort -u | grep -c -F -e "$1"; }
[ "$(count ValueTaskPerfTest.)" -eq 14 ] || fail "of ValueTaskPerfTest: $(count ValueTaskPerfTest.), not 14"
[ "$(count Perf_AsyncMethods.)" -eq 3 ] || fail "of Perf_AsyncMethods: $(count Perf_AsyncMethods.), not 3"
[ "$(count ChannelPerfTests.)" -eq 12 ] || fail "of the channels: $(count ChannelPerfTests.), not 12"
[ "$(cut -d ' ' -f 1 page | sort | uniq -d | wc -l)" -eq 0 ] || fail "an original is there twice"

# The check sees a row that is missing, one too many, and one with another case.
grep -v 'Await_FromResult`' "$page" >less
sed 's/^| `EmptyAsyncMethodInvocation`/| `NoSuchBenchmark`/' "$page" >other
sed 's/channels\/value_task;channel=bounded;test=write_read/channels\/task;channel=bounded;test=write_read/' "$page" >moved
for changed in less other moved; do
  differences "$changed" >/dev/null && fail "the check does not see what is changed in: $changed"
done
exit 0
