/* elfutils reads the symbol tables. Found names are kept, as the same few frames come again. */
#include "symbols.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <elfutils/libdwfl.h>

#define KEPT_MAX 1024 /* a power of two */

static Dwfl *modules;
static struct {
    uintptr_t address;
    bench__symbol_t symbol;
} kept[KEPT_MAX];

/* All that this process has mapped. NULL: it cannot be read. */
static Dwfl *open_modules(void) {
    static const Dwfl_Callbacks callbacks = {
        .find_elf = dwfl_linux_proc_find_elf,
        .find_debuginfo = dwfl_standard_find_debuginfo,
    };
    Dwfl *opened = dwfl_begin(&callbacks);
    if (opened != NULL && (dwfl_linux_proc_report(opened, getpid()) != 0 ||
                           dwfl_report_end(opened, NULL, NULL) != 0)) {
        dwfl_end(opened);
        opened = NULL;
    }
    return opened;
}

/* Of every C++ library, by the ABI that its compilers share; its header is C++. */
extern char *__cxa_demangle(const char *name, char *text, size_t *size, int *status);

/* Where the parameters of a function begin: at the parenthesis that the last one ends. Names have
 * others: "(anonymous namespace)::parse(int)", "list<int (*)()>::add(int) const". */
static size_t name_length(const char *name) {
    const char *end = strrchr(name, ')');
    unsigned open = 0;
    for (const char *at = end; at != NULL && at >= name; at--) {
        open += *at == ')';
        open -= *at == '(';
        if (open == 0) {
            return at > name ? (size_t)(at - name) : strlen(name);
        }
    }
    return strlen(name);
}

/* Longer names are written without the arguments of their templates. */
#define NAME_LENGTH_MAX 80

/* Whether what stands before is the name of an operator, which '<' belongs to. */
static bool is_operator(const char *name, const char *at) {
    static const char operator[] = "operator";
    size_t length = sizeof operator- 1;
    const char *end = at > name && at[-1] == '<' ? at - 1 : at;
    return (size_t)(end - name) >= length && memcmp(end - length, operator, length) == 0;
}

/* "std::vector<int, std::allocator<int> >::push_back" becomes "std::vector<>::push_back". */
static void shorten(char *name) {
    unsigned depth = 0;
    char *to = name;
    for (const char *at = name; *at != '\0'; at++) {
        bool opens = *at == '<' && !is_operator(name, at);
        bool closes = *at == '>' && depth > 0;
        depth -= closes;
        if (depth == 0) {
            *to++ = *at;
        }
        depth += opens;
    }
    *to = '\0';
}

/* A C++ name as it was written; NULL: it is none, or memory is short. The caller's (free). */
static char *demangle(const char *name) {
    char *written = strncmp(name, "_Z", 2) == 0 ? __cxa_demangle(name, NULL, NULL, NULL) : NULL;
    if (written != NULL) {
        written[name_length(written)] = '\0';
    }
    if (written != NULL && strlen(written) > NAME_LENGTH_MAX) {
        shorten(written);
    }
    return written;
}

/* gcc names parts of functions "name.part.0", "name.constprop.1", "name.isra.0". */
static void copy_name(const char *name, char *text, size_t size) {
    char *whole = strndup(name, strcspn(name, "."));
    char *written = whole != NULL ? demangle(whole) : NULL;
    (void)snprintf(text, size, "%.*s", (int)strcspn(name, "."), name);
    if (written != NULL) {
        (void)snprintf(text, size, "%s", written);
    }
    free(whole);
    free(written);
}

void bench__symbol_look_up(struct Dwfl *in, uintptr_t address, bench__symbol_t *symbol) {
    Dwfl_Module *module = in == NULL ? NULL : dwfl_addrmodule(in, address);
    const char *name = module == NULL ? NULL : dwfl_module_addrname(module, address);
    const char *file =
        module == NULL ? NULL : dwfl_module_info(module, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    copy_name(name == NULL || name[0] == '\0' ? "?" : name, symbol->name, sizeof symbol->name);
    symbol->of_allocator =
        file != NULL && (strstr(file, "libjemalloc") != NULL || strstr(file, "interposer") != NULL);
}

/* Those of this process. NULL: they cannot be read. */
static Dwfl *own_modules(void) {
    if (modules == NULL) {
        modules = open_modules();
    }
    return modules;
}

bench__line_t bench__symbol_line(const void *return_address, char *text, size_t size) {
    return bench__line_find(own_modules(), (uintptr_t)return_address - 1, text, size);
}

void bench__symbol_find(const void *return_address, bench__symbol_t *symbol) {
    uintptr_t address = (uintptr_t)return_address - 1; /* within the call */
    size_t place = (size_t)((address * UINT64_C(0x9E3779B97F4A7C15)) >> 54);
    if (kept[place].address != address) {
        bench__symbol_look_up(own_modules(), address, &kept[place].symbol);
        kept[place].address = address;
    }
    *symbol = kept[place].symbol;
}

static bool begins_with(const char *text, const char *prefix) {
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool bench__symbol_is_harness(const bench__symbol_t *symbol) {
    return begins_with(symbol->name, "bench_") || begins_with(symbol->name, "vtbench_");
}
