# Shared by all figures: the call, and how files are read.
# gnuplot --default-settings -c FIGURE.gp RUN OUT FORMAT [SCENARIO [KEY [FIRST [COUNT [TITLE [NOTE]]]]]]
run = Argument[1]; out = Argument[2]; format = Argument[3]; scenario = Argument[4]; key = Argument[5]
whole(text, otherwise) = strlen(text) ? int(real(text)) : otherwise
first = whole(Argument[6], 0); count = whole(Argument[7], 1000000000); title = Argument[8]; note = Argument[9]
if (run eq "" || out eq "" || (format ne "svg" && format ne "png" && format ne "both")) {
    print "needs the folder of a run, the file to write, and its format, svg or png; or both, and OUT is of the first"
    exit status 2
}
# A name that begins with "<" or "|" is a command to gnuplot; behind "./" it is a name.
a_name(path) = path[1:1] eq "/" ? path : "./".path
run = a_name(run)
out = a_name(out)
set encoding utf8
set datafile separator ","
set datafile columnheaders
set datafile commentschars ""

position(list, item) = sum [i=1:words(list)] (word(list, i) eq item) * i
add(list, item) = position(list, item) ? list : list." ".item
wider(a, b) = a > b ? a : b
narrower(a, b) = a < b ? a : b
is_number(v) = v == v
or(text, otherwise) = text eq "" ? otherwise : text
load here."cells.gp"
load here."texts.gp"
load here."pens.gp"
