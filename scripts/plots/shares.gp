# The axis of shares below a panel of the tradeoff; without any value the panel says so.
x = axis_left; to_x = axis_right; y = panel_bottom; to_y = y; weight = 1; ink = "#888888"
eval stroke
do for [tick=0:100:10] {
    x = across(tick); to_x = x; y = panel_bottom + 3; to_y = panel_top; size = 11
    eval hairline
    words = sprintf("%d %%", tick); y = panel_bottom + 12; ink = black
    eval words_centre
}
words = "not measured in this run"; x = (axis_left + axis_right) / 2; y = (panel_top + panel_bottom) / 2
ink = quiet_colour; size = 12
if ((sum [j=1:C_count*N] is_number(V[j])) == 0) { eval words_centre }
