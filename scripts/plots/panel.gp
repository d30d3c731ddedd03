# One panel of the figure `lines`: measure and column.
side_x = panel_left(column); grid_right = side_x + panel_width; side_texts = column == 1
axis_from = top + 206; axis_to = top + 6
load here."side.gp"
log_x = At[1] > 0 && At[N] >= 8 * At[1]
away = narrower(4.0, 0.5 * panel_width / N / C_count)
margin = 14 + away * C_count / 2
place(v) = log_x ? log10(v / At[1]) / log10(At[N] / At[1]) : (v - At[1]) / wider(At[N] - At[1], 1e-300)
across(v) = side_x + margin + (panel_width - 2 * margin) * (N > 1 ? place(v) : 0.5)
x = side_x; to_x = grid_right; y = axis_from; to_y = y; weight = 1; ink = "#888888"
eval stroke
taken = side_x - 30
do for [j=1:N] {
    words = At[j] < 1e5 ? sprintf("%g", At[j]) : short(At[j]); x = across(At[j]); y = axis_from + 11; size = 11; ink = black
    half = width(words, size) / 2
    if (x - half > taken && x + half < grid_right + 8) { taken = x + half + 4; eval words_centre }
}
array Case[C_count * N + 1]
do for [j=1:C_count * N] { Case[j] = 0 }
do for [i=1:n] { if (G[i] eq word(groups, first + column)) { Case[(Shown[K[i]] - 1) * N + index_of(X[i])] = i } }
is_here(j) = (sum [l=1:C_count] (Case[(l - 1) * N + j] > 0)) > 0
do for [line=1:C_count] {
    before = 0; before_x = 0; before_y = 0
    do for [j=1:N] {
        i = Case[(line - 1) * N + j]
        v = i ? level(i) : NaN
        if (is_here(j)) { load here."line_point.gp" }
    }
}
