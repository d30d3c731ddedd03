# Keeps docs/ci.md correct: its YAML parses, its commands run, and the gate behaves as described.
# Run in the source folder of a release build.
set -eu
fail() {
  echo "FAILED: $*" >&2
  exit 1
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"; rm -rf results/baseline results/change' EXIT

# Writes each YAML block to its own file.
awk -v folder="$folder" '/^```yaml$/ { n++; inside = 1; next } /^```$/ { inside = 0 }
  inside { print > (folder "/" n ".yml") }' docs/ci.md
[ -f "$folder/1.yml" ] && [ -f "$folder/2.yml" ] || fail "docs/ci.md does not have two recipes"
if python3 -c 'import yaml' 2>/dev/null; then
  python3 - "$folder/1.yml" "$folder/2.yml" <<'PYTHON' || fail "a recipe is not valid YAML"
import sys, yaml
github, gitlab = (yaml.safe_load(open(path)) for path in sys.argv[1:])
steps = github["jobs"]["gate"]["steps"]
assert any(step.get("run") == "scripts/gate change" for step in steps), "github: no gate"
assert "scripts/gate change" in gitlab["gate"]["script"], "gitlab: no gate"
PYTHON
else
  echo "no python3-yaml: the recipes are not parsed"
fi

# Both recipes run the same commands, in this order.
for recipe in 1 2; do
  grep -oE '(scripts/|cmake )[^;]*' "$folder/$recipe.yml" >"$folder/$recipe.commands"
done
cmp "$folder/1.commands" "$folder/2.commands" || fail "the recipes differ in their commands"
[ "$(wc -l <"$folder/1.commands")" -eq 5 ] || fail "a recipe does not have five commands"

export GATE_RUN="--count-only --filter fault"
while IFS= read -r command; do
  echo "\$ $command"
  sh -c "$command" </dev/null >"$folder/out" || { cat "$folder/out"; fail "$command"; }
done <"$folder/1.commands"
grep -qF '**Check passes.**' build/gate.md || fail "build/gate.md has no check"
grep -qF '13 cases compared: 0 changed' build/gate.md || fail "build/gate.md has no comparison"

# A regression, fewer, and no baseline. All cases were checked above; what follows is about the comparison.
export GATE_CHECK="--filter fault"
gate() { # CODE
  code=0
  scripts/gate change >"$folder/out" 2>"$folder/err" || code=$?
  [ "$code" -eq "$1" ] || { cat "$folder/out" "$folder/err" >&2; fail "exit $code, not $1"; }
}
edit='/"scenario":"fault","contender":"task","params":"when=sync"/s/"allocs_per_op":"1","frees/"allocs_per_op":"N","frees/'
cp results/baseline/report.json "$folder/report.json"
sed "$(echo "$edit" | sed 's/"N"/"0"/')" "$folder/report.json" >results/baseline/report.json
gate 0
grep -qF '13 cases: all within budget' build/gate.md || fail "GATE_CHECK was not kept to"
grep -qF '| fault/task;when=sync | allocs_per_op | 0 | 1 | **regression' build/gate.md || fail "no finding"
export GATE_FAIL_ON=allocs
gate 1
grep -qF '**Gate on allocs: fails on allocs.**' build/gate.md || fail "the regression is not in build/gate.md"
sed "$(echo "$edit" | sed 's/"N"/"2"/')" "$folder/report.json" >results/baseline/report.json
gate 4
grep -qF 'with: vtbench accept results/change --baseline=baseline' "$folder/err" || fail "there is no advice on how to accept"
sed 's/"format_version":[0-9]*/"format_version":1/' "$folder/report.json" >results/baseline/report.json
gate 3
grep -qF 'another format of reports' build/gate.md || fail "the old baseline is not mentioned"
: >results/baseline/report.json
gate 3
cp "$folder/report.json" results/baseline/report.json
VTBENCH_WITNESS=nobody gate 3
grep -qF 'The counts could not be checked.' build/gate.md || fail "the summary is silent on counts that could not be made"
grep -qF 'could not be judged, so does not pass' build/gate.md || fail "what was not counted passed"
gate 0
GATE_RUN=--no-such-option gate 2
grep -qF 'Compared with the main branch' build/gate.md && fail "an earlier change passed for one that was not measured"
[ -s "$folder/out" ] || fail "there is no summary of the failed measurement"
rm -r results/baseline
gate 3
grep -qF 'there is no baseline of the commit' build/gate.md || fail "the missing baseline is not mentioned"
unset GATE_FAIL_ON
gate 0
grep -qF 'there is no baseline of the commit' build/gate.md || fail "the missing baseline is not mentioned"
