# The panels of the figure `latency`, two in a row, on one scale of time. Across: -log10(1 - p), so that
# 90 %, 99 % and 99.9 % are equally far apart; the maximum of n operations stands at 1 - 1/n.
across(i) = Share[i] < 100 ? -log10(1 - Share[i] / 100.0) : log10(wider(Samples[i], 2))
from = NaN; to = NaN; furthest = 3.3; unit = "ns"; log_scale = 1
do for [i=1:line_count] { if (position(panels, Panel[i]) > first && position(panels, Panel[i]) <= first + columns) {
    if (Value[i] > 0 && !(from <= Value[i])) { from = Value[i] }
    if (Value[i] > 0 && !(to >= Value[i])) { to = Value[i] }
    furthest = wider(furthest, across(i))
} }
if (!is_number(from)) { from = 1; to = 1 }
eval round_log
panel_width = columns == 1 ? 700 : 340
do for [nth=1:columns] {
    side_x = 70 + 370 * ((nth - 1) % 2); grid_right = side_x + panel_width; side_texts = nth % 2
    words = fit(name_of(word(panels, first + nth)), panel_width, 12); x = side_x; y = top + 10; size = 12; ink = black
    eval words_bold
    axis_from = top + 230; axis_to = top + 24
    load here."side.gp"
    position_of(d) = side_x + 8 + (panel_width - 16) * (d - 0.3) / (furthest - 0.3)
    load here."curve.gp"
    top = nth % 2 && nth < columns ? top : top + 262
}
