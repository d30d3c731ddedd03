/*
 * plugin_file.c - a look at a plugin's file before the loader gets it.
 *
 * The loader maps what the file's headers tell it to. Of a file that was cut off, a part of that is
 * not there, and whoever touches it is ended by SIGBUS.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin.h"

static bool read_at(int file, off_t offset, void *to, size_t size) {
    return pread(file, to, size, offset) == (ssize_t)size;
}

/* What is no ELF file, or one of another machine, is for the loader to refuse. */
static bool is_whole(int file, uint64_t size) {
    ElfW(Ehdr) header;
    if (!read_at(file, 0, &header, sizeof header) || memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
        header.e_phentsize != sizeof(ElfW(Phdr))) {
        return true;
    }
    for (size_t i = 0; i < header.e_phnum; i++) {
        ElfW(Phdr) segment;
        off_t offset = (off_t)(header.e_phoff + i * sizeof segment);
        if (!read_at(file, offset, &segment, sizeof segment) ||
            (segment.p_type == PT_LOAD &&
             (segment.p_offset > size || segment.p_filesz > size - segment.p_offset))) {
            return false;
        }
    }
    return true;
}

int plugin_file_open(const char *path) {
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe would wait for a writer */
    if (file < 0 || fstat(file, &status) != 0) {
        cli_fail(EXIT_COULD_NOT, "plugin %s: %s", path, strerror(errno));
    } else if (!S_ISREG(status.st_mode)) {
        cli_fail(EXIT_COULD_NOT, "plugin %s: not a file", path);
    } else if (!is_whole(file, (uint64_t)status.st_size)) {
        cli_fail(EXIT_COULD_NOT, "plugin %s: cut off; build it again", path);
    } else {
        return file;
    }
    if (file >= 0) {
        close(file);
    }
    return -1;
}
