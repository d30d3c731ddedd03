# Axes: `from` to `to` over the pixels axis_from to axis_to, linear or logarithmic.
decade(v) = 10 ** floor(log10(v) + 1e-9)
down(v) = decade(v) * (v >= 5 * decade(v) ? 5 : v >= 2 * decade(v) ? 2 : 1)
up(v) = v <= 1.000001 * decade(v) ? decade(v) : v <= 2.000001 * decade(v) ? 2 * decade(v) \
    : v <= 5.000001 * decade(v) ? 5 * decade(v) : 10 * decade(v)
part(v) = log_scale ? log10(wider(v, from * 1e-3) / (1.0 * from)) / log10(to / (1.0 * from)) : (v - from) / (1.0 * to - from)
at(v) = axis_from + (axis_to - axis_from) * wider(0, narrower(1, part(v)))
tick_text(v) = unit eq "ns" ? duration(v) : unit eq "%" ? sprintf(v != 0 ? "%+g %%" : "0 %%", v) : short(v)
# Both ends of a log axis are rounded outwards.
round_log = "from = down(from); to = up(to > from ? to : 1.1 * from)"
