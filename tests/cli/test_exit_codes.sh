# Wrong usage gives exit status 2 and a helpful line; an unreadable file gives exit status 3 and one line.
vtbench=$1
. "$2/expect.sh"

expect 2 "$vtbench"
expect 0 "$vtbench" --help
has out "Exit codes"
expect 0 "$vtbench" --version
expect 2 "$vtbench" frobnicate
one_line "there is no command 'frobnicate'"
expect 2 "$vtbench" measure-one-process
one_line "is for vtbench itself"
expect 2 "$vtbench" measure-one-process 100
one_line "no channel to a parent"

for command in run show compare ab plot report list check accept new doctor; do
  expect 0 "$vtbench" $command --help
  has out "Usage: vtbench $command"
  expect 2 "$vtbench" $command --no-such-option
  has err "--no-such-option"
done

expect 2 "$vtbench" run --filter 'no_such_scenario*'
one_line "no case matches"
expect 2 "$vtbench" run --processes many
has err "--processes takes a whole number"
expect 2 "$vtbench" run --processes 0
expect 2 "$vtbench" run --min-time -1
expect 2 "$vtbench" run --count-only --time-only
expect 2 "$vtbench" run --name ../elsewhere
expect 2 "$vtbench" run stray
expect 2 "$vtbench" run --format xml
expect 2 "$vtbench" compare only_one
expect 2 "$vtbench" compare a b c
expect 2 "$vtbench" compare a b --fail-on everything
expect 2 "$vtbench" plot
expect 2 "$vtbench" report

expect 3 "$vtbench" compare nowhere nowhere
one_line "nowhere"
expect 3 "$vtbench" plot nowhere
one_line "nowhere"
expect 3 "$vtbench" run --plugin ./missing.so
one_line "plugin ./missing.so: No such file or directory"
echo "not a plugin" >text.so
expect 3 "$vtbench" run --plugin text.so
one_line "plugin text.so: file too short"
expect 3 "$vtbench" check --filter sync_success --against nowhere.csv --quiet
one_line "nowhere.csv"

# A run is only overwritten on request.
expect 0 "$vtbench" run --count-only --filter sync_success --name one --quiet
expect 2 "$vtbench" run --count-only --filter sync_success --name one --quiet
one_line "--force"
expect 0 "$vtbench" run --count-only --filter sync_success --name one --quiet --force
echo plain >results_file
expect 3 "$vtbench" run --count-only --filter sync_success --out results_file --quiet
one_line "results_file"
if [ "$(id -u)" -ne 0 ]; then
  mkdir closed && chmod 500 closed
  expect 3 "$vtbench" run --count-only --filter sync_success --out closed --quiet
  one_line "closed"
fi
expect 3 "$vtbench" run --count-only --filter sync_success --out /proc/nowhere --quiet
one_line "/proc/nowhere"
