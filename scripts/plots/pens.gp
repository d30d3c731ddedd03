# Drawing in pixels, from the upper left corner of a page that is 800 wide: each pen is a command for
# `eval`, which takes its place, text and colour from variables, so that no text is ever a command.
words_left = "set label words at x, y left font plain(size) noenhanced tc rgb ink front"
words_right = "set label words at x, y right font plain(size) noenhanced tc rgb ink front"
words_centre = "set label words at x, y center font plain(size) noenhanced tc rgb ink front"
words_bold = "set label strong(words) at x, y left font plain(size) tc rgb ink front"
stroke = "set arrow from x, y to to_x, to_y nohead front lw weight lc rgb ink"
hairline = "set arrow from x, y to to_x, to_y nohead back lw 0.6 lc rgb grid_colour"
bar = "set object rectangle from x, y to to_x, to_y front fc rgb ink fs solid noborder"
mark = "set label '' at x, y point pt symbol ps scale lc rgb ink front"
plain(size) = sprintf("sans-serif,%g", size)
grid_colour = "#CCCCCC"
quiet_colour = "#595959"
black = "#000000"
# A colour as numbers, and half way to white.
digit(c) = wider(strstrt("0123456789abcdef", c), strstrt("0123456789ABCDEF", c)) - 1
byte(colour, i) = 16 * digit(colour[i:i]) + digit(colour[i+1:i+1])
rgb_of(colour) = 65536 * byte(colour, 2) + 256 * byte(colour, 4) + byte(colour, 6)
lighter(colour, i) = (255 + byte(colour, i)) / 2
faint(colour) = sprintf("#%02X%02X%02X", lighter(colour, 2), lighter(colour, 4), lighter(colour, 6))
