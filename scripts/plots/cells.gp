# What the cells of a CSV file mean.
# An exact number is a fraction such as "1/512" or a whole number; an empty cell is NaN.
exact(text) = strstrt(text, "/") ? (text[1:strstrt(text, "/")-1] + 0.0) / text[strstrt(text, "/")+1:*] \
    : strlen(text) ? text + 0.0 : NaN
# A text that begins as a formula does has a quote before it in CSV.
unquoted(text) = text[1:1] eq "'" && strstrt("=+-@'", text[2:2]) && strlen(text) > 1 ? text[2:*] : text
