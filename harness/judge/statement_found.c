/* statement_found.c - what the rules find, and what they all ask. */
#include <stdlib.h>

#include "statements_parts.h"

void bench__found_add(bench__found_t *found, const bench_statement_t *statement) {
    if (found->count == found->room) {
        size_t room = 2 * found->room + 32;
        bench_statement_t *more = reallocarray(found->items, room, sizeof *more);
        found->failed |= more == NULL;
        if (more == NULL) {
            return;
        }
        found->items = more;
        found->room = room;
    }
    found->items[found->count++] = *statement;
}

int bench__compare_blocks(const bench_row_t *row, const bench_row_t *other) {
    bench_fraction_t own = bench_row_allocs(row);
    bench_fraction_t others = bench_row_allocs(other);
    return bench_fraction_is_known(own) && bench_fraction_is_known(others)
               ? bench_fraction_compare(own, others)
               : 0;
}
