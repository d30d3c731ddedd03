# The lines of comparison.csv that are shown: Case (its name), Metric, Base, New and Verdict; n is their number.
n = 0; line = 0
wanted(row) = (line = line + 1, line > first && line <= first + count)
stats run."/comparison.csv" using (wanted(0) ? (n = n + 1) : n) nooutput
array Case[n+2]; array Metric[n+2]; array Base[n+2]; array New[n+2]; array Verdict[n+2]
do for [i=1:n+2] { Metric[i] = "" }
params_text(row) = strlen(strcol("params")) ? "; ".spaced(unquoted(strcol("params"))) : ""
keep(i) = (Case[i] = strcol("scenario")."/".strcol("contender").params_text(0), Metric[i] = strcol("metric"), \
    Base[i] = exact(strcol("base")), New[i] = exact(strcol("new")), Verdict[i] = strcol("verdict"))
k = 0; line = 0
stats run."/comparison.csv" using (wanted(0) ? (k = k + 1, keep(k), 0) : 0) nooutput
