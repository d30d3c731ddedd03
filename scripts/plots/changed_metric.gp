# The changes of one metric, from line `row` on: its name, a line for each case, an axis of its own.
last = row
while (last < n && Metric[last + 1] eq Metric[row]) { last = last + 1 }
from = NaN; to = NaN
do for [i=row:last] { do for [v in sprintf("%.17g %.17g", Base[i], New[i])] {
    if (real(v) > 0 && !(from <= real(v))) { from = real(v) }
    if (real(v) > 0 && !(to >= real(v))) { to = real(v) }
} }
if (!is_number(from)) { from = 1; to = 1 }
log_scale = 1; axis_from = 390; axis_to = 610
eval round_log
unit = Metric[row] eq "ns_per_op" ? "ns" : ""
words = Metric[row]; x = 12; y = top + 12; size = 12; ink = black
eval words_bold
top = top + 24; grid_top = top; axis_y = top + 18 * (last - row + 1) + 2
load here."axis.gp"
x = 376; to_x = x; y = grid_top; to_y = axis_y
eval hairline
value_text(v) = unit eq "ns" ? duration(v) : short(v)
spot(v) = v > 0 ? at(v) : 376
do for [i=row:last] { load here."changed.gp" }
row = last + 1
top = axis_y + 30
