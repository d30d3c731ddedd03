# The cases of a scenario as series over the numeric parameter `key`: G (the group of a case: its other
# parameters), Groups, and the parameter's values in ascending order: At[1] to At[N].
pieces(p) = strstrt(p, ";") ? p[1:strstrt(p, ";")-1]." ".pieces(p[strstrt(p, ";")+1:*]) : p
is_key(piece) = piece[1:strlen(key)+1] eq key."="
value_in(p) = sum [j=1:words(p)] (is_key(word(p, j)) ? real(word(p, j)[strlen(key)+2:*]) : 0)
array G[n+1]; array X[n+1]
groups = ""
do for [i=1:n] {
    p = pieces(P[i]); X[i] = value_in(p); rest = ""
    do for [piece in p] { if (!is_key(piece)) { rest = rest.(rest eq "" ? "" : ";").piece } }
    G[i] = or(rest, "-")
    groups = add(groups, G[i])
}
array Distinct[n+1]; array At[n+1]
N = 0
do for [i=1:n] {
    if ((sum [j=1:N] (Distinct[j] == X[i])) == 0) { N = N + 1; Distinct[N] = X[i] }
}
do for [j=1:N] { At[1 + sum [l=1:N] (Distinct[l] < Distinct[j])] = Distinct[j] }
index_of(v) = 1 + sum [j=1:N] (At[j] < v)
