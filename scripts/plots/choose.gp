# Chooses the paths for a page that shows the whole run, of the cases that has(i): as many of each scenario
# as there is room for, evenly spread, the first and the last among them. Where there is no room for one of each,
# two are shown of those scenarios that come first, and `omitted` says so. R of a case that is not shown becomes
# 0; Chosen is of paths (by_path.gp). Without any path, n is 0.
load here."by_path.gp"
sub_pitch = 3
is_new(i) = has(i) && (sum [j=1:i-1] (has(j) && K[j] == K[i])) == 0
room = 1020 - 17 * ((3 + sum [i=1:n] is_new(i)) / 4)
row_height(q) = wider(19, 5 + sub_pitch * Cases[q])
is_head(q) = Nth[q] == 0 && Setting[q] ne ""
is_chosen(q, m) = Of[q] <= m || (sum [t=0:m-1] (int(t * (Of[q] - 1.0) / wider(m - 1, 1) + 0.5) == Nth[q])) > 0
total(m) = sum [q=1:Q] (is_chosen(q, m) ? row_height(q) + 20 * is_head(q) : 0)
most = 0
do for [m in "1 2 3 4 5 6 8 10 15 20 1000"] { if (total(int(m)) <= room) { most = int(m) } }
if (!most) { most = 2; room = room - 16 }
sum_height = 0
array Chosen[Q+1]
do for [q=1:Q] {
    sum_height = sum_height + (is_chosen(q, most) ? row_height(q) + 20 * is_head(q) : 0)
    Chosen[q] = is_chosen(q, most) && sum_height <= room
}
begins(q) = Nth[q] == 0
scenarios = sum [q=1:Q] begins(q)
shown = sum [q=1:Q] (begins(q) && Chosen[q])
if (shown < scenarios) {
    omitted = sprintf("%d of %d scenarios that have such numbers, the first ones of the run. ", shown, scenarios)
    omitted = omitted."The others are in figures of their own."
}
do for [i=1:n] { if (R[i]) { R[i] = Chosen[R[i]] ? R[i] : 0 } }
n = Q ? n : 0
is_shown(i) = i <= n && R[i]
