# A scenario built as a plugin is measured like the suite's own.
vtbench=$1
plugin=$2
. "$(dirname "$0")/expect.sh"

expect 0 "$vtbench" check --plugin "$plugin" --quiet
has out "8 cases: all within budget, verified"
expect 0 "$vtbench" run --quick --plugin "$plugin" --name plugin --quiet
has out value_task_wide
