/* provenance.c - which build of a file was measured, and how it was compiled. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>

#include "measure/measure.h"

#define TEXT_MAX 512

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* ---- which build ---- */

/* The linker's hash of what it linked: the same for two equal builds. */
static bool write_build_id(Elf *elf, char *text, size_t size) {
    const void *id = NULL;
    ssize_t length = elf != NULL ? dwelf_elf_gnu_build_id(elf, &id) : -1;
    int used = snprintf(text, size, "build id ");
    for (ssize_t i = 0; i < length && (size_t)used + 3 <= size; i++) {
        used += snprintf(text + used, size - (size_t)used, "%02x", ((const unsigned char *)id)[i]);
    }
    return length > 0;
}

/* FNV-1a, 64 bits, of the whole file. */
static bool write_hash(int file, char *text, size_t size) {
    unsigned char buffer[65536];
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    ssize_t length;
    off_t offset = 0;
    while ((length = pread(file, buffer, sizeof buffer, offset)) > 0) {
        for (ssize_t i = 0; i < length; i++) {
            hash = (hash ^ buffer[i]) * UINT64_C(0x100000001b3);
        }
        offset += length;
    }
    (void)snprintf(text, size, "hash %016" PRIx64, hash);
    return length == 0;
}

/* ---- how it was compiled ---- */

/* The producer without what names a place on the machine that built it. */
static void copy_without_paths(const char *producer, char *text, size_t size) {
    size_t used = 0;
    text[0] = '\0';
    for (const char *word = producer; *word != '\0';) {
        size_t length = strcspn(word, " ");
        bool fits = used + length + 2 <= size;
        if (length > 0 && fits && memchr(word, '/', length) == NULL) {
            int added = snprintf(text + used, size - used, "%s%.*s", used == 0 ? "" : " ",
                                 (int)length, word);
            used += added > 0 ? (size_t)added : 0;
        }
        word += length + (word[length] == ' ' ? 1U : 0U);
    }
}

/* Start-up code and the C library's own objects, in assembler or of another project, come first in
 * many files; what was compiled from C or C++ counts. */
static const char *producer_of(Dwarf *dwarf) {
    const char *found = NULL;
    Dwarf_CU *unit = NULL;
    Dwarf_Die die;
    while (found == NULL && dwarf_get_units(dwarf, unit, &unit, NULL, NULL, &die, NULL) == 0) {
        Dwarf_Attribute attribute;
        int language = dwarf_srclang(&die);
        if (language > 0 && language != DW_LANG_Mips_Assembler) {
            found = dwarf_formstring(dwarf_attr_integrate(&die, DW_AT_producer, &attribute));
        }
    }
    return found;
}

static void write_compiler(int file, char *text, size_t size) {
    Dwarf *dwarf = dwarf_begin(file, DWARF_C_READ);
    const char *producer = dwarf != NULL ? producer_of(dwarf) : NULL;
    copy_without_paths(producer != NULL ? producer : "unknown", text, size);
    if (dwarf != NULL) {
        (void)dwarf_end(dwarf);
    }
}

/* ---- both ---- */

static bool write_build(int file, const char *path, char *text, size_t size) {
    (void)elf_version(EV_CURRENT);
    Elf *elf = elf_begin(file, ELF_C_READ, NULL);
    int used = snprintf(text, size, "%.200s, ", base_name(path));
    bool good = write_build_id(elf, text + used, size - (size_t)used) ||
                write_hash(file, text + used, size - (size_t)used);
    if (elf != NULL) {
        (void)elf_end(elf);
    }
    return good;
}

bool bench_add_provenance(bench_report_t *report, const char *name, const char *path,
                          bench_problem_t *problem) {
    char build[TEXT_MAX];
    char compiler[TEXT_MAX];
    char compiler_name[64];
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || !write_build(file, path, build, sizeof build)) {
        bench_problem(problem, "%s: cannot be read: %s", path, strerror(errno));
        if (file >= 0) {
            close(file);
        }
        return false;
    }
    write_compiler(file, compiler, sizeof compiler);
    close(file);
    (void)snprintf(compiler_name, sizeof compiler_name, "%s_compiler", name);
    return (bench_report_add_fact(report, name, build) &&
            bench_report_add_fact(report, compiler_name, compiler)) ||
           bench_out_of_memory(problem, name);
}
