# The whole run on a page: the time of each contender over that of what it is compared with, on each path.
figure = "overview"
here = ARG0[1:strlen(ARG0)-strlen(figure.".gp")]
array Argument[9] = [ARG1, ARG2, ARG3, ARG4, ARG5, ARG6, ARG7, ARG8, ARG9]
load here."common.gp"
load here."cases.gp"
is_itself(i) = Ratio[i] == 1 && RatioLow[i] == 1 && RatioHigh[i] == 1
has(i) = Ratio[i] > 0 && !is_itself(i)
load here."choose.gp"
load here."nothing.gp"
load here."scale.gp"
load here."page.gp"
load here."legend.gp"
axis_from = 275; axis_to = 780; unit = ""; log_scale = 1
load here."rows.gp"
from = 1; to = 1
do for [i=1:n] { if (Y[i] > 0) {
    from = narrower(from, wider(RatioLow[i], Ratio[i] / 2)); to = wider(to, narrower(RatioHigh[i], Ratio[i] * 2))
} }
eval round_log
load here."axis.gp"
x = at(1); to_x = x; y = grid_top; to_y = axis_y; weight = 1.2; ink = "#444444"
eval stroke
do for [i=1:n] { if (Y[i] > 0) {
    y = Y[i]; to_y = y; weight = 1.5
    x = at(RatioLow[i]); to_x = at(RatioHigh[i]); ink = faint(Colour[K[i]]); eval stroke
    x = at(Ratio[i]); symbol = Symbol[K[i]]; scale = 0.6; ink = Colour[K[i]]; eval mark
} }
top = axis_y + 24
load here."finish.gp"
