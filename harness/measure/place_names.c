/* place_names.c - elfutils reads the symbol tables of the files. A name that was found is kept, as
 * the same few frames come again and again. */
#include "place_names.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <elfutils/libdwfl.h>

typedef struct kept_name {
    uint64_t key; /* the frame and 1; 0: free */
    char *name;
} kept_name_t;

struct bench__place_names {
    const preload_mapping_t *map;
    Dwfl *files; /* NULL: none can be read */
    Dwfl_Module *modules[PRELOAD_FILES_MAX];
    kept_name_t *kept; /* open addressing, a power of two */
    size_t kept_size;
    size_t kept_count;
};

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* ---- files ---- */

static void open_files(bench__place_names_t *names) {
    static const Dwfl_Callbacks callbacks = {.find_elf = dwfl_build_id_find_elf,
                                             .find_debuginfo = dwfl_standard_find_debuginfo,
                                             .section_address = dwfl_offline_section_address};
    const preload_mapping_t *map = names->map;
    names->files = dwfl_begin(&callbacks);
    for (uint32_t i = 0; names->files != NULL && i < map->file_count && i < PRELOAD_FILES_MAX;
         i++) {
        const char *path = map->files[i];
        names->modules[i] =
            path[0] == '/' ? dwfl_report_offline(names->files, path, path, -1) : NULL;
    }
    if (names->files != NULL) {
        (void)dwfl_report_end(names->files, NULL, NULL);
    }
}

bench__place_names_t *bench__place_names_create(const preload_mapping_t *map) {
    bench__place_names_t *names = calloc(1, sizeof *names);
    if (names != NULL) {
        names->map = map;
        open_files(names);
    }
    return names;
}

void bench__place_names_destroy(bench__place_names_t *names) {
    if (names == NULL) {
        return;
    }
    for (size_t i = 0; i < names->kept_size; i++) {
        free(names->kept[i].name);
    }
    free(names->kept);
    if (names->files != NULL) {
        dwfl_end(names->files);
    }
    free(names);
}

/* ---- a name ---- */

/* Of the C++ library that this program has anyway. */
char *__cxa_demangle(const char *name, char *room, size_t *size, int *status);

/* Without a compiler's suffix, and as people write it. */
static char *readable(const char *symbol) {
    int status;
    char *name = strndup(symbol, strcspn(symbol, "."));
    bool mangled = name != NULL && strncmp(name, "_Z", 2) == 0;
    char *plain = mangled ? __cxa_demangle(name, NULL, NULL, &status) : NULL;
    if (plain == NULL) {
        return name;
    }
    free(name);
    for (char *at = plain; (at = strchr(at, ';')) != NULL;) {
        *at = ','; /* which joins functions */
    }
    return plain;
}

static const char *file_of(const bench__place_names_t *names, uint64_t frame) {
    uint64_t file = PRELOAD_FRAME_FILE(frame);
    return file < PRELOAD_FILES_MAX ? base_name(names->map->files[file]) : "?";
}

static char *find_name(const bench__place_names_t *names, uint64_t frame) {
    uint64_t file = PRELOAD_FRAME_FILE(frame);
    uint64_t offset = PRELOAD_FRAME_OFFSET(frame);
    Dwfl_Module *module = file < PRELOAD_FILES_MAX ? names->modules[file] : NULL;
    GElf_Addr bias = 0;
    const char *symbol = module != NULL && dwfl_module_getelf(module, &bias) != NULL
                             ? dwfl_module_addrname(module, offset - 1 + bias)
                             : NULL;
    char *text = NULL;
    if (symbol != NULL && symbol[0] != '\0') {
        return readable(symbol);
    }
    return asprintf(&text, "%s+0x%llx", file_of(names, frame), (unsigned long long)offset) >= 0
               ? text
               : NULL;
}

/* ---- names that are kept ---- */

static kept_name_t *find_kept(kept_name_t *kept, size_t size, uint64_t key) {
    size_t place = (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & (size - 1);
    while (kept[place].key != 0 && kept[place].key != key) {
        place = (place + 1) & (size - 1);
    }
    return &kept[place];
}

static bool make_room(bench__place_names_t *names) {
    if (names->kept_count < names->kept_size / 2) {
        return true;
    }
    size_t size = names->kept_size == 0 ? 1024 : 2 * names->kept_size;
    kept_name_t *kept = calloc(size, sizeof *kept);
    for (size_t i = 0; kept != NULL && i < names->kept_size; i++) {
        if (names->kept[i].key != 0) {
            *find_kept(kept, size, names->kept[i].key) = names->kept[i];
        }
    }
    if (kept != NULL) {
        free(names->kept);
        names->kept = kept;
        names->kept_size = size;
    }
    return kept != NULL;
}

static const char *name_of(bench__place_names_t *names, uint64_t frame) {
    if (!make_room(names)) {
        return NULL;
    }
    kept_name_t *kept = find_kept(names->kept, names->kept_size, frame + 1);
    if (kept->key == 0) {
        kept->name = find_name(names, frame);
        kept->key = kept->name != NULL ? frame + 1 : 0;
        names->kept_count += kept->name != NULL;
    }
    return kept->name;
}

/* ---- stacks ---- */

/* How a program or a thread starts, and the framework that runs a benchmark: from there on frames
 * are not the program's. */
static bool is_start(const char *name, const char *file) {
    static const char *const starts[] = {"__libc_start_call_main",
                                         "__libc_start_main",
                                         "_start",
                                         "start_thread",
                                         "clone3",
                                         "clone",
                                         "__clone"};
    bool found = strncmp(file, "libbenchmark.so", strlen("libbenchmark.so")) == 0;
    for (size_t i = 0; !found && i < sizeof starts / sizeof starts[0]; i++) {
        found = strcmp(name, starts[i]) == 0;
    }
    return found;
}

/* An operator new is no place of the program's: the first frame that is none. */
static uint32_t first_frame(bench__place_names_t *names, const preload_site_t *site) {
    static const char operator_new[] = "operator new";
    uint32_t first = 0;
    while (first + 1 < site->depth) {
        const char *name = name_of(names, site->frames[first]);
        if (name == NULL || strncmp(name, operator_new, strlen(operator_new)) != 0) {
            break;
        }
        first++;
    }
    return first;
}

char *bench__place_stack(bench__place_names_t *names, const preload_site_t *site) {
    const char *frames[PRELOAD_FRAMES_MAX];
    uint32_t first = first_frame(names, site);
    size_t depth = 0;
    bool good = true;
    for (; good && first + depth < site->depth; depth++) {
        uint64_t frame = site->frames[first + depth];
        frames[depth] = name_of(names, frame);
        good = frames[depth] != NULL;
        if (good && depth > 0 && is_start(frames[depth], file_of(names, frame))) {
            break;
        }
    }
    char *text = NULL;
    size_t size;
    FILE *out = good ? open_memstream(&text, &size) : NULL;
    if (out == NULL) {
        return NULL;
    }
    for (size_t i = depth; i-- > 0;) {
        (void)fprintf(out, "%s%s", frames[i], i > 0 ? ";" : "");
    }
    if (depth == 0) {
        (void)fputs("?", out);
    }
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

const char *bench__place_file(bench__place_names_t *names, const preload_site_t *site) {
    return site->depth > 0 ? file_of(names, site->frames[first_frame(names, site)]) : "?";
}
