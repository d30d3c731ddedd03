# A panel of the tradeoff: time with intervals (measure 1) or usable bytes (2), from `top` on.
array V[C_count * N + 1]; array L[C_count * N + 1]; array H[C_count * N + 1]
do for [j=1:|V|] { V[j] = NaN; L[j] = NaN; H[j] = NaN }
highest = 0; to = 0
do for [i=1:n] {
    j = (Shown[K[i]] - 1) * N + index_of(X[i])
    V[j] = measure == 1 ? Ns[i] : exact(Bytes[i])
    L[j] = measure == 1 ? Low[i] : V[j]
    H[j] = measure == 1 ? High[i] : V[j]
    highest = V[j] > highest ? V[j] : highest
    to = H[j] > to ? H[j] : to
}
# Intervals are shown completely, unless one would compress all lines.
from = 0; log_scale = 0; unit = measure == 1 ? "ns" : ""
to = highest > 0 ? 1.04 * narrower(to, 2 * highest) : 1
words = measure == 1 ? "time per operation" : "usable bytes per operation"
x = axis_left; y = top + 10; size = 12; ink = quiet_colour
eval words_left
panel_top = top + 46; panel_bottom = panel_top + 260
axis_from = panel_bottom; axis_to = panel_top; side_x = axis_left; grid_right = axis_right; side_texts = 1
load here."side.gp"
load here."shares.gp"
do for [c=1:C_count] { load here."curve_of_shares.gp" }
load here."crossings.gp"
load here."marks.gp"
top = panel_bottom + 40
