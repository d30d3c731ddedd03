#include "ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "symbols.h"
#include "verify.h"

/* What a block is for is known by the function of the library that asks for it. The first that is
 * found from the inside outwards counts, but for as_task, whose blocks others make. */
static const struct {
    const char *function;
    const char *made_by;
} MAKERS[] = {
    {"vt_value_task_as_task", "as_task"},
    {"vt_wide_value_task_as_task", "as_task"},
    {"vt__boxed_begin", "box of a suspended method"},
    {"vt_pooled_new", "pool miss"},
    {"home_make", "pool miss"},
    {"vt__place_make", "pool miss"},
    {"vt_source_pool_rent", "pool miss"},
    {"vt_task_create", "completion source"},
    {"vt_task_create_sized", "completion source"},
    {"vt_task_from_result", "completed task"},
    {"vt_task_from_result_sized", "completed task"},
    {"vt_task_from_error", "completed task"},
    {"vt_error_format", "error text"},
};
#define MAKER_COUNT (sizeof MAKERS / sizeof MAKERS[0])
#define AS_TASK     2 /* so many of them, at the start */

/* The frames of a site that are the subject's, innermost first. */
typedef struct calls {
    bench__symbol_t frames[BENCH__FRAMES_MAX];
    size_t depth;
} calls_t;

static bool begins_with(const char *text, const char *prefix) {
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool is_harness(const bench__symbol_t *symbol) {
    return begins_with(symbol->name, "bench_") || begins_with(symbol->name, "vtbench_");
}

/* Where a thread begins there is nothing of the subject any more. */
static bool is_outermost(const bench__symbol_t *symbol) {
    return is_harness(symbol) || strcmp(symbol->name, "start_thread") == 0;
}

/* Leaves out the harness's and the allocator's own frames on the inside, and all from the caller of
 * the subject on. */
static void find_frames(const bench__site_t *site, calls_t *stack) {
    size_t i = 0;
    bench__symbol_t symbol;
    stack->depth = 0;
    for (; i < site->depth; i++) {
        bench__symbol_find(site->frames[i], &symbol);
        if (!symbol.of_allocator && !begins_with(symbol.name, "bench__event") &&
            !begins_with(symbol.name, "bench__journal") && strcmp(symbol.name, "on_alloc") != 0) {
            break;
        }
    }
    for (; i < site->depth; i++) {
        bench__symbol_find(site->frames[i], &symbol);
        if (is_outermost(&symbol)) {
            break;
        }
        stack->frames[stack->depth++] = symbol;
    }
}

static const char *maker_in(const calls_t *stack, size_t first, size_t end) {
    for (size_t i = 0; i < stack->depth; i++) {
        for (size_t j = first; j < end; j++) {
            if (strcmp(stack->frames[i].name, MAKERS[j].function) == 0) {
                return MAKERS[j].made_by;
            }
        }
    }
    return NULL;
}

static const char *made_by(const calls_t *stack) {
    if (stack->depth == 0) {
        return "harness";
    }
    const char *maker = maker_in(stack, 0, AS_TASK);
    if (maker == NULL) {
        maker = maker_in(stack, AS_TASK, MAKER_COUNT);
    }
    if (maker == NULL) {
        maker = begins_with(stack->frames[0].name, "vt_") ? "library" : "workload";
    }
    return maker;
}

/* Outermost first. NULL: out of memory. */
static char *fold(const calls_t *stack) {
    size_t size = 1;
    for (size_t i = 0; i < stack->depth; i++) {
        size += strlen(stack->frames[i].name) + 1;
    }
    char *text = malloc(size);
    if (text == NULL) {
        return NULL;
    }
    char *end = text;
    *end = '\0';
    for (size_t i = stack->depth; i-- > 0;) {
        end = stpcpy(end, stack->frames[i].name);
        end = stpcpy(end, i == 0 ? "" : ";");
    }
    return text;
}

/* ---- sites with equal names are one ---- */

typedef struct named_site {
    char *stack;
    const char *made_by;
    uint64_t allocs[2];
    uint64_t bytes[2];
    uint64_t leaked;
} named_site_t;

typedef struct named_sites {
    named_site_t *items;
    size_t count;
} named_sites_t;

static void release(named_sites_t *sites) {
    for (size_t i = 0; i < sites->count; i++) {
        free(sites->items[i].stack);
    }
    free(sites->items);
}

static named_site_t *find_named(named_sites_t *sites, const char *stack) {
    for (size_t i = 0; i < sites->count; i++) {
        if (strcmp(sites->items[i].stack, stack) == 0) {
            return &sites->items[i];
        }
    }
    return NULL;
}

static bool add_site(named_sites_t *sites, const bench__site_t *site) {
    static calls_t stack;
    find_frames(site, &stack);
    char *folded = fold(&stack);
    if (folded == NULL) {
        return false;
    }
    named_site_t *named = find_named(sites, folded);
    if (named == NULL) {
        named = &sites->items[sites->count++];
        *named = (named_site_t){.stack = folded, .made_by = made_by(&stack)};
    } else {
        free(folded);
    }
    for (int window = 0; window < 2; window++) {
        named->allocs[window] += site->allocs[window];
        named->bytes[window] += site->bytes[window];
    }
    named->leaked += site->leaked;
    return true;
}

/* The most allocations first; then by name, so that the order is the same in each run. */
static int by_allocs(const void *left, const void *right) {
    const named_site_t *a = left;
    const named_site_t *b = right;
    if (a->allocs[1] != b->allocs[1]) {
        return a->allocs[1] < b->allocs[1] ? 1 : -1;
    }
    return strcmp(a->stack, b->stack);
}

static bool name_sites(const bench__journal_t *journal, named_sites_t *sites) {
    sites->count = 0;
    sites->items = calloc(journal->site_count + 1, sizeof *sites->items);
    bool good = sites->items != NULL;
    for (size_t i = 0; good && i < journal->site_count; i++) {
        good = add_site(sites, &journal->sites[i]);
    }
    if (!good) {
        release(sites);
        return false;
    }
    qsort(sites->items, sites->count, sizeof *sites->items, by_allocs);
    return true;
}

/* ---- into the counts ---- */

/* Two windows of one number each. */
typedef struct two_windows {
    uint64_t operations[2];
    bool varies;
} two_windows_t;

static bench_fraction_t per_op(const two_windows_t *windows, uint64_t single, uint64_t twice) {
    return bench__per_op((uint64_t[]){single, twice}, windows->operations, windows->varies);
}

static bool fill_sites(const bench__journal_t *journal, const two_windows_t *windows,
                       bench_counts_t *counts) {
    named_sites_t named;
    if (!name_sites(journal, &named)) {
        return false;
    }
    counts->sites = calloc(named.count + 1, sizeof *counts->sites);
    bool good = counts->sites != NULL;
    for (size_t i = 0; good && i < named.count; i++) {
        named_site_t *from = &named.items[i];
        bench_site_t *site = &counts->sites[counts->site_count++];
        *site = (bench_site_t){
            .made_by = strdup(from->made_by),
            .stack = from->stack,
            .allocs_per_op = per_op(windows, from->allocs[0], from->allocs[1]),
            .bytes_per_op = per_op(windows, from->bytes[0], from->bytes[1]),
        };
        from->stack = NULL;
        good = site->made_by != NULL;
    }
    release(&named);
    return good;
}

static void fill_lifetimes(const bench__journal_t *journal, const two_windows_t *windows,
                           bench_lifetimes_t *lifetimes) {
    const uint64_t(*ages)[BENCH__AGE_COUNT] = journal->ages;
    bench_fraction_t *const fields[BENCH__AGE_COUNT] = {
        [BENCH__AGE_SAME_STEP] = &lifetimes->same_op,
        [BENCH__AGE_NEXT_STEP] = &lifetimes->next_op,
        [BENCH__AGE_LATER] = &lifetimes->later,
        [BENCH__AGE_KEPT] = &lifetimes->kept,
    };
    for (size_t age = 0; age < BENCH__AGE_COUNT; age++) {
        *fields[age] = per_op(windows, ages[0][age], ages[1][age]);
    }
}

/* Nobody's counts where the thread did nothing in that window. */
static bench__thread_count_t thread_in(const bench__tally_t *tally, unsigned thread) {
    for (size_t i = 0; i < tally->thread_count; i++) {
        if (tally->threads[i].thread == thread) {
            return tally->threads[i];
        }
    }
    return (bench__thread_count_t){.thread = thread};
}

static void add_thread(const bench__journal_t *journal, const bench__pass_t *pass,
                       const two_windows_t *windows, unsigned thread, bench_counts_t *counts) {
    bench__thread_count_t single = thread_in(&pass->single.events, thread);
    bench__thread_count_t twice = thread_in(&pass->twice.events, thread);
    const bench__journal_thread_t *followed = &journal->threads[thread];
    if (single.allocs + single.frees + twice.allocs + twice.frees == 0) {
        return;
    }
    counts->threads[counts->thread_count++] = (bench_thread_count_t){
        .allocs_per_op = per_op(windows, single.allocs, twice.allocs),
        .frees_per_op = per_op(windows, single.frees, twice.frees),
        .remote_frees_per_op =
            per_op(windows, followed->remote_frees[0], followed->remote_frees[1]),
        .peak_live_bytes = followed->peak_live_bytes,
    };
}

/* The thread that runs the operations first. */
static bool fill_threads(const bench__journal_t *journal, const bench__pass_t *pass,
                         const two_windows_t *windows, bench_counts_t *counts) {
    unsigned own = bench__thread_place();
    counts->threads = calloc(BENCH__THREAD_MAX, sizeof *counts->threads);
    if (counts->threads == NULL) {
        return false;
    }
    add_thread(journal, pass, windows, own, counts);
    for (unsigned i = 0; i < BENCH__THREAD_MAX; i++) {
        if (i != own) {
            add_thread(journal, pass, windows, i, counts);
        }
    }
    return true;
}

bool bench__ledger_fill(const bench__journal_t *journal, const bench__pass_t *pass,
                        bench_counts_t *counts) {
    const two_windows_t windows = {{pass->single.operations, pass->twice.operations}, pass->varies};
    counts->followed = true;
    fill_lifetimes(journal, &windows, &counts->lifetimes);
    return fill_threads(journal, pass, &windows, counts) && fill_sites(journal, &windows, counts);
}

bool bench__ledger_add_leaks(const bench__journal_t *journal, bench_counts_t *counts) {
    named_sites_t named;
    if (!name_sites(journal, &named)) {
        return false;
    }
    for (size_t i = 0; i < counts->site_count; i++) {
        const named_site_t *found = find_named(&named, counts->sites[i].stack);
        counts->sites[i].leaked = found == NULL ? 0 : found->leaked;
    }
    release(&named);
    return true;
}

void bench__ledger_varying_site(const bench__journal_t *journal, char *text, size_t size) {
    named_sites_t named;
    text[0] = '\0';
    if (!name_sites(journal, &named)) {
        return;
    }
    for (size_t i = 0; i < named.count && text[0] == '\0'; i++) {
        const named_site_t *site = &named.items[i];
        if (site->allocs[1] != 2 * site->allocs[0]) {
            (void)snprintf(text, size, "%s", site->stack);
        }
    }
    release(&named);
}

/* ---- whether it adds up ---- */

static uint64_t sum_of_sites(const bench__journal_t *journal, unsigned window) {
    uint64_t sum = 0;
    for (size_t i = 0; i < journal->site_count; i++) {
        sum += journal->sites[i].allocs[window];
    }
    return sum;
}

static uint64_t sum_of_ages(const bench__journal_t *journal, unsigned window) {
    uint64_t sum = 0;
    for (size_t age = 0; age < BENCH__AGE_COUNT; age++) {
        sum += journal->ages[window][age];
    }
    return sum;
}

bool bench__ledger_adds_up(const bench__journal_t *journal, const bench__pass_t *pass, char *text,
                           size_t size) {
    const bench__window_t *windows[] = {&pass->single, &pass->twice};
    for (unsigned i = 0; i < 2; i++) {
        unsigned long long total = windows[i]->events.allocs;
        unsigned long long sites = sum_of_sites(journal, i);
        unsigned long long ages = sum_of_ages(journal, i);
        if (sites != total || ages != total) {
            (void)snprintf(text, size, "the places add up to %llu, the lifetimes to %llu of %llu",
                           sites, ages, total);
            return false;
        }
    }
    return true;
}
