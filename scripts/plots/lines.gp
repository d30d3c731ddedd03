# One scenario over its numeric parameter `key`: a row of panels each for time, allocations and bytes, a
# column for each setting of the other parameters. first, count: the settings that are shown.
figure = "lines"
here = ARG0[1:strlen(ARG0)-strlen(figure.".gp")]
array Argument[9] = [ARG1, ARG2, ARG3, ARG4, ARG5, ARG6, ARG7, ARG8, ARG9]
load here."common.gp"
load here."cases.gp"
load here."nothing.gp"
load here."scale.gp"
load here."series.gp"
columns = narrower(3, wider(0, narrower(count, words(groups) - first)))
n = columns ? n : 0
load here."nothing.gp"
load here."page.gp"
is_shown(i) = i <= n && (sum [c=1:columns] (word(groups, first + c) eq G[i])) > 0
load here."legend.gp"
panel_width = (800 - 70 - 16 - 20 * (columns - 1)) / columns
panel_left(column) = 70 + (column - 1) * (panel_width + 20)
do for [column=1:columns] {
    setting = word(groups, first + column)
    words = setting eq "-" ? "" : fit(spaced(setting), panel_width, 12)
    x = panel_left(column); y = top + 8; size = 12; ink = black
    if (words ne "") { eval words_bold }
}
do for [measure=1:3] { load here."measure.gp" }
load here."finish.gp"
