/*
 * codec_parts.h - the inside of a codec, for formats that need more of JSON than fields.
 */
#ifndef BENCH_CODEC_PARTS_H
#define BENCH_CODEC_PARTS_H

#include <jansson.h>
#include <stdio.h>

#include "repeated.h"
#include "store/codec.h"

#define BENCH__CODEC_DEPTH 12

/* An object or array that is being coded. What was read of an object is taken out of it, so that
 * what is left at its end is what nobody named. */
typedef struct bench__frame {
    json_t *value;   /* owned */
    const char *key; /* in the frame around it; NULL: an element of it. Borrowed */
    size_t next;     /* of an array: the element after the one that is being coded */
} bench__frame_t;

struct bench_codec {
    bool reading;
    bool failed;
    int version;
    const char *source;
    const char *remedy;
    bench_problem_t *problem;
    size_t depth;
    bench__frame_t frames[BENCH__CODEC_DEPTH];
};

bench_codec_t bench__codec(bool reading, const char *source, const char *remedy,
                           bench_problem_t *problem);
void bench__codec_deinit(bench_codec_t *codec);

/* What bench_codec_write does, but for the text. The value is the caller's; NULL: it failed. */
json_t *bench__codec_build(bench_codec_t *codec, bench_code_t *code, const void *thing);

/* What bench_codec_read does, in two steps. */
bool bench__codec_parse(bench_codec_t *codec, const char *text, size_t size);
bool bench__codec_run(bench_codec_t *codec, bench_code_t *code, void *thing);

/* How a value becomes text: printed, where false says that memory is short and errors of `out` are
 * left to the caller; or as a text of its own, where NULL says it. */
bool bench__json_print(const json_t *value, FILE *out);
char *bench__json_text(const json_t *value);

/* "SOURCE: WHAT; REMEDY", where nothing failed before. */
void bench__codec_refuse(bench_codec_t *codec, const char *what, const char *remedy);

/* Writing: sets a field or appends an element; takes the value. NULL for it is a failure. */
void bench__codec_put(bench_codec_t *codec, const char *key, json_t *value);

/* Reading: takes a field, or the next element, out of where the codec is; json_decref. NULL: there
 * is none, which has been said. */
json_t *bench__codec_take(bench_codec_t *codec, const char *key);

/* Reading: what take would give, left where it is. Borrowed; NULL: there is none. */
const json_t *bench__codec_peek(const bench_codec_t *codec, const char *key);

/* Puts null where `is` says so, or takes it where it stands. Gives whether it does; if not, the
 * field is still to be coded. */
bool bench__codec_null(bench_codec_t *codec, const char *key, bool is);

/* Goes into an object or an array, an empty one when writing. False: the codec has failed. */
bool bench__codec_enter(bench_codec_t *codec, const char *key, json_type type);
void bench__codec_leave(bench_codec_t *codec);

/* Refuses the first item of the field `key` that is equal to one before it. */
void bench__codec_refuse_repeated(bench_codec_t *codec, const char *key, size_t count,
                                  bench__compare_t *compare, const void *items, const char *what);

/* Reading: whether there are elements or fields left. */
bool bench__codec_has_more(const bench_codec_t *codec);

#endif
