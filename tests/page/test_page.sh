#!/bin/sh
# The HTML pages of a run, of two, of several and of hostile names, in headless Chromium. A copy of a page runs the checks of
# the .js files here and is printed as a document with their results; the page itself must run without a word.
# Usage: test_page.sh VTBENCH SOURCE_DIR
set -eu
vtbench=$1
source=$2
checks=$source/tests/page
. "$source/tests/cli/expect.sh"

browser=
for name in chromium chromium-browser google-chrome; do
  browser=${browser:-$(command -v "$name" || true)}
done
[ -n "$browser" ] || { echo "skipped: there is no Chromium"; exit 77; }

# browse PAGE OPTION...: its document is in ./dom, what it says on its console in ./console.
browse() {
  shown=$1
  shift
  timeout 180 "$browser" --headless --no-sandbox --disable-gpu --no-first-run --user-data-dir="$folder/profile" \
    --window-size=1200,900 --virtual-time-budget=20000 --enable-logging=stderr --dump-dom "$@" "file://$folder/$shown" \
    >dom 2>err || fail "Chromium could not show $shown"
  grep ':CONSOLE' err >console || true
}

# With checks: a script of its own is allowed in the copy, and nothing else is. The page comes first, so that its policy and
# its data are before the checks.
with_checks() {
  sed "s/script-src 'sha256-[^']*'/script-src 'unsafe-inline'/" "$1" >checked.html
  shift
  echo '<script>' >>checked.html
  for file in checks "$@"; do cat "$checks/$file.js" >>checked.html; done
  echo 'end();</script>' >>checked.html
}

# check PAGE OPTION FILE...: all checks of the files hold.
check() {
  page=$1
  option=$2
  shift 2
  with_checks "$page" "$@"
  browse checked.html "$option"
  sed -n '/<pre id="results">/,/^end/p' dom | sed -e 's/&lt;/</g' -e 's/&gt;/>/g' -e 's/&amp;/\&/g' >results
  grep -q '^end' results || { cat console; fail "$page: the checks did not end"; }
  grep '^FAILED' results && fail "$page: see above"
  [ -s console ] && { cat console; fail "$page: says something"; }
  echo "$page $option: $(grep -c '^ok' results) checks"
}

# The page as it is says nothing. One with a mistake would.
silent() {
  browse "$1"
  [ ! -s console ] || { cat console; fail "$1 says something"; }
}

light=--blink-settings=preferredColorScheme=1
dark=--blink-settings=preferredColorScheme=0

# ---- a run ----
cp -r "$source/results/reference" run
expect 0 "$vtbench" report run
has out run/report.html
cp run/report.html page.html
expect 0 "$vtbench" report run
cmp page.html run/report.html || fail "the same run, other bytes"
size=$(wc -c <page.html)
[ "$size" -le 600000 ] || fail "the page has $size bytes"
mkdir bare
cp run/report.json bare
expect 0 "$vtbench" report bare
size=$(wc -c <bare/report.html)
[ "$size" -le "$((60000 + 700 * ($(wc -l <run/allocations.csv) - 1)))" ] || fail "without figures the page has $size bytes"
[ "$(grep -c '<tr><th scope=row>' page.html)" -ge "$(($(wc -l <run/allocations.csv) - 1))" ] || fail "without JavaScript there are no tables"
silent page.html
check page.html $light common contrast run
check page.html $dark common contrast

# The scenarios of the profile core alone, for the other pages: a browser takes long for all.
# of SCENARIO|...: the lines of ./run/report.json without the cases of others.
of() {
  awk -v wanted="\"scenario\":\"($1)\"" '
    /^{"scenario":/ { if ($0 !~ wanted) next; if (held) print held ","; sub(/,$/, ""); held = $0; next }
    held { print held; held = "" } { print }' run/report.json
}
mkdir core
of "$("$vtbench" list --profile core --format csv | sed 1d | cut -d, -f1 | sort -u | paste -sd'|')" >core/report.json
expect 0 "$vtbench" report core
cp core/report.html core.html

# What is found is found: a script that fails, one that the policy forbids, a picture from elsewhere.
sed 's/^start();$/start(); missing();/; s/script-src [^;]*;/script-src '"'unsafe-inline'"';/' core.html >wrong.html
browse wrong.html
has console "missing is not defined"
{ cat core.html; echo '<script>1</script>'; } >wrong.html
browse wrong.html
has console "Content Security Policy"
{ cat core.html; echo '<img src="http://127.0.0.1:9/x.png">'; } >wrong.html
browse wrong.html
has console "Content Security Policy"

# As wide as a telephone: a window cannot be, a frame can.
with_checks page.html narrow
grep -v '^end();</script>$' checked.html >narrow.html
echo '</script>' >>narrow.html
cat >frame.html <<'END'
<!doctype html><iframe width=400 height=800 src=narrow.html></iframe>
<script>addEventListener('message', ({data}) => { document.title = `widths ${data}`; });</script>
END
browse frame.html
has dom "<title>widths 400 "
width=$(sed -n 's/.*<title>widths 400 \([0-9]*\)<.*/\1/p' dom)
[ "$width" -le 400 ] || fail "on a telephone the page is $width wide"

# ---- two runs: a block more in one case, and one less in another ----
copy=$(sed -n '/^{"scenario":"sync_success","contender":"task","params":""/p' core/report.json)
counts=$(echo "$copy" | sed 's/.*"counts":\(.*\),"instructions".*/\1/; s/"completed task"/"box"/')
none=$(sed -n 's/^{"scenario":"sync_success","contender":"direct","params":"".*"counts":\(.*\),"instructions".*/\1/p' core/report.json)
mkdir new
sed -e 's/"name":"reference"/"name":"changed"/; s/"created":"[^"]*"/"created":"2099-01-01T00:00:00Z"/' \
  -e 's/"git_revision":"[^"]*"/"git_revision":"1234567abcde"/; s/"cpu":"[^"]*"/"cpu":"another"/' \
  -e '/^{"scenario":"sync_success","contender":"value_task","params":""/s/"counts":.*,"instructions"/"counts":'"$counts"',"instructions"/' \
  -e '/^{"scenario":"async_completion","contender":"task","params":"on=same_thread"/s/"counts":.*,"instructions"/"counts":'"$none"',"instructions"/' \
  core/report.json >new/report.json
expect 1 "$vtbench" compare core new --format html
mv out compare.html
silent compare.html
check compare.html $light common contrast compare
check compare.html $dark contrast

# ---- several runs, in whatever order ----
cp -r core old
sed 's/"name":"reference"/"name":"older"/; s/"created":"[^"]*"/"created":"2001-01-01T00:00:00Z"/' core/report.json >old/report.json
: >README.md
expect 0 "$vtbench" report new README.md old core
has err "README.md: left out"
cp new/report.html trend.html
silent trend.html
check trend.html $light common contrast trend
grep -q 'id="trend"\|data-view="trend"' core/report.html && fail "the trend is on an older page too"

# ---- hostile names ----
mkdir hostile
long=$(printf 'x%.0s' $(seq 10000))
of sync_success >kept.json
sed -e 's/"cpu":"[^"]*"/"cpu":"<\/script><script>attacked=1<\/script>"/' -e 's/"name":"reference"/"name":"<b>x<\/b>"/' \
  -e '/^{"scenario":/{
s/"contender":"direct"/"contender":"<script>attacked=1<\/script>"/
s/"contender":"task_cached"/"contender":"\\"><img src=x onerror=attacked=1>"/
s/"contender":"value_task_source"/"contender":"'"'"'\&amp;"/
s/"contender":"value_task_pooled"/"contender":"javascript:attacked=1"/
s/"contender":"value_task_static_error"/"contender":"\\u001b[31m\\u009b\\u202eevil"/
s/"contender":"value_task_wide"/"contender":"'"$long"'"/
s/"completed task"/"<b>made<\/b>"/
s/"run_task;/"<img src=x onerror=attacked=1>;/
}' kept.json >hostile/report.json
expect 0 "$vtbench" report hostile
cp hostile/report.html hostile.html
silent hostile.html
check hostile.html $light common hostile
expect 1 "$vtbench" compare run hostile --filter 'sync_success/*' --format html
mv out hostile_pair.html
silent hostile_pair.html
check hostile_pair.html $light common
