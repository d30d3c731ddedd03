# The rows of a page that shows the whole run: names of scenarios and settings on the left, and Y, where each
# case is (0: it is not shown). Sets grid_top and axis_y; the rows go from axis_from - 10 to the right.
array Y[n+1]
array Row[Q+1]
grid_top = top
do for [q=1:Q] { if (Chosen[q]) {
    weight = 0.6; ink = "#AAAAAA"; x = Nth[q] ? axis_from - 10 : 12; to_x = 788
    top = top + (is_head(q) ? 20 : 0)
    words = fit(Name[q], axis_from - 30, 12); size = 12
    y = is_head(q) ? top - 8 : top + row_height(q) / 2.0
    ink = black
    if (Nth[q] == 0) { x = 12; eval words_bold }
    y = top - (is_head(q) ? 20 : 0); to_y = y; ink = Nth[q] ? "#E0E0E0" : "#999999"; x = Nth[q] ? 24 : 12
    eval "set arrow from x, y to to_x, to_y nohead back lw weight lc rgb ink"
    words = fit(spaced(Setting[q]), axis_from - 44, 12); x = 24; y = top + row_height(q) / 2.0; ink = black
    eval words_left
    Row[q] = top + (row_height(q) - sub_pitch * Cases[q]) / 2.0
    top = top + row_height(q)
} }
do for [i=1:n] {
    Y[i] = 0
    if (R[i]) { Row[R[i]] = Row[R[i]] + sub_pitch; Y[i] = Row[R[i]] - sub_pitch / 2.0 }
}
axis_y = top + 2
