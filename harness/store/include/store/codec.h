/*
 * codec.h - one description of a structure, for writing it as JSON and for reading it.
 *
 * Overview. A writer and a reader of one format are two lists of the same fields, and the two drift
 * apart. With a codec there is one list: a function that names every field and says where in the
 * structure it stands.
 *
 *     static void code_point(bench_codec_t *codec, void *thing) {
 *         point_t *point = thing;
 *         bench_code_name(codec, "name", &point->name);
 *         bench_code_unsigned(codec, "x", 0, &point->x);
 *         bench_code_fraction(codec, "weight", &point->weight);
 *     }
 *
 *     char *line = bench_codec_write("point", remedy, code_point, &point, &problem);
 *     bool good = bench_codec_read("point", remedy, line, size, code_point, &read, &problem);
 *
 * When writing, each call puts a field; the fields stand in the file in the order of the calls, all
 * on one line. When reading, each call takes the field of that name, checks it and stores it.
 *
 * Rules.
 *   - The same checks hold in both directions: what the reader would refuse is not written.
 *   - Reading is strict. A field that is missing, a field that the function does not name and a
 *     field that is there twice are refused.
 *   - The first error counts. After it every call returns at once and stores nothing, so a function
 *     needs no checks between its calls. The problem says where and what: "run/report.json:
 *     cases[3].samples[0].slices must not be empty; restore the file or run again".
 *   - A function may branch on a field that it has coded: the value is known in both directions. It
 *     asks for the direction (bench_codec_is_reading) only where a structure needs more than its
 *     fields, for instance an init.
 *   - When writing, nothing is changed in what is written.
 *   - The key NULL is the next element of an array, in a function given to bench_code_list.
 *
 * Ownership. What is read is owned by the structure: texts and arrays are made with malloc. Start
 * with a structure that its deinit function takes, and call that also where reading failed: it then
 * holds what was read so far.
 *
 * Threads: a codec lives within one call of bench_codec_write or bench_codec_read.
 */
#ifndef BENCH_STORE_CODEC_H
#define BENCH_STORE_CODEC_H

#include <stddef.h>

#include "model/case_key.h"
#include "model/fraction.h"
#include "model/problem.h"

typedef struct bench_codec bench_codec_t;

/* Codes the fields of a structure. */
typedef void bench_code_t(bench_codec_t *codec, void *thing);

/* ---- a whole document ---- */

/* Gives the structure as JSON on one line, without a newline; the caller's (free). NULL, with
 * *problem set: it has a value that the reader would refuse, or memory is short. `source` names the
 * document in the problem and `remedy` ends it: "measure the case again". */
char *bench_codec_write(const char *source, const char *remedy, bench_code_t *code,
                        const void *thing, bench_problem_t *problem);

/* Reads `size` bytes into the structure. False, with *problem set: they are not that document. */
bool bench_codec_read(const char *source, const char *remedy, const char *text, size_t size,
                      bench_code_t *code, void *thing, bench_problem_t *problem);

/* ---- single values ---- */

/* A text. NULL is written as "". */
void bench_code_text(bench_codec_t *codec, const char *key, char **text);
void bench_code_text_or_null(bench_codec_t *codec, const char *key, char **text);

/* A text that is not empty. */
void bench_code_name(bench_codec_t *codec, const char *key, char **text);

void bench_code_flag(bench_codec_t *codec, const char *key, bool *flag);

/* A whole number of at least `min`. JSON readers hold 63 bits: an unsigned one that is larger is
 * refused. */
void bench_code_integer(bench_codec_t *codec, const char *key, int64_t min, int64_t *integer);
void bench_code_unsigned(bench_codec_t *codec, const char *key, uint64_t min, uint64_t *integer);
void bench_code_u32(bench_codec_t *codec, const char *key, uint32_t *integer);

/* Any 64 bits, as a text: most JSON readers lose digits above 2^53. */
void bench_code_u64_as_text(bench_codec_t *codec, const char *key, uint64_t *integer);

/* An exact number as text, "1/512", in lowest terms. */
void bench_code_fraction(bench_codec_t *codec, const char *key, bench_fraction_t *fraction);

/* The same; null stands for one that is not known. */
void bench_code_fraction_or_null(bench_codec_t *codec, const char *key, bench_fraction_t *fraction);

/* A fraction that is a whole number, as a number; or null. */
void bench_code_whole_or_null(bench_codec_t *codec, const char *key, bench_fraction_t *fraction);

/* The real numbers that a field may have. */
typedef struct bench_range {
    double min, max;  /* both belong to it */
    bool or_null;     /* NaN may be, written as null */
    const char *must; /* said of any other value: "must be a number from 0 to 1" */
} bench_range_t;

/* A real number, with 15 digits: as many as survive being read and written again. */
void bench_code_number(bench_codec_t *codec, const char *key, const bench_range_t *range,
                       double *number);

/* One of the names of a NULL-terminated table. Gives its index: `value` itself when writing. */
size_t bench_code_enum(bench_codec_t *codec, const char *key, const char *const *names,
                       size_t value);

/* A word that may stand in place of another value. Gives whether it does; if not, the field is
 * still to be coded. `is` says so when writing. */
bool bench_code_word(bench_codec_t *codec, const char *key, const char *word, bool is);

/* The fields "scenario", "contender" and "params". The key owns its texts. */
void bench_code_case(bench_codec_t *codec, bench_case_key_t *key);

/* ---- structures and arrays ---- */

void bench_code_object(bench_codec_t *codec, const char *key, bench_code_t *code, void *thing);

/* An object, or null where it is not `present`. Gives whether it is there. */
bool bench_code_object_or_null(bench_codec_t *codec, const char *key, bool present,
                               bench_code_t *code, void *thing);

/*
 * Items of one size: `items` is the pointer to them, which reading sets, and `count` the number of
 * them.
 *
 *     bench_code_array(codec, "sizes", counts->sizes, counts->size_count, code_size);
 *
 * New items are zero before `code` reads them. Memory grows with what was read, not with what a
 * file says; items before the one that is being read stand before it in memory.
 */

/* An array of objects. */
#define bench_code_array(codec, key, items, count, code) \
    ((items) =                                           \
         bench__code_items(codec, key, BENCH__OBJECTS, items, &(count), sizeof *(items), code))

/* An array of plain values; `code` uses the key NULL. */
#define bench_code_list(codec, key, items, count, code) \
    ((items) = bench__code_items(codec, key, BENCH__VALUES, items, &(count), sizeof *(items), code))

/* An object whose keys are data. An item begins with its key, `char *name`, which is owned; `code`
 * codes the value under that key. */
#define bench_code_members(codec, key, items, count, code) \
    ((items) =                                             \
         bench__code_items(codec, key, BENCH__MEMBERS, items, &(count), sizeof *(items), code))

typedef enum bench__items { BENCH__OBJECTS, BENCH__VALUES, BENCH__MEMBERS } bench__items_t;

void *bench__code_items(bench_codec_t *codec, const char *key, bench__items_t how, void *items,
                        size_t *count, size_t size, bench_code_t *code);

/* The index of the item that is being coded. */
size_t bench_codec_index(const bench_codec_t *codec);

/* ---- for functions that check more ---- */

bool bench_codec_is_reading(const bench_codec_t *codec);
bool bench_codec_has_failed(const bench_codec_t *codec);

/* Refuses the document: "SOURCE: PLACE.key WHAT; REMEDY". NULL for `key`: the place itself, the
 * object or element that is being coded. */
void bench_codec_wrong(bench_codec_t *codec, const char *key, const char *what);

/* The version of the format that is read, for fields that came later. INT_MAX unless set: all
 * fields are there. */
int bench_codec_version(const bench_codec_t *codec);
void bench_codec_set_version(bench_codec_t *codec, int version);

#endif
