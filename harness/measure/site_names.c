#include "site_names.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "symbols.h"

/* The frames of a site that are the subject's, innermost first. */
typedef struct calls {
    bench__symbol_t frames[BENCH__FRAMES_MAX];
    const void *addresses[BENCH__FRAMES_MAX]; /* that they return to */
    size_t depth;
} calls_t;

static bool begins_with(const char *text, const char *prefix) {
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* The harness, or the start of a thread: frames from there on are not the subject's. */
static bool is_outermost(const bench__symbol_t *symbol) {
    return bench__symbol_is_harness(symbol) || strcmp(symbol->name, "start_thread") == 0;
}

/* Leaves out the harness's and the allocator's own frames on the inside, and all from the caller of
 * the subject on. */
static void find_calls(const bench__site_t *site, calls_t *calls) {
    size_t i = 0;
    bench__symbol_t symbol;
    calls->depth = 0;
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
        calls->addresses[calls->depth] = site->frames[i];
        calls->frames[calls->depth++] = symbol;
    }
}

/* ---- makers ---- */

/* The first entry of that rule that names the function, or NULL. */
static const char *maker_of(const bench_subject_t *subject, bench_maker_rule_t rule,
                            const char *function) {
    for (size_t i = 0; i < subject->maker_count; i++) {
        const bench_maker_t *maker = &subject->makers[i];
        if (maker->rule == rule && fnmatch(maker->function, function, 0) == 0) {
            return maker->made_by;
        }
    }
    return NULL;
}

/* From the allocation outwards, `depth` frames far. */
static const char *find_maker(const bench_subject_t *subject, bench_maker_rule_t rule,
                              const calls_t *calls, size_t depth) {
    const char *made_by = NULL;
    for (size_t i = 0; made_by == NULL && i < depth; i++) {
        made_by = maker_of(subject, rule, calls->frames[i].name);
    }
    return made_by;
}

const char *bench__made_by(const bench__named_site_t *site, const bench_subject_t *subject) {
    static calls_t calls; /* too large for a small stack; one thread names sites */
    find_calls(site->first, &calls);
    if (calls.depth == 0) {
        return "harness";
    }
    const char *made_by = find_maker(subject, BENCH_MAKER_ANYWHERE, &calls, calls.depth);
    if (made_by == NULL) {
        made_by = find_maker(subject, BENCH_MAKER_NEAREST, &calls, calls.depth);
    }
    if (made_by == NULL) {
        made_by = find_maker(subject, BENCH_MAKER_DIRECT, &calls, 1);
    }
    return made_by == NULL ? "workload" : made_by;
}

/* ---- names ---- */

/* Outermost first. NULL: out of memory. */
static char *join_names(const calls_t *calls) {
    size_t size = 1;
    for (size_t i = 0; i < calls->depth; i++) {
        size += strlen(calls->frames[i].name) + 1;
    }
    char *text = malloc(size);
    if (text == NULL) {
        return NULL;
    }
    char *end = text;
    *end = '\0';
    for (size_t i = calls->depth; i-- > 0;) {
        end = stpcpy(end, calls->frames[i].name);
        end = stpcpy(end, i == 0 ? "" : ";");
    }
    return text;
}

#define LINE_MAX_HERE sizeof((bench__named_site_t *)0)->line

/* Of the innermost call in a source file; if there is none, of the innermost that has debugging
 * information. */
static void find_line(const calls_t *calls, char line[LINE_MAX_HERE]) {
    char text[LINE_MAX_HERE];
    line[0] = '\0';
    for (size_t i = 0; i < calls->depth; i++) {
        bench__line_t found = bench__symbol_line(calls->addresses[i], text, sizeof text);
        if (found == BENCH__LINE_OF_SOURCE || (found != BENCH__LINE_UNKNOWN && line[0] == '\0')) {
            memcpy(line, text, sizeof text);
        }
        if (found == BENCH__LINE_OF_SOURCE) {
            return;
        }
    }
}

static bench__named_site_t *find_named(const bench__named_sites_t *named, const char *stack) {
    for (size_t i = 0; i < named->count; i++) {
        if (strcmp(named->items[i].stack, stack) == 0) {
            return &named->items[i];
        }
    }
    return NULL;
}

const bench__named_site_t *bench__named_sites_find(const bench__named_sites_t *named,
                                                   const char *stack) {
    return find_named(named, stack);
}

static bool add_site(bench__named_sites_t *named, const bench__site_t *site) {
    static calls_t calls;
    find_calls(site, &calls);
    char *stack = join_names(&calls);
    if (stack == NULL) {
        return false;
    }
    bench__named_site_t *item = find_named(named, stack);
    if (item == NULL) {
        item = &named->items[named->count++];
        *item = (bench__named_site_t){.stack = stack, .first = site};
        find_line(&calls, item->line);
    } else {
        free(stack);
    }
    for (int window = 0; window < BENCH__WINDOWS_MAX; window++) {
        item->allocs[window] += site->allocs[window];
        item->bytes[window] += site->bytes[window];
    }
    item->leaked += site->leaked;
    return true;
}

/* By name where the allocations are equal, so that the order is the same in each run. */
static int by_allocs(const void *left, const void *right) {
    const bench__named_site_t *a = left;
    const bench__named_site_t *b = right;
    if (a->allocs[1] != b->allocs[1]) {
        return a->allocs[1] < b->allocs[1] ? 1 : -1;
    }
    return strcmp(a->stack, b->stack);
}

bool bench__named_sites_init(const bench__journal_t *journal, bench__named_sites_t *named) {
    named->count = 0;
    named->items = calloc(journal->site_count + 1, sizeof *named->items);
    bool good = named->items != NULL;
    for (size_t i = 0; good && i < journal->site_count; i++) {
        good = add_site(named, &journal->sites[i]);
    }
    if (!good) {
        bench__named_sites_deinit(named);
        return false;
    }
    qsort(named->items, named->count, sizeof *named->items, by_allocs);
    return true;
}

void bench__named_sites_deinit(bench__named_sites_t *named) {
    for (size_t i = 0; i < named->count; i++) {
        free(named->items[i].stack);
    }
    free(named->items);
    *named = (bench__named_sites_t){NULL, 0};
}
