# Peers: absent without harm, built where their compilers are, and then in the groups of the suite:
# test_peers.sh VTBENCH FOLDER SOURCE
vtbench=$1
source=$3
. "$2/expect.sh"

# ---- none is there ----

mkdir none
expect 0 "$vtbench" run --peers=none --count-only --quiet --filter sync_success/task --name none
has err "peers that are not in none: cxx (a C++ compiler with coroutines), rust (rustc), net10 (the .NET SDK 10), net11 "
has err "scripts/peers builds them"
[ "$(grep -c 'peers' err)" -eq 1 ] || fail "not one line"
has out "1 cases, 0 broken budgets"

# Nothing to compare is no success.
for command in check accept; do
  expect 3 sh "$source/scripts/peers" $command none
  has err "nothing was compared"
done

# Without the compilers each is left out, with a line that says what it takes. No program but these is on PATH.
mkdir bin
for tool in sh sed cut uname mkdir cat rm chmod dirname tail grep; do
  ln -s "$(command -v "$tool")" bin/$tool
done
expect 0 env PATH="$folder/bin" CXX=no-such-compiler RUSTC=no-such-compiler "$folder/bin/sh" "$source/scripts/peers" built
for peer in cxx.so rust.so net10 net11 net11ra; do
  has err "peers: $peer is left out: it takes "
done
[ -z "$(ls built)" ] || fail "something was built of nothing"

# ---- C++ and Rust, as far as they are here ----

cxx=$(command -v c++) cc=$(command -v cc) rustc=$(command -v rustc) || rustc=no-such-compiler
# The compilers look for their parts on PATH; .NET has a test of its own.
for tool in as ld; do
  ln -s "$(command -v $tool)" bin/$tool
done
expect 0 env PATH="$folder/bin" CC="$cc" CXX="$cxx" RUSTC="$rustc" "$folder/bin/sh" "$source/scripts/peers" built
for peer in cxx rust; do
  [ -e built/$peer.so ] || continue
  expect 0 "$vtbench" run --peers=built --count-only --quiet --filter "*/${peer}_*" --name $peer
  has out "0 broken budgets, 0 leaked, 0 not verified"
  grep -q "^sync_success,${peer}_" results/$peer/allocations.csv || fail "$peer has no case in the suite"
  expect 0 "$vtbench" check --quiet --budgets-only --plugin built/$peer.so
done
[ -e built/cxx.so ] || exit 0

# They stand in the groups of the suite, which is measured too.
expect 0 "$vtbench" run --peers=built --count-only --quiet --filter sync_success --filter fault --name both
sed 1d results/both/allocations.csv | cut -d, -f1 | uniq | tr '\n' ' ' | grep -qx 'sync_success fault ' || fail "the groups are torn"
grep -q '^program,' results/both/environment.csv || fail "the report does not name the program"
grep -q '^plugin,' results/both/environment.csv || fail "the report does not name the peer"
