# How far each process's median lies from the median over the processes of its case, from processes.csv.
figure = "processes"
here = ARG0[1:strlen(ARG0)-strlen(figure.".gp")]
load here."common.gp"
table = "processes.csv"
value = "ns_per_op"
wanted(scenario) = scenario ne "hit_ratio" && scenario ne "buffered_read"
load here."cases.gp"
load here."nothing.gp"
question = "How far apart are the processes of one run?"
note = "Each point is one process: its median against the median over all processes of the same case."
legend_top = 64
pitch = 13; top = 76 + 16 * int((words(shown) + 3) / 4); bottom = 66; right = 728
load here."rows.gp"
load here."legend.gp"

array M[|Y|]
set autoscale y
do for [i=1:|Y|] {
    if (Y[i]) {
        stats file using (has(0) && slot(0) == i ? amount(0) : NaN) name "CASE" nooutput
        M[i] = CASE_median
        range = sprintf("%.1f %%", 100 * (CASE_max - CASE_min) / CASE_median)
        set label range at screen px(right + 56), first Y[i] right font plain(11) noenhanced textcolor rgb quiet_colour
    }
}
set label "range" at screen px(right + 56), screen py(top - 12) right font plain(11) textcolor rgb quiet_colour

# A delayed process must not compress the scale: beyond the axis it is drawn as an arrow.
off(row) = 100 * (amount(row) / M[slot(row)] - 1)
stats file using (has(0) ? abs(off(0)) : NaN) name "OFF" nooutput
edge = 1.08 * wider(0.5, OFF_max < 8 * OFF_up_quartile ? OFF_max : 8 * OFF_up_quartile)
set yrange [height:0]
set xrange [-edge:edge]
set border 1 lc rgb "#888888"
set xtics out nomirror scale 0.5 offset 0, 0.4 textcolor rgb "black" format "%+g %%"
set xtics add ("0 %%" 0)
set grid xtics lc rgb grid_colour
set xlabel "distance of a process from its case's median" offset 0, 0.4
set arrow from first 0, graph 0 to first 0, graph 1 nohead back lc rgb "#888888"

# The processes of a case are spread vertically, in the same order in every row.
spread(row) = pitch * 0.6 * ((column("process") * 0.618) - floor(column("process") * 0.618) - 0.5)
mine(c) = has(0) && strcol("contender") eq word(shown, c) ? off(0) : NaN
inside(v) = abs(v) <= edge ? v : NaN
beyond(v, side) = side * v > edge ? side * edge * 0.985 : NaN
plot for [c=1:slots] file using (inside(mine(c))):(y(0) + spread(0)) with points \
         pt point(word(shown, c)) ps 0.5 lc rgb colour(word(shown, c)), \
     for [c=1:slots] file using (beyond(mine(c), 1)):(y(0)):(sprintf("%+.0f %% >", mine(c))) with labels \
         right font plain(11) tc rgb colour(word(shown, c)), \
     for [c=1:slots] file using (beyond(mine(c), -1)):(y(0)):(sprintf("< %+.0f %%", mine(c))) with labels \
         left font plain(11) tc rgb colour(word(shown, c))
