#!/bin/sh
# must_check.sh INCLUDE_DIR...: every public function that gives a value task, a task or a status is VT_MUST_CHECK, so that
# the compiler warns where it is dropped. vt_task_ref gives what its caller has already;
# vt_task_wait fails only where it would block for ever;
# names with vt__ are for the library.
set -u

# unmarked DIRECTORY...: their declarations, which begin a line.
unmarked() {
    find "$@" -name '*.h' ! -path '*/impl/*' -exec grep -nE '^(static inline )?(vt_value_task_t|vt_task_t \*|vt_status_t)' {} + |
        grep -v -e 'vt_task_ref(' -e 'vt_task_wait(' -e 'vt__'
}

# The check itself must be able to fail.
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
printf 'vt_task_t *vt_dropped(void);\nVT_MUST_CHECK vt_status_t vt_kept(void);\n' >"$folder/wrong.h"
[ "$(unmarked "$folder" | grep -c dropped)" -eq 1 ] && [ "$(unmarked "$folder" | grep -c kept)" -eq 0 ] ||
    { echo "the check sees nothing"; exit 1; }

# A folder that was moved, or headers in another style, would have nothing unmarked either.
marked=$(find "$@" -name '*.h' ! -path '*/impl/*' -exec grep -hE '^VT_MUST_CHECK ' {} + | wc -l)
[ "$marked" -ge 50 ] || { echo "only $marked functions are marked: are these the headers?"; exit 1; }

found=$(unmarked "$@")
[ -z "$found" ] || { echo "not VT_MUST_CHECK:"; echo "$found"; exit 1; }
