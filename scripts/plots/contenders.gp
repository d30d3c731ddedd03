# How each contender is shown: label, colour and symbol from contenders.csv, in its order. A contender
# that is not in the file, or has no colour or symbol there, gets the next unused spare pair. Contenders
# of allocations.csv are added here, so that every figure gives them the same pair.
contenders = ""
array Label[200]; array Colour[200]; array Symbol[200]
known(name) = position(contenders, name)
label(name) = Label[known(name)]
colour(name) = Colour[known(name)]
point(name) = Symbol[known(name)]

is_colour(text) = strlen(text) == 7 && text[1:1] eq "#"
keep(i) = (contenders = contenders." ".strcol("contender"), Label[i] = unquoted(strcol("label")), \
    Colour[i] = is_colour(strcol("colour")) ? strcol("colour") : "", Symbol[i] = whole(strcol("symbol"), 0))
stats run."/contenders.csv" using (words(contenders) < 150 ? keep(words(contenders) + 1) : 0) nooutput

# gnuplot 5.4 cuts a quoted value at its first comma, so a quoted label is read again with quotes as separators.
set datafile separator "\""
whose(row) = known(strcol(1)[1:strlen(strcol(1))-1])
stats run."/contenders.csv" using (whose(0) ? (Label[whose(0)] = unquoted(strcol(2)), 0) : 0) nooutput
set datafile separator ","

everyone = contenders
stats run."/allocations.csv" using (everyone = add(everyone, strcol("contender")), 0) nooutput
load here."spare.gp"
