#include "callgrind.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "measure/instructions.h"

bool callgrind_prepare(callgrind_t *callgrind) {
    memset(callgrind, 0, sizeof *callgrind);
    const char *place = getenv("TMPDIR");
    (void)snprintf(callgrind->folder, sizeof callgrind->folder, "%s/vtbench-callgrind-XXXXXX",
                   place != NULL && place[0] != '\0' ? place : "/tmp");
    if (readlink("/proc/self/exe", callgrind->program, sizeof callgrind->program - 1) < 0 ||
        mkdtemp(callgrind->folder) == NULL) {
        return false;
    }
    (void)snprintf(callgrind->out, sizeof callgrind->out, "--callgrind-out-file=%s/%s",
                   callgrind->folder, BENCH_CALLGRIND_FILE);
    (void)snprintf(callgrind->folder_arg, sizeof callgrind->folder_arg, "--folder=%s",
                   callgrind->folder);
    return true;
}

/* Callgrind writes one more file at the end of each process. */
void callgrind_remove(const callgrind_t *callgrind) {
    DIR *entries = opendir(callgrind->folder);
    const struct dirent *entry;
    while (entries != NULL && (entry = readdir(entries)) != NULL) {
        if (entry->d_name[0] != '.') {
            (void)unlinkat(dirfd(entries), entry->d_name, 0);
        }
    }
    if (entries != NULL) {
        (void)closedir(entries);
    }
    (void)rmdir(callgrind->folder);
}

size_t callgrind_arguments(const callgrind_t *callgrind, const char **arguments, size_t max) {
    const char *const all[] = {"valgrind", BENCH_CALLGRIND_OPTIONS, callgrind->out,
                               callgrind->program};
    size_t count = sizeof all / sizeof all[0];
    count = count < max ? count : max;
    memcpy(arguments, all, count * sizeof all[0]);
    return count;
}
