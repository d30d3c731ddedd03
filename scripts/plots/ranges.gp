# Beside each row of the figure `processes`: how far the lowest and the highest process of all its cases are off.
do for [q=1:Q] { if (Chosen[q]) {
    down_to = 0; up_to = 0
    do for [i=1:n] { if (R[i] == q) { down_to = narrower(down_to, Lowest[i]); up_to = wider(up_to, Highest[i]) } }
    words = sprintf("%.0f to +%s %%", down_to, short(up_to)); size = 11; ink = quiet_colour
    x = 786; y = Row[q] - sub_pitch * Cases[q] / 2.0
    eval words_right
} }
