# No name of a file or folder is taken for anything else: not by a shell, by gnuplot or by a terminal.
vtbench=$1
scripts=$(cd "$2/../../scripts/plots" && pwd)
. "$2/expect.sh"

expect 0 "$vtbench" run --count-only --filter sync_success --name base --quiet
newline=$(printf 'a\nb')
escape=$(printf 'a\033[31mb')

# Names that gnuplot takes for commands, that end a quoted string, and that shells expand. `x` is what they would make.
for name in '<touch x;#' '|touch x;#' '<touch x' '|touch x' "it's" 'a"b' '`touch x`' '$(touch x)' '; touch x #' \
  '-dash' '--out' 'a b' '~' '*' 'zähler' '%s%n' "$newline" "$escape"; do
  cp -r results/base "./$name"
  rm -rf "./$name/plots"
  expect 0 "$vtbench" plot -- "$name"
  [ -s "./$name/plots/paths-sync_success.svg" ] && [ -s "./$name/plots/paths-sync_success.png" ] || { cat err >&2; fail "no figures in $name"; }
  [ "$(wc -l <out)" -eq 2 ] || { cat out >&2; fail "not a line for each figure of $name"; }
  expect 0 "$vtbench" report -- "$name"
  [ "$(wc -l <out)" -eq 2 ] || fail "not two lines of the report of $name"
  expect 0 "$vtbench" compare -- "$name" results/base
  grep -q "$(printf '\033')" out err && fail "a control character is printed"
  [ ! -e x ] || fail "a command was run: $name"
  rm -rf "./$name"
done

# The scripts alone take such names too.
if command -v gnuplot >/dev/null; then
  for name in '<touch x;#' '|touch x;#' '`touch x`'; do
    cp -r results/base "./$name"
    gnuplot -c "$scripts/paths.gp" "$name" "$name.svg" svg sync_success 2>err || { cat err >&2; fail "gnuplot"; }
    [ -s "./$name.svg" ] || fail "no $name.svg"
    [ ! -e x ] || fail "a command was run: $name"
  done
fi

# A run may have such names, but not what is no plain text; that is said before anything is measured.
for name in '<touch x;#' '|touch x' "it's" '$(touch x)' '-dash' 'a b' 'zähler'; do
  expect 0 "$vtbench" run --count-only --filter sync_success/task --name="$name" --quiet
  [ -s "results/$name/report.json" ] || fail "no run $name"
  expect 0 "$vtbench" plot "results/$name"
  [ ! -e x ] || fail "a command was run: $name"
done
for name in "$newline" "$escape" "$(printf 'a\377b')" "$(printf 'a\302\233b')" "$(printf 'a\342\200\256b')" .hidden a/b ''; do
  expect 2 "$vtbench" run --count-only --filter sync_success/task --name="$name" --quiet
  one_line "--name takes the name of a folder"
done
exit 0
