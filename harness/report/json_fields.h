/*
 * json_fields.h - reading the fields of a JSON document strictly, with the place named in every
 * complaint.
 */
#ifndef BENCH_JSON_FIELDS_H
#define BENCH_JSON_FIELDS_H

#include <jansson.h>

#include "report/report.h"

/* Where the reader is: the document and the way into it, "cases[3].samples[0]". */
typedef struct bench_place {
    const char *source; /* the file's name, for messages; borrowed */
    char path[160];
    bench_problem_t *problem;
} bench_place_t;

/* Goes one step in, "counts" or, with an index, "cases[3]". Gives what bench_place_leave needs. */
size_t bench_place_enter(bench_place_t *place, const char *key);
size_t bench_place_enter_item(bench_place_t *place, const char *key, size_t index);
void bench_place_leave(bench_place_t *place, size_t mark);

/* Writes "FILE: PATH.key WHAT; what to do". Always false. An empty key is the place itself. */
bool bench_place_wrong(const bench_place_t *place, const char *key, const char *what);

/* Tells whether value is an object with every name of the NULL-terminated list and no other. */
bool bench_fields_exactly(const bench_place_t *place, const json_t *value,
                          const char *const *names);

/* Each reads one field that is known to be there. Texts are copies, owned by the caller. */
bool bench_field_text(const bench_place_t *place, const json_t *object, const char *key,
                      char **text);
bool bench_field_name(const bench_place_t *place, const json_t *object, const char *key,
                      char **text); /* a text that is not empty */
bool bench_field_flag(const bench_place_t *place, const json_t *object, const char *key,
                      bool *flag);
bool bench_field_integer(const bench_place_t *place, const json_t *object, const char *key,
                         int64_t min, int64_t *integer);
bool bench_field_unsigned(const bench_place_t *place, const json_t *object, const char *key,
                          uint64_t min, uint64_t *integer);
bool bench_field_fraction(const bench_place_t *place, const json_t *object, const char *key,
                          bench_fraction_t *fraction);
bool bench_field_array(const bench_place_t *place, const json_t *object, const char *key,
                       const json_t **array);

#endif
