# Writes the legend under the title, four contenders per line, starting at legend_top.
do for [i=1:words(shown)] {
    contender = word(shown, i)
    set label label(contender) at screen px(20 + 195 * ((i - 1) % 4)), py(legend_top + 16 * int((i - 1) / 4)) \
        point pt point(contender) lc rgb colour(contender) ps 0.9 offset 1, -0.25 font plain(12) noenhanced
}
