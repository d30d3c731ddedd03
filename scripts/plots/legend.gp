# The legend: the contenders of the cases that is_shown(i), four in a line, from `top` on; moves `top` below
# it. Shown is the place of a contender among them (0: it is not), C_count their number.
array Shown[words(contenders)+1]
do for [i=1:|Shown|] { Shown[i] = 0 }
do for [i=1:|K|] { if (is_shown(i)) { Shown[K[i]] = 1 } }
C_count = 0
do for [c=1:words(contenders)] { if (Shown[c]) {
    C_count = C_count + 1
    Shown[c] = C_count
    x = 20 + 195 * ((C_count - 1) % 4); y = top + 8 + 17 * ((C_count - 1) / 4)
    symbol = Symbol[c]; scale = 0.9; ink = Colour[c]
    eval mark
    words = fit(Label[c], 172, 12); x = x + 10; size = 12; ink = black
    eval words_left
} }
top = top + 17 * ((C_count + 3) / 4) + 12
