/* codec.c - a codec on its way through a document: going in and out, putting and taking, refusing;
 * objects, arrays of items, whole documents. */
#include "codec_parts.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REAL_DIGITS 15

bench_codec_t bench__codec(bool reading, const char *source, const char *remedy,
                           bench_problem_t *problem) {
    return (bench_codec_t){.reading = reading,
                           .version = INT_MAX,
                           .source = source,
                           .remedy = remedy,
                           .problem = problem};
}

void bench__codec_deinit(bench_codec_t *codec) {
    while (codec->depth > 0) {
        json_decref(codec->frames[--codec->depth].value);
    }
}

bool bench_codec_is_reading(const bench_codec_t *codec) {
    return codec->reading;
}

bool bench_codec_has_failed(const bench_codec_t *codec) {
    return codec->failed;
}

int bench_codec_version(const bench_codec_t *codec) {
    return codec->version;
}

void bench_codec_set_version(bench_codec_t *codec, int version) {
    codec->version = version;
}

/* ---- refusing ---- */

void bench__codec_refuse(bench_codec_t *codec, const char *what, const char *remedy) {
    if (!codec->failed) {
        bench_problem(codec->problem, "%s: %s; %s", codec->source, what, remedy);
        codec->failed = true;
    }
}

static bool is_array(const bench__frame_t *frame) {
    return json_is_array(frame->value);
}

/* Adds one step of the way, ".counts" or "[3]", to what is in `path`. */
static void add_step(char *path, size_t size, const bench__frame_t *around, const char *key) {
    size_t used = strlen(path);
    if (key != NULL) {
        snprintf(path + used, size - used, "%s%.60s", used > 0 ? "." : "", key);
    } else if (is_array(around)) {
        snprintf(path + used, size - used, "[%zu]", around->next - 1);
    }
}

void bench_codec_wrong(bench_codec_t *codec, const char *key, const char *what) {
    char path[200] = "";
    char text[300];
    for (size_t i = 1; i < codec->depth; i++) {
        add_step(path, sizeof path, &codec->frames[i - 1], codec->frames[i].key);
    }
    if (codec->depth > 0) {
        add_step(path, sizeof path, &codec->frames[codec->depth - 1], key);
    }
    snprintf(text, sizeof text, "%s %s", path[0] != '\0' ? path : "document", what);
    bench__codec_refuse(codec, text, codec->remedy);
}

/* ---- fields and elements ---- */

void bench__codec_put(bench_codec_t *codec, const char *key, json_t *value) {
    if (codec->failed) {
        json_decref(value);
        return;
    }
    bench__frame_t *frame = &codec->frames[codec->depth - 1];
    int status = key != NULL ? json_object_set_new(frame->value, key, value)
                             : json_array_append_new(frame->value, value);
    if (status != 0) {
        bench_codec_wrong(codec, key, "is not UTF-8, or memory is short");
    }
}

json_t *bench__codec_take(bench_codec_t *codec, const char *key) {
    if (codec->failed) {
        return NULL;
    }
    bench__frame_t *frame = &codec->frames[codec->depth - 1];
    if (key == NULL) {
        return json_incref(json_array_get(frame->value, frame->next++));
    }
    json_t *value = json_incref(json_object_get(frame->value, key));
    if (value == NULL) {
        bench_codec_wrong(codec, key, "is missing");
    } else {
        json_object_del(frame->value, key);
    }
    return value;
}

const json_t *bench__codec_peek(const bench_codec_t *codec, const char *key) {
    return codec->failed ? NULL : json_object_get(codec->frames[codec->depth - 1].value, key);
}

bool bench__codec_null(bench_codec_t *codec, const char *key, bool is) {
    if (codec->reading) {
        is = json_is_null(bench__codec_peek(codec, key));
        json_decref(is ? bench__codec_take(codec, key) : NULL);
    } else if (is) {
        bench__codec_put(codec, key, json_null());
    }
    return is;
}

bool bench__codec_has_more(const bench_codec_t *codec) {
    const bench__frame_t *frame = &codec->frames[codec->depth - 1];
    size_t size = is_array(frame) ? json_array_size(frame->value) - frame->next
                                  : json_object_size(frame->value);
    return !codec->failed && size > 0;
}

size_t bench_codec_index(const bench_codec_t *codec) {
    size_t depth = codec->depth - 1;
    return codec->frames[is_array(&codec->frames[depth]) ? depth : depth - 1].next - 1;
}

/* ---- in and out ---- */

static json_t *empty(json_type type) {
    return type == JSON_OBJECT ? json_object() : json_array();
}

bool bench__codec_enter(bench_codec_t *codec, const char *key, json_type type) {
    if (codec->failed) {
        return false;
    }
    json_t *value = codec->reading ? bench__codec_take(codec, key) : empty(type);
    if (!codec->failed && (value == NULL || json_typeof(value) != type)) {
        bench_codec_wrong(codec, key,
                          type == JSON_OBJECT ? "must be an object" : "must be an array");
    }
    if (!codec->failed && codec->depth == BENCH__CODEC_DEPTH) {
        bench_codec_wrong(codec, key, "is nested too deeply");
    }
    if (codec->failed) {
        json_decref(value);
        return false;
    }
    codec->frames[codec->depth++] = (bench__frame_t){value, key, 0};
    return true;
}

/* An object that was read has nothing left. */
static void refuse_leftovers(bench_codec_t *codec) {
    json_t *value = codec->frames[codec->depth - 1].value;
    const char *key = json_object_iter_key(json_object_iter(value));
    if (codec->reading && key != NULL) {
        bench_codec_wrong(codec, key, "is not a field of this format");
    }
}

/* Also after an error, so that a function still finds the item that it codes. */
void bench__codec_leave(bench_codec_t *codec) {
    refuse_leftovers(codec);
    bench__frame_t frame = codec->frames[--codec->depth];
    if (codec->reading) {
        json_decref(frame.value);
    } else {
        bench__codec_put(codec, frame.key, frame.value);
    }
}

/* ---- objects ---- */

void bench_code_object(bench_codec_t *codec, const char *key, bench_code_t *code, void *thing) {
    if (bench__codec_enter(codec, key, JSON_OBJECT)) {
        code(codec, thing);
        bench__codec_leave(codec);
    }
}

bool bench_code_object_or_null(bench_codec_t *codec, const char *key, bool present,
                               bench_code_t *code, void *thing) {
    present = !bench__codec_null(codec, key, !present);
    if (present) {
        bench_code_object(codec, key, code, thing);
    }
    return present;
}

/* ---- items ---- */

/* Adds an item of zeros; there is room up to the next power of two. NULL: out of memory, said. */
static void *add_item(bench_codec_t *codec, char **items, size_t *count, size_t size) {
    if ((*count & (*count - 1)) == 0) {
        char *grown = reallocarray(*items, *count == 0 ? 1 : 2 * *count, size);
        if (grown == NULL) {
            bench_codec_wrong(codec, NULL, "does not fit into memory");
            return NULL;
        }
        *items = grown;
    }
    return memset(*items + (*count)++ * size, 0, size);
}

/* When reading, the item's name is the next key. */
static void code_member(bench_codec_t *codec, bench_code_t *code, void *item) {
    char **name = item;
    if (codec->reading) {
        json_t *object = codec->frames[codec->depth - 1].value;
        *name = strdup(json_object_iter_key(json_object_iter(object)));
    }
    if (*name == NULL) {
        bench_codec_wrong(codec, NULL, "does not fit into memory");
    } else {
        code(codec, item);
    }
}

static void code_item(bench_codec_t *codec, bench__items_t how, bench_code_t *code, void *item) {
    if (how == BENCH__OBJECTS) {
        bench_code_object(codec, NULL, code, item);
    } else if (how == BENCH__MEMBERS) {
        code_member(codec, code, item);
    } else {
        code(codec, item);
    }
}

void *bench__code_items(bench_codec_t *codec, const char *key, bench__items_t how, void *items,
                        size_t *count, size_t size, bench_code_t *code) {
    char *first = items;
    if (!bench__codec_enter(codec, key, how == BENCH__MEMBERS ? JSON_OBJECT : JSON_ARRAY)) {
        return items;
    }
    if (codec->reading) {
        first = NULL;
        *count = 0;
    }
    while (codec->reading && bench__codec_has_more(codec)) {
        void *item = add_item(codec, &first, count, size);
        if (item != NULL) {
            code_item(codec, how, code, item);
        }
    }
    for (size_t i = 0; !codec->reading && !codec->failed && i < *count; i++) {
        codec->frames[codec->depth - 1].next = i + 1;
        code_item(codec, how, code, first + i * size);
    }
    bench__codec_leave(codec);
    return first;
}

void bench__codec_refuse_repeated(bench_codec_t *codec, const char *key, size_t count,
                                  bench__compare_t *compare, const void *items, const char *what) {
    size_t index = count;
    char item[64];
    if (codec->failed) {
        return; /* what was read last may be half of an item */
    }
    if (!bench__find_repeated(count, compare, items, &index)) {
        bench_codec_wrong(codec, key, "does not fit into memory");
    } else if (index < count) {
        snprintf(item, sizeof item, "%s[%zu]", key, index);
        bench_codec_wrong(codec, item, what);
    }
}

/* ---- whole documents ---- */

json_t *bench__codec_build(bench_codec_t *codec, bench_code_t *code, const void *thing) {
    codec->frames[codec->depth++] = (bench__frame_t){.value = json_object()};
    code(codec, (void *)thing); /* writing changes nothing */
    return codec->failed ? NULL : codec->frames[--codec->depth].value;
}

bool bench__json_print(const json_t *value, FILE *out) {
    return json_dumpf(value, out,
                      JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(REAL_DIGITS)) == 0;
}

/* Not json_dumps: where its buffer cannot grow, it gives a text that lacks a part. */
char *bench__json_text(const json_t *value) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    bool whole = out != NULL && bench__json_print(value, out) && ferror(out) == 0;
    whole = out != NULL && fclose(out) == 0 && whole;
    if (!whole) {
        free(text);
    }
    return whole ? text : NULL;
}

char *bench_codec_write(const char *source, const char *remedy, bench_code_t *code,
                        const void *thing, bench_problem_t *problem) {
    bench_codec_t codec = bench__codec(false, source, remedy, problem);
    json_t *value = bench__codec_build(&codec, code, thing);
    char *text = value != NULL ? bench__json_text(value) : NULL;
    if (text == NULL) {
        bench__codec_refuse(&codec, "does not fit into memory", "close other programs");
    }
    json_decref(value);
    bench__codec_deinit(&codec);
    return text;
}

bool bench__codec_parse(bench_codec_t *codec, const char *text, size_t size) {
    json_error_t error;
    json_t *value = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    if (value == NULL) {
        char what[300];
        snprintf(what, sizeof what, "damaged at line %d, column %d: %.200s", error.line,
                 error.column, error.text);
        bench__codec_refuse(codec, what, codec->remedy);
        return false;
    }
    codec->frames[codec->depth++] = (bench__frame_t){.value = value};
    return true;
}

bool bench__codec_run(bench_codec_t *codec, bench_code_t *code, void *thing) {
    if (!json_is_object(codec->frames[0].value)) {
        bench__codec_refuse(codec, "document must be an object", codec->remedy);
    } else {
        code(codec, thing);
        refuse_leftovers(codec);
    }
    return !codec->failed;
}

bool bench_codec_read(const char *source, const char *remedy, const char *text, size_t size,
                      bench_code_t *code, void *thing, bench_problem_t *problem) {
    bench_codec_t codec = bench__codec(true, source, remedy, problem);
    bool good = bench__codec_parse(&codec, text, size) && bench__codec_run(&codec, code, thing);
    bench__codec_deinit(&codec);
    return good;
}
