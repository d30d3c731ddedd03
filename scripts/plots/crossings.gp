# Finds where two contenders cross between two shares, by linear interpolation: n places with X,
# Height (the value there), Sure (the intervals confirm it) and Who. Input, read by panel.gp:
# V, Low, High, share(k), N, C, highest.
v(c, k) = V[(c - 1) * N + k]
apart(a, b, k) = Low[(a-1)*N+k] > High[(b-1)*N+k] ? 1 : High[(a-1)*N+k] < Low[(b-1)*N+k] ? -1 : 0
settled(a, b, first, last, sign) = (sum [j=first:last] (apart(a, b, j) == sign)) > 0
# Between contenders other than task, only a visible crossing counts: 1 % of the axis.
large(a, b, first, last, sign) = (sum [j=first:last] ((v(a, j) - v(b, j)) * sign > 0.01 * highest)) > 0

array X[60]; array Height[60]; array Sure[60]; array Who[60]
n = 0
do for [a=1:C-1] { do for [b=a+1:C] {
    before = 0
    touch = 0
    do for [k=1:N] {
        d = v(a, k) - v(b, k)
        if (d != d) { before = 0 }
        if (d == 0 && before && !touch) { touch = k }
        if (d == d && d != 0) {
            if (before && d * d0 < 0 && n < 60) {
                t = touch ? (share(touch) - share(before)) / (share(k) - share(before)) : d0 / (d0 - d)
                sure = settled(a, b, 1, before, sgn(d0)) && settled(a, b, k, N, sgn(d))
                with_task = word(shown, a) eq "task" || word(shown, b) eq "task"
                if (with_task || (large(a, b, 1, before, sgn(d0)) && large(a, b, k, N, sgn(d)))) {
                    n = n + 1
                    X[n] = share(before) + t * (share(k) - share(before))
                    Height[n] = touch ? v(a, touch) : v(a, before) + t * (v(a, k) - v(a, before))
                    Sure[n] = sure
                    Who[n] = d < 0 ? label(word(shown, a))."\nbelow ".label(word(shown, b)) \
                        : label(word(shown, b))."\nbelow ".label(word(shown, a))
                }
            }
            before = k; d0 = d; touch = 0
        }
    }
} }
