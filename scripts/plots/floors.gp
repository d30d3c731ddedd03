# Each path as a multiple of what it cannot do without, with its interval and its aim. first, count: the
# lines of floors.csv that are shown.
figure = "floors"
here = ARG0[1:strlen(ARG0)-strlen(figure.".gp")]
array Argument[9] = [ARG1, ARG2, ARG3, ARG4, ARG5, ARG6, ARG7, ARG8, ARG9]
load here."common.gp"
load here."scale.gp"
load here."floor_rows.gp"
load here."nothing.gp"
load here."page.gp"
unit = ""; log_scale = 1; axis_from = 540; axis_to = 722
eval round_log
grid_top = top; axis_y = top + 26 * n + 2
load here."axis.gp"
do for [i=1:n] {
    y = top + 13; size = 12; ink = black
    x = 12; words = fit(Path[i], 322, 12); eval words_left
    x = 342; words = fit(Floor[i], 186, 12); ink = quiet_colour; eval words_left
    x = 786; words = short(Times[i]); ink = black; eval words_right
    x = at(TimesLow[i]); to_x = at(TimesHigh[i]); to_y = y; weight = 2.5; ink = faint("#0072B2"); eval stroke
    x = at(Times[i]); symbol = 7; scale = 0.8; ink = "#0072B2"; eval mark
    x = at(Aim[i]); to_x = x; y = y - 8; to_y = y + 16; ink = "#D55E00"; weight = 2; eval stroke
    top = top + 26
}
top = axis_y + 24
load here."finish.gp"
