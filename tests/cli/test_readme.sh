# Runs every command in README.md's sh blocks, in order, except cloning and the tests.
set -eu
commands=$(sed -n '/^```sh$/,/^```$/p' README.md | grep -v '^```' |
  grep -v -e '^git clone' -e '^cd ' -e '^scripts/test' -e '^ *#' | sed 's/ *#.*//' | grep .)
[ -n "$commands" ] || { echo "README.md has no commands" >&2; exit 1; }
echo "$commands" | while IFS= read -r command; do
  echo "\$ $command"
  sh -c "$command" </dev/null || { echo "FAILED: $command" >&2; exit 1; }
done
