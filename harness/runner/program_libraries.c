#include "program_libraries.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/executable.h"

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static bool begins_with(const char *text, const char *start) {
    return strncmp(text, start, strlen(start)) == 0;
}

/* The C library and the loader, whose own names are no way past malloc, and what malloc leads to:
 * its file may have more numbers behind its name than what it was loaded by. */
static bool is_known(const preload_mapping_t *map, const char *path) {
    const char *name = base_name(path);
    bool known = begins_with(name, "libc.so") || begins_with(name, "ld-linux") ||
                 strcmp(name, BENCH__COUNT_LIBRARY) == 0;
    for (uint32_t i = 0; !known && i < map->image_count; i++) {
        const char *allocator = base_name(map->images[i].allocator);
        known = allocator[0] != '\0' && begins_with(name, allocator);
    }
    return known;
}

static bool was_looked_at(const bench__libraries_t *libraries, const char *path) {
    bool found = false;
    for (size_t i = 0; !found && i < libraries->count; i++) {
        found = strcmp(libraries->paths[i], path) == 0;
    }
    return found;
}

static void look_at(bench__libraries_t *libraries, const preload_mapping_t *map, const char *path) {
    bench_problem_t why;
    if (is_known(map, path) || was_looked_at(libraries, path) ||
        libraries->count == BENCH__LIBRARIES_MAX) {
        return;
    }
    char *kept = strdup(path);
    if (kept != NULL) {
        libraries->paths[libraries->count++] = kept;
    }
    if (libraries->unseen.text[0] == '\0' && !bench_library_is_seen(path, &why)) {
        (void)bench_problem(&libraries->unseen, "%s was loaded: %s", path, why.text);
    }
}

/* What it runs of; the program itself was looked at before. */
void bench__libraries_of_process(bench__libraries_t *libraries, const preload_mapping_t *map,
                                 pid_t process) {
    char path[64];
    char line[4096];
    (void)snprintf(path, sizeof path, "/proc/%d/maps", (int)process);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        char *name = strchr(line, '/');
        line[strcspn(line, "\n")] = '\0';
        if (name != NULL && strstr(line, " r-xp ") != NULL && strstr(name, ".so") != NULL) {
            look_at(libraries, map, name);
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
}

void bench__libraries_unloaded(bench__libraries_t *libraries, const preload_mapping_t *map) {
    for (uint32_t i = 0; i < map->file_count && i < PRELOAD_FILES_MAX; i++) {
        look_at(libraries, map, map->files[i]);
    }
}

void bench__libraries_deinit(bench__libraries_t *libraries) {
    for (size_t i = 0; i < libraries->count; i++) {
        free(libraries->paths[i]);
    }
    libraries->count = 0;
}
