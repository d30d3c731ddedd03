/* lines.c - the table of lines, and what was inlined where. */
#include "lines.h"

#include <dwarf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>

typedef struct place {
    const char *file; /* NULL: not known */
    int line;
} place_t;

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static bool is_in_compiled_file(Dwarf_Die *unit, const place_t *place) {
    const char *compiled = dwarf_diename(unit);
    return compiled != NULL && place->file != NULL &&
           strcmp(base_name(compiled), base_name(place->file)) == 0;
}

/* The line of the instruction itself. */
static place_t own_line(Dwarf_Die *unit, Dwarf_Addr address) {
    Dwarf_Line *row = dwarf_getsrc_die(unit, address);
    place_t place = {row == NULL ? NULL : dwarf_linesrc(row, NULL, NULL), 0};
    if (place.file != NULL && dwarf_lineno(row, &place.line) != 0) {
        place.file = NULL;
    }
    return place;
}

/* Where the function of a scope was called from, if it was inlined. */
static place_t call_of(Dwarf_Die *unit, Dwarf_Die *scope) {
    Dwarf_Attribute attribute;
    Dwarf_Word file = 0;
    Dwarf_Word line = 0;
    Dwarf_Files *files;
    size_t count;
    bool known = dwarf_tag(scope) == DW_TAG_inlined_subroutine &&
                 dwarf_formudata(dwarf_attr(scope, DW_AT_call_file, &attribute), &file) == 0 &&
                 dwarf_formudata(dwarf_attr(scope, DW_AT_call_line, &attribute), &line) == 0 &&
                 dwarf_getsrcfiles(unit, &files, &count) == 0;
    return (place_t){known ? dwarf_filesrc(files, (size_t)file, NULL, NULL) : NULL, (int)line};
}

/* From the instruction outwards, the first place in the file that was compiled; else `own`. */
static place_t callers_line(Dwarf_Die *unit, Dwarf_Addr address, place_t own) {
    Dwarf_Die *innermost = NULL; /* and behind it the scopes where it was written */
    Dwarf_Die *scopes = NULL;    /* where it was inlined */
    place_t found = own;
    int count = dwarf_getscopes(unit, address, &innermost) > 0
                    ? dwarf_getscopes_die(&innermost[0], &scopes)
                    : 0;
    for (int i = 0; i < count && !is_in_compiled_file(unit, &found); i++) {
        found = call_of(unit, &scopes[i]);
    }
    free(innermost);
    free(scopes);
    return is_in_compiled_file(unit, &found) ? found : own;
}

/* What was compiled to the address. clang writes no list of addresses: its units are looked at one
 * by one. NULL: there is no debugging information. */
static Dwarf_Die *find_unit(struct Dwfl *modules, uintptr_t address, Dwarf_Addr *bias) {
    Dwarf_Die *unit = modules == NULL ? NULL : dwfl_addrdie(modules, address, bias);
    Dwfl_Module *module =
        modules == NULL || unit != NULL ? NULL : dwfl_addrmodule(modules, address);
    while (module != NULL && (unit = dwfl_module_nextcu(module, unit, bias)) != NULL &&
           dwarf_haspc(unit, address - *bias) != 1) {
        /* the next one */
    }
    return unit;
}

bench__line_t bench__line_find(struct Dwfl *modules, uintptr_t address, char *text, size_t size) {
    Dwarf_Addr bias;
    Dwarf_Die *unit = find_unit(modules, address, &bias);
    if (unit == NULL) {
        return BENCH__LINE_UNKNOWN;
    }
    place_t place = callers_line(unit, address - bias, own_line(unit, address - bias));
    if (place.file == NULL) {
        return BENCH__LINE_UNKNOWN;
    }
    (void)snprintf(text, size, "%s:%d", base_name(place.file), place.line);
    return is_in_compiled_file(unit, &place) ? BENCH__LINE_OF_SOURCE : BENCH__LINE_OF_HEADER;
}
