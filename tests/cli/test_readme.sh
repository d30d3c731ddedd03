# Runs every command in README.md's sh blocks, in order, except cloning and the tests. The whole catalogue is measured in six
# processes, the fewest that have intervals; the command below it, of some cases, in as many as it takes to resolve them.
set -eu
commands=$(sed -n '/^```sh$/,/^```$/p' README.md | grep -v '^```' |
  grep -v -e '^git clone' -e '^cd ' -e '^scripts/test' -e '^ *#' | sed 's/ *#.*//; s|^scripts/run$|& --processes 6|' | grep .)
[ -n "$commands" ] || { echo "README.md has no commands" >&2; exit 1; }
echo "$commands" | while IFS= read -r command; do
  echo "\$ $command"
  sh -c "$command" </dev/null || { echo "FAILED: $command" >&2; exit 1; }
done
