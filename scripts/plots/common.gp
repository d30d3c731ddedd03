# What all figures share: how files are read, one colour and one point per contender, the page.
# Call: gnuplot -e "run='FOLDER'; out='FILE.svg'; format='svg'" FIGURE.gp
if (!exists("run") || !exists("out") || !exists("format")) {
    print figure.": needs run, out and format (svg or png)"
    exit status 2
}
if (format ne "svg" && format ne "png") {
    print figure.": format is svg or png, not ".format
    exit status 2
}

set datafile separator ","
set datafile columnheaders
set datafile commentschars ""

# Okabe-Ito, safe for colour-blind readers; its yellow is too pale on white and gives way to a grey.
contenders = "direct task task_cached value_task ". \
    "value_task_pooled value_task_source value_task_static_error value_task_wide"
colours = "#7F7F7F #000000 #E69F00 #0072B2 #009E73 #D55E00 #CC79A7 #56B4E9"
points = "2 7 5 9 11 13 15 4"
# For the others, which have none of their own: three colours and five points give fifteen pairs.
spare_colours = "#882255 #999933 #44AA99"
spare_points = "6 8 10 12 14"

position(list, item) = sum [i=1:words(list)] (word(list, i) eq item) * i
add(list, item) = position(list, item) ? list : list." ".item
wider(a, b) = a > b ? a : b
known(name) = position(contenders, name)
extras = ""
spare(list, name) = word(list, 1 + (position(extras, name) - 1) % words(list))
colour(name) = known(name) ? word(colours, known(name)) : spare(spare_colours, name)
point(name) = int(known(name) ? word(points, known(name)) : spare(spare_points, name))

# The page: 800 wide, positions in pixels from its upper left corner; a PNG is the same, twice as fine.
# Sizes of letters are pixels: a point is one in an SVG and 4/3 in a PNG, hence its scale of 1.5.
px(x) = x / 800.0
py(y) = 1 - y / (1.0 * page_height)
plain(size) = "sans-serif,".size
# Bold letters need enhanced text, in which an underscore is a command; all other text is `noenhanced`.
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
# gnuplot 6 clears a disc under each point of an error bar, which hides short bars: none.
set pointintervalbox 0
