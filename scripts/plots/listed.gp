# A crossing of the tradeoff that is listed, the r-th from the left.
i = Order[r]; ink = Sure[i] ? black : quiet_colour; size = 11
share_text = sprintf(Sure[i] ? "%.0f %%" : "%.0f %%?", Place[i])
words = share_text; x = Above[r]; y = panel_top - 16
eval words_centre
y = panel_top - 8; to_x = across(Place[i]); to_y = panel_top + 8
way = "set arrow from x, y to to_x, to_y nohead front lw 0.8 dt 3 lc rgb ink"
eval way
x = to_x; y = to_y; to_y = at(Height[i]) - 8
if (to_y > y) { eval way }
words = share_text; x = list_left - 6; y = list_y
eval words_right
words = fit(Label[Lower[i]], 190, 11); x = list_left
eval words_left
words = "below ".fit(Label[Upper[i]], 154, 11); y = list_y + 13
eval words_left
list_y = list_y + 28
