/* row_codec.c - one case of report.json. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codec_parts.h"
#include "store/report_file.h"

/* ---- what is promised ---- */

static void code_budget(bench_codec_t *codec, void *thing) {
    bench_row_t *row = thing;
    bool at_most = codec->reading ? bench__codec_peek(codec, "at_most") != NULL
                                  : row->budget_kind == BENCH_BUDGET_AT_MOST;
    if (at_most) {
        bench_code_fraction(codec, "at_most", &row->budget);
        row->budget_kind = BENCH_BUDGET_AT_MOST;
        return;
    }
    bool misses =
        bench_code_word(codec, "allocs_per_op", "misses", row->budget_kind == BENCH_BUDGET_MISSES);
    if (!misses) {
        bench_code_fraction(codec, "allocs_per_op", &row->budget);
    }
    row->budget_kind = misses ? BENCH_BUDGET_MISSES : BENCH_BUDGET_ALLOCS;
}

/* ---- what was counted ---- */

static void code_metric(bench_codec_t *codec, bench_counts_t *counts,
                        const bench_metric_t *metric) {
    static const bench_range_t share = {0, 1, true, "must be null or a number from 0 to 1"};
    static const bench_range_t number = {0, BENCH_BYTES_MAX, true,
                                         "must be null or a number from 0 to 1e18"};
    void *field = bench_counts_field(counts, metric);
    if (field == NULL || metric->since > bench_codec_version(codec)) {
        return;
    }
    if (metric->type == BENCH_TYPE_SHARE) {
        bench_code_number(codec, metric->name, &share, field);
    } else if (metric->type == BENCH_TYPE_NUMBER) {
        bench_code_number(codec, metric->name, &number, field);
    } else if (metric->type == BENCH_TYPE_INTEGER) {
        bench_code_whole_or_null(codec, metric->name, field);
    } else {
        bench_code_fraction_or_null(codec, metric->name, field);
    }
}

static void code_size(bench_codec_t *codec, void *thing) {
    bench_size_count_t *size = thing;
    bench_code_unsigned(codec, "size_class", 1, &size->size_class);
    bench_code_fraction(codec, "allocs_per_op", &size->allocs_per_op);
    if (bench_codec_index(codec) > 0 && size->size_class <= size[-1].size_class) {
        bench_codec_wrong(codec, "size_class", "must be larger than the one before");
    }
}

static void code_lifetimes(bench_codec_t *codec, void *thing) {
    bench_lifetimes_t *lifetimes = thing;
    bench_code_fraction(codec, "same_op", &lifetimes->same_op);
    bench_code_fraction(codec, "next_op", &lifetimes->next_op);
    bench_code_fraction(codec, "later", &lifetimes->later);
    bench_code_fraction(codec, "kept", &lifetimes->kept);
}

static void code_thread(bench_codec_t *codec, void *thing) {
    bench_thread_count_t *thread = thing;
    bench_code_fraction(codec, "allocs_per_op", &thread->allocs_per_op);
    bench_code_fraction(codec, "frees_per_op", &thread->frees_per_op);
    bench_code_fraction(codec, "remote_frees_per_op", &thread->remote_frees_per_op);
    bench_code_integer(codec, "peak_live_bytes", INT64_MIN, &thread->peak_live_bytes);
}

static void code_site(bench_codec_t *codec, void *thing) {
    bench_site_t *site = thing;
    bench_code_name(codec, "made_by", &site->made_by);
    bench_code_text(codec, "stack", &site->stack);
    bench_code_fraction(codec, "allocs_per_op", &site->allocs_per_op);
    bench_code_fraction(codec, "bytes_per_op", &site->bytes_per_op);
    bench_code_unsigned(codec, "leaked", 0, &site->leaked);
    if (codec->reading ? bench__codec_peek(codec, "line") != NULL : site->line != NULL) {
        bench_code_name(codec, "line", &site->line);
    }
}

static void code_followed(bench_codec_t *codec, void *thing) {
    bench_counts_t *counts = thing;
    bench_code_object(codec, "lifetimes", code_lifetimes, &counts->lifetimes);
    bench_code_array(codec, "threads", counts->threads, counts->thread_count, code_thread);
    bench_code_array(codec, "sites", counts->sites, counts->site_count, code_site);
}

static void code_windows(bench_codec_t *codec, void *thing) {
    uint64_t *allocs = thing;
    bench_code_unsigned(codec, "n", 0, &allocs[0]);
    bench_code_unsigned(codec, "2n", 0, &allocs[1]);
}

static void code_witnesses(bench_codec_t *codec, void *thing) {
    bench_witnesses_t *witnesses = thing;
    bench_code_object(codec, "events", code_windows, witnesses->events);
    bench_code_object(codec, "arenas", code_windows, witnesses->arenas);
}

static void code_verification(bench_codec_t *codec, bench_counts_t *counts) {
    bool verified = counts->verification == BENCH_VERIFIED;
    bench_code_flag(codec, "verified", &verified);
    bench_code_text_or_null(codec, "disagreement", &counts->disagreement);
    counts->verification = verified ? BENCH_VERIFIED : BENCH_UNVERIFIED;
    if (verified && counts->disagreement != NULL) {
        bench_codec_wrong(codec, "disagreement", "must be null where the counts are verified");
    }
    if (!verified && (counts->disagreement == NULL || counts->disagreement[0] == '\0')) {
        bench_codec_wrong(codec, "disagreement",
                          "must be a text that is not empty where the counts are not verified");
    }
}

static void code_counts(bench_codec_t *codec, void *thing) {
    bench_counts_t *counts = thing;
    bench_code_unsigned(codec, "operations", 1, &counts->operations);
    for (size_t i = 0; i < BENCH_METRIC_COUNT; i++) {
        code_metric(codec, counts, &bench_metrics[i]);
    }
    bench_code_array(codec, "sizes", counts->sizes, counts->size_count, code_size);
    counts->followed =
        bench_code_object_or_null(codec, "followed", counts->followed, code_followed, counts);
    if (bench_codec_version(codec) >= BENCH_FORMAT_WITH_WITNESSES) {
        counts->witnessed = bench_code_object_or_null(codec, "witnesses", counts->witnessed,
                                                      code_witnesses, &counts->witnesses);
    }
    code_verification(codec, counts);
}

static void code_instructions(bench_codec_t *codec, void *thing) {
    bench_instructions_t *instructions = thing;
    const bench_instructions_by_t first = BENCH_BY_PERF_EVENT; /* "nobody" is null */
    const char *const names[] = {bench_instructions_by_name(BENCH_BY_PERF_EVENT),
                                 bench_instructions_by_name(BENCH_BY_CALLGRIND), NULL};
    bench_code_fraction(codec, "per_op", &instructions->per_op);
    bench_code_flag(codec, "exact", &instructions->exact);
    size_t by = bench_codec_is_reading(codec) ? 0 : instructions->by - first;
    instructions->by = (bench_instructions_by_t)(first + bench_code_enum(codec, "by", names, by));
    if (instructions->per_op.num <= 0) {
        bench_codec_wrong(codec, "per_op", "must be above 0");
    }
}

/* ---- what was timed ---- */

static void code_slice(bench_codec_t *codec, void *thing) {
    static const bench_range_t time = {BENCH_TIME_MIN, BENCH_TIME_MAX, false,
                                       "must be a time above 0 and below 1e18 ns"};
    bench_code_number(codec, NULL, &time, thing);
}

/* 0 in memory is null in the file. */
static void code_yardstick(bench_codec_t *codec, double *yardstick) {
    static const bench_range_t time = {BENCH_TIME_MIN, BENCH_TIME_MAX, true,
                                       "must be null or a time above 0 and below 1e18 ns"};
    double ns = *yardstick == 0 ? (double)NAN : *yardstick;
    bench_code_number(codec, "yardstick", &time, &ns);
    *yardstick = isnan(ns) ? 0 : ns;
}

static void code_process(bench_codec_t *codec, void *thing) {
    bench_process_samples_t *samples = thing;
    bench_code_u32(codec, "process", &samples->process);
    bench_code_unsigned(codec, "operations", 1, &samples->operations);
    code_yardstick(codec, &samples->yardstick);
    bench_code_list(codec, "slices", samples->slices, samples->slice_count, code_slice);
    if (samples->slice_count == 0) {
        bench_codec_wrong(codec, "slices", "must not be empty");
    }
    if (bench_codec_index(codec) > 0 && samples->process <= samples[-1].process) {
        bench_codec_wrong(codec, "process", "must be larger than the one before");
    }
}

/* ---- single operations: the histogram is [[index, count], ...] of the buckets that are not empty
 * ---- */

/* Both give the index after the last bucket. */
static size_t write_buckets(bench_codec_t *codec, const bench_histogram_t *histogram) {
    size_t end = 0;
    for (size_t i = bench_histogram_next(histogram, 0); i < BENCH_HISTOGRAM_BUCKETS;
         i = bench_histogram_next(histogram, i + 1)) {
        json_int_t count = (json_int_t)histogram->buckets[i];
        bench__codec_put(codec, NULL, json_pack("[I,I]", (json_int_t)i, count));
        end = i + 1;
    }
    return end;
}

static void read_bucket(bench_codec_t *codec, const json_t *pair, size_t first,
                        bench_histogram_t *histogram) {
    json_int_t index = json_integer_value(json_array_get(pair, 0));
    json_int_t count = json_integer_value(json_array_get(pair, 1));
    if (json_array_size(pair) != 2 || !json_is_integer(json_array_get(pair, 0)) || count < 1 ||
        (uint64_t)count > INT64_MAX - histogram->count) {
        bench_codec_wrong(codec, NULL, "must be an index and a count of at least 1");
    } else if (index < 0 || (uint64_t)index < first || (uint64_t)index >= BENCH_HISTOGRAM_BUCKETS) {
        bench_codec_wrong(codec, NULL, "must have an index above the one before");
    } else {
        histogram->buckets[index] = (uint64_t)count;
        histogram->count += (uint64_t)count;
    }
}

static size_t read_buckets(bench_codec_t *codec, bench_histogram_t *histogram) {
    size_t end = 0;
    while (bench__codec_has_more(codec)) {
        json_t *pair = bench__codec_take(codec, NULL);
        read_bucket(codec, pair, end, histogram);
        end = (size_t)json_integer_value(json_array_get(pair, 0)) + 1;
        json_decref(pair);
    }
    return end;
}

static void code_histogram(bench_codec_t *codec, bench_histogram_t *histogram) {
    size_t end = 0;
    bench_code_unsigned(codec, "max", 0, &histogram->max);
    if (bench__codec_enter(codec, "buckets", JSON_ARRAY)) {
        end = bench_codec_is_reading(codec) ? read_buckets(codec, histogram)
                                            : write_buckets(codec, histogram);
        bench__codec_leave(codec);
    }
    if (histogram->count > INT64_MAX) {
        bench_codec_wrong(codec, "buckets", "must have counts that add up to 63 bits");
    }
    if (end != bench_histogram_index(histogram->max) + 1) {
        bench_codec_wrong(codec, "max", "must be in the last of the buckets");
    }
}

/* Between 0 and 1, without them; the largest has 15 digits. */
static const bench_range_t load_range = {DBL_TRUE_MIN, 0.999999999999999, false,
                                         "must be a number between 0 and 1, of 15 digits at most"};

static bool survives_writing(double number) {
    json_t *value = json_real(number);
    char *text = bench__json_text(value);
    bool same = text != NULL && strtod(text, NULL) == number;
    free(text);
    json_decref(value);
    return same;
}

static void code_load(bench_codec_t *codec, bench_latency_t *latency) {
    if (latency->kind == BENCH_SERVICE) {
        if (!bench__codec_null(codec, "load", true)) {
            json_decref(bench__codec_take(codec, "load"));
            bench_codec_wrong(codec, "load", "must be null for a service time");
        }
        latency->load = (double)NAN;
        return;
    }
    bench_code_number(codec, "load", &load_range, &latency->load);
    if (!survives_writing(latency->load)) {
        bench_codec_wrong(codec, "load", load_range.must);
    }
}

static void code_latency(bench_codec_t *codec, void *thing) {
    bench_latency_t *latency = thing;
    const char *const kinds[] = {bench_latency_kind_name(BENCH_SERVICE),
                                 bench_latency_kind_name(BENCH_RESPONSE), NULL};
    latency->kind = (bench_latency_kind_t)bench_code_enum(codec, "kind", kinds, latency->kind);
    code_load(codec, latency);
    bench_code_unsigned(codec, "processes", 1, &latency->processes);
    code_histogram(codec, &latency->histogram);
}

static int compare_latencies(size_t a, size_t b, const void *context) {
    const bench_latency_t *left = (const bench_latency_t *)context + a;
    const bench_latency_t *right = (const bench_latency_t *)context + b;
    if (left->kind != right->kind) {
        return left->kind < right->kind ? -1 : 1;
    }
    return (left->load > right->load) - (left->load < right->load); /* NaN: equal */
}

static void code_latencies(bench_codec_t *codec, bench_row_t *row) {
    bench_code_array(codec, "latencies", row->latencies, row->latency_count, code_latency);
    bench__codec_refuse_repeated(codec, "latencies", row->latency_count, compare_latencies,
                                 row->latencies, "is of a kind and load that was there before");
}

/* ---- the row ---- */

static void code_failure(bench_codec_t *codec, bench_row_t *row) {
    if (bench_codec_version(codec) < BENCH_FORMAT_WITH_FAILURE) {
        return;
    }
    bench_code_text_or_null(codec, "failure", &row->failure);
    if (row->failure != NULL && row->failure[0] == '\0') {
        bench_codec_wrong(codec, "failure", "must be null or a text that is not empty");
    }
}

void bench_code_row(bench_codec_t *codec, void *thing) {
    bench_row_t *row = thing;
    bench_code_case(codec, &row->key);
    bench_code_flag(codec, "kernel_timed", &row->kernel_timed);
    bool budget = row->budget_kind != BENCH_BUDGET_NONE;
    (void)bench_code_object_or_null(codec, "budget", budget, code_budget, row);
    row->counted =
        bench_code_object_or_null(codec, "counts", row->counted, code_counts, &row->counts);
    bool instructions = row->instructions.by != BENCH_BY_NONE;
    (void)bench_code_object_or_null(codec, "instructions", instructions, code_instructions,
                                    &row->instructions);
    bench_code_array(codec, "samples", row->processes, row->process_count, code_process);
    code_latencies(codec, row);
    code_failure(codec, row);
}
