# A row of panels of the figure `lines`: time (1), allocations (2) or usable bytes (3), on one scale.
level(i) = measure == 1 ? Ns[i] : exact(measure == 2 ? Allocs[i] : Bytes[i])
level_low(i) = measure == 1 ? Low[i] : level(i)
level_high(i) = measure == 1 ? High[i] : level(i)
lowest = NaN; highest = NaN; to = NaN
do for [i=1:n] {
    v = level(i)
    if (v > 0 && !(lowest <= v)) { lowest = v }
    if (is_number(v) && !(highest >= v)) { highest = v }
    if (is_number(v) && !(to >= level_high(i))) { to = level_high(i) }
}
any = is_number(highest)
top = top + 34
words = (measure == 1 ? "time" : measure == 2 ? "allocations" : "usable bytes")." per operation".(any ? "" : ": not measured")
x = 70; y = top - 6; size = 12; ink = quiet_colour
eval words_left
if (any) {
    log_scale = measure == 1 && lowest > 0 && highest > 8 * lowest
    to = log_scale ? narrower(to, 3 * highest) : highest > 0 ? narrower(to, 2 * highest) * 1.05 : 1
    from = log_scale ? lowest : 0
    if (log_scale) { eval round_log }
    unit = measure == 1 ? "ns" : ""
    do for [column=1:columns] { load here."panel.gp" }
    top = top + 236
}
