#include "cores.h"

#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PATH_SIZE 4096

/* A kernel refuses a mask with fewer CPUs than it was built for: 8,192 at most. */
static unsigned affinity_cores(void) {
    cpu_set_t sets[8192 / CPU_SETSIZE];
    return sched_getaffinity(0, sizeof sets, sets) == 0 ? (unsigned)CPU_COUNT_S(sizeof sets, sets)
                                                        : 0;
}

/* ---- the quota of control groups: version 2 has one file, version 1 two ---- */

/* Without stdio, which allocates. False: there is no such file. */
static bool read_text(const char *folder, const char *name, char *text, size_t size) {
    char path[PATH_SIZE + 32];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = file >= 0 ? read(file, text, size - 1) : -1;
    text[length > 0 ? length : 0] = '\0';
    if (file >= 0) {
        close(file);
    }
    return length > 0;
}

/* "max 100000" of version 2 and -1 of version 1 are no limit. */
static void lower_limit(unsigned *limit, const char *folder) {
    char text[64];
    long long quota = -1;
    long long period = 0;
    if (read_text(folder, "cpu.max", text, sizeof text)) {
        (void)sscanf(text, "%lld %lld", &quota, &period);
    } else if (read_text(folder, "cpu.cfs_quota_us", text, sizeof text)) {
        (void)sscanf(text, "%lld", &quota);
        if (read_text(folder, "cpu.cfs_period_us", text, sizeof text)) {
            (void)sscanf(text, "%lld", &period);
        }
    }
    if (quota > 0 && period > 0) {
        unsigned whole = quota < period ? 1U : (unsigned)(quota / period);
        *limit = *limit == 0 || whole < *limit ? whole : *limit;
    }
}

/* A group and its parents up to the mount. A container may see no more than the mount of its own
 * group: what is not there has no limit. */
static void lower_limit_up(unsigned *limit, const char *mount, const char *group) {
    char folder[PATH_SIZE];
    int length = snprintf(folder, sizeof folder, "%s%s", mount, group);
    char *slash = length > 0 && (size_t)length < sizeof folder ? folder + length : NULL;
    while (slash != NULL && (size_t)(slash - folder) >= strlen(mount)) {
        *slash = '\0';
        lower_limit(limit, folder);
        slash = strrchr(folder, '/');
    }
}

/* A line of /proc/self/cgroup: "0::/group" of version 2, "4:cpu,cpuacct:/group" of version 1. */
static void lower_limit_by_line(unsigned *limit, const char *root, char *line) {
    char mount[PATH_SIZE];
    char *controllers = strchr(line, ':');
    char *group = controllers != NULL ? strchr(controllers + 1, ':') : NULL;
    if (group == NULL) {
        return;
    }
    *group++ = '\0';
    (void)snprintf(mount, sizeof mount, "%s/sys/fs/cgroup%s%s", root,
                   controllers[1] == '\0' ? "" : "/", controllers + 1);
    lower_limit_up(limit, mount, group);
}

unsigned vt__quota_cores(const char *root) {
    char text[PATH_SIZE];
    char *rest = text;
    unsigned limit = 0;
    (void)read_text(root, "proc/self/cgroup", text, sizeof text);
    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        lower_limit_by_line(&limit, root, line);
    }
    return limit;
}

unsigned vt__usable_cores(void) {
    unsigned cores = affinity_cores();
    unsigned quota = vt__quota_cores("");
    if (quota != 0 && quota < cores) {
        cores = quota;
    }
    return cores > 0 ? cores : 1;
}
