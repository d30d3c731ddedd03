#!/bin/bash
# run_echo.sh SERVER: what three clients say comes back, one of them leaves in the middle, and the server ends.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "FAILED: $1"
  cat "$work/out"
  exit 1
}

"$1" 0 3 >"$work/out" 2>&1 &
server=$!
until grep -q '^port ' "$work/out"; do
  kill -0 $server 2>/dev/null || fail "the server does not run"
  sleep 0.05
done
port=$(sed -n 's/^port //p' "$work/out")

talk() { # talk WORD...: sends each and expects it back
  exec 3<>"/dev/tcp/127.0.0.1/$port" || fail "no connection"
  for word in "$@"; do
    echo "$word" >&3
    read -r answer <&3 && [ "$answer" = "$word" ] || fail "sent $word, got ${answer:-nothing}"
  done
  exec 3>&-
}

talk one
exec 4<>"/dev/tcp/127.0.0.1/$port"
echo "never read" >&4
talk two three
exec 4>&-
wait $server || fail "the server ended with $?"
[ "$(grep -c '^echoed' "$work/out")" -eq 3 ] || fail "three conversations"
grep -qx 'echoed 10 bytes' "$work/out" || fail "two and three, with their ends of line"

"$1" >"$work/out" 2>&1
[ $? -eq 2 ] && grep -q '^echo PORT' "$work/out" || fail "without a port it tells its usage"
