# The line of contender c in a panel of the tradeoff, with a gap where it was not measured.
before = 0
do for [k=1:N] {
    j = (c - 1) * N + k
    ink = faint(Colour[Member[c]]); weight = 1; symbol = Symbol[Member[c]]; scale = 0.6
    x = across(At[k]); to_x = x
    if (is_number(V[j])) {
        y = at(L[j]); to_y = at(H[j])
        if (H[j] > L[j]) { eval stroke }
        y = at(V[j]); ink = Colour[Member[c]]; weight = 1.4
        eval mark
        if (before) { to_x = across(At[k-1]); to_y = at(V[j-1]); eval stroke }
    }
    before = is_number(V[j])
}
