#include "program_sites.h"

#include <stdlib.h>
#include <string.h>

/* A place by name, at both ends of the line. */
typedef struct place {
    char *stack;
    const char *file;
    uint64_t allocs[2];
    uint64_t bytes[2];
    uint64_t live;
} place_t;

typedef struct places {
    place_t *items;
    size_t count;
    size_t room;
} places_t;

static void deinit(places_t *places) {
    for (size_t i = 0; i < places->count; i++) {
        free(places->items[i].stack);
    }
    free(places->items);
}

static bool is_of(const preload_site_t *site, const bench__sample_t *sample) {
    return site->hash != 0 && (sample->window == 0 || (site->window == sample->window &&
                                                       (site->paused != 0) == sample->paused));
}

uint64_t bench__sample_kept(const bench__sample_t *sample) {
    uint64_t kept = 0;
    for (size_t i = 0; i < PRELOAD_SITES_MAX; i++) {
        const preload_site_t *site = &sample->map->sites[i];
        kept += is_of(site, sample) ? site->live : 0;
    }
    return kept;
}

/* ---- collecting ---- */

static bool add(places_t *places, const preload_site_t *site, bench__place_names_t *names,
                unsigned end) {
    if (places->count == places->room) {
        size_t room = places->room == 0 ? 256 : 2 * places->room;
        place_t *items = reallocarray(places->items, room, sizeof *items);
        if (items == NULL) {
            return false;
        }
        places->items = items;
        places->room = room;
    }
    place_t *place = &places->items[places->count];
    *place = (place_t){.stack = bench__place_stack(names, site),
                       .file = bench__place_file(names, site),
                       .live = end == 0 ? site->live : 0};
    place->allocs[end] = site->allocs;
    place->bytes[end] = site->bytes;
    places->count += place->stack != NULL;
    return place->stack != NULL;
}

static bool add_all(places_t *places, const bench__sample_t *sample, bench__place_names_t *names,
                    unsigned end) {
    bool good = true;
    for (size_t i = 0; good && i < PRELOAD_SITES_MAX; i++) {
        const preload_site_t *site = &sample->map->sites[i];
        good = !is_of(site, sample) || add(places, site, names, end);
    }
    return good;
}

static int by_name(const void *left, const void *right) {
    const place_t *a = left;
    const place_t *b = right;
    int stacks = strcmp(a->stack, b->stack);
    return stacks != 0 ? stacks : strcmp(a->file, b->file);
}

/* Places of one name are one. */
static void merge(places_t *places) {
    size_t kept = 0;
    if (places->count > 0) {
        qsort(places->items, places->count, sizeof places->items[0], by_name);
    }
    for (size_t i = 0; i < places->count; i++) {
        place_t *item = &places->items[i];
        place_t *last = kept > 0 ? &places->items[kept - 1] : NULL;
        if (last == NULL || by_name(last, item) != 0) {
            places->items[kept++] = *item;
            continue;
        }
        for (unsigned end = 0; end < 2; end++) {
            last->allocs[end] += item->allocs[end];
            last->bytes[end] += item->bytes[end];
        }
        last->live += item->live;
        free(item->stack);
    }
    places->count = kept;
}

/* ---- the row's ---- */

/* By name where the allocations are equal, so that the order is the same in each run. */
static int by_allocs(const void *left, const void *right) {
    const bench_site_t *a = left;
    const bench_site_t *b = right;
    int order = bench_fraction_compare(b->allocs_per_op, a->allocs_per_op);
    return order != 0 ? order : strcmp(a->stack, b->stack);
}

static bool grows_by_nothing(const place_t *place) {
    return place->allocs[0] == place->allocs[1] && place->bytes[0] == place->bytes[1];
}

static bool fill(const bench__line_t *line, places_t *places, bool leaks, bench_counts_t *counts) {
    counts->sites = calloc(places->count + 1, sizeof *counts->sites);
    bool good = counts->sites != NULL;
    for (size_t i = 0; good && i < places->count; i++) {
        place_t *place = &places->items[i];
        if (line->low->set_up && grows_by_nothing(place)) {
            continue;
        }
        bench_site_t *site = &counts->sites[counts->site_count];
        *site = (bench_site_t){
            .made_by = strdup(place->file),
            .stack = place->stack,
            .allocs_per_op = bench__line_slope(line, place->allocs[0], place->allocs[1]),
            .bytes_per_op = bench__line_slope(line, place->bytes[0], place->bytes[1]),
            .leaked = leaks ? place->live : 0};
        place->stack = NULL;
        counts->site_count++;
        good = site->made_by != NULL;
    }
    if (good && counts->site_count > 0) {
        qsort(counts->sites, counts->site_count, sizeof counts->sites[0], by_allocs);
    }
    return good;
}

bool bench__fill_sites(const bench__line_t *line, bench__place_names_t *low_names,
                       bench__place_names_t *high_names, bool leaks, bench_counts_t *counts) {
    places_t places = {0};
    bool good =
        add_all(&places, line->low, low_names, 0) && add_all(&places, line->high, high_names, 1);
    if (good) {
        merge(&places);
        good = fill(line, &places, leaks, counts);
    }
    deinit(&places);
    return good;
}
