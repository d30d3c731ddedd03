# Lines on the zero line hide each other; below the list of crossings, as far as there is room, their names.
flat = ""
measured(c) = sum [k=1:N] is_number(v(c, k))
raised(c) = sum [k=1:N] (v(c, k) > 0.005 * highest)
do for [c=1:C_count] { if (highest > 0 && measured(c) && !raised(c)) { flat = flat.sprintf(" %d", Member[c]) } }
size = 11; ink = quiet_colour; x = list_left - 46; y = list_y + 6
words = "on the zero line:"
if (words(flat)) { eval words_left }
shown_flat = int(narrower(words(flat), (panel_bottom + 20 - y) / 14))
shown_flat = shown_flat < words(flat) ? shown_flat - 1 : shown_flat
do for [f=1:shown_flat] {
    y = y + 14
    words = fit(Label[int(word(flat, f))], 230, 11)
    eval words_left
}
words = sprintf("and %d more", words(flat) - shown_flat)
if (shown_flat < words(flat)) { y = y + 14; eval words_left }
y = words(flat) ? y : list_y - 14
load here."hidden_lines.gp"
