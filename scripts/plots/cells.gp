# A table of bars for exact numbers: a row per path, a column per contender, the number beside its
# bar. A zero is an open circle and a "0"; a case that was not measured is an empty cell. With many
# contenders, their names are written vertically.
stats file using (has(0) ? amount(0) : NaN) name "ALL" nooutput
longest = ALL_max > 0 ? ALL_max : 1
many = words(shown) > 10
pitch = 0; top = many ? 216 : 92; bottom = 34; right = 788
load here."rows.gp"

# Fractions such as "1/512" are shown as in the file; other fractions are rounded.
rounded(v) = v == 0 ? "0" : v >= 100 ? sprintf("%.0f", v) : sprintf("%.3g", v)
number(text) = text[1:2] eq "1/" ? text : rounded(exact(text))

column_width = (right - left) / (1.0 * wider(slots, 5))
start(c) = (c - 1) * column_width
end(c) = start(c) + (amount(0) > 0 ? 2 + wider(column_width - 46, 4) * amount(0) / longest : 0)
mine(c) = has(0) && strcol("contender") eq word(shown, c)
set xrange [0:right - left]
unset xtics
set border 0
broken(text) = strstrt(text, ", ") ? text[1:strstrt(text, ", ")]."\n".text[strstrt(text, ", ")+2:*] : text
do for [c=1:slots] {
    name = label(word(shown, c))
    if (many) {
        set label name at first start(c), screen py(top - 6) rotate by 90 font plain(12) noenhanced
    } else { set label broken(name) at first start(c), screen py(62) font plain(12) noenhanced }
    set arrow from first start(c), graph 0 to first start(c), graph 1 nohead back lc rgb grid_colour
}
set style fill solid noborder
plot for [c=1:slots] file using (mine(c) && amount(0) > 0 ? start(c) : NaN):(y(0)): \
         (start(c)):(end(c)):(y(0)-5):(y(0)+5) \
         with boxxyerror lc rgb colour(word(shown, c)), \
     for [c=1:slots] file using (mine(c) && amount(0) == 0 ? start(c) : NaN):(y(0)) \
         with points pt 6 ps 0.8 lw 1.5 lc rgb colour(word(shown, c)), \
     for [c=1:slots] file using (mine(c) ? end(c) + (amount(0) > 0 ? 4 : 8) : NaN):(y(0)): \
         (number(strcol(value))) with labels left font plain(many ? 9 : 12)
