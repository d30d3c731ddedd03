# A line of the figure `paths`: case i, at `top`.
row = top + 9
x = 24; y = row; symbol = Symbol[K[i]]; scale = 0.8; ink = Colour[K[i]]
eval mark
words = fit(Label[K[i]], 170, 12); x = 36; ink = black; size = 12
eval words_left
do for [panel=1:2] {
    v = amount(panel, i)
    if (is_number(v)) {
        x = Left[panel]; y = row - 5; to_x = x + (v > 0 ? 2 + 56 * v / Most[panel] : 1); to_y = row + 5
        ink = v > 0 ? Colour[K[i]] : quiet_colour
        eval bar
        words = number(panel == 1 ? Allocs[i] : Bytes[i]); x = to_x + 5; y = row; ink = black
        eval words_left
    }
}
if (is_number(Ns[i])) {
    x = at(Low[i]); to_x = at(High[i]); y = row; to_y = row; weight = 2; ink = faint(Colour[K[i]])
    eval stroke
    x = at(Ns[i]); ink = Colour[K[i]]
    eval mark
    words = duration(Ns[i]); x = 786; ink = black
    eval words_right
}
top = top + 17
