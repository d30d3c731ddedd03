/* unseen.c - an allocator that a shared object brings, found by its symbols. */
#include "measure/unseen.h"

#include <dlfcn.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <elfutils/libdwfl.h>

#define NOT_SEEN "; its allocations are not seen"

/* What the witnesses see, and who stands for it where an object has it itself: operator new has
 * many names. */
static const char *const seen_names[] = {"malloc",        "calloc",         "realloc", "free",
                                         "aligned_alloc", "posix_memalign", "memalign"};

/* Allocators by other names, which nobody else would use: what has or calls them takes memory past
 * the witnesses. */
static const char *const other_names[] = {"je_malloc",      "je_mallocx",      "mi_malloc",
                                          "mi_heap_malloc", "tc_malloc",       "rpmalloc",
                                          "dlmalloc",       "scalable_malloc", "GC_malloc",
                                          "__libc_malloc",  "__libc_memalign", "__libc_calloc"};

static bool is_one_of(const char *name, const char *const *names, size_t count) {
    bool found = false;
    for (size_t i = 0; !found && i < count; i++) {
        found = strcmp(name, names[i]) == 0;
    }
    return found;
}

#define IS_ONE_OF(name, names) is_one_of((name), (names), sizeof(names) / sizeof(names)[0])

/* The one that is given its place makes no block; without optimisation it is a function all the
 * same. */
static bool is_operator_new(const char *name) {
    bool is_new = strncmp(name, "_Znw", 4) == 0 || strncmp(name, "_Zna", 4) == 0;
    return is_new && strcmp(name + 5, "Pv") != 0;
}

static bool is_seen(const char *name) {
    return IS_ONE_OF(name, seen_names) || is_operator_new(name);
}

static const char *shown(const char *name) {
    return is_operator_new(name) ? "operator new" : name;
}

/* ---- what the object refers to ---- */

/* Its dynamic section, as the loader has relocated it. */
typedef struct references {
    const struct link_map *map;
    const ElfW(Sym) * symbols;
    const char *names;
    const ElfW(Rela) * tables[2]; /* data and functions */
    size_t sizes[2];
    char bound[1024]; /* names that are bound to this process's own, each with a ';' */
} references_t;

static void find_references(const struct link_map *map, references_t *references) {
    *references = (references_t){.map = map};
    for (const ElfW(Dyn) *entry = map->l_ld; entry->d_tag != DT_NULL; entry++) {
        const void *pointer = (const void *)entry->d_un.d_ptr;
        switch (entry->d_tag) {
        case DT_SYMTAB:
            references->symbols = pointer;
            break;
        case DT_STRTAB:
            references->names = pointer;
            break;
        case DT_RELA:
            references->tables[0] = pointer;
            break;
        case DT_RELASZ:
            references->sizes[0] = entry->d_un.d_val / sizeof(ElfW(Rela));
            break;
        case DT_JMPREL:
            references->tables[1] = pointer;
            break;
        case DT_PLTRELSZ:
            references->sizes[1] = entry->d_un.d_val / sizeof(ElfW(Rela));
            break;
        default:
            break;
        }
    }
}

static const char *file_of(const void *address) {
    Dl_info info;
    return dladdr(address, &info) != 0 && info.dli_fname != NULL ? info.dli_fname : "another file";
}

/* Whether that name is bound to this process's own, so that a definition is not used. */
static bool is_bound(const references_t *references, const char *name) {
    size_t length = strlen(name);
    for (const char *from = references->bound; *from != '\0'; from = strchr(from, ';') + 1) {
        if (strncmp(from, name, length) == 0 && from[length] == ';') {
            return true;
        }
    }
    return false;
}

static void add_bound(references_t *references, const char *name) {
    size_t used = strlen(references->bound);
    size_t room = sizeof references->bound - used;
    if (!is_bound(references, name) && strlen(name) + sizeof ";" <= room) {
        (void)snprintf(references->bound + used, room, "%s;", name);
    }
}

/* One reference to a name that matters. */
static bool check_bound(references_t *references, const char *name, const void *bound,
                        bench_problem_t *unseen) {
    if (IS_ONE_OF(name, other_names)) {
        return bench_problem(unseen, "the plugin calls %s" NOT_SEEN, name);
    }
    if (bound != NULL && bound != dlsym(RTLD_DEFAULT, name)) {
        return strcmp(file_of(bound), references->map->l_name) == 0
                   ? bench_problem(unseen, "the plugin defines %s itself" NOT_SEEN, shown(name))
                   : bench_problem(unseen, "%s of the plugin is that of %s" NOT_SEEN, shown(name),
                                   file_of(bound));
    }
    add_bound(references, name);
    return true;
}

static bool check_table(references_t *references, size_t table, bench_problem_t *unseen) {
    bool good = true;
    for (size_t i = 0; good && i < references->sizes[table]; i++) {
        const ElfW(Rela) *relocation = &references->tables[table][i];
#if __ELF_NATIVE_CLASS == 64
        size_t index = ELF64_R_SYM(relocation->r_info);
#else
        size_t index = ELF32_R_SYM(relocation->r_info);
#endif
        const char *name = references->names + references->symbols[index].st_name;
        if (index != 0 && (is_seen(name) || IS_ONE_OF(name, other_names))) {
            void *const *place = (void *const *)(references->map->l_addr + relocation->r_offset);
            good = check_bound(references, name, *place, unseen);
        }
    }
    return good;
}

static bool check_references(void *handle, references_t *references, bench_problem_t *unseen) {
    struct link_map *map = NULL;
    *references = (references_t){0};
    if (dlinfo(handle, RTLD_DI_LINKMAP, &map) != 0 || map->l_ld == NULL) {
        return true;
    }
    find_references(map, references);
    bool whole = references->symbols != NULL && references->names != NULL;
    return !whole || ((references->tables[0] == NULL || check_table(references, 0, unseen)) &&
                      (references->tables[1] == NULL || check_table(references, 1, unseen)));
}

/* ---- what it defines ---- */

static bool check_definition(const references_t *references, const char *name,
                             bench_problem_t *unseen) {
    if (IS_ONE_OF(name, other_names)) {
        return bench_problem(unseen, "the plugin contains %s" NOT_SEEN, name);
    }
    return !is_seen(name) || is_bound(references, name) ||
           bench_problem(unseen, "the plugin defines %s itself" NOT_SEEN, shown(name));
}

/* The file's full symbol table; where it was stripped, that for the loader. */
static bool check_module(Dwfl_Module *module, const references_t *references,
                         bench_problem_t *unseen) {
    int count = module != NULL ? dwfl_module_getsymtab(module) : 0;
    bool good = true;
    for (int i = 1; good && i < count; i++) {
        GElf_Sym symbol;
        GElf_Word section;
        const char *name = dwfl_module_getsym(module, i, &symbol, &section);
        if (name != NULL && GELF_ST_TYPE(symbol.st_info) == STT_FUNC && section != SHN_UNDEF) {
            good = check_definition(references, name, unseen);
        }
    }
    return good;
}

static bool check_definitions(const char *path, const references_t *references,
                              bench_problem_t *unseen) {
    static const Dwfl_Callbacks callbacks = {.find_elf = dwfl_build_id_find_elf,
                                             .find_debuginfo = dwfl_standard_find_debuginfo,
                                             .section_address = dwfl_offline_section_address};
    Dwfl *files = dwfl_begin(&callbacks);
    Dwfl_Module *module = files != NULL ? dwfl_report_offline(files, path, path, -1) : NULL;
    bool read = module != NULL && dwfl_report_end(files, NULL, NULL) == 0;
    bool good = !read || check_module(module, references, unseen);
    if (files != NULL) {
        dwfl_end(files);
    }
    return good;
}

bool bench_sees_allocations(const char *path, void *handle, bench_problem_t *unseen) {
    references_t references;
    return check_references(handle, &references, unseen) &&
           check_definitions(path, &references, unseen);
}
