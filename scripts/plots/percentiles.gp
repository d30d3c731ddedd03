# The percentiles of a scenario: Panel (what a line of the table belongs to), K, Share, Value, Samples; and
# `panels`, the service times before the response times.
load here."contenders.gp"
mine(row) = strcol("scenario") eq scenario && strcol("kind") ne "slice" && known(strcol("contender"))
line_count = 0
stats run."/percentiles.csv" using (line_count = line_count + mine(0)) nooutput
array Panel[line_count+1]; array K[line_count+1]; array Share[line_count+1]
array Value[line_count+1]; array Samples[line_count+1]
k = 0
keep(i) = (Panel[i] = strcol("kind").":".strcol("load").":".unquoted(strcol("params")), \
    K[i] = known(strcol("contender")), Share[i] = column("percentile"), \
    Value[i] = column("ns"), Samples[i] = column("samples"))
stats run."/percentiles.csv" using (mine(0) ? (k = k + 1, keep(k), 0) : 0) nooutput
panels = ""
do for [kind in "service response"] {
    do for [i=1:line_count] { if (strstrt(Panel[i], kind) == 1) { panels = add(panels, Panel[i]) } }
}
# "response:0.8:on=other_thread" in words.
load_of(p) = p[strstrt(p, ":")+1 : *]
setting_of(p) = load_of(p)[strstrt(load_of(p), ":")+1 : *]
percent_of(p) = sprintf("%g %%", 100 * real(load_of(p)[1:strstrt(load_of(p), ":")-1]))
kind_of(p) = strstrt(p, "service") == 1 ? "service time" : "response time at ".percent_of(p)." load"
name_of(p) = setting_of(p) eq "" ? kind_of(p) : kind_of(p)."; ".spaced(setting_of(p))
