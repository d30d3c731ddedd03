# How far the median of each process lies from the median of its case, for the paths of the overview.
figure = "processes"
here = ARG0[1:strlen(ARG0)-strlen(figure.".gp")]
array Argument[9] = [ARG1, ARG2, ARG3, ARG4, ARG5, ARG6, ARG7, ARG8, ARG9]
load here."common.gp"
load here."cases.gp"
has(i) = Ns[i] > 0
load here."distances.gp"
has(i) = Count[i] > 0
load here."choose.gp"
load here."nothing.gp"
load here."scale.gp"
load here."page.gp"
load here."legend.gp"
axis_from = 275; axis_to = 660; unit = "%"; log_scale = 0
top = top + 14
words = "lowest to highest"; x = 786; y = top - 8; size = 11; ink = quiet_colour
eval words_right
load here."rows.gp"
to = edge; from = -narrower(edge, 1.1 * wider(0.5, -OFF_min))
load here."axis.gp"
# All points at once, from the array Off: $1 is the place in it.
is_drawn(p) = Of_case[p] > 0 ? Y[Of_case[p]] > 0 : 0
who(p) = is_drawn(p) ? K[Of_case[p]] : 1
points = "Off using (at(Off[int($1)])):(is_drawn(int($1)) ? Y[Of_case[int($1)]] : NaN): \
    (Symbol[who(int($1))]):(rgb_of(Colour[who(int($1))])) with points pt variable ps 0.35 lc rgb variable"
load here."ranges.gp"
top = axis_y + 24
load here."finish.gp"
