# A log axis from LOW_min to HIGH_max, both rounded outwards to 1, 2 or 5 times a power of ten, so that
# a run with one short path has labels too. Over about four decades only powers of ten have labels.
decade(v) = 10 ** floor(log10(v) + 1e-9)
down(v) = decade(v) * (v >= 5 * decade(v) ? 5 : v >= 2 * decade(v) ? 2 : 1)
up(v) = v <= decade(v) ? decade(v) : v <= 2 * decade(v) ? 2 * decade(v) \
    : v <= 5 * decade(v) ? 5 * decade(v) : 10 * decade(v)
from = down(LOW_min * 0.95)
to = up(HIGH_max * 1.05)
few = to / from > 9000
set logscale x
set xrange [from:to]
set border 1 lc rgb "#888888"
unset xtics
set xtics out nomirror scale 0.5 offset 0, 0.4 textcolor rgb "black" ()
tick = from
do for [i=1:60] {
    if (tick <= to * 1.001) {
        power = tick < 1.5 * decade(tick)
        set xtics add (few && !power ? "" : sprintf("%g", tick) tick)
        set arrow from first tick, graph 0 to first tick, graph 1 nohead back lc rgb grid_colour lw (power ? 1 : 0.5)
        tick = up(tick * 1.01)
    }
}
