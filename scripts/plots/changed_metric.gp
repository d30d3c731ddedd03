# The changes of one metric, from line `row` on: its name, a line for each case, and an axis of its own: by how
# many percent, or, where something became three times as much or as little, how many times as much.
last = row
while (last < n && Metric[last + 1] eq Metric[row]) { last = last + 1 }
least = 1; most = 1
do for [i=row:last] { if (Base[i] > 0 && New[i] > 0) {
    least = narrower(least, New[i] / Base[i]); most = wider(most, New[i] / Base[i])
} }
log_scale = most > 3 || least < 1 / 3.0
change(ratio) = log_scale ? ratio : 100 * (ratio - 1)
from = log_scale ? least : narrower(change(least) * 1.1, -1)
to = log_scale ? most : wider(change(most) * 1.1, 1)
axis_from = 400; axis_to = 600; unit = log_scale ? "" : "%"
if (log_scale) { eval round_log }
words = Metric[row]; x = 12; y = top + 12; size = 12; ink = black
eval words_bold
words = log_scale ? "times as much" : "more or less"; x = axis_from; ink = quiet_colour
eval words_left
top = top + 24; grid_top = top; axis_y = top + 18 * (last - row + 1) + 2
load here."axis.gp"
x = at(change(1)); to_x = x; y = grid_top; to_y = axis_y; weight = 1.2; ink = "#444444"
eval stroke
value_text(v) = Metric[row] eq "ns_per_op" ? duration(v) : or(short(v), "?")
spot(i) = Base[i] > 0 && New[i] > 0 ? at(change(New[i] / Base[i])) : Base[i] > 0 ? axis_from - 16 : axis_to + 16
do for [i=row:last] { load here."changed.gp" }
row = last + 1
top = axis_y + 30
