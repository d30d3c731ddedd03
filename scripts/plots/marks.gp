# Draws the crossings: a ring on the lines; and of the nine most certain the share above the panel, moved
# aside where it would meet another, and in a list beside it who falls below whom, from left to right.
room = 9
in_order(i, j) = Place[j] < Place[i] || (Place[j] == Place[i] && j <= i)
rank(i) = sum [j=1:n_crossings] (Sure[j] > Sure[i] || (Sure[j] == Sure[i] && in_order(i, j)))
array Listed[60]
do for [i=1:n_crossings] { Listed[i] = rank(i) <= room }
array Order[room+1]; array Above[room+1]
m = 0
do for [i=1:n_crossings] { if (Listed[i]) {
    m = m + 1
    Order[sum [j=1:n_crossings] (Listed[j] && in_order(i, j))] = i
} }
apart_by = 41
do for [r=1:m] { Above[r] = across(Place[Order[r]]); if (r > 1) { Above[r] = wider(Above[r], Above[r-1] + apart_by) } }
do for [r=1:m] { s = m + 1 - r; Above[s] = narrower(Above[s], s == m ? axis_right + 4 : Above[s+1] - apart_by) }
words = n_crossings ? "Change of order" : "No change of order"; x = list_left - 46; y = panel_top - 36; size = 12; ink = black
if ((sum [j=1:C_count*N] is_number(V[j])) > 0) { eval words_bold }
do for [i=1:n_crossings] {
    x = across(Place[i]); y = at(Height[i]); ink = Sure[i] ? black : "#777777"
    eval "set label '' at x, y point pt 6 ps 1.7 lw (Sure[i] ? 2 : 1) lc rgb ink front"
}
list_y = panel_top + 12
do for [r=1:m] { load here."listed.gp" }
words = n_crossings > m ? sprintf("and %d more", n_crossings - m) : ""; x = list_left; y = list_y; ink = quiet_colour
if (words ne "") { eval words_left; list_y = list_y + 16 }
load here."zero_line.gp"
