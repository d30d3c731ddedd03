# Draws the crossings: a ring on the lines, its share above the panel (on several levels if two are
# close together), and in a list beside the panel which contenders cross, from left to right.
array Order[60]; array Taken[4]
do for [i=1:n] { Order[1 + sum [j=1:n] (X[j] < X[i] || (X[j] == X[i] && j < i))] = i }
do for [i=1:4] { Taken[i] = -100 }
room = 8
heading = strong(n ? "Change of order" : "No change of order")
if (N) { set label heading at screen px(582), py(top + 8) font plain(12) }
do for [r=1:n] {
    i = Order[r]
    level = 1
    while (level < 4 && X[i] - Taken[level] < 9) { level = level + 1 }
    Taken[level] = X[i]
    ink = Sure[i] ? "#000000" : "#888888"
    share_text = sprintf(Sure[i] ? "%.0f %%" : "%.0f %%?", X[i])
    set label share_text at first X[i], screen py(top + 6 - 15 * level) center font plain(12) noenhanced tc rgb ink
    set label "" at first X[i], first Height[i] point pt 6 ps 1.7 lw (Sure[i] ? 2 : 1) lc rgb ink front
    set arrow from first X[i], first Height[i] to first X[i], screen py(top + 13 - 15 * level) \
        nohead back dt 3 lc rgb ink
    if (r <= room) {
        set label share_text at screen px(620), py(top - 2 + 34 * r) right font plain(12) noenhanced tc rgb ink
        set label Who[i] at screen px(626), py(top - 2 + 34 * r) font plain(11) noenhanced tc rgb ink
    }
}
if (n > room) {
    set label sprintf("and %d more", n - room) at screen px(626), py(top + 34 * (room + 1) - 2) \
        font plain(11) tc rgb quiet_colour
}

# Lines on the zero line hide each other; the list names them.
flat = ""
measured(c) = sum [k=1:N] (v(c, k) == v(c, k))
raised(c) = sum [k=1:N] (v(c, k) > 0.005 * highest)
do for [c=1:C] { if (highest > 0 && measured(c) && !raised(c)) { flat = flat."\n".label(word(shown, c)) } }
if (strlen(flat)) {
    set label "on the zero line:".flat at screen px(582), py(top + 195) \
        font plain(11) noenhanced tc rgb quiet_colour
}
