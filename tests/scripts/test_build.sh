# A build that fails is shown and ends the script: an older program is neither measured nor tested.
set -eu
source=$1
. "$(dirname "$0")/sandbox.sh"
mkdir -p "$folder/source/build/release/cli"
cp -r "$source/scripts" "$folder/source/"
cd "$folder/source"
git init -q
printf '#!/bin/sh\nexit 0\n' >scripts/setup
log=$folder/log
cat >build/release/cli/vtbench <<EOF2
#!/bin/sh
echo "measured" >>"$log"
EOF2
chmod +x build/release/cli/vtbench
echo "echo tested >>$log" | program ctest

program cmake <<'EOF2'
case $1 in --build) echo "x.c:1: error: what the compiler says"; exit 1 ;; esac
EOF2
in_sandbox 3 scripts/run
says "error: what the compiler says"
says "nothing was measured"
in_sandbox 3 scripts/test dev clang
says "error: what the compiler says"
says "dev could not be built"
[ ! -e "$log" ] || fail "the old program was used: $(cat "$log")"

# So does one that cannot be configured.
program cmake <<'EOF2'
case $1 in --build) ;; *) echo "CMake Error: what cmake says" >&2; exit 1 ;; esac
EOF2
in_sandbox 3 scripts/run
says "what cmake says"
in_sandbox 3 scripts/test clang
says "what cmake says"
[ ! -e "$log" ] || fail "the old program was used: $(cat "$log")"

# One that succeeds is used, and the tools' versions are looked for.
echo 'exit 0' | program cmake
in_sandbox 0 scripts/run
grep -q measured "$log" || fail "the new program was not used"
in_sandbox 0 scripts/test clang
grep -q tested "$log" || fail "the new program was not tested"
hide clang-format clang-format-14
echo 'echo "Debian clang-format version 19.1.7"' | program clang-format-19
in_sandbox 0 scripts/test format
says "not checked: clang-format 14 is not there (19 is)"
in_sandbox 2 scripts/test format everything
