# One scenario over the share of operations that complete synchronously (the parameter `key`, from 0 to
# 100): time and bytes per operation, and where the lines cross.
figure = "tradeoff"
here = ARG0[1:strlen(ARG0)-strlen(figure.".gp")]
array Argument[9] = [ARG1, ARG2, ARG3, ARG4, ARG5, ARG6, ARG7, ARG8, ARG9]
load here."common.gp"
load here."cases.gp"
load here."nothing.gp"
load here."scale.gp"
load here."series.gp"
load here."page.gp"
is_shown(i) = i <= n
load here."legend.gp"
array Member[C_count+1]
do for [c=1:words(contenders)] { if (Shown[c]) { Member[Shown[c]] = c } }
axis_left = 70; axis_right = 540; list_left = 604
across(share) = axis_left + 8 + (axis_right - axis_left - 16) * (share - At[1]) / (At[N] - At[1])
do for [measure=1:2] { load here."curves_of_shares.gp" }
load here."finish.gp"
