# The peers of .NET: built, in the groups of the suite, and with the committed bytes, exactly:
# test_peers_dotnet.sh VTBENCH FOLDER SOURCE
vtbench=$1
source=$3
. "$2/expect.sh"
command -v dotnet >/dev/null || { echo "there is no .NET SDK here"; exit 77; }

# Its packages come from NuGet, which may be out of reach.
CXX=no-such-compiler RUSTC=no-such-compiler sh "$source/scripts/peers" built >out 2>err || cat err
[ -e built/net10 ] || { echo "the .NET peers cannot be built here"; exit 77; }
# Of another version than the committed ones nothing can be compared, which is no success.
code=0
VTBENCH="$vtbench" sh "$source/scripts/peers" check "$folder/built" >out 2>err || code=$?
if [ "$code" -eq 3 ] && grep -q "nothing is committed for" err; then
  cat err
  exit 77
fi
[ "$code" -eq 0 ] || { cat out err >&2; fail "exit $code, not 0, of the first count"; }

# Fewer bytes than committed would be told: the committed ones are those of this version. Where objects are counted, so are
# they: a synchronous task is one.
for peer in net10 net11 net11ra; do
  [ -e built/$peer ] || continue
  expect 0 "$vtbench" list --host built/$peer --filter "*/${peer}_*" --format csv
  [ "$(wc -l <out)" -eq 79 ] || fail "not the 78 cases of $peer"
  committed=$(ls "$source"/results/dotnet/$peer-*.csv | head -n 1)
  sed "s/^\(sync_success,${peer}_task,,1*,,\)72,72/\171,71/" "$committed" >less.csv
  cmp -s "$committed" less.csv && fail "the committed bytes of a synchronous task are not 72"
  code=0
  "$vtbench" check --quiet --host built/$peer --filter "sync_success/${peer}_task" --against less.csv >out 2>err || code=$?
  [ "$code" -eq 1 ] || { cat out err >&2; fail "exit $code where a task has more than committed"; }
done

# Times, in the groups of the suite.
expect 0 "$vtbench" run --quick --time-only --quiet --processes 2 --repetitions 2 --host built/net10 --filter sync_success --name times
[ "$(grep -c '^sync_success,net10_[a-z_]*,,[01],' results/times/processes.csv)" -eq 8 ] || fail "not 4 cases in 2 processes"
has results/times/environment.csv "host_net10,"

# The bytes again, of one runtime alone, as counting takes most of the time here.
rm -f built/net11 built/net11ra
expect 0 env VTBENCH="$vtbench" sh "$source/scripts/peers" check "$folder/built"
has out "78 cases: all within budget, verified"
exit 0
