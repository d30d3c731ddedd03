# Time per operation of each path and contender with its interval, from latency.csv.
figure = "time"
here = ARG0[1:strlen(ARG0)-strlen(figure.".gp")]
load here."common.gp"
table = "latency.csv"
value = "ns_per_op"
wanted(scenario) = scenario ne "hit_ratio"
load here."cases.gp"
load here."nothing.gp"
question = "How long does one operation take on each path?"
note = "Median over processes; the bar through a point is its interval, unseen where it is narrower than the point."
low(row) = strcol("ns_low") eq "" ? amount(row) : column("ns_low")
high(row) = strcol("ns_high") eq "" ? amount(row) : column("ns_high")
stats file using (has(0) ? low(0) : NaN) name "LOW" nooutput
stats file using (has(0) ? high(0) : NaN) name "HIGH" nooutput
mine(c) = has(0) && strcol("contender") eq word(shown, c) ? amount(0) : NaN

legend_top = 64
pitch = 7; top = 76 + 16 * int((words(shown) + 3) / 4); bottom = 66; right = 770
load here."rows.gp"
load here."legend.gp"
load here."ticks.gp"
set xlabel "time per operation [ns], log scale" offset 0, 0.4
plot for [c=1:slots] file using (mine(c)):(y(0)):(low(0)):(high(0)) with xerrorbars \
    pt point(word(shown, c)) ps 0.6 lw 1.2 lc rgb colour(word(shown, c))
