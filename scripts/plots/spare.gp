# Completes the contenders: each of `everyone` gets a label, colour and symbol if it has none.
spare_colours = "#882255 #999933 #44AA99 #332288 #117733 #CC6677 #AA4499"
spare_symbols = "6 8 10 12 14"
in_turn(list, k) = word(list, 1 + (k - 1) % words(list))
taken(k) = sum [j=1:words(contenders)] \
    (Colour[j] eq in_turn(spare_colours, k) && Symbol[j] == in_turn(spare_symbols, k))
do for [name in everyone] {
    if (!known(name) && words(contenders) < 200) {
        contenders = contenders." ".name
        Label[known(name)] = ""; Colour[known(name)] = ""; Symbol[known(name)] = 0
    }
}
do for [i=1:words(contenders)] {
    if (Label[i] eq "") { Label[i] = word(contenders, i) }
    if (Colour[i] eq "" || Symbol[i] == 0) {
        pair = 1
        while (pair <= 35 && taken(pair)) { pair = pair + 1 }
        if (Colour[i] eq "") { Colour[i] = in_turn(spare_colours, pair) }
        if (Symbol[i] == 0) { Symbol[i] = int(in_turn(spare_symbols, pair)) }
    }
}
