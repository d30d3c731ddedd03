#!/bin/sh
# use_packages.sh FOLDER: installs the packages in it, uses them, removes them, and looks for what they left. By hand, as root,
# in a bare Debian (debootstrap --variant=minbase, with /proc and /dev) that may be spoilt: it installs other packages too.
set -eu
packages=$(cd "$1" && pwd)
work=$(mktemp -d)
cd "$work"
export DEBIAN_FRONTEND=noninteractive HOME="$work"

fail() {
    echo "FAILED: $*"
    exit 1
}
run() {
    "$@" >log 2>&1 || { cat log; fail "$*"; }
}
says() { # TEXT
    grep -qF -e "$1" log || { cat log; fail "it does not say: $1"; }
}
files() {
    find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /tmp -o -path /var/log -o -path /var/cache -o -path /var/lib/apt \) -prune -o -print |
        LC_ALL=C sort
}

# What is not vtbench's own is there before and after: its recommendations, a compiler, readers of its manual and completions. A
# bare system may be told to install no manual.
rm -f /etc/dpkg/dpkg.cfg.d/docker
run apt-get update
run apt-get install -y --no-install-recommends man-db bash-completion zsh fish gcc libc6-dev pkg-config gnuplot-nox valgrind binutils
# shellcheck disable=SC2046
run apt-get install -y --no-install-recommends $(for file in "$packages"/*.deb; do dpkg-deb -f "$file" Depends; done | tr ',' '\n' |
    sed 's/^ *\([^ ]*\).*/\1/' | grep -v valuetask | sort -u)
files >before

run apt-get install -y --no-install-recommends "$packages"/*.deb
dpkg -V vtbench libvaluetask-dev
run vtbench --version
cat log
run vtbench list --filter 'fault/*'
says value_task
run vtbench check --budgets-only --filter 'sync_success/*'
says "all within budget"
run vtbench run --quick --quiet --processes 2 --filter 'sync_success/task*' --name mine
run vtbench plot results/mine
run vtbench report results/mine
[ -s results/mine/report.html ] || fail "no page"
[ -n "$(find results/mine/plots -name '*.svg')" ] || fail "no figures"

MANWIDTH=100 run man vtbench-run
says "Measures the suite"
says VTBENCH_MIN_TIME
MANWIDTH=100 run man vtbench
says vtbench.ini
says "could not measure"

# Each shell completes, as it does where it has loaded its completions by itself.
run bash -c '. /usr/share/bash-completion/bash_completion; _completion_loader vtbench || __load_completion vtbench
    COMP_WORDS=(vtbench check --bud) COMP_CWORD=2; _vtbench; echo "${COMPREPLY[@]}"'
says "--budgets-only"
run zsh -fc 'autoload -U compinit && compinit -D && echo $_comps[vtbench] && autoload +X _vtbench && functions _vtbench'
says budgets-only
run fish -c 'complete -C "vtbench check --bud"'
says "--budgets-only"

# A plugin, built as `new` says, with what pkg-config says, and a program with the library.
run vtbench new mine.c
cp log commands
run sh -e commands
says "all within budget, verified"
# shellcheck disable=SC2046
run gcc -O2 -g -shared -fPIC $(pkg-config --cflags vtbench) mine.c -o again.so
run vtbench check --plugin ./again.so
says "all within budget, verified"
printf '#include <valuetask.h>\n#include <stdio.h>\nint main(void) { uint64_t word; vt_error_t error;\n' >library.c
printf ' return vt_value_task_get_result(vt_value_task_from_result(42), &word, &error) == VT_OK && printf("%%d\\n", (int)word) ? 0 : 1; }\n' >>library.c
# shellcheck disable=SC2046
run gcc library.c -o library $(pkg-config --cflags --libs valuetask)
run ./library
says 42
run vtbench count --name counted -- sort /etc/passwd
[ -s results/counted/report.json ] || fail "no program is counted"

# shellcheck disable=SC2046
run dpkg --purge $(for file in "$packages"/*.deb; do dpkg-deb -f "$file" Package; done)
cd /
files >"$work/after"
diff "$work/before" "$work/after" || fail "this was left"
rm -rf "$work"
echo "installed, used and removed: $(ls "$packages"/*.deb | wc -l) packages"
