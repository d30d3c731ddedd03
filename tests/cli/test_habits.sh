# What people try first: -h, help, --version, and words with a letter wrong.
vtbench=$1
. "$2/expect.sh"

for ask in "run -h" "run --help" "help run"; do
  # shellcheck disable=SC2086
  expect 0 "$vtbench" $ask
  has out "Usage: vtbench run"
  has out "--filter"
done
for ask in help -h --help; do
  expect 0 "$vtbench" $ask
  has out "Usage: vtbench COMMAND"
  has out "  4  better than"
done
for ask in --version -V "run --version" "doctor --version"; do
  # shellcheck disable=SC2086
  expect 0 "$vtbench" $ask
  has out "vtbench 0."
  has out "jemalloc"
done

expect 2 "$vtbench" chekc
one_line "there is no command 'chekc'; did you mean 'check'?"
expect 2 "$vtbench" help chekc
one_line "did you mean 'check'?"
expect 2 "$vtbench" frobnicate
one_line "there is no command 'frobnicate'; see"
expect 2 "$vtbench" run --fliter x
one_line "there is no option '--fliter'; did you mean '--filter'? See vtbench run --help"
expect 2 "$vtbench" run --qiuck --filter --nmae
one_line "did you mean '--quick'?"
# An argument may look like an option, and what comes after -- is none.
expect 2 "$vtbench" list --filter --fliter
one_line "no case matches"
expect 2 "$vtbench" list -f --fliter
one_line "no case matches"
expect 2 "$vtbench" compare -- --fliter
grep -q 'did you mean' err && fail "an argument was taken for an option"
# Beginnings that fit one option alone are taken.
expect 0 "$vtbench" list --filt 'fault/task*'

expect 2 "$vtbench" list --filter 'fualt/*'
one_line "no case matches the filter 'fualt/*'; did you mean 'fault*'?"
expect 2 "$vtbench" list --filter 'fault/vlaue_task'
one_line "did you mean 'fault/value_task*'?"
expect 2 "$vtbench" list --filter 'nothing_like_it_at_all'
one_line "no case matches the filter; "

# ---- what is made of the tables ----

expect 2 "$vtbench" describe
one_line "describe takes man, bash, zsh or fish"
expect 2 "$vtbench" describe man nothing
one_line "there is no command 'nothing'"
expect 0 "$vtbench" describe man
has out ".SH EXIT STATUS"
has out "vtbench\\-check"
expect 0 "$vtbench" describe man check
has out '\fB\-f\fR, \fB\-\-filter\fR=\fIGLOB\fR'
for shell in bash zsh fish; do
  expect 0 "$vtbench" describe $shell
  has out "budgets-only"
  [ ! -s err ] || fail "describe $shell says: $(cat err)"
  command -v $shell >/dev/null && { $shell -n out || fail "$shell does not read its completion"; }
done
if command -v man >/dev/null; then
  "$vtbench" describe man run >vtbench-run.1
  # shellcheck disable=SC2016
  MANWIDTH=120 man --warnings -l vtbench-run.1 >out 2>err || fail "man does not read its page"
  [ ! -s err ] || fail "man warns: $(cat err)"
fi

# The completion of bash, as bash calls it.
"$vtbench" describe bash >completion
complete_in_bash() { # WORD...
  bash -c '. ./completion; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _vtbench; printf "%s\n" "${COMPREPLY[@]}"' bash "$@" >out
}
complete_in_bash vtbench ch
has out "check"
complete_in_bash vtbench check --bud
has out "--budgets-only"
complete_in_bash vtbench check --plugin compl
has out "completion"
