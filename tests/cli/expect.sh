# expect.sh - sourced by the shell tests: a temporary folder, and checks that print what failed.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# expect CODE COMMAND...: runs it, with its output in ./out and ./err.
expect() {
  wanted=$1
  shift
  code=0
  "$@" >out 2>err || code=$?
  [ "$code" -eq "$wanted" ] || { cat out err >&2; fail "exit $code, not $wanted: $*"; }
}

# The last command printed exactly one line on stderr, and it contains the text.
one_line() {
  [ "$(wc -l <err)" -eq 1 ] || { cat err >&2; fail "not one line on stderr"; }
  grep -qF -e "$1" err || { cat err >&2; fail "stderr lacks: $1"; }
}

# The file contains the text.
has() {
  grep -qF -e "$2" "$1" || { cat "$1" >&2; fail "$1 lacks: $2"; }
}
