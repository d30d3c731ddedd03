# The next point of a line: its interval, its mark, and the way from the point before it, if there is one.
# A line has a gap where its contender has no number and another one in the panel may have; a value that the panel
# does not have at all is none.
if (is_number(v)) {
    x = across(At[j]) + away * (line - 0.5 - C_count / 2.0); y = at(level_low(i))
    to_x = x; to_y = at(level_high(i)); ink = faint(Colour[K[i]]); weight = 1.5
    if (level_high(i) > level_low(i)) { eval stroke }
    y = at(v); symbol = Symbol[K[i]]; scale = 0.6; ink = Colour[K[i]]
    eval mark
    to_x = before_x; to_y = before_y; weight = 1.2
    if (before) { eval stroke }
    before_x = x; before_y = y
}
before = is_number(v)
