# One panel of the tradeoff: a line per contender over the share of hits, with the crossings marked.
# Input: table, value, panel (1: time, with intervals; 2: exact bytes) and top (pixels).
file = run."/".table
percent(row) = real(strcol("params")[strstrt(strcol("params"), "percent=")+8:*])
set autoscale

# The shares in the table, in tenths of a percent and ascending, independent of the order of the rows.
array Seen[1001]
do for [i=1:1001] { Seen[i] = 0 }
stats file using (has(0) ? (Seen[int(10 * percent(0) + 0.5) + 1] = 1) : 0) nooutput
shares = ""
do for [i=1:1001] { if (Seen[i]) { shares = shares.sprintf(" %d", i - 1) } }
share(k) = word(shares, k) / 10.0
N = words(shares)
C = words(shown)

array V[C * N + 1]; array Low[C * N + 1]; array High[C * N + 1]
do for [i=1:|V|] { V[i] = NaN; Low[i] = NaN; High[i] = NaN }
at(row) = (position(shown, strcol("contender")) - 1) * N + \
    position(shares, sprintf("%d", int(10 * percent(row) + 0.5)))
bound(name) = panel == 2 ? amount(0) : strcol(name) eq "" ? NaN : column(name)
stats file using (has(0) ? (V[at(0)] = amount(0), \
    Low[at(0)] = bound("ns_low"), High[at(0)] = bound("ns_high"), 0) : 0) nooutput
highest = 0
do for [i=1:|V|] { if (V[i] > highest) { highest = V[i] } }
# Intervals are shown completely, unless one would compress all lines.
top_value = highest
do for [i=1:|High|] { if (High[i] > top_value) { top_value = High[i] } }
if (top_value > 2 * highest) { top_value = 2 * highest }

load here."crossings.gp"
load here."marks.gp"
set lmargin at screen px(64); set rmargin at screen px(560)
set tmargin at screen py(top); set bmargin at screen py(top + 260)
set xrange [-1:101]
set yrange [0:top_value > 0 ? top_value * 1.06 : 1]
set border 3 lc rgb "#888888"
set tics out nomirror scale 0.5 textcolor rgb "black"
set xtics 10 offset 0, 0.4 format "%g %%"
set grid lc rgb grid_colour
set ylabel (panel == 1 ? "time per operation [ns]" : "usable bytes per operation") offset 0.5, 0
if (panel == 2) { set xlabel "operations that complete synchronously" offset 0, 0.4 }
whisker(end, v) = end == end ? end : v
if (N == 0) { set label "not measured in this run" at graph 0.5, 0.5 center tc rgb quiet_colour }
set datafile nocolumnheaders
plot for [c=1:C] [k=1:wider(N, 1):1] '+' using (N ? share(int($1)) : NaN):(V[(c-1)*N+int($1)]): \
    (whisker(Low[(c-1)*N+int($1)], V[(c-1)*N+int($1)])): \
    (whisker(High[(c-1)*N+int($1)], V[(c-1)*N+int($1)])) \
    with yerrorlines pt point(word(shown, c)) ps 0.6 lw 1.3 lc rgb colour(word(shown, c))
set datafile columnheaders
