# How numbers are written, and how much room a text takes.
short(v) = v != v ? "" : v >= 9.995e8 ? sprintf("%.3gG", v / 1e9) : v >= 999500 ? sprintf("%.3gM", v / 1e6) \
    : v >= 9995 ? sprintf("%.3gk", v / 1e3) : v >= 999.5 ? sprintf("%.0f", v) : sprintf("%.3g", v)
duration(ns) = ns >= 9.995e8 ? sprintf("%.3g s", ns / 1e9) : ns >= 999500 ? sprintf("%.3g ms", ns / 1e6) \
    : ns >= 999.5 ? sprintf("%.3g µs", ns / 1e3) : sprintf("%.3g ns", ns)
# Fractions such as "1/512" are shown as in the file; other fractions are rounded.
number(text) = text[1:2] eq "1/" && strlen(text) < 8 ? text : short(exact(text))

# The width of a text in pixels, never too little: as wide as DejaVu Sans and Verdana, which are wide
# fonts. What is not in these lists, as letters of other scripts, is taken as square.
narrow_ones = " iIjlft.,:;'|!()[]/-r"
wide_ones = "mwMW%=+@<>~#&"
high_ones = "ABCDEFGHJKLNOPQRSTUVXYZ"
common_ones = "abcdeghknopqsuvxyz0123456789_*?µ"
share_of_em(c) = strstrt(narrow_ones, c) ? 0.42 : strstrt(common_ones, c) ? 0.645 : strstrt(high_ones, c) ? 0.79 \
    : strstrt(wide_ones, c) ? 1.0 : 1.05
width(text, size) = size * (sum [i=1:strlen(text)] share_of_em(text[i:i]))
# A text that is too wide is cut in the middle, as names often differ at their ends; "…" says so.
cut_at(text, room, size) = sum [n=1:narrower(strlen(text), 120)] (width(text[1:n], size) <= room)
cut_from(text, room, size) = 1 + strlen(text) \
    - (sum [n=1:narrower(strlen(text), 120)] (width(text[strlen(text)-n+1:*], size) <= room))
fit(text, room, size) = strlen(text) < 150 && width(text, size) <= room ? text \
    : text[1:cut_at(text, 0.6 * room, size)]."…".text[cut_from(text, 0.4 * room - size, size):*]
# "a=1;b=2" is easier to read as "a=1, b=2".
spaced(text) = strstrt(text, ";") \
    ? text[1:strstrt(text, ";")-1].", ".spaced(text[strstrt(text, ";")+1:*]) : text
# Bold text needs enhanced mode, where an underscore is a command; all other text is `noenhanced`.
special = "_^&@~{}\\"
escaped(text) = strlen(text) == 0 ? "" : (strstrt(special, text[1:1]) ? "\\" : "").text[1:1].escaped(text[2:*])
strong(text) = "{/:Bold ".escaped(text)."}"
