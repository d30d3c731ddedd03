# Loops of a program have rows of their own: those of a Google Benchmark as it is, and those between markers. And C++.
vtbench=$1
. "$2/expect.sh"
programs=$3
benchmark=$programs/counted_benchmark

# row RUN CONTENDER,PARAMS COLUMNS: allocs, frees, bytes requested; allocations made once; verified.
row() {
  line=$(grep -F ",$2," "results/$1/allocations.csv" | cut -d, -f4-6,8,12)
  [ "$line" = "$3" ] || fail "$1, $2: $line, not $3"
}

# ---- a Google Benchmark ----
expect 1 "$vtbench" count --name benchmark -- "$benchmark" --benchmark_min_time=0.002
row benchmark one, 1,1,100,0,verified
row benchmark none, 0,0,0,0,verified
row benchmark many/2/threads:2, 2,2,200,0,verified
row benchmark many/3/threads:2, 3,3,300,0,verified
row benchmark paused/iterations:50, 1,1,100,,verified
row benchmark paused/iterations:50,clock=paused 2,2,2000,,verified
row benchmark fixture/copies, 1,1,400,0,verified
row benchmark manual/manual_time, 1,1,100,0,verified
has err "counted_benchmark/grows: allocs do not grow evenly: "
has results/benchmark/sites.folded "counted_benchmark;one;one(benchmark::State&);make_one(unsigned long);"
expect 0 "$vtbench" count --name repeated -- "$benchmark" --benchmark_filter=^one --benchmark_min_time=0.002 \
  --benchmark_repetitions=3
[ "$(wc -l <results/repeated/allocations.csv)" -eq 2 ] || fail "repetitions are one row"
expect 3 "$vtbench" count --name out -- "$benchmark" --benchmark_filter=^one --benchmark_out=own.json
has err "leave out --benchmark_out"
expect 3 "$vtbench" count --name nothing -- "$benchmark" --benchmark_filter=no_such
has err "choose benchmarks that there are"

expect 0 "$vtbench" count --whole --name whole -- "$benchmark" --benchmark_filter=no_such
has results/whole/allocations.csv "counted_benchmark,program,"

# ---- a Google Benchmark that is linked into its program: runs with set numbers of iterations ----
alone=$programs/counted_alone
expect 1 "$vtbench" count --name alone -- "$alone"
row alone "two<int (*)[3]>/8|a+b," 2,2,200,,verified
row alone two, 2,2,200,,verified
row alone not_two, 2,2,200,,verified
row alone none, 0,0,0,,verified
has err "counted_alone/grows: allocs do not grow evenly: "
expect 3 "$vtbench" count --name fixed -- "$alone" --benchmark_filter=fixed
has out "its number of iterations is fixed in its source"
has results/alone/sites.folded "counted_alone;two;main;run_one;two;allocate;[counted_alone] 400"
has results/alone/report.json '"sites":[]' # its set-up's are left out
expect 0 "$vtbench" count --name chosen --passes 2 -- "$alone" --benchmark_filter=two --benchmark_min_time=7x
has results/chosen/environment.csv "program_runs,18"
has results/chosen/report.json '"operations":14,'
expect 3 "$vtbench" count --name old -- "$alone" old
one_line "linked into it statically, in a version that takes no number of iterations (1.8.0 does)"
expect 3 "$vtbench" count --name empty -- "$alone" empty
one_line "named no benchmarks"
expect 2 "$vtbench" count --name varied --vary N=1,2 -- "$alone" "{N}"
expect 2 "$vtbench" count --name seen --witness dhat -- "$alone"
expect 0 "$vtbench" count --name whole_alone --whole -- "$alone" --benchmark_filter=two --benchmark_min_time=7x
has results/whole_alone/allocations.csv "counted_alone,program,"

# The real one, where the system has it.
real=$programs/counted_benchmark_static
if [ -x "$real" ]; then
  if "$real" --help | grep -q "<integer>x"; then
    expect 1 "$vtbench" count --name static -- "$real" '--benchmark_filter=one|none|many|copies|manual|grows'
    row static one, 1,1,100,,verified
    row static none, 0,0,0,,verified
    row static many/2/threads:2, 2,2,200,,verified
    row static fixture/copies, 1,1,400,,verified
    row static manual/manual_time, 1,1,100,,verified
    has err "counted_benchmark_static/grows: allocs do not grow evenly: "
  else
    expect 3 "$vtbench" count --name static -- "$real"
    one_line "in a version that takes no number of iterations"
  fi
fi

# ---- operator new that fails, on two threads, and aligned ones: what an exception needs is counted too ----
for program in counted_new counted_new_jemalloc; do
  expect 0 "$vtbench" count --name $program -- "$programs/$program"
  has results/$program/sites.folded ";program;main;allocate();[$program] 5"
  [ "$(grep -c "fail();.*__cxa_allocate_exception;\[libstdc++.so.6\] 1" results/$program/sites.folded)" -eq 2 ] ||
    fail "$program: not two exceptions"
done

# ---- markers ----
for kind in pie no_pie; do
  marked=$programs/counted_marked_$kind
  "$marked" || fail "$marked alone"
  expect 0 "$vtbench" count --name $kind -- "$marked"
  row $kind operate, 2,2,40,1,verified
done
expect 1 "$vtbench" count --name uneven -- "$marked" uneven
has err "counted_marked_no_pie/uneven: allocs do not grow evenly: 8 in 2 operations, 18 in 3, 32 in 4"
row uneven operate, 2,2,40,1,verified
expect 3 "$vtbench" count --name nested -- "$marked" nested
has out "a loop was begun while another ran"
