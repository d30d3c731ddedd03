#!/bin/sh
# run_model.sh MODEL.pml: lets spin search the model's whole state space. The model's first comment
# lists switches, joined by +: each of VARIANTS must hold in the whole state space; in each of BUGS
# and LIMITS an error must be found, otherwise the model could not find that bug in the code either.
# Exits with 77 (skipped) if spin or gcc is missing.
set -u
model=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
for tool in spin gcc; do
    command -v $tool >/dev/null || { echo "skipped: no $tool"; exit 77; }
done
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work" || exit 1
failures=0

# switches KEY: the switches that the model lists under KEY.
switches() {
    sed -n "s/^ \* $1: //p" "$model"
}

# verify SWITCHES COMPILER SIZE: writes the verifier's output to `report`. Its hash table has 2^SIZE entries to begin with.
verify() {
    rm -f pan* report
    # shellcheck disable=SC2046,SC2086
    spin -a $(echo "+$1" | sed 's/+/ -D/g') "$model" >report 2>&1 &&
        $2 -w -DSAFETY -DMEMLIM=1500 -o pan pan.c >>report 2>&1 &&
        ./pan -n -m20000 "-w$3" >>report 2>&1
}

fail() {
    failures=$((failures + 1))
    echo "FAILED: $1: $2"
    cat report
}

states_and_time() {
    sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1 states/p; s/^pan: elapsed time \(.*\) seconds/\1 s/p' report |
        paste -s -d , | sed 's/,/, /'
}

# The search was complete: neither stack depth nor memory ended it.
searched_all() {
    grep -q '^Full statespace search' report && grep -q '^State-vector.* errors: 0$' report &&
        ! grep -Eqi 'too small|not completed|MEMLIM|out of memory|aborting' report
}

# -O1 would take longer to compile than it saves.
must_hold() {
    if verify "$1" "gcc -Og" 24 && searched_all; then
        echo "holds: $1 ($(states_and_time))"
    else
        fail "$1" "an error, or not all was searched"
    fi
}

# Depth first finds some path to the error soon, breadth first (README.md) the shortest one late. To compile takes gcc a
# hundred times as long as most searches, and so does a hash table of the usual size, which grows where it must.
quick=$(command -v tcc || echo gcc -O0)
must_be_found() {
    verify "$2" "$quick" 18
    if grep -q '^State-vector.* errors: [1-9]' report; then
        echo "found: $2: $(sed -n 's/^pan:1: \(.*\) (at depth \(.*\))$/\1, step \2/p' report | tr -s ' ') ($(states_and_time))"
    else
        fail "$2" "this $1 was not found"
    fi
}

for variant in $(switches VARIANTS); do must_hold "$variant"; done
for bug in $(switches BUGS); do must_be_found bug "$bug"; done
for limit in $(switches LIMITS); do must_be_found limit "$limit"; done
[ -n "$(switches VARIANTS)" ] || fail "$model" "lists no variants"
exit $((failures != 0))
