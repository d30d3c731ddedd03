# The cases of the run, or of one scenario, in the order of allocations.csv: S, P, C (scenario, params,
# contender), K (the contender's place in `contenders`), Allocs and Bytes (texts), Ns, Low, High, Ratio,
# RatioLow, RatioHigh (numbers, NaN: not measured). n is their number.
load here."contenders.gp"
mine(row) = scenario eq "" || strcol("scenario") eq scenario
n = 0
stats run."/allocations.csv" using (n = n + mine(0)) nooutput
array S[n+2]; array P[n+2]; array C[n+2]; array K[n+2]; array Allocs[n+2]; array Bytes[n+2]
array Ns[n+2]; array Low[n+2]; array High[n+2]; array Ratio[n+2]; array RatioLow[n+2]; array RatioHigh[n+2]
do for [i=1:n+2] {
    S[i] = ""; P[i] = ""; C[i] = ""; K[i] = 0; Allocs[i] = ""; Bytes[i] = ""
    Ns[i] = NaN; Low[i] = NaN; High[i] = NaN; Ratio[i] = NaN; RatioLow[i] = NaN; RatioHigh[i] = NaN
}
keep(i) = (S[i] = strcol("scenario"), P[i] = unquoted(strcol("params")), C[i] = strcol("contender"), \
    K[i] = known(C[i]), Allocs[i] = strcol("allocs_per_op"), Bytes[i] = strcol("bytes_usable_per_op"))
k = 0
stats run."/allocations.csv" using (mine(0) ? (k = k + 1, keep(k), 0) : 0) nooutput

# Other tables have their rows in the same order, so that the next case is tried first. n + 1: is no case.
here_is(i) = C[i] eq strcol("contender") && P[i] eq unquoted(strcol("params")) && S[i] eq strcol("scenario")
searched(row) = sum [j=1:n] here_is(j) * j
found(row) = here_is(k) ? k : k <= n && here_is(k + 1) ? (k = k + 1) : (k = searched(0), k = k ? k : n + 1)
real_in(name, otherwise) = strlen(strcol(name)) ? column(name) : otherwise
time_of(i) = (Ns[i] = real_in("ns_per_op", NaN), Low[i] = real_in("ns_low", Ns[i]), \
    High[i] = real_in("ns_high", Ns[i]), Ratio[i] = real_in("ratio_to_task", NaN), \
    RatioLow[i] = real_in("ratio_low", Ratio[i]), RatioHigh[i] = real_in("ratio_high", Ratio[i]))
k = 1
stats run."/latency.csv" using (mine(0) ? (time_of(found(0)), 0) : 0) nooutput
