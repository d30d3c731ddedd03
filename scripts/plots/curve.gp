# One panel of the figure `latency`: the axis of percentiles, and a curve for each contender.
x = side_x; to_x = grid_right; y = axis_from; to_y = y; weight = 1; ink = "#888888"
eval stroke
do for [tick in "50 90 99 99.9 max"] {
    d = tick eq "max" ? furthest : -log10(1 - real(tick) / 100)
    words = tick eq "max" ? tick : tick." %"; size = 11
    x = position_of(d); to_x = x; y = axis_from; to_y = axis_to
    eval hairline
    ink = black; y = axis_from + 12
    if (tick ne "max" || furthest > 3.6) { eval words_centre }
}
before = 0; before_x = 0; before_y = 0
do for [i=1:line_count] { if (Panel[i] eq word(panels, first + nth)) {
    x = position_of(across(i)); y = at(Value[i]); ink = Colour[K[i]]; symbol = Symbol[K[i]]; scale = 0.6
    eval mark
    to_x = before_x; to_y = before_y; weight = 1.3
    if (before == K[i]) { eval stroke }
    before = K[i]; before_x = x; before_y = y
} }
