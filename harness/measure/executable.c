/* executable.c - a program's file, read with libelf before it runs. */
#include "measure/executable.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <gelf.h>
#include <link.h>

#define NOT_SEEN "what it allocates cannot be seen"

/* A program that has one of these itself has an allocator linked into it. */
static const char *const allocator_names[] = {"malloc", "calloc",  "realloc",
                                              "free",   "mallocx", "posix_memalign"};

/* Allocators by other names, which nobody else would use: whoever has or calls them takes memory
 * past the functions that are counted. */
static const char *const other_names[] = {
    "je_malloc", "je_mallocx", "mallocx",         "mi_malloc", "mi_heap_malloc", "tc_malloc",
    "rpmalloc",  "dlmalloc",   "scalable_malloc", "GC_malloc", "__libc_malloc",  "__libc_calloc"};

#define START_LOOP "_ZN9benchmark5State16StartKeepRunningEv"

#define IS_ONE_OF(name, names) is_one_of((name), (names), sizeof(names) / sizeof(names)[0])

static bool is_one_of(const char *name, const char *const *names, size_t count) {
    bool found = false;
    for (size_t i = 0; !found && i < count; i++) {
        found = strcmp(name, names[i]) == 0;
    }
    return found;
}

/* ---- the file ---- */

typedef struct executable {
    int file;
    Elf *elf; /* NULL: the file is none */
} executable_t;

static void close_executable(executable_t *executable) {
    if (executable->elf != NULL) {
        (void)elf_end(executable->elf);
    }
    if (executable->file >= 0) {
        close(executable->file);
    }
}

static void open_executable(const char *path, executable_t *executable) {
    (void)elf_version(EV_CURRENT);
    *executable = (executable_t){.file = open(path, O_RDONLY | O_CLOEXEC)};
    executable->elf = executable->file >= 0 ? elf_begin(executable->file, ELF_C_READ, NULL) : NULL;
    if (executable->elf != NULL && elf_kind(executable->elf) != ELF_K_ELF) {
        (void)elf_end(executable->elf);
        executable->elf = NULL;
    }
}

/* ---- its symbols ---- */

/* Told of each function of a symbol table. False: that is enough. */
typedef bool visit_t(void *context, const char *name, bool is_defined);

static bool visit_table(Elf *elf, Elf_Scn *section, const GElf_Shdr *header, visit_t *visit,
                        void *context) {
    Elf_Data *data = elf_getdata(section, NULL);
    size_t count =
        data != NULL && header->sh_entsize > 0 ? header->sh_size / header->sh_entsize : 0;
    bool goes_on = true;
    for (size_t i = 1; goes_on && i < count; i++) {
        GElf_Sym symbol;
        const char *name = gelf_getsym(data, (int)i, &symbol) != NULL
                               ? elf_strptr(elf, header->sh_link, symbol.st_name)
                               : NULL;
        unsigned type = name != NULL ? GELF_ST_TYPE(symbol.st_info) : STT_OBJECT;
        if (type == STT_FUNC || type == STT_NOTYPE || type == STT_GNU_IFUNC) {
            /* The full table has the versions of what is bound elsewhere in the names. */
            char plain[128];
            size_t length = strcspn(name, "@");
            length = length < sizeof plain ? length : sizeof plain - 1;
            memcpy(plain, name, length);
            plain[length] = '\0';
            goes_on = visit(context, plain, symbol.st_shndx != SHN_UNDEF);
        }
    }
    return goes_on;
}

static void visit_symbols(Elf *elf, visit_t *visit, void *context) {
    Elf_Scn *section = NULL;
    bool goes_on = true;
    while (goes_on && (section = elf_nextscn(elf, section)) != NULL) {
        GElf_Shdr header;
        if (gelf_getshdr(section, &header) != NULL &&
            (header.sh_type == SHT_SYMTAB || header.sh_type == SHT_DYNSYM)) {
            goes_on = visit_table(elf, section, &header, visit, context);
        }
    }
}

static bool check_symbol(void *context, const char *name, bool is_defined) {
    bench_problem_t *why = context;
    if (IS_ONE_OF(name, other_names)) {
        return bench_problem(why, "it %s %s, an allocator past malloc: " NOT_SEEN,
                             is_defined ? "contains" : "calls", name);
    }
    return !is_defined || !IS_ONE_OF(name, allocator_names) ||
           bench_problem(why,
                         "it has an allocator linked into it, as it defines %s: " NOT_SEEN
                         "; link that allocator as a shared library",
                         name);
}

/* ---- how it is loaded ---- */

/* The loader that a file asks for; "" where it needs none. */
static void find_loader(Elf *elf, char *loader, size_t size) {
    size_t count = 0;
    (void)elf_getphdrnum(elf, &count);
    loader[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr segment;
        const char *image = elf_rawfile(elf, NULL);
        if (image != NULL && gelf_getphdr(elf, (int)i, &segment) != NULL &&
            segment.p_type == PT_INTERP && segment.p_filesz > 0 && segment.p_filesz < size) {
            memcpy(loader, image + segment.p_offset, segment.p_filesz);
            loader[segment.p_filesz - 1] = '\0';
        }
    }
}

static bool is_of_this_machine(Elf *elf, Elf *self) {
    GElf_Ehdr its, own;
    return self == NULL || gelf_getehdr(elf, &its) == NULL || gelf_getehdr(self, &own) == NULL ||
           (its.e_machine == own.e_machine && gelf_getclass(elf) == gelf_getclass(self));
}

/* The library that is preloaded is of this program's machine and C library. */
static bool check_loading(Elf *elf, bench_problem_t *why) {
    char loader[256];
    char own_loader[256] = "";
    executable_t self;
    open_executable("/proc/self/exe", &self);
    bool same_machine = is_of_this_machine(elf, self.elf);
    find_loader(elf, loader, sizeof loader);
    if (self.elf != NULL) {
        find_loader(self.elf, own_loader, sizeof own_loader);
    }
    close_executable(&self);
    if (!same_machine) {
        return bench_problem(why, "it is built for another machine than vtbench: " NOT_SEEN);
    }
    if (loader[0] == '\0') {
        return bench_problem(why, "it is linked statically, so nothing can be preloaded: " NOT_SEEN
                                  "; link it dynamically");
    }
    return strcmp(loader, own_loader) == 0 ||
           bench_problem(why, "its C library is another one than that of vtbench (%s): " NOT_SEEN,
                         loader);
}

/* The loader preloads nothing into what has rights that its user has not. */
static bool check_rights(const char *path, bench_problem_t *why) {
    struct stat status;
    if (stat(path, &status) == 0 && (status.st_mode & (S_ISUID | S_ISGID)) != 0) {
        return bench_problem(why, "it is set%s, so nothing can be preloaded: " NOT_SEEN,
                             (status.st_mode & S_ISUID) != 0 ? "uid" : "gid");
    }
    return getxattr(path, "security.capability", NULL, 0) <= 0 ||
           bench_problem(why, "it has capabilities, so nothing can be preloaded: " NOT_SEEN);
}

bool bench_executable_is_seen(const char *path, bench_problem_t *why) {
    executable_t executable;
    if (!check_rights(path, why)) {
        return false;
    }
    open_executable(path, &executable);
    bool good = true;
    why->text[0] = '\0';
    if (executable.elf != NULL) {
        good = check_loading(executable.elf, why);
        if (good) {
            visit_symbols(executable.elf, check_symbol, why);
            good = why->text[0] == '\0';
        }
    }
    close_executable(&executable);
    return good;
}

/* ---- libraries ---- */

static bool check_library_symbol(void *context, const char *name, bool is_defined) {
    bench_problem_t *why = context;
    return !is_defined || !IS_ONE_OF(name, other_names) ||
           bench_problem(why, "it contains %s, an allocator past malloc: " NOT_SEEN, name);
}

bool bench_library_is_seen(const char *path, bench_problem_t *why) {
    executable_t library;
    open_executable(path, &library);
    why->text[0] = '\0';
    if (library.elf != NULL) {
        visit_symbols(library.elf, check_library_symbol, why);
    }
    close_executable(&library);
    return why->text[0] == '\0';
}

/* ---- Google Benchmark ---- */

static bool find_loop(void *context, const char *name, bool is_defined) {
    bench_benchmark_use_t *use = context;
    if (strcmp(name, START_LOOP) == 0) {
        *use = is_defined ? BENCH_BENCHMARK_STATIC : BENCH_BENCHMARK_SHARED;
    }
    return *use != BENCH_BENCHMARK_STATIC;
}

bench_benchmark_use_t bench_executable_benchmark(const char *path) {
    bench_benchmark_use_t use = BENCH_BENCHMARK_NONE;
    executable_t executable;
    open_executable(path, &executable);
    if (executable.elf != NULL) {
        visit_symbols(executable.elf, find_loop, &use);
    }
    close_executable(&executable);
    return use;
}
