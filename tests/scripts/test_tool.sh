# scripts/tool finds a program with any version in its name, the newest first, and one of a given version.
set -eu
source=$1
. "$(dirname "$0")/sandbox.sh"
tool() { # CODE ARGUMENT...
  code=$1
  shift
  in_sandbox "$code" "$source/scripts/tool" "$@"
}
finds() { # NAME
  [ "$(cat "$folder/out")" = "$1" ] || fail "found $(cat "$folder/out"), not $1"
}

tool 1 no-such-tool
echo 'echo "a tool version 9.1"' | program a-tool-9
echo 'echo "a tool version 14.0.6"' | program a-tool-14
echo 'echo no' | program a-tool-diff
tool 0 a-tool
finds a-tool-14
tool 0 a-tool 9
finds a-tool-9
tool 1 a-tool 1
echo 'echo "a tool version 19.1.7 (3+b1)"' | program a-tool
tool 0 a-tool
finds a-tool
tool 0 a-tool 14
finds a-tool-14
tool 0 a-tool 19
finds a-tool
