# Finds which cases of one table have a value: `paths` (scenario:params) and `shown` (contenders).
# Given: table, value (the column) and wanted(scenario).
file = run."/".table
key(row) = strcol("scenario").":".strcol("params")
has(row) = wanted(strcol("scenario")) && strcol(value) ne ""
scenario_of(path) = path[1 : strstrt(path, ":") - 1]
params_of(path) = path[strstrt(path, ":") + 1 : *]

found = ""
seen = ""
scenarios = ""
stats file using (has(0) ? (found = add(found, key(0)), seen = add(seen, strcol("contender")), \
    scenarios = add(scenarios, strcol("scenario")), 1) : 0) nooutput

# A scenario's paths stand together; contenders come in the order of the palette, then those of plugins.
paths = ""
do for [s in scenarios] { do for [p in found] { if (scenario_of(p) eq s) { paths = paths." ".p } } }
do for [c in seen] { if (!known(c)) { extras = add(extras, c) } }
shown = ""
do for [c in contenders.extras] { if (position(seen, c)) { shown = shown." ".c } }
