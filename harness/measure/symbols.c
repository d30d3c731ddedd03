/* elfutils reads the symbol tables. Found names are kept, as the same few frames come again. */
#include "symbols.h"

#include <stdio.h>
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

/* gcc names parts of functions "name.part.0", "name.constprop.1", "name.isra.0". */
static void copy_name(const char *name, char *text, size_t size) {
    (void)snprintf(text, size, "%.*s", (int)strcspn(name, "."), name);
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

void bench__symbol_find(const void *return_address, bench__symbol_t *symbol) {
    uintptr_t address = (uintptr_t)return_address - 1; /* within the call */
    size_t place = (size_t)((address * UINT64_C(0x9E3779B97F4A7C15)) >> 54);
    if (modules == NULL) {
        modules = open_modules();
    }
    if (kept[place].address != address) {
        bench__symbol_look_up(modules, address, &kept[place].symbol);
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
