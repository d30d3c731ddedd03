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
