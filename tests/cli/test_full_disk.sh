# A full disk gives exit status 3, one line, and no partial file; an earlier run stays whole. Skipped if no file system can be mounted.
vtbench=$1
. "$2/expect.sh"

mkdir disk
mount -t tmpfs -o size=256k none disk 2>/dev/null || exit 77
trap 'umount "$folder/disk"; rm -rf "$folder"' EXIT
head -c 256000 /dev/zero >disk/filler
expect 3 "$vtbench" run --count-only --filter sync_success --out disk --name full --quiet
one_line "No space left on device"
[ -z "$(find disk/full -type f 2>/dev/null)" ] || { ls -lR disk >&2; fail "a file was left behind"; }

# With --force. Its files take up part of the disk, so that the new ones find no room.
rm disk/filler
expect 0 "$vtbench" run --count-only --filter sync_success/task --out disk --name one --quiet
cp -r disk/one before
head -c 262144 /dev/zero >disk/filler 2>/dev/null
expect 3 "$vtbench" run --count-only --filter sync_success --out disk --name one --force --quiet
one_line "No space left on device"
diff -r before disk/one || fail "the earlier run is not as it was"
[ ! -e disk/one.partial ] || { ls -lR disk >&2; fail "a file was left behind"; }

# Figures are whole or not there: of a disk that has room for the tables, and for a part of the figures. gnuplot itself
# says nothing of a full disk.
rm disk/filler
umount disk
mount -t tmpfs -o size=512k none disk || exit 77
cp -r before disk/one
for room in 4 8 12 16; do
  head -c 524288 /dev/zero >disk/filler 2>/dev/null
  truncate -s $(($(stat -c %s disk/filler) - room * 1024)) disk/filler
  expect 3 "$vtbench" plot disk/one
  grep -q "plots/.*cannot be written whole; make room" err || { cat err >&2; fail "the full disk is not told of"; }
  find disk/one/plots -type f >figures
  while IFS= read -r figure; do
    case $figure in
      *.svg) grep -q '^</svg>' "$figure" || fail "$figure is not whole" ;;
      *.png) tail -c 8 "$figure" | grep -q IEND || fail "$figure is not whole" ;;
      *) fail "$figure is no figure" ;;
    esac
  done <figures
  rm -rf disk/filler disk/one/plots
done

# A small file only.
code=0
(ulimit -f 8; exec "$vtbench" plot --out small disk/one) >out 2>err || code=$?
[ "$code" -eq 3 ] || { cat err >&2; fail "exit $code, not 3, with small files"; }
one_line "cannot be written whole; make room, or choose another folder with --out"
[ -z "$(find small/plots -type f)" ] || { ls -lR small >&2; fail "a part of a figure is there"; }
expect 0 "$vtbench" plot --out elsewhere disk/one
[ -s elsewhere/plots/paths-sync_success.svg ] || fail "no figure elsewhere"

# A run that may only be read is drawn and reported elsewhere.
mount -o remount,ro disk || exit 77
for command in plot report; do
  expect 3 "$vtbench" $command disk/one
  one_line "Read-only file system"
  expect 0 "$vtbench" $command disk/one --out read_only/$command
done
[ -s read_only/plot/plots/paths-sync_success.svg ] && [ -s read_only/report/report.md ] || fail "nothing was made elsewhere"
cmp read_only/report/allocations.csv disk/one/allocations.csv || fail "other tables elsewhere"
