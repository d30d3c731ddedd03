# A full disk gives exit status 3, one line, and no partial file. Skipped if no file system can be mounted.
vtbench=$1
. "$2/expect.sh"

mkdir disk
mount -t tmpfs -o size=64k none disk 2>/dev/null || exit 77
trap 'umount "$folder/disk"; rm -rf "$folder"' EXIT
head -c 60000 /dev/zero >disk/filler
expect 3 "$vtbench" run --quick --count-only --out disk --name full --quiet
one_line "No space left on device"
[ -z "$(find disk/full -type f 2>/dev/null)" ] || { ls -lR disk >&2; fail "a file was left behind"; }
