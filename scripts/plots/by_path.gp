# The cases that has(i) by path: R is the path of a case (0: none); Name, Setting, Cases (how many it has), Nth
# (its place in its scenario, from 0) and Of (how many paths that has) are of paths; Q is their number.
array R[n+1]; array Cases[n+1]; array Name[n+1]; array Setting[n+1]; array Nth[n+1]; array Of[n+1]
Q = 0
do for [i=1:n] {
    if (has(i) && (Q == 0 || S[i] ne Name[Q] || P[i] ne Setting[Q])) {
        Q = Q + 1
        Name[Q] = S[i]; Setting[Q] = P[i]; Cases[Q] = 0; Nth[Q] = Q > 1 && Name[Q] eq Name[Q-1] ? Nth[Q-1] + 1 : 0
    }
    R[i] = has(i) ? Q : 0
    if (has(i)) { Cases[Q] = Cases[Q] + 1 }
}
do for [q=1:Q] { p = Q + 1 - q; Of[p] = p < Q && Name[p+1] eq Name[p] ? Of[p+1] : Nth[p] + 1 }
