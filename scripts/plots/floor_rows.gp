# The lines of floors.csv that are shown: Path and Floor (in words), Times, TimesLow, TimesHigh and Aim; n is
# their number, and `from` to `to` what they span. gnuplot 5.4 cuts a quoted value at its first comma, so
# the words are read again with quotes as separators.
n = 0; line = 0
wanted(row) = (line = line + 1, line > first && line <= first + count)
stats run."/floors.csv" using (wanted(0) ? (n = n + 1) : n) nooutput
array Path[n+1]; array Floor[n+1]; array Times[n+1]; array TimesLow[n+1]; array TimesHigh[n+1]; array Aim[n+1]
bound(name) = strlen(strcol(name)) ? column(name) : Times[k]
keep(i) = (Path[i] = strcol("path"), Floor[i] = strcol("floor"), Times[i] = column("ratio"), \
    TimesLow[i] = bound("ratio_low"), TimesHigh[i] = bound("ratio_high"), Aim[i] = column("aim"))
k = 0; line = 0
stats run."/floors.csv" using (wanted(0) ? (k = k + 1, keep(k), 0) : 0) nooutput

set datafile separator "\""
to_comma(t) = t[1 : strstrt(t, ",")-1]
first_is_quoted(row) = strcol(2)[1:1] eq ","
path_again(row) = first_is_quoted(0) ? strcol(1) : to_comma(strcol(1))
floor_again(row) = !first_is_quoted(0) ? strcol(2) : strcol(2) eq "," ? strcol(3) : to_comma(strcol(2)[2:*])
longer(text, again) = again[1:strlen(text)] eq text ? again : text
again(i) = (Path[i] = longer(Path[i], path_again(0)), Floor[i] = longer(Floor[i], floor_again(0)))
k = 0; line = 0
stats run."/floors.csv" using (wanted(0) ? (k = k + 1, again(k), 0) : 0) nooutput
set datafile separator ","
from = 1; to = 1
include(v) = v > 0 ? (from = narrower(from, v), to = wider(to, v)) : NaN
do for [i=1:n] { unused = (include(Times[i]), include(TimesLow[i]), include(TimesHigh[i]), include(Aim[i])) }
