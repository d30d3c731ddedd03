/*
 * cpus.c - how many processors this process may use: its affinity, and the quotas of its control
 * groups, which limit containers.
 */
#include "cpus.h"

#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "host.h"
#include "measure/measure.h"

#define PATH_SIZE 4096

/* A kernel refuses a mask with fewer processors than it was built for: 8,192 at most. */
unsigned bench__cpus_of_affinity(void) {
    cpu_set_t sets[8192 / CPU_SETSIZE];
    return sched_getaffinity(0, sizeof sets, sets) == 0 ? (unsigned)CPU_COUNT_S(sizeof sets, sets)
                                                        : 0;
}

/* ---- control groups: version 2 has one file, version 1 two ---- */

static bool read_line(const char *folder, const char *name, char *line, size_t size) {
    char path[PATH_SIZE + 32];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return bench__host_line(path, line, size);
}

/* "max 100000" of version 2 and -1 of version 1 are no limit. */
static void lower_limit(double *limit, const char *folder) {
    char line[64];
    double quota = -1;
    double period = 0;
    if (read_line(folder, "cpu.max", line, sizeof line)) {
        (void)sscanf(line, "%lf %lf", &quota, &period);
    } else if (read_line(folder, "cpu.cfs_quota_us", line, sizeof line)) {
        (void)sscanf(line, "%lf", &quota);
        if (read_line(folder, "cpu.cfs_period_us", line, sizeof line)) {
            (void)sscanf(line, "%lf", &period);
        }
    }
    if (quota > 0 && period > 0) {
        *limit = fmin(*limit, quota / period);
    }
}

/* A group and its parents up to the mount. A container may see no more than the mount of its own
 * group: what is not there has no limit. */
static void lower_limit_up(double *limit, const char *mount, const char *group) {
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
static void lower_limit_by_line(double *limit, const char *root, char *line) {
    char mount[PATH_SIZE];
    char *controllers = strchr(line, ':');
    char *group = controllers != NULL ? strchr(controllers + 1, ':') : NULL;
    if (group == NULL) {
        return;
    }
    *group++ = '\0';
    group[strcspn(group, "\n")] = '\0';
    (void)snprintf(mount, sizeof mount, "%s/sys/fs/cgroup%s%s", root,
                   controllers[1] == '\0' ? "" : "/", controllers + 1);
    lower_limit_up(limit, mount, group);
}

double bench__cpus_of_quota(const char *root) {
    char line[PATH_SIZE];
    double limit = INFINITY;
    (void)snprintf(line, sizeof line, "%s/proc/self/cgroup", root);
    FILE *groups = fopen(line, "re");
    while (groups != NULL && fgets(line, sizeof line, groups) != NULL) {
        lower_limit_by_line(&limit, root, line);
    }
    if (groups != NULL) {
        (void)fclose(groups);
    }
    return limit;
}

/* Whole processors: of two threads that spin on one and a half, the kernel stops one. */
unsigned bench_usable_cpus(void) {
    unsigned count = bench__cpus_of_affinity();
    double quota = floor(bench__cpus_of_quota(""));
    if (quota < count) {
        count = (unsigned)quota;
    }
    return count > 0 ? count : 1;
}
