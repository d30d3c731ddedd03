# Finds the cases of one table that have a value: `paths` (scenario:params) and `shown` (contenders).
# Input: table, value (the column) and wanted(scenario).
file = run."/".table
key(row) = strcol("scenario").":".strcol("params")
has(row) = wanted(strcol("scenario")) && strcol(value) ne ""
amount(row) = exact(strcol(value))
scenario_of(path) = path[1 : strstrt(path, ":") - 1]
params_of(path) = path[strstrt(path, ":") + 1 : *]

found = ""
seen = ""
scenarios = ""
stats file using (has(0) ? (found = add(found, key(0)), seen = add(seen, strcol("contender")), \
    scenarios = add(scenarios, strcol("scenario")), 1) : 0) nooutput

# Groups the paths by scenario. Contenders are in the order of contenders.csv, followed by all others.
paths = ""
do for [s in scenarios] { do for [p in found] { if (scenario_of(p) eq s) { paths = paths." ".p } } }
everyone = seen
load here."spare.gp"
shown = ""
do for [c in contenders] { if (position(seen, c)) { shown = shown." ".c } }
