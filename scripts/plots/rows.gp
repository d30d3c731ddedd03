# One row per path: lays out the rows, opens the page and writes the names of the rows.
# Input: pitch (pixels between the contenders of a row; 0 puts them all on one line), top and bottom
# (pixels reserved above and below the rows), right (the right end of the rows). Result: the y axis
# counts pixels downwards, and y(0) is the position of a line of the table.
slots = words(shown)
slot(row) = (position(paths, key(row)) - 1) * slots + position(shown, strcol("contender"))
array Y[words(paths) * slots]
do for [i=1:|Y|] { Y[i] = 0 }
stats file using (has(0) ? (Y[slot(0)] = 1) : 0) nooutput
y(row) = has(row) ? Y[slot(row)] : NaN

# "a=1;b=2" is easier to read as "a=1, b=2".
spaced(text) = strstrt(text, ";") \
    ? text[1:strstrt(text, ";")-1].", ".spaced(text[strstrt(text, ";")+1:*]) : text
row_height(cases) = pitch ? pitch * cases + 8 : 20
height = 0
left = 140
last = ""
do for [p=1:words(paths)] {
    scenario = scenario_of(word(paths, p))
    params = spaced(unquoted(params_of(word(paths, p))))
    if (scenario ne last) {
        set arrow from screen px(12), first height to graph 1, first height nohead lc rgb "#AAAAAA"
        bare = params eq ""
        middle = bare ? row_height(sum [c=1:slots] Y[(p-1)*slots+c]) / 2.0 : 9
        set label strong(scenario) at screen px(12), first height + middle font plain(12)
        height = height + (bare ? 0 : 18)
        left = wider(left, bare ? 22 + 8 * strlen(scenario) : 0)
    } else { set arrow from graph 0, first height to graph 1, first height nohead back lc rgb "#EEEEEE" }
    last = scenario
    first_line = height + (pitch ? 4 + pitch / 2.0 : 10)
    nth = 0
    do for [i=(p-1)*slots+1:p*slots] {
        if (Y[i]) {
            Y[i] = first_line + pitch * nth
            nth = nth + 1
        }
    }
    set label params at screen px(24), first height + row_height(nth) / 2.0 font plain(12) noenhanced
    left = wider(left, 34 + 7.1 * strlen(params))
    height = height + row_height(nth)
}

page_height = top + height + bottom
load here."page.gp"
set lmargin at screen px(left)
set rmargin at screen px(right)
set tmargin at screen py(top)
set bmargin at screen py(top + height)
set yrange [height:0]
unset ytics
unset key
