# A vertical axis at side_x from axis_from (below) to axis_to (above), with thin lines to grid_right; texts
# where `side_texts` is set, as many as there is room for.
load here."ticks.gp"
x = side_x; to_x = side_x; y = axis_from; to_y = axis_to; ink = "#888888"; weight = 1
eval stroke
taken = axis_from + 20
do for [t=1:tick_count] {
    x = side_x - 3; to_x = grid_right; y = at(Tick[t]); to_y = y
    eval hairline
    words = tick_text(Tick[t]); size = 11; ink = black; x = side_x - 7
    if (side_texts && y < taken - 14) { taken = y; eval words_right }
}
