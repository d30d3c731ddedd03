# sandbox.sh - sourced: a folder with all programs of PATH, of which a test replaces and hides some.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin"
echo "$PATH" | tr ':' '\n' | while IFS= read -r directory; do
  ln -s "$directory"/* "$folder/bin/" 2>/dev/null || true
done

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# program NAME: standard input becomes that program.
program() {
  rm -f "$folder/bin/$1"
  { echo "#!/bin/sh"; cat; } >"$folder/bin/$1"
  chmod +x "$folder/bin/$1"
}

hide() { # NAME...
  for name in "$@"; do
    rm -f "$folder/bin/$name"
  done
}

# in_sandbox CODE COMMAND...: runs it without an input, with its output in $folder/out.
in_sandbox() {
  wanted=$1
  shift
  code=0
  PATH=$folder/bin "$@" <&- >"$folder/out" 2>&1 || code=$?
  [ "$code" -eq "$wanted" ] || { cat "$folder/out" >&2; fail "exit $code, not $wanted: $*"; }
}

says() { # TEXT
  grep -qF -e "$1" "$folder/out" || { cat "$folder/out" >&2; fail "it does not say: $1"; }
}
