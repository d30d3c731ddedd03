/*
 * report_matrix.h - a scenario at a glance, on a terminal: params down, contenders across.
 */
#ifndef BENCH_REPORT_MATRIX_H
#define BENCH_REPORT_MATRIX_H

#include "report_parts.h"

/* The matrix of the scenario whose first row that is: a title, and a table of at most page->width
 * places, or several one below the other where the contenders do not fit beside each other. One
 * contender at least stands in each, whatever it takes. Gives what is in the cells, as bits. */
unsigned bench__add_matrix(const bench__page_t *page, size_t first);

/* What is in the cells, and what the marks in them mean. */
void bench__add_matrix_legend(const bench__page_t *page, unsigned cells);

#endif
