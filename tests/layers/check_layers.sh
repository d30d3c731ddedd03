#!/bin/sh
# Checks the actual includes between the source files. Fails if a layer includes another one that it may not include
# (docs/design.md), or if modules of a layer include each other in a circle. A module is NAME.c, its NAME.h and its
# public header; NAME_parts.h is the private part of NAME.
# Usage: check_layers.sh SOURCE_DIR
set -eu
script=$(cd "$(dirname "$0")" && pwd)/layers.awk
cd "${1:?source directory}"

# LAYER FOLDER ALLOWED...: the layers whose public headers its files may include. A folder within another comes first.
layers="uv core/adapters/uv core
core core
scenarios scenarios core
model harness/model
store harness/store model
judge harness/judge model
render harness/render model store judge
preload harness/preload
measure harness/measure model preload
runner harness/runner model store preload measure scenarios
cli cli model store judge render measure runner"

{
  echo "$layers"
  find core scenarios harness cli -name '*.[ch]' -o -name '*.cc' -o -name '*.def' | sort
} | awk -f "$script"
