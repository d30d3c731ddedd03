# One scenario: allocations and bytes per operation as bars, time as points with intervals.
# first, count: the cases that are shown.
figure = "paths"
here = ARG0[1:strlen(ARG0)-strlen(figure.".gp")]
array Argument[9] = [ARG1, ARG2, ARG3, ARG4, ARG5, ARG6, ARG7, ARG8, ARG9]
load here."common.gp"
load here."cases.gp"
from_case = first + 1
to_case = count < n - first ? first + count : n
n = to_case < from_case ? 0 : n
load here."nothing.gp"
load here."scale.gp"
load here."page.gp"

array Left[2] = [210, 342]
array Most[2] = [0, 0]
amount(panel, i) = exact(panel == 1 ? Allocs[i] : Bytes[i])
do for [i=from_case:to_case] { do for [panel=1:2] {
    if (amount(panel, i) > Most[panel]) { Most[panel] = amount(panel, i) }
} }
y = top + 10; ink = quiet_colour; size = 12
counted = sum [i=from_case:to_case] is_number(amount(1, i))
any_time = sum [i=from_case:to_case] is_number(Ns[i])
x = Left[1]; words = counted ? "allocations" : "not counted"; eval words_left
x = Left[2]; words = counted ? "usable bytes" : ""; eval words_left
x = 476; words = any_time ? "time" : "not timed"; eval words_left
top = top + 20
i = from_case
while (i <= to_case) { load here."setting.gp" }
load here."finish.gp"
