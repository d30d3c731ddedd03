# Time and bytes per operation over the share of operations that complete synchronously, with the
# crossings of the lines; from the hit_ratio rows of latency.csv and allocations.csv.
figure = "tradeoff"
here = ARG0[1:strlen(ARG0)-strlen(figure.".gp")]
load here."common.gp"
wanted(scenario) = scenario eq "hit_ratio"
tables = "latency.csv allocations.csv"
values = "ns_per_op bytes_usable_per_op"
all_paths = ""
all_shown = ""
do for [panel=1:2] {
    table = word(tables, panel); value = word(values, panel)
    load here."cases.gp"
    all_paths = all_paths.paths
    all_shown = all_shown.shown
}
paths = all_paths
load here."nothing.gp"
shown = ""
do for [c in contenders] { if (position(all_shown, c)) { shown = shown." ".c } }

question = "From which hit ratio on does a value task pay?"
note = "A ring marks where two lines change order; a thin grey one if the intervals do not settle that they do."
page_height = 820
load here."page.gp"
legend_top = 64
load here."legend.gp"
set multiplot
do for [panel=1:2] {
    table = word(tables, panel); value = word(values, panel)
    top = panel == 1 ? 146 : 486
    load here."panel.gp"
    unset label
    unset arrow
}
unset multiplot
