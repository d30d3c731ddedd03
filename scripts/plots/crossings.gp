# Finds where two contenders cross between two shares, by linear interpolation: n_crossings places with Place
# (the share), Height (the value there), Sure (the intervals confirm it) and Lower and Upper (who is below whom
# from there on). Input: V, L, H, N, C_count, Member and highest.
v(c, k) = V[(c - 1) * N + k]
apart(a, b, k) = L[(a-1)*N+k] > H[(b-1)*N+k] ? 1 : H[(a-1)*N+k] < L[(b-1)*N+k] ? -1 : 0
settled(a, b, first, last, sign) = (sum [j=first:last] (apart(a, b, j) == sign)) > 0
# Between contenders other than task, only a visible crossing counts: 1 % of the axis.
large(a, b, first, last, sign) = (sum [j=first:last] ((v(a, j) - v(b, j)) * sign > 0.01 * highest)) > 0
is_task(c) = word(contenders, Member[c]) eq "task"
array Place[60]; array Height[60]; array Sure[60]; array Lower[60]; array Upper[60]
n_crossings = 0
do for [a=1:C_count-1] { do for [b=a+1:C_count] {
    before = 0; touch = 0
    do for [k=1:N] {
        d = v(a, k) - v(b, k)
        if (!is_number(d)) { before = 0 }
        if (d == 0 && before && !touch) { touch = k }
        if (is_number(d) && d != 0) {
            if (before && d * d0 < 0 && n_crossings < 60) { load here."crossing.gp" }
            before = k; d0 = d; touch = 0
        }
    }
} }
