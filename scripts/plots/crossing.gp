# Contenders a and b change order between the shares `before` and k (they touch at `touch`, if that is one).
t = touch ? (At[touch] - At[before]) / (At[k] - At[before]) : d0 / (d0 - d)
visible = large(a, b, 1, before, sgn(d0)) && large(a, b, k, N, sgn(d))
if (is_task(a) || is_task(b) || visible) {
    n_crossings = n_crossings + 1
    Place[n_crossings] = At[before] + t * (At[k] - At[before])
    Height[n_crossings] = touch ? v(a, touch) : v(a, before) + t * (v(a, k) - v(a, before))
    Sure[n_crossings] = settled(a, b, 1, before, sgn(d0)) && settled(a, b, k, N, sgn(d))
    Lower[n_crossings] = Member[d < 0 ? a : b]
    Upper[n_crossings] = Member[d < 0 ? b : a]
}
