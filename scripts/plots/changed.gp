# A line of the figure `dumbbells`: change i, at `top`.
words = fit(Case[i], 340, 12); x = 24; y = top + 9; size = 12; ink = black
eval words_left
to_y = y; weight = 2; scale = 0.9
ink = Verdict[i] eq "better" ? "#0072B2" : Verdict[i] eq "worse" ? "#D55E00" : "#595959"
x = spot(Base[i]); to_x = spot(New[i])
if (is_number(x) && is_number(to_x)) { eval stroke }
symbol = 6
if (is_number(x)) { eval mark }
x = to_x; symbol = 7
if (is_number(x)) { eval mark }
words = or(value_text(Base[i]), "none")." → ".or(value_text(New[i]), "none"); x = 786; ink = black
eval words_right
top = top + 18
