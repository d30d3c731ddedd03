#!/bin/sh
# A plugin has the code of its own scenario and of no other: test_plugins.sh NM PLUGIN...
#
# More code moves what is compared by `ab`: eight per cent were seen in a chain of a hundred calls whose
# instructions had not changed.
set -eu
nm=$1
shift
failed=0
[ $# -gt 0 ] || { echo "no plugin was given" >&2; exit 1; }
for plugin in "$@"; do
  own=$(basename "$plugin" .so)
  found=$("$nm" "$plugin" | awk '$2 ~ /[DdRr]/ && $3 ~ /^scenario_/ { print substr($3, 10) }' |
    grep -vx -e contenders -e makers -e words -e counterparts -e 'plugin_.*' | sort | tr '\n' ' ')
  [ "$found" = "$own " ] || { echo "$own.so has the scenarios: $found" >&2; failed=1; }
done
exit $failed
