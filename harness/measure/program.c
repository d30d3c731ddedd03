/* program.c - the rows of a counted program: the whole of it, or its loops. */
#include "measure/program.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "benchmark_results.h"
#include "place_names.h"
#include "program_sites.h"
#include "samples.h"

#define TEXT_MAX 512

/* What all rows need. */
typedef struct rows {
    const bench_program_passes_t *passes;
    bench__place_names_t **names; /* of each pass; made when they are needed */
    bench_report_t *report;
} rows_t;

static bool open_rows(rows_t *rows, const bench_program_passes_t *passes, bench_report_t *report) {
    *rows = (rows_t){.passes = passes, .report = report};
    rows->names = calloc(passes->count + 1, sizeof(bench__place_names_t *));
    return rows->names != NULL;
}

static void close_rows(rows_t *rows) {
    for (size_t i = 0; rows->names != NULL && i < rows->passes->count; i++) {
        bench__place_names_destroy(rows->names[i]);
    }
    free(rows->names);
}

static bench__place_names_t *names_of(rows_t *rows, const preload_mapping_t *map) {
    size_t i = 0;
    while (i + 1 < rows->passes->count && rows->passes->items[i].map != map) {
        i++;
    }
    if (rows->names[i] == NULL) {
        rows->names[i] = bench__place_names_create(map);
    }
    return rows->names[i];
}

/* ---- what makes counts less than whole ---- */

/* So much more memory than what was allocated is taken for the allocator's own, for stacks and for
 * static data; beyond it something else gives memory that nobody counts. */
#define MEMORY_SPARE ((int64_t)32 << 20)

static const preload_process_t *find_greedy(const preload_mapping_t *map) {
    const preload_process_t *found = NULL;
    for (uint32_t i = 0; i < map->process_count && i < PRELOAD_PROCESSES_MAX; i++) {
        const preload_process_t *process = &map->processes[i];
        int64_t allocated = process->peak_live_bytes + process->inherited_bytes;
        int64_t expected = 2 * allocated + process->own_bytes + MEMORY_SPARE;
        found = process->memory > expected ? process : found;
    }
    return found;
}

static void say_lost(char *text, uint64_t lost, const char *of_what) {
    if (text[0] == '\0' && lost != 0) {
        (void)snprintf(text, TEXT_MAX, "%" PRIu64 " %s", lost, of_what);
    }
}

static void say_in_use(char *text, const preload_in_use_t *in_use) {
    (void)snprintf(text, TEXT_MAX,
                   "glibc told of %" PRId64 " bytes in use (mallinfo2), the library saw %" PRId64
                   ": %s",
                   in_use->told, in_use->seen,
                   in_use->told < in_use->seen ? "something frees past free"
                                               : "something allocates past malloc");
}

/* The first thing that was lost or does not agree in a run; "" where all is whole. */
static void find_doubt(const preload_mapping_t *map, char text[TEXT_MAX]) {
    text[0] = '\0';
    say_lost(text, map->lost.nested,
             "calls came from within another one (a signal handler's) and "
             "were not counted");
    say_lost(text, map->lost.unseen_allocs,
             "blocks were freed whose allocation was not seen: another allocator gave them");
    say_lost(text, map->lost.unseen_frees,
             "blocks were given again whose free was not seen: something else freed them");
    say_lost(text, map->lost.blocks, "blocks could not be followed: no memory");
    say_lost(text, map->lost.layout,
             "loops of a Google Benchmark whose layout is not known to vtbench");
    say_lost(text, map->lost.images, "programs found no room in the table");
    say_lost(text, map->lost.processes, "processes found no room in the table");
    say_lost(text, map->lost.threads, "threads found no room in the table");
    say_lost(text, map->lost.files, "places are in files that found no room in the table");
    say_lost(text, map->lost.sites, "blocks are of places that found no room in the table");
    say_lost(text, map->lost.windows, "loops found no room in the table");
    if (text[0] == '\0' && map->witnessed_bytes != map->witness_expected) {
        (void)snprintf(text, TEXT_MAX,
                       "jemalloc counted %" PRIu64 " bytes of the program's threads, the library "
                       "%" PRIu64,
                       map->witnessed_bytes, map->witness_expected);
    }
    if (text[0] == '\0' && map->in_use_differences != 0) {
        say_in_use(text, &map->in_use_difference);
    }
    const preload_process_t *greedy = find_greedy(map);
    if (text[0] == '\0' && greedy != NULL) {
        (void)snprintf(text, TEXT_MAX,
                       "a process had %" PRId64 " MiB of memory, of which %" PRId64
                       " MiB were allocated: the rest is taken from the kernel itself, or static",
                       greedy->memory >> 20, greedy->peak_live_bytes >> 20);
    }
}

static bool fill_verification(const rows_t *rows, const char *disagreement,
                              bench_counts_t *counts) {
    char text[TEXT_MAX];
    text[0] = '\0';
    for (size_t i = 0; i < rows->passes->count && text[0] == '\0'; i++) {
        find_doubt(rows->passes->items[i].map, text);
    }
    const char *why = text[0] != '\0' ? text : disagreement;
    why = why[0] == '\0' && rows->passes->doubt != NULL ? rows->passes->doubt : why;
    counts->verification = why[0] == '\0' ? BENCH_VERIFIED : BENCH_UNVERIFIED;
    counts->disagreement = why[0] == '\0' ? NULL : strdup(why);
    return why[0] == '\0' || counts->disagreement != NULL;
}

/* ---- a row ---- */

static void fill_lifetimes(const bench__line_t *line, bool whole, bench_counts_t *counts) {
    bench_fraction_t kept =
        bench__line_slope(line, bench__sample_kept(line->low), bench__sample_kept(line->high));
    bench_fraction_t gone = bench_fraction_subtract(counts->allocs_per_op, kept);
    bench_fraction_t none = bench_whole(0);
    counts->followed = true;
    /* Within a loop it is not known where an operation ends. */
    counts->lifetimes = (bench_lifetimes_t){.same_op = whole ? gone : none,
                                            .next_op = none,
                                            .later = whole ? none : gone,
                                            .kept = kept};
}

/* Of one run; those of two are not the same threads. */
static bool fill_threads(const bench__line_t *line, bench_counts_t *counts) {
    const preload_mapping_t *map = line->low->map;
    uint32_t count =
        map->thread_count < PRELOAD_THREADS_MAX ? map->thread_count : PRELOAD_THREADS_MAX;
    counts->threads = calloc((size_t)count + 1, sizeof *counts->threads);
    int64_t operations = (int64_t)line->low->operations;
    for (uint32_t i = 0; counts->threads != NULL && i < count; i++) {
        const preload_thread_t *thread = &map->threads[i];
        counts->threads[counts->thread_count++] = (bench_thread_count_t){
            .allocs_per_op = bench_fraction((int64_t)thread->allocs, operations),
            .frees_per_op = bench_fraction((int64_t)thread->frees, operations),
            .remote_frees_per_op = bench_fraction((int64_t)thread->remote_frees, operations),
            .peak_live_bytes = thread->peak_live_bytes};
    }
    return counts->threads != NULL;
}

static bool fill_counts(rows_t *rows, const bench__samples_t *samples, const char *doubt,
                        bench_counts_t *counts) {
    char disagreement[TEXT_MAX];
    bench__line_t line = bench__samples_line(samples);
    bool whole = line.low->window == 0 && !line.low->set_up;
    bool flat = line.low->operations == line.high->operations;
    if (!bench__samples_fill(samples, counts, disagreement, sizeof disagreement)) {
        return false;
    }
    fill_lifetimes(&line, whole, counts);
    bench__place_names_t *low = names_of(rows, line.low->map);
    bench__place_names_t *high = names_of(rows, line.high->map);
    return low != NULL && high != NULL && (!whole || !flat || fill_threads(&line, counts)) &&
           bench__fill_sites(&line, low, high, rows->passes->leaks && whole, counts) &&
           fill_verification(rows, doubt[0] != '\0' ? doubt : disagreement, counts);
}

/* The first pass that is not whole. */
static const char *failure_of(const rows_t *rows) {
    const char *failure = NULL;
    for (size_t i = 0; i < rows->passes->count && failure == NULL; i++) {
        failure = rows->passes->items[i].failure;
    }
    return failure;
}

/* `doubt`: why its counts cannot be verified, whatever they are; "": nothing speaks against it. */
static bool add_row(rows_t *rows, const bench_case_key_t *key, const bench__samples_t *samples,
                    const char *doubt) {
    bench_row_t *row = bench_report_add_row(rows->report);
    const char *failure = failure_of(rows);
    if (row == NULL || !bench_case_copy(&row->key, key)) {
        return false;
    }
    row->failure = failure != NULL ? strdup(failure) : NULL;
    row->counted = true;
    return (failure == NULL || row->failure != NULL) &&
           fill_counts(rows, samples, doubt, &row->counts);
}

/* ---- the whole program ---- */

static bool add_whole(rows_t *rows) {
    bench__samples_t samples = {0};
    const bench_case_key_t key = {rows->passes->scenario, "program", ""};
    bool good = true;
    for (size_t i = 0; good && i < rows->passes->count; i++) {
        const bench_program_pass_t *pass = &rows->passes->items[i];
        const bench__sample_t sample = {
            .operations = pass->operations, .map = pass->map, .sums = &pass->map->sums};
        good = bench__samples_add(&samples, &sample);
    }
    good = good && add_row(rows, &key, &samples, "");
    bench__samples_deinit(&samples);
    return good;
}

/* ---- loops ---- */

/* A loop: its windows, in all passes, and what speaks against them. */
typedef struct loop {
    char *name;
    bench__samples_t running;
    bench__samples_t paused;
    char doubt[TEXT_MAX];
} loop_t;

typedef struct loops {
    loop_t *items;
    size_t count;
} loops_t;

static void loops_deinit(loops_t *loops) {
    for (size_t i = 0; i < loops->count; i++) {
        free(loops->items[i].name);
        bench__samples_deinit(&loops->items[i].running);
        bench__samples_deinit(&loops->items[i].paused);
    }
    free(loops->items);
}

static loop_t *find_loop(loops_t *loops, const char *name) {
    for (size_t i = 0; i < loops->count; i++) {
        if (strcmp(loops->items[i].name, name) == 0) {
            return &loops->items[i];
        }
    }
    loop_t *items = reallocarray(loops->items, loops->count + 1, sizeof *items);
    if (items == NULL) {
        return NULL;
    }
    loops->items = items;
    loop_t *added = &items[loops->count];
    *added = (loop_t){.name = strdup(name)};
    loops->count += added->name != NULL;
    return added->name != NULL ? added : NULL;
}

static uint32_t window_count(const preload_mapping_t *map) {
    return map->window_count < PRELOAD_WINDOWS_MAX ? map->window_count : PRELOAD_WINDOWS_MAX;
}

static bool add_window(loops_t *loops, const char *name, const preload_mapping_t *map,
                       uint32_t index) {
    const preload_window_t *window = &map->windows[index];
    loop_t *loop = find_loop(loops, name);
    if (loop == NULL) {
        return false;
    }
    if (window->disturbed != 0 || window->closed == 0 || window->operations == 0) {
        (void)snprintf(loop->doubt, sizeof loop->doubt, "a loop %s",
                       window->disturbed != 0 ? "was begun while another ran"
                       : window->closed == 0  ? "was not ended"
                                              : "had no operations");
        return true;
    }
    const bench__sample_t running = {
        .operations = window->operations, .map = map, .sums = &window->sums, .window = index + 1};
    bench__sample_t paused = running;
    paused.sums = &window->paused;
    paused.paused = true;
    return bench__samples_add(&loop->running, &running) &&
           bench__samples_add(&loop->paused, &paused);
}

/* ---- loops with markers ---- */

static bool find_marked(const rows_t *rows, loops_t *loops) {
    bool good = true;
    for (size_t i = 0; good && i < rows->passes->count; i++) {
        const preload_mapping_t *map = rows->passes->items[i].map;
        for (uint32_t j = 0; good && j < window_count(map); j++) {
            good = map->windows[j].kind != PRELOAD_WINDOW_MARKERS ||
                   add_window(loops, map->windows[j].name, map, j);
        }
    }
    return good;
}

/* ---- loops of a Google Benchmark ---- */

/* The benchmarks of one pass. Each ran its loop with growing numbers of iterations, up to the one
 * that it gave as its result. False: out of memory, or the two do not fit each other. */
static bool add_benchmarks(const bench_program_pass_t *pass, const bench__benchmarks_t *benchmarks,
                           loops_t *loops, bench_problem_t *problem) {
    const preload_mapping_t *map = pass->map;
    uint32_t next = 0;
    for (size_t i = 0; i < benchmarks->count; i++) {
        const bench__benchmark_t *benchmark = &benchmarks->items[i];
        bool is_last = false;
        for (; !is_last && next < window_count(map); next++) {
            if (map->windows[next].kind == PRELOAD_WINDOW_BENCHMARK) {
                is_last = map->windows[next].operations == benchmark->iterations;
                if (!add_window(loops, benchmark->name, map, next)) {
                    return bench_out_of_memory(problem, benchmark->name);
                }
            }
        }
        if (!is_last) {
            return bench_problem(problem,
                                 "%s: no loop of %" PRIu64
                                 " iterations was seen in its place; leave "
                                 "out random interleaving, which mixes them",
                                 benchmark->name, benchmark->iterations);
        }
    }
    return true;
}

/* ---- a benchmark that ran alone ---- */

static bool has_different_operations(const bench__samples_t *samples, size_t from) {
    bool different = false;
    for (size_t i = from + 1; i < samples->count; i++) {
        different |= samples->items[i].operations != samples->items[from].operations;
    }
    return different;
}

/* How many iterations it did, in all repetitions. 0: it does not tell, and why. */
static uint64_t iterations_of(const bench_program_pass_t *pass, bench_problem_t *why) {
    bench__benchmarks_t benchmarks = {0};
    uint64_t iterations = 0;
    if (pass->results[0] != '\0' && bench__benchmarks_read(pass->results, &benchmarks, why)) {
        for (size_t i = 0; i < benchmarks.count; i++) {
            iterations += benchmarks.items[i].iterations;
        }
        bench_problem(why, "it ran no iterations");
    } else if (pass->results[0] == '\0') {
        bench_problem(why, "it wrote no results to BENCHMARK_OUT: leave out --benchmark_out");
    }
    bench__benchmarks_deinit(&benchmarks);
    return iterations;
}

static bool add_run(const bench_program_pass_t *pass, loop_t *loop) {
    bench_problem_t why;
    const bench__sample_t sample = {.operations = iterations_of(pass, &why),
                                    .map = pass->map,
                                    .sums = &pass->map->sums,
                                    .set_up = true};
    if (sample.operations == 0) {
        (void)snprintf(loop->doubt, sizeof loop->doubt, "%s",
                       pass->failure != NULL ? pass->failure : why.text);
    }
    return sample.operations == 0 || bench__samples_add(&loop->running, &sample);
}

static bool add_failed_row(rows_t *rows, const bench_case_key_t *key, const char *failure) {
    bench_row_t *row = bench_report_add_row(rows->report);
    return row != NULL && bench_case_copy(&row->key, key) &&
           (row->failure = strdup(failure)) != NULL;
}

/* Of one number of iterations the set-up cannot be told apart. */
static bool add_alone(rows_t *rows) {
    loop_t loop = {0};
    const bench_case_key_t key = {rows->passes->scenario, rows->passes->alone, ""};
    bool good = true;
    for (size_t i = 0; good && i < rows->passes->count; i++) {
        good = add_run(&rows->passes->items[i], &loop);
    }
    if (good && loop.running.count == 0) {
        good = add_failed_row(rows, &key, loop.doubt);
    } else if (good && !has_different_operations(&loop.running, 0)) {
        good = add_failed_row(rows, &key,
                              "its number of iterations is fixed in its source, so its set-up "
                              "cannot be told apart; link the shared library of Google Benchmark");
    } else if (good) {
        good = add_row(rows, &key, &loop.running, loop.doubt);
    }
    bench__samples_deinit(&loop.running);
    return good;
}

static bool find_benchmarks(const rows_t *rows, loops_t *loops, bench_problem_t *problem) {
    bool good = true;
    for (size_t i = 0; good && i < rows->passes->count; i++) {
        const bench_program_pass_t *pass = &rows->passes->items[i];
        bench__benchmarks_t benchmarks = {0};
        good =
            pass->results[0] != '\0'
                ? bench__benchmarks_read(pass->results, &benchmarks, problem) &&
                      add_benchmarks(pass, &benchmarks, loops, problem)
                : bench_problem(
                      problem,
                      "%s: it wrote no results to BENCHMARK_OUT: leave out "
                      "--benchmark_out, choose benchmarks that there are, or count it as --whole",
                      rows->passes->scenario);
        bench__benchmarks_deinit(&benchmarks);
    }
    return good;
}

/* ---- their rows ---- */

/* The first loop is the warm-up, as long as the others are enough for a line. */
static void drop_warm_up(bench__samples_t *samples) {
    if (samples->count > 2 && has_different_operations(samples, 1)) {
        samples->count--;
        memmove(samples->items, samples->items + 1, samples->count * sizeof samples->items[0]);
    }
}

static bool allocates(const bench__samples_t *samples) {
    bool found = false;
    for (size_t i = 0; !found && i < samples->count; i++) {
        const preload_sums_t *sums = samples->items[i].sums;
        found = sums->allocs + sums->frees + sums->reallocs_in_place != 0;
    }
    return found;
}

/* What comes while the clock stands is set-up that is done anew each time: a row of its own. */
static bool add_loop(rows_t *rows, loop_t *loop) {
    const bench_case_key_t key = {rows->passes->scenario, loop->name, ""};
    const bench_case_key_t paused = {rows->passes->scenario, loop->name, "clock=paused"};
    if (loop->running.count == 0) {
        return add_failed_row(rows, &key, loop->doubt);
    }
    drop_warm_up(&loop->running);
    drop_warm_up(&loop->paused);
    return add_row(rows, &key, &loop->running, loop->doubt) &&
           (!allocates(&loop->paused) || add_row(rows, &paused, &loop->paused, loop->doubt));
}

static bool add_loops(rows_t *rows, loops_t *loops) {
    bool good = true;
    for (size_t i = 0; good && i < loops->count; i++) {
        good = add_loop(rows, &loops->items[i]);
    }
    return good;
}

static bool add_whole_or_loops(rows_t *rows, bench_problem_t *problem) {
    loops_t loops = {0};
    bool good = (!rows->passes->benchmark || find_benchmarks(rows, &loops, problem)) &&
                (find_marked(rows, &loops) || bench_out_of_memory(problem, rows->passes->scenario));
    if (good && !(loops.count == 0 ? add_whole(rows) : add_loops(rows, &loops))) {
        good = bench_out_of_memory(problem, rows->passes->scenario);
    }
    loops_deinit(&loops);
    return good;
}

bool bench_program_add_rows(const bench_program_passes_t *passes, bench_report_t *report,
                            bench_problem_t *problem) {
    rows_t rows;
    bool good = open_rows(&rows, passes, report) || bench_out_of_memory(problem, passes->scenario);
    if (good && passes->alone != NULL) {
        good = add_alone(&rows) || bench_out_of_memory(problem, passes->scenario);
    } else if (good) {
        good = add_whole_or_loops(&rows, problem);
    }
    close_rows(&rows);
    return good;
}

/* Whether the C++ library made its block here too. */
static bool has_cxx(const preload_mapping_t *map) {
    bool found = false;
    for (uint32_t i = 0; !found && i < map->file_count && i < PRELOAD_FILES_MAX; i++) {
        found = strstr(map->files[i], "/libstdc++.so") != NULL;
    }
    return found;
}

char *bench_program_differs(const bench_program_pass_t *pass, const bench_program_seen_t *seen) {
    const preload_mapping_t *map = pass->map;
    uint64_t calls = map->sums.allocs + map->sums.reallocs_in_place;
    uint64_t brought = seen->brings_cxx && !has_cxx(map) ? 1 : 0;
    char *text = NULL;
    int length = 0;
    if (map->process_count > 1) {
        length =
            asprintf(&text, "%s sees the first process alone, and there were others", seen->by);
    } else if (seen->calls != calls + brought) {
        length = asprintf(&text, "%s saw %" PRIu64 " blocks, the library %" PRIu64, seen->by,
                          seen->calls - brought, calls);
    }
    return length >= 0 ? text : NULL;
}

const char *bench_program_told_by(const bench_program_passes_t *passes) {
    const char *by = NULL;
    for (size_t i = 0; by == NULL && i < passes->count; i++) {
        const preload_mapping_t *map = passes->items[i].map;
        by = map->witnessed_threads != 0 ? "jemalloc" : by;
        by = map->in_use_readings != 0 ? "mallinfo2" : by;
    }
    return by;
}

const char *bench_program_allocator(const bench_program_passes_t *passes) {
    for (size_t i = 0; i < passes->count; i++) {
        const preload_mapping_t *map = passes->items[i].map;
        for (uint32_t j = 0; j < map->image_count && j < PRELOAD_IMAGES_MAX; j++) {
            if (map->images[j].state == PRELOAD_IMAGE_COUNTED) {
                return map->images[j].allocator;
            }
        }
    }
    return "";
}
