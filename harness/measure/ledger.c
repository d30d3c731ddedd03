#include "ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "site_names.h"
#include "verify.h"

/* The operations of the two windows that one number was counted in. */
typedef struct two_windows {
    uint64_t operations[2];
    bool kernel_timed;
} two_windows_t;

static bench_fraction_t per_op(const two_windows_t *windows, uint64_t single, uint64_t twice) {
    return bench__per_op((uint64_t[]){single, twice}, windows->operations, windows->kernel_timed);
}

static bool fill_site(const bench__named_site_t *named, const bench_subject_t *subject,
                      const two_windows_t *windows, bench_site_t *site) {
    *site = (bench_site_t){
        .made_by = strdup(bench__made_by(named, subject)),
        .stack = strdup(named->stack),
        .allocs_per_op = per_op(windows, named->allocs[0], named->allocs[1]),
        .bytes_per_op = per_op(windows, named->bytes[0], named->bytes[1]),
        .line = named->line[0] != '\0' ? strdup(named->line) : NULL,
    };
    return site->made_by != NULL && site->stack != NULL &&
           (site->line != NULL || named->line[0] == '\0');
}

static bool fill_sites(const bench__journal_t *journal, const bench_subject_t *subject,
                       const two_windows_t *windows, bench_counts_t *counts) {
    bench__named_sites_t named;
    if (!bench__named_sites_init(journal, &named)) {
        return false;
    }
    counts->sites = calloc(named.count + 1, sizeof *counts->sites);
    bool good = counts->sites != NULL;
    for (size_t i = 0; good && i < named.count; i++) {
        good = fill_site(&named.items[i], subject, windows, &counts->sites[counts->site_count++]);
    }
    bench__named_sites_deinit(&named);
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

/* All counts 0 where the thread did nothing in that window. */
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
                        const bench_subject_t *subject, bench_counts_t *counts) {
    const two_windows_t windows = {{pass->single.operations, pass->twice.operations},
                                   pass->kernel_timed};
    counts->followed = true;
    fill_lifetimes(journal, &windows, &counts->lifetimes);
    return fill_threads(journal, pass, &windows, counts) &&
           fill_sites(journal, subject, &windows, counts);
}

bool bench__ledger_add_leaks(const bench__journal_t *journal, bench_counts_t *counts) {
    bench__named_sites_t named;
    if (!bench__named_sites_init(journal, &named)) {
        return false;
    }
    for (size_t i = 0; i < counts->site_count; i++) {
        const bench__named_site_t *found = bench__named_sites_find(&named, counts->sites[i].stack);
        counts->sites[i].leaked = found == NULL ? 0 : found->leaked;
    }
    bench__named_sites_deinit(&named);
    return true;
}

void bench__ledger_varying_site(const bench__journal_t *journal, char *text, size_t size) {
    bench__named_sites_t named;
    text[0] = '\0';
    if (!bench__named_sites_init(journal, &named)) {
        return;
    }
    for (size_t i = 0; i < named.count && text[0] == '\0'; i++) {
        const bench__named_site_t *site = &named.items[i];
        if (site->allocs[1] != 2 * site->allocs[0]) {
            (void)snprintf(text, size, "%s", site->stack);
        }
    }
    bench__named_sites_deinit(&named);
}

/* ---- sums ---- */

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
