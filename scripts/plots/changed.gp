# A line of the figure `dumbbells`: change i, at `top`.
words = fit(Case[i], 350, 12); x = 24; y = top + 9; size = 12; ink = black
eval words_left
to_y = y; weight = 2; scale = 0.9
ink = Verdict[i] eq "better" ? "#0072B2" : Verdict[i] eq "worse" ? "#D55E00" : quiet_colour
x = at(change(1)); to_x = spot(i)
if (is_number(Base[i]) && is_number(New[i])) {
    eval stroke
    symbol = 6; eval mark
    x = to_x; symbol = 7; eval mark
}
words = value_text(Base[i])." → ".value_text(New[i]); x = 786; ink = black
eval words_right
top = top + 18
