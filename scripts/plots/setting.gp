# The cases of one setting, from case i on: its name, a line for each contender, and an axis of time that
# is linear from 0, or logarithmic where the slowest takes 30 times as long as the fastest.
last = i
while (last < to_case && P[last + 1] eq P[i]) { last = last + 1 }
lowest = NaN; highest = NaN; to = NaN
do for [j=i:last] {
    if (!(lowest <= Ns[j])) { lowest = is_number(Ns[j]) ? Ns[j] : lowest }
    if (!(highest >= Ns[j])) { highest = is_number(Ns[j]) ? Ns[j] : highest }
    if (!(to >= High[j])) { to = is_number(High[j]) ? High[j] : to }
}
timed = highest > 0 && lowest > 0
log_scale = timed && highest > 30 * lowest
to = timed ? narrower(to, 2 * highest) * 1.02 : 1
from = log_scale ? lowest * 0.9 : 0
if (log_scale) { eval round_log }
unit = "ns"; axis_from = 476; axis_to = 716
if (P[i] ne "") {
    words = fit(spaced(P[i]), 776, 12); x = 12; y = top + 12; size = 12; ink = black
    eval words_bold
    top = top + 24
}
grid_top = top; axis_y = top + 17 * (last - i + 1) + 2
if (timed) { load here."axis.gp" }
while (i <= last) { load here."case.gp"; i = i + 1 }
top = axis_y + (timed ? 28 : 12)
