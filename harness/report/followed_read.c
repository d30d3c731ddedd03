/* followed_read.c - what became of each block, from JSON to counts. */
#include <stdlib.h>

#include "report_json.h"

static bool read_lifetimes(bench_place_t *place, const json_t *object,
                           bench_lifetimes_t *lifetimes) {
    static const char *const fields[] = {"same_op", "next_op", "later", "kept", NULL};
    const json_t *item = json_object_get(object, "lifetimes");
    size_t mark = bench_place_enter(place, "lifetimes");
    if (!bench_fields_exactly(place, item, fields) ||
        !bench_field_fraction(place, item, "same_op", &lifetimes->same_op) ||
        !bench_field_fraction(place, item, "next_op", &lifetimes->next_op) ||
        !bench_field_fraction(place, item, "later", &lifetimes->later) ||
        !bench_field_fraction(place, item, "kept", &lifetimes->kept)) {
        return false;
    }
    bench_place_leave(place, mark);
    return true;
}

static bool read_thread(bench_place_t *place, const json_t *item, bench_counts_t *counts) {
    static const char *const fields[] = {"allocs_per_op", "frees_per_op", "remote_frees_per_op",
                                         "peak_live_bytes", NULL};
    bench_thread_count_t *thread = &counts->threads[counts->thread_count++];
    return bench_fields_exactly(place, item, fields) &&
           bench_field_fraction(place, item, "allocs_per_op", &thread->allocs_per_op) &&
           bench_field_fraction(place, item, "frees_per_op", &thread->frees_per_op) &&
           bench_field_fraction(place, item, "remote_frees_per_op", &thread->remote_frees_per_op) &&
           bench_field_integer(place, item, "peak_live_bytes", INT64_MIN, &thread->peak_live_bytes);
}

static bool read_site(bench_place_t *place, const json_t *item, bench_counts_t *counts) {
    static const char *const fields[] = {"made_by",      "stack",  "allocs_per_op",
                                         "bytes_per_op", "leaked", NULL};
    bench_site_t *site = &counts->sites[counts->site_count++];
    return bench_fields_exactly(place, item, fields) &&
           bench_field_name(place, item, "made_by", &site->made_by) &&
           bench_field_text(place, item, "stack", &site->stack) &&
           bench_field_fraction(place, item, "allocs_per_op", &site->allocs_per_op) &&
           bench_field_fraction(place, item, "bytes_per_op", &site->bytes_per_op) &&
           bench_field_unsigned(place, item, "leaked", 0, &site->leaked);
}

typedef bool read_item_t(bench_place_t *place, const json_t *item, bench_counts_t *counts);

static bool read_items(bench_place_t *place, const json_t *array, const char *key,
                       read_item_t *read, bench_counts_t *counts) {
    for (size_t i = 0; i < json_array_size(array); i++) {
        size_t mark = bench_place_enter_item(place, key, i);
        if (!read(place, json_array_get(array, i), counts)) {
            return false;
        }
        bench_place_leave(place, mark);
    }
    return true;
}

static bool read_threads(bench_place_t *place, const json_t *object, bench_counts_t *counts) {
    const json_t *array;
    if (!bench_field_array(place, object, "threads", &array)) {
        return false;
    }
    counts->threads = calloc(json_array_size(array) + 1, sizeof *counts->threads);
    if (counts->threads == NULL) {
        return bench_place_wrong(place, "threads", "does not fit into memory");
    }
    return read_items(place, array, "threads", read_thread, counts);
}

static bool read_sites(bench_place_t *place, const json_t *object, bench_counts_t *counts) {
    const json_t *array;
    if (!bench_field_array(place, object, "sites", &array)) {
        return false;
    }
    counts->sites = calloc(json_array_size(array) + 1, sizeof *counts->sites);
    if (counts->sites == NULL) {
        return bench_place_wrong(place, "sites", "does not fit into memory");
    }
    return read_items(place, array, "sites", read_site, counts);
}

bool bench_followed_read(bench_place_t *place, const json_t *object, bench_counts_t *counts) {
    static const char *const fields[] = {"lifetimes", "threads", "sites", NULL};
    const json_t *followed = json_object_get(object, "followed");
    if (json_is_null(followed)) {
        return true;
    }
    size_t mark = bench_place_enter(place, "followed");
    counts->followed = true;
    if (!bench_fields_exactly(place, followed, fields) ||
        !read_lifetimes(place, followed, &counts->lifetimes) ||
        !read_threads(place, followed, counts) || !read_sites(place, followed, counts)) {
        return false;
    }
    bench_place_leave(place, mark);
    return true;
}
