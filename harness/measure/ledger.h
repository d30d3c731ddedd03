/*
 * ledger.h - the place that made each block, and how long it lived: the journal's numbers, by name
 * and per operation.
 */
#ifndef BENCH_MEASURE_LEDGER_H
#define BENCH_MEASURE_LEDGER_H

#include "journal.h"
#include "measure/measure.h"
#include "verify.h"

/* Fills threads, lifetimes and sites of `counts` from the two windows that were followed; the
 * subject's makers say what the blocks are for. False: out of memory; what was filled is released
 * with the counts. */
bool bench__ledger_fill(const bench__journal_t *journal, const bench__pass_t *pass,
                        const bench_subject_t *subject, bench_counts_t *counts);

/* Adds what leaked, after bench__journal_end. False: out of memory. */
bool bench__ledger_add_leaks(const bench__journal_t *journal, bench_counts_t *counts);

/* Writes the names of the first place that did not allocate twice as often in twice as many
 * operations; "" where all did, or memory is short. */
void bench__ledger_varying_site(const bench__journal_t *journal, char *text, size_t size);

/* Tells whether the sites, and the lifetimes, add up to the allocations of each window. False: the
 * sums are in `text`. */
bool bench__ledger_adds_up(const bench__journal_t *journal, const bench__pass_t *pass, char *text,
                           size_t size);

#endif
