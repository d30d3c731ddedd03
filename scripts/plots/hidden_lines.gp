# Below the list of crossings, from y on: which line hides which, where two are the same at all shares.
is_same(a, b) = raised(a) > 0 && (sum [k=1:N] (is_number(v(a, k)) && v(a, k) == v(b, k))) == N
do for [b=2:C_count] {
    a = 0
    do for [c=1:b-1] { a = !a && is_same(c, b) ? c : a }
    if (a && y < panel_bottom - 16) {
        y = y + 20
        words = fit(Label[Member[b]], 230, 11)
        eval words_left
        y = y + 14
        words = "hides ".fit(Label[Member[a]], 190, 11)
        eval words_left
    }
}
