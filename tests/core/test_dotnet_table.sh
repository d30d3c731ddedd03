#!/bin/sh
# test_dotnet_table.sh TABLE DIRECTORY: the section "Tests" of docs/dotnet.md is true. Each test that
# it names is in the file that it names before it, and each test_*.c of the directory is named. A
# file that is named without tests may be missing.
set -u
table=$1
directory=$2

# named FILE: "file test" for each test that is named there, "file" for each file.
named() {
    sed '1,/^## Tests$/d' "$1" | grep -o '`[a-z0-9_]*`' | tr -d '`' |
        awk '/^test_/ { file = $0; print file; next } /_/ { print file, $0 }' | sort -u
}

# complaints TABLE
complaints() {
    named "$1" | while read -r file test; do
        [ -z "$test" ] || grep -q "^TEST($test) {" "$directory/$file.c" 2>/dev/null ||
            echo "$file: no test $test"
    done
    for source in "$directory"/test_*.c; do
        file=$(basename "$source" .c)
        named "$1" | grep -qx "$file" || echo "$file is not named"
    done
}

[ -f "$table" ] && [ "$(named "$table" | grep -c ' ')" -gt 0 ] || { echo "no tests in $table"; exit 1; }

# The check itself must be able to fail.
wrong=$(mktemp) || exit 1
trap 'rm -f "$wrong"' EXIT
printf '\n## Tests\n`test_value_task`: `a_test_that_is_not_there`\n' >"$wrong"
complaints "$wrong" | grep -q 'test_value_task: no test a_test_that_is_not_there' &&
    complaints "$wrong" | grep -q 'test_task is not named' || { echo "the check sees nothing"; exit 1; }

found=$(complaints "$table")
echo "$(named "$table" | grep -c ' ') tests named"
[ -z "$found" ] || { echo "$found"; exit 1; }
