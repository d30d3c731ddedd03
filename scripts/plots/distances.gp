# The processes of the cases that has(i): Of_case and Off (in percent) of each; Count, and by how much the
# lowest and the highest are off, of each case. `edge`: what the axis goes to.
process_count = 0
stats run."/processes.csv" using (process_count = process_count + 1) nooutput
array Of_case[process_count+1]; array Off[process_count+1]
array Count[n+2]; array Lowest[n+2]; array Highest[n+2]
do for [i=1:process_count+1] { Of_case[i] = 0; Off[i] = 0 }
do for [i=1:n+2] { Count[i] = 0; Lowest[i] = 0; Highest[i] = 0 }
p = 0; k = 1
off(i) = strlen(strcol("ns_per_op")) && i <= n && has(i) ? 100 * (column("ns_per_op") / Ns[i] - 1) : NaN
note_off(i, v) = is_number(v) ? (Of_case[p] = i, Off[p] = v, Count[i] = Count[i] + 1, \
    Lowest[i] = narrower(Lowest[i], v), Highest[i] = wider(Highest[i], v), v) : (Of_case[p] = 0, NaN)
one(row) = (p = p + 1, found(0), note_off(k, off(k)))
OFF_max = 0; OFF_up_quartile = 0
OFF_min = 0; OFF_lo_quartile = 0
stats run."/processes.csv" using (one(0)) name "OFF" nooutput
usual = 10 * wider(OFF_up_quartile, -OFF_lo_quartile)
edge = 1.1 * wider(0.5, narrower(usual, wider(OFF_max, -OFF_min)))
