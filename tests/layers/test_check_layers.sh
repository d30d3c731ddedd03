#!/bin/sh
# The check of the layers finds a circle, a forbidden include and a layer without files, each by name, and nothing in a
# tree without them.
# Usage: test_check_layers.sh CHECK_LAYERS
set -eu
check=$1
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

# file PATH INCLUDED...
file() {
  path=$tree/$1
  shift
  mkdir -p "$(dirname "$path")"
  printf '#include <stddef.h>\n' >"$path"
  [ $# -eq 0 ] || printf '  #  include "%s"\n' "$@" >>"$path"
}

# expect CODE: what it prints is in out.
expect() {
  code=0
  sh "$check" "$tree" >"$tree/out" 2>&1 || code=$?
  [ "$code" -eq "$1" ] || { cat "$tree/out"; echo "FAILED: exit $code, not $1"; exit 1; }
}

line() {
  grep -qxF -e "$1" "$tree/out" || { cat "$tree/out"; echo "FAILED: no line: $1"; exit 1; }
}

# Public and private headers, parts, a folder within a layer, a file of the same name in it, what the build makes.
file core/include/valuetask.h valuetask/task.h
file core/include/valuetask/task.h
file core/src/task.c valuetask/task.h thread.h
file core/src/thread.h
file core/adapters/uv/include/valuetask/uv.h valuetask/task.h
file core/adapters/uv/src/uv.c valuetask/uv.h
file scenarios/include/scenario.h
file scenarios/fault.c scenario.h valuetask.h
file harness/model/include/model/row.h
file harness/model/row.c model/row.h row_parts.h build.h
file harness/model/row_parts.h model/row.h
file harness/judge/include/judge/gate.h model/row.h
file harness/judge/gate.c judge/gate.h inner/gate.h
file harness/judge/inner/gate.h
file harness/judge/inner/gate.c gate.h
for layer in store render preload measure runner; do
  file "harness/$layer/$layer.c"
done
mkdir -p "$tree/cli"

# A layer that is not there was not checked.
expect 1
line "cli: no files in cli"
file cli/main.c
expect 0
line "core: 2 includes between 3 modules"
line "model: 0 includes between 0 modules"
line "judge: 1 includes between 2 modules"
line "no forbidden includes, no circles"

# A circle of three modules, over public and private headers.
file harness/model/include/model/row.h model/value.h
file harness/model/include/model/value.h
file harness/model/value.c model/value.h table.h
file harness/model/table.h row_parts.h
expect 1
line "model: these include each other: row -> value -> table -> row"
line "model: 3 includes between 3 modules"

# What the layer may not include: a public header, one that is not there, and one by its path.
file harness/model/include/model/row.h
file harness/model/row.c judge/gate.h store/no_such.h ../judge/inner/gate.h
file core/src/task.c scenario.h
file cli/main.c judge/gate.h valuetask.h
expect 1
line "harness/model/row.c: includes judge/gate.h, which model may not include"
line "harness/model/row.c: includes store/no_such.h, which model may not include"
line "harness/model/row.c: includes ../judge/inner/gate.h, which model may not include"
line "core/src/task.c: includes scenario.h, which core may not include"
line "cli/main.c: includes valuetask.h, which cli may not include"
grep -q "judge/gate.h, which cli" "$tree/out" && { echo "FAILED: cli may include judge"; exit 1; }
[ "$(grep -c -e "may not include" -e "each other" "$tree/out")" -eq 5 ] || { cat "$tree/out"; echo "FAILED: not 5 findings"; exit 1; }
