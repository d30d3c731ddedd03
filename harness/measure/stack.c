/* stack.c - addresses in a handler, names afterwards. */
#include "measure/stack.h"

#include <execinfo.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <elfutils/libdwfl.h>

#include "symbols.h"

/* ---- in the process that ends ---- */

void bench_stack_prepare(void) {
    void *frame[1];
    (void)backtrace(frame, 1);
}

static void take_maps(bench_stack_t *stack) {
    int file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    ssize_t got = 1;
    stack->maps_size = 0;
    while (file >= 0 && got > 0 && stack->maps_size < BENCH_STACK_MAPS) {
        got = read(file, stack->maps + stack->maps_size, BENCH_STACK_MAPS - stack->maps_size);
        stack->maps_size += got > 0 ? (size_t)got : 0;
    }
    if (file >= 0) {
        close(file);
    }
}

/* The handler returns to the kernel's trampoline, whose frame comes before the interrupted one. */
void bench_stack_take(bench_stack_t *stack, const void *handler_returns_to) {
    void *frames[BENCH_STACK_FRAMES];
    int count = backtrace(frames, BENCH_STACK_FRAMES);
    int first = 0;
    while (first < count && frames[first] != handler_returns_to) {
        first++;
    }
    stack->depth = 0;
    for (int i = first + 1; i < count; i++) {
        stack->frames[stack->depth++] = (uintptr_t)frames[i];
    }
    take_maps(stack);
}

/* ---- in the one that is left ---- */

#define COPY    "/memfd:"
#define DELETED " (deleted)"

/* The file of a module. A copy in memory is gone with its process; where its name is the path of
 * the file that it was made of, that is opened. */
static int find_elf(Dwfl_Module *module, void **userdata, const char *name, Dwarf_Addr base,
                    char **path, Elf **elf) {
    size_t length = strlen(name);
    if (strncmp(name, COPY "/", strlen(COPY "/")) != 0 || length <= strlen(COPY DELETED)) {
        return dwfl_linux_proc_find_elf(module, userdata, name, base, path, elf);
    }
    *path = strndup(name + strlen(COPY), length - strlen(COPY DELETED));
    return *path != NULL ? open(*path, O_RDONLY | O_CLOEXEC) : -1;
}

/* What the ended process had mapped. NULL: it cannot be read. */
static Dwfl *open_modules(const bench_stack_t *stack) {
    static const Dwfl_Callbacks callbacks = {
        .find_elf = find_elf,
        .find_debuginfo = dwfl_standard_find_debuginfo,
    };
    FILE *maps = stack->maps_size == 0
                     ? NULL
                     : fmemopen((void *)(uintptr_t)stack->maps, stack->maps_size, "r");
    Dwfl *modules = maps == NULL ? NULL : dwfl_begin(&callbacks);
    if (modules != NULL && (dwfl_linux_proc_maps_report(modules, maps) != 0 ||
                            dwfl_report_end(modules, NULL, NULL) != 0)) {
        dwfl_end(modules);
        modules = NULL;
    }
    if (maps != NULL) {
        (void)fclose(maps);
    }
    return modules;
}

/* Puts a name before the others. False: there is no room. */
static bool prepend(char *text, size_t size, const char *name) {
    size_t length = strlen(text);
    size_t more = strlen(name) + (length > 0 ? 1 : 0);
    if (length + more >= size) {
        return false;
    }
    memmove(text + more, text, length + 1);
    if (length > 0) {
        text[more - 1] = ';';
    }
    for (size_t i = 0; name[i] != '\0'; i++) {
        text[i] = name[i];
    }
    return true;
}

void bench_stack_format(const bench_stack_t *stack, char *text, size_t size) {
    Dwfl *modules = stack->depth == 0 ? NULL : open_modules(stack);
    bool room = modules != NULL;
    char last[sizeof((bench__symbol_t *)0)->name] = "";
    text[0] = '\0';
    for (uint32_t i = 0; room && i < stack->depth && i < BENCH_STACK_FRAMES; i++) {
        bench__symbol_t symbol;
        /* The innermost address is the instruction itself; the others are where calls return to. */
        bench__symbol_look_up(modules, stack->frames[i] - (i > 0 ? 1 : 0), &symbol);
        if (bench__symbol_is_harness(&symbol)) {
            break;
        }
        /* A recursion is told once. */
        bool new_name = strcmp(symbol.name, "?") != 0 && strcmp(symbol.name, last) != 0;
        room = !new_name || prepend(text, size, symbol.name);
        memcpy(last, symbol.name, sizeof last);
    }
    if (modules != NULL) {
        dwfl_end(modules);
    }
}
