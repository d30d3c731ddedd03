/*
 * plugin_copy.c - one plugin, loaded as often as wanted.
 *
 * The loader gives the same handle for a file that it has loaded already, which it knows by name
 * and by inode. A copy in memory has neither. RTLD_LOCAL keeps the copies' symbols apart: a plugin
 * looks for a name in vtbench and its libraries, then in itself and what it links, never in another
 * plugin.
 */
#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin.h"

/* Whole or not at all: false with errno. */
static bool copy_file(int from, int to) {
    struct stat status;
    if (fstat(from, &status) != 0) {
        return false;
    }
    off_t copied = 0;
    while (copied < status.st_size) {
        ssize_t size = sendfile(to, from, &copied, (size_t)(status.st_size - copied));
        if (size <= 0) {
            errno = size == 0 ? EIO : errno; /* the file became shorter */
            return false;
        }
    }
    return true;
}

/* The copy's descriptor; -1: it was said why not. */
static int copy_to_memory(const char *path) {
    int from = plugin_file_open(path);
    if (from < 0) {
        return -1;
    }
    int copy = memfd_create("plugin", MFD_CLOEXEC);
    bool good = copy >= 0 && copy_file(from, copy);
    if (!good) {
        cli_fail(EXIT_COULD_NOT, "plugin %s: it cannot be copied to memory: %s", path,
                 strerror(errno));
    }
    close(from);
    if (good) {
        return copy;
    }
    if (copy >= 0) {
        close(copy);
    }
    return -1;
}

/* What dlopen says names the copy, which means nothing to the user. */
static void say_why_not(const char *path, const char *name) {
    const char *why = dlerror();
    size_t length = strlen(name);
    if (strncmp(why, name, length) == 0 && strncmp(why + length, ": ", 2) == 0) {
        why += length + 2;
    }
    cli_fail(EXIT_COULD_NOT, "plugin %s: %s", path, why);
}

static void *open_copy(const char *path) {
    char name[64];
    int copy = copy_to_memory(path);
    if (copy < 0) {
        return NULL;
    }
    (void)snprintf(name, sizeof name, "/proc/self/fd/%d", copy);
    void *plugin = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (plugin == NULL) {
        say_why_not(path, name);
        close(copy);
    }
    /* Else the descriptor stays open: the next copy would get its number, and with it its name, and
     * the loader would take it for this one. */
    return plugin;
}

/* The file that a function is in, if it is not the plugin itself; NULL: it is. */
static const char *elsewhere(void *plugin, uintptr_t function) {
    struct link_map *own = NULL;
    struct link_map *owner = NULL;
    Dl_info info;
    if (dlinfo(plugin, RTLD_DI_LINKMAP, &own) != 0 ||
        dladdr1((void *)function, &info, (void **)&owner, RTLD_DL_LINKMAP) == 0) {
        return "no file";
    }
    return owner == own ? NULL : info.dli_fname;
}

/* Two builds whose functions are those of one shared library would be compared with themselves. */
static bool has_its_own_functions(void *plugin, const char *path, const scenario_t *scenario) {
    for (size_t i = 0; i < scenario->case_count; i++) {
        const scenario_case_t *definition = &scenario->cases[i];
        const uintptr_t functions[] = {(uintptr_t)definition->setup, (uintptr_t)definition->run,
                                       (uintptr_t)definition->teardown};
        for (size_t j = 0; j < sizeof functions / sizeof functions[0]; j++) {
            const char *file = elsewhere(plugin, functions[j]);
            if (file != NULL) {
                cli_fail(EXIT_COULD_NOT,
                         "plugin %s: scenario %s, case %zu: its functions are in %s, which both "
                         "builds would share; link them into the plugin",
                         path, scenario->name, i, file);
                return false;
            }
        }
    }
    return true;
}

const scenario_t *const *plugin_load_copy(const char *path) {
    void *plugin = open_copy(path);
    const scenario_t *const *list = plugin != NULL ? plugin_scenarios(plugin, path) : NULL;
    for (size_t i = 0; list != NULL && list[i] != NULL; i++) {
        if (!has_its_own_functions(plugin, path, list[i])) {
            return NULL;
        }
    }
    return list;
}
