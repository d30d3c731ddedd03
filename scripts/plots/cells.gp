# A table of bars for exact numbers: a row per path, a column per contender, the number beside its
# bar. A zero is an open circle and a "0"; a case that was not measured is an empty cell.
stats file using (has(0) ? column(value) : NaN) name "ALL" nooutput
longest = ALL_max > 0 ? ALL_max : 1
pitch = 0; top = 92; bottom = 34; right = 788
load here."rows.gp"

# A count of one in many operations reads best as that: 0.001953125 is 1/512.
fraction(v) = v < 1 && abs(1 / v - floor(1 / v + 0.5)) < 0.001 / v
number(v) = v == 0 ? "0" : fraction(v) ? sprintf("1/%.0f", 1 / v) \
    : v >= 100 ? sprintf("%.0f", v) : sprintf("%.3g", v)

column_width = (right - left) / (1.0 * wider(slots, 5))
start(c) = (c - 1) * column_width
end(c) = start(c) + (column(value) > 0 ? 2 + (column_width - 46) * column(value) / longest : 0)
mine(c) = has(0) && strcol("contender") eq word(shown, c)
set xrange [0:right - left]
unset xtics
set border 0
broken(n) = n[1:11] eq "value_task_" ? "value_task\n".n[12:*] \
    : n[1:5] eq "task_" ? "task\n".n[6:*] : n
do for [c=1:slots] {
    set label broken(word(shown, c)) at first start(c), screen py(62) font plain(12) noenhanced
    set arrow from first start(c), graph 0 to first start(c), graph 1 nohead back lc rgb grid_colour
}
set style fill solid noborder
plot for [c=1:slots] file using (mine(c) && column(value) > 0 ? start(c) : NaN):(y(0)): \
         (start(c)):(end(c)):(y(0)-5):(y(0)+5) \
         with boxxyerror lc rgb colour(word(shown, c)), \
     for [c=1:slots] file using (mine(c) && column(value) == 0 ? start(c) : NaN):(y(0)) \
         with points pt 6 ps 0.8 lw 1.5 lc rgb colour(word(shown, c)), \
     for [c=1:slots] file using (mine(c) ? end(c) + (column(value) > 0 ? 4 : 8) : NaN):(y(0)): \
         (number(column(value))) with labels left font plain(12)
