# Shared by all figures: reading of files, appearance of contenders, the page.
# Call: gnuplot -e "run='FOLDER'; out='FILE.svg'; format='svg'" FIGURE.gp
if (!exists("run") || !exists("out") || !exists("format")) {
    print figure.": needs run, out and format (svg or png)"
    exit status 2
}
if (format ne "svg" && format ne "png") {
    print figure.": format is svg or png, not ".format
    exit status 2
}

# A name that begins with "<" or "|" is a command to gnuplot; behind "./" it is a name.
a_name(path) = path[1:1] eq "/" ? path : "./".path
run = a_name(run)
out = a_name(out)

set datafile separator ","
set datafile columnheaders
set datafile commentschars ""

position(list, item) = sum [i=1:words(list)] (word(list, i) eq item) * i
add(list, item) = position(list, item) ? list : list." ".item
wider(a, b) = a > b ? a : b
known(name) = position(contenders, name)
# An exact number is a fraction such as "1/512" or a whole number; an empty cell is NaN.
exact(text) = strstrt(text, "/") ? (text[1:strstrt(text, "/")-1] + 0.0) / text[strstrt(text, "/")+1:*] \
    : strlen(text) ? text + 0.0 : NaN
# A text that begins as a formula does has a quote before it in CSV.
unquoted(text) = text[1:1] eq "'" && strstrt("=+-@'", text[2:2]) && strlen(text) > 1 ? text[2:*] : text
load here."contenders.gp"

# The page: 800 pixels wide, positions in pixels from its upper left corner; a PNG has twice the resolution.
# Font sizes are in pixels: a point is one pixel in an SVG and 4/3 in a PNG, hence the font scale of 1.5.
px(x) = x / 800.0
py(y) = 1 - y / (1.0 * page_height)
plain(size) = "sans-serif,".size
# Bold text needs enhanced mode, where an underscore is a command; all other text is `noenhanced`.
escaped(text) = strstrt(text, "_") \
    ? text[1:strstrt(text, "_")-1]."\\_".escaped(text[strstrt(text, "_")+1:*]) : text
strong(text) = "{/:Bold ".escaped(text)."}"
everywhere = "font 'sans-serif,12' background 'white'"
terminal(height) = format eq "svg" \
    ? sprintf("set terminal svg size 800,%d %s name 'vtbench'", height, everywhere) \
    : sprintf("set terminal pngcairo size 1600,%d %s fontscale 1.5 pointscale 2.5 linewidth 2 dashlength 2", \
              2 * height, everywhere)
grid_colour = "#DDDDDD"
quiet_colour = "#666666"
set errorbars 0
# gnuplot 6 clears a disc under each point of an error bar, which hides short bars; this disables it.
set pointintervalbox 0
