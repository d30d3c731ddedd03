/* json_fields.c - fields of a JSON document, read strictly. */
#include "json_fields.h"

#include <stdio.h>
#include <string.h>

size_t bench_place_enter(bench_place_t *place, const char *key) {
    size_t mark = strlen(place->path);
    snprintf(place->path + mark, sizeof place->path - mark, "%s%s", mark > 0 ? "." : "", key);
    return mark;
}

size_t bench_place_enter_item(bench_place_t *place, const char *key, size_t index) {
    size_t mark = bench_place_enter(place, key);
    size_t end = strlen(place->path);
    snprintf(place->path + end, sizeof place->path - end, "[%zu]", index);
    return mark;
}

void bench_place_leave(bench_place_t *place, size_t mark) {
    place->path[mark] = '\0';
}

bool bench_place_wrong(const bench_place_t *place, const char *key, const char *what) {
    const char *dot = place->path[0] != '\0' && key[0] != '\0' ? "." : "";
    const char *name = place->path[0] == '\0' && key[0] == '\0' ? "document" : key;
    return bench_problem(place->problem, "%s: %s%s%.60s %s; restore the file or run again",
                         place->source, place->path, dot, name, what);
}

static bool is_listed(const char *key, const char *const *names) {
    for (; *names != NULL; names++) {
        if (strcmp(*names, key) == 0) {
            return true;
        }
    }
    return false;
}

bool bench_fields_exactly(const bench_place_t *place, const json_t *value,
                          const char *const *names) {
    if (!json_is_object(value)) {
        return bench_place_wrong(place, "", "must be an object");
    }
    for (const char *const *name = names; *name != NULL; name++) {
        if (json_object_get(value, *name) == NULL) {
            return bench_place_wrong(place, *name, "is missing");
        }
    }
    const char *key;
    json_t *ignored;
    json_object_foreach((json_t *)value, key, ignored) {
        if (!is_listed(key, names)) {
            return bench_place_wrong(place, key, "is not a field of this format");
        }
    }
    return true;
}

bool bench_field_text(const bench_place_t *place, const json_t *object, const char *key,
                      char **text) {
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value)) {
        return bench_place_wrong(place, key, "must be a string");
    }
    char *copy = strdup(json_string_value(value));
    if (copy == NULL) {
        return bench_place_wrong(place, key, "does not fit into memory");
    }
    *text = copy;
    return true;
}

bool bench_field_name(const bench_place_t *place, const json_t *object, const char *key,
                      char **text) {
    const json_t *value = json_object_get(object, key);
    if (json_is_string(value) && json_string_length(value) == 0) {
        return bench_place_wrong(place, key, "must not be empty");
    }
    return bench_field_text(place, object, key, text);
}

bool bench_field_flag(const bench_place_t *place, const json_t *object, const char *key,
                      bool *flag) {
    const json_t *value = json_object_get(object, key);
    if (!json_is_boolean(value)) {
        return bench_place_wrong(place, key, "must be true or false");
    }
    *flag = json_is_true(value);
    return true;
}

bool bench_field_integer(const bench_place_t *place, const json_t *object, const char *key,
                         int64_t min, int64_t *integer) {
    const json_t *value = json_object_get(object, key);
    if (!json_is_integer(value)) {
        return bench_place_wrong(place, key, "must be a whole number");
    }
    int64_t number = json_integer_value(value);
    if (number < min) {
        return bench_place_wrong(place, key,
                                 min > 0 ? "must be at least 1" : "must not be negative");
    }
    *integer = number;
    return true;
}

bool bench_field_unsigned(const bench_place_t *place, const json_t *object, const char *key,
                          uint64_t min, uint64_t *integer) {
    int64_t number = 0;
    if (!bench_field_integer(place, object, key, (int64_t)min, &number)) {
        return false;
    }
    *integer = (uint64_t)number;
    return true;
}

bool bench_field_fraction(const bench_place_t *place, const json_t *object, const char *key,
                          bench_fraction_t *fraction) {
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value) || !bench_fraction_parse(json_string_value(value), fraction)) {
        return bench_place_wrong(place, key, "must be a fraction in lowest terms such as \"3/2\"");
    }
    return true;
}

bool bench_field_array(const bench_place_t *place, const json_t *object, const char *key,
                       const json_t **array) {
    const json_t *value = json_object_get(object, key);
    if (!json_is_array(value)) {
        return bench_place_wrong(place, key, "must be an array");
    }
    *array = value;
    return true;
}
