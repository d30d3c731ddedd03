# Any program is counted as it is, in all its processes; what cannot be seen is refused or named, and is never 0.
vtbench=$1
. "$2/expect.sh"
programs=$3
plain=$programs/counted_plain

# counts RUN COLUMNS: allocs, frees, bytes requested of its first case, and whether it is verified.
counts() {
  line=$(tail -n +2 "results/$1/allocations.csv" | head -n 1 | cut -d, -f4-6,12)
  [ "$line" = "$2" ] || fail "$1: $line, not $2"
}

# count STATUS WAY [ARGUMENT...]: the run has the name of the way.
count() {
  wanted=$1
  shift
  expect "$wanted" "$vtbench" count --force --name "$1" --as test -- "$plain" "$@"
}

# ---- what is counted ----
count 0 run 10
counts run 10,10,1000,verified
has err "test: allocations 10, of 1000 bytes; frees 10; kept to the end 0; most bytes at once 104"
has err "  10 in allocate < run < main (counted_plain)"
has results/run/sites.folded "test;program;main;run;allocate;[counted_plain] 10"
has results/run/sizes.csv "test,program,,112,10"
has results/run/report.json '"kept":"0"'
has results/run/environment.csv 'witness,"preloaded library, mallinfo2"'
count 0 all
counts all 9,9,200733,verified
has results/all/allocations.csv ",1,verified,"
count 0 splits
counts splits 18,17,4128,verified
count 0 keep 5
counts keep 5,0,500,verified
has results/keep/lifetimes.csv "test,program,,0,0,0,5,0"
expect 1 "$vtbench" count --leaks --name leaks --as test -- "$plain" keep 5
has err "test/program: leaked 5 blocks made in main;keep"

# ---- processes, threads, ends ----
count 0 forks
counts forks 21,21,2100,verified
count 0 forks_large
counts forks_large 11,11,104858600,verified
count 0 executes
counts executes 30,30,3000,verified
count 0 starts_another "$plain"
counts starts_another 30,30,3000,verified
count 0 closes
counts closes 10,10,1000,verified
count 0 at_exit
counts at_exit 17,17,1700,verified
count 0 stops
counts stops 20,20,2000,verified
count 0 loads "$programs/counted_plugin.so"
has results/loads/sites.folded "main;loads;allocate_in_plugin;[counted_plugin.so] 5"
count 0 loads "$programs/counted_plugin_cxx.so"
has results/loads/sites.folded "main;loads;allocate_in_plugin;[counted_plugin_cxx.so] 5"
count 0 threads
has results/threads/threads.csv "test,program,,1,20,20,0,"
has results/threads/sites.folded "test;program;in_thread;allocate;[counted_plain] 20"
count 0 outlived
has results/outlived/sites.folded "test;program;outlives;allocate;[counted_plain] 20"
count 3 killed
counts killed 10,10,1000,verified
has err "it was ended by signal 9 (Killed)"
count 3 ends_with_3
has err "it ended with status 3"
expect 0 "$vtbench" count --status 3 --name status -- "$plain" ends_with_3

# ---- what is not seen ----
refused() { # PROGRAM WHY
  expect 3 "$vtbench" count --name refused -- "$1" run
  one_line "cannot be counted: $2"
  [ ! -e results/refused ] || fail "a run of $1"
}
refused "$programs/counted_static" "it is linked statically"
refused "$programs/counted_own_allocator" "it has an allocator linked into it"
refused "$programs/counted_past_malloc" "it calls __libc_malloc, an allocator past malloc"
cp "$plain" setuid
chmod u+s setuid
refused ./setuid "it is setuid"

count 3 starts_another "$programs/counted_static"
has err "counted_static was not counted: it is linked statically"
has results/starts_another/report.json '"failure":"incomplete: '
count 3 starts_without_environment
has err "counted_plain was not counted: it was started without the environment"
cp "$programs/counted_plugin_other.so" .
count 3 loads ./counted_plugin_other.so
has err "counted_plugin_other.so was loaded: it contains mi_malloc, an allocator past malloc"
count 3 leaves_behind
has err "incomplete: what the program left running after its end was ended"
expect 3 "$vtbench" count --timeout 0.5 --name sleeps -- "$plain" sleeps
has err "incomplete: it took longer than --timeout allows"
count 1 frees_another
has err "1 blocks were freed whose allocation was not seen"
count 1 freed_by_another
has err "9 blocks were given again whose free was not seen"
count 1 signals
has err "calls came from within another one (a signal handler's) and were not counted"
count 1 frees_past
has err ": something frees past free"
count 1 keeps_past
has err ": something allocates past malloc"
count 1 maps
has err "a process had 100 MiB of memory, of which 0 MiB were allocated"

# ---- other allocators ----
expect 0 "$vtbench" count --name jemalloc -- "$programs/counted_jemalloc" run
has results/jemalloc/environment.csv "allocator,libjemalloc.so.2"
has results/jemalloc/environment.csv 'witness,"preloaded library, jemalloc"'
has results/jemalloc/sites.folded "main;run;allocate;[counted_jemalloc] 10"
MALLOC_CONF=tcache:false expect 0 "$vtbench" count --name jemalloc2 -- "$programs/counted_jemalloc" threads

# ---- the same program with another number ----
expect 0 "$vtbench" count --vary N=100,200,400 --name vary -- "$plain" run "{N}"
has results/vary/allocations.csv "counted_plain,program,,1,1,100,104,0,0,104,0,verified,"
expect 0 "$vtbench" count --passes 2 --name passes -- "$plain" run
has results/passes/environment.csv "program_runs,2"
expect 2 "$vtbench" count --vary N=100,200 -- "$plain" run
expect 2 "$vtbench" count --vary N=100 -- "$plain" run "{N}"
expect 2 "$vtbench" count
expect 3 "$vtbench" count -- ./no_such_program
one_line "./no_such_program: there is no such program"

# ---- another witness ----
# witness NAME PROGRAM: what it says where it is installed.
witness() {
  command -v "$2" >/dev/null || return 0
  expect 0 "$vtbench" count --witness "$1" --name "$1" -- "$plain" all
  has "results/$1/environment.csv" "witness,\"preloaded library, mallinfo2, $1\""
  expect 1 "$vtbench" count --witness "$1" --name "$1_forks" -- "$plain" forks
  has err "$1 sees the first process alone, and there were others"
  expect 1 "$vtbench" count --witness "$1" --name "$1_other" -- "$plain" differs
  has err "$1 saw 20 blocks, the library 10"
}
witness dhat valgrind
witness heaptrack heaptrack
if command -v heaptrack >/dev/null; then # which brings the C++ library, and this program has it
  expect 0 "$vtbench" count --witness heaptrack --name cxx -- "$programs/counted_new"
fi
expect 2 "$vtbench" count --witness massif -- "$plain" all
has err "--witness takes dhat or heaptrack, not 'massif'"
(
  PATH=$folder # nothing is installed there
  expect 3 "$vtbench" count --witness heaptrack --name lacks -- "$plain" all
  one_line "heaptrack cannot be started: No such file or directory; install it"
)

# ---- a run like any other ----
expect 0 "$vtbench" count --name more --as test -- "$plain" run 11
expect 1 "$vtbench" compare --fail-on allocs results/run results/more
has out "regression: allocs_per_op 10 -> 11"
has out "made in allocate < run < main"
expect 0 "$vtbench" show results/run
expect 0 "$vtbench" report results/run
has results/run/report.html "allocate"
expect 0 "$vtbench" accept results/run --baseline base
expect 0 "$vtbench" check results/run --baseline base
has out "1 cases: all within budget, verified"
expect 1 "$vtbench" check results/more --baseline base
has out "allocs_per_op: 11, committed 10"
expect 3 "$vtbench" check results/killed --baseline base
has out "test/program: not measured: it was ended by signal 9 (Killed)"
echo "test,gone,,1,1,1,1,0,0,1,0,verified,\nother,program,,1,1,1,1,0,0,1,0,verified," >>results/base/exact.csv
expect 1 "$vtbench" check results/run --baseline base
has out "test/gone: only in the committed file"
has out "1 cases: 1 only in the committed file"
