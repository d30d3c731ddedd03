# Begins a page: title, note and what is `omitted`, and `top`, where there is room below them. Nothing is drawn before the
# page's height is known (finish.gp).
remark = note
words = fit(or(title, or(scenario, figure)), 690, 18); x = 12; y = 20; size = 18; ink = black
eval words_bold
size = 12; ink = quiet_colour; y = 42
while (strlen(remark)) {
    cut = width(remark, size) <= 776 ? strlen(remark) : cut_at(remark, 776, size)
    space = cut
    while (space > 1 && space < strlen(remark) && remark[space:space] ne " ") { space = space - 1 }
    cut = space > 1 ? space : cut
    words = remark[1:cut]
    remark = remark[cut+1:*]
    eval words_left
    y = y + 16
}
if (exists("omitted")) {
    words = omitted
    eval words_left
    y = y + 16
}
top = y + 6
