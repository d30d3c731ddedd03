# Ends a page at `top`, with `caption` below, and draws all of it. Font sizes are in pixels: a point is one
# pixel in an SVG and 4/3 in a PNG of twice the resolution, hence the font scale of 1.5.
if (!exists("caption")) { load here."caption.gp" }
words = fit(caption, 776, 11)
page_height = int(top) + 30; x = 12; y = page_height - 12; size = 11; ink = quiet_colour
eval words_left
everywhere = "font 'sans-serif,12' background 'white'"
terminal_of(one) = one eq "svg" ? sprintf("svg size 800,%d name 'vtbench' %s", page_height, everywhere) \
    : sprintf("pngcairo size 1600,%d %s fontscale 1.5 pointscale 2.5 linewidth 2 dashlength 2", 2 * page_height, everywhere)
set lmargin at screen 0; set rmargin at screen 1; set tmargin at screen 1; set bmargin at screen 0
set xrange [0:800]; set yrange [page_height:0]
unset border; unset tics; unset key
# Of both formats the second file is called as the first one, with .png in the place of its last .svg.
dot = strlen(out) - 3
while (dot > 1 && out[dot:dot+3] ne ".svg") { dot = dot - 1 }
do for [one in (format eq "both" ? "svg png" : format)] {
    eval "set terminal ".terminal_of(one)
    set output one ne format && one eq "png" ? out[1:dot-1].".png".out[dot+4:*] : out
    eval "plot ".(exists("points") ? points : "NaN")." notitle"
    set output
}
