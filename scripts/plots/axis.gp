# A horizontal axis at axis_y from axis_from to axis_to, with thin lines up to grid_top, and as many of
# the ticks' texts as there is room for.
load here."ticks.gp"
x = axis_from; y = axis_y; to_x = axis_to; to_y = axis_y; ink = "#888888"; weight = 1
eval stroke
taken = 0
do for [t=1:tick_count] {
    x = at(Tick[t]); to_x = x; y = axis_y + 3; to_y = grid_top
    eval hairline
    words = tick_text(Tick[t]); size = 11; ink = black
    half = width(words, size) / 2
    if (x - half > taken && x + half < 798) {
        taken = x + half + 6; y = axis_y + 11
        eval words_centre
    }
}
