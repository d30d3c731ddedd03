# The ticks of an axis from `from` to `to`, linear or (log_scale) logarithmic: Tick, and tick_count.
# Over many decades a log axis has powers of ten alone.
array Tick[80]
tick_count = 0
step = decade((to - from) / 4.0)
step = step * ((to - from) / step > 20 ? 5 : (to - from) / step > 8 ? 2 : 1)
decades = log_scale && to / (1.0 * from) > 300
v = decades ? 10 * decade(from / 1.000001) : log_scale ? from : step * ceil(from / step - 1e-9)
while (v <= to * (1 + 1e-9) && tick_count < 80) {
    tick_count = tick_count + 1
    Tick[tick_count] = !log_scale && abs(v) < 1e-9 * step ? 0 : v
    v = !log_scale ? v + step : decades ? 10 * v : up(v * 1.01)
}
