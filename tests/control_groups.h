/*
 * control_groups.h - folders as /proc/self/cgroup and /sys/fs/cgroup have them, each with the
 * processors that it allows: for the two readers of them, in core and in harness/measure.
 */
#ifndef TESTS_CONTROL_GROUPS_H
#define TESTS_CONTROL_GROUPS_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct control_groups {
    const char *name;
    const char *files; /* shell: in the folder, `put FILE TEXT` writes one */
    double cpus;       /* 0: no limit */
} control_groups_t;

static const control_groups_t CONTROL_GROUPS[] = {
    {"nothing is there", "", 0},
    {"version 2, no limit", "put proc/self/cgroup 0::/a; put sys/fs/cgroup/a/cpu.max max 100000",
     0},
    {"version 2, two", "put proc/self/cgroup 0::/a; put sys/fs/cgroup/a/cpu.max 200000 100000", 2},
    {"version 2, one and a half",
     "put proc/self/cgroup 0::/a; put sys/fs/cgroup/a/cpu.max 150000 100000", 1.5},
    {"version 2, half of one",
     "put proc/self/cgroup 0::/a; put sys/fs/cgroup/a/cpu.max 50000 100000", 0.5},
    {"version 2, the parent has less",
     "put proc/self/cgroup 0::/a/b/c; put sys/fs/cgroup/a/b/c/cpu.max 400000 100000;"
     "put sys/fs/cgroup/a/cpu.max 300000 100000",
     3},
    {"version 2, the parent has more",
     "put proc/self/cgroup 0::/a/b; put sys/fs/cgroup/a/b/cpu.max 200000 100000;"
     "put sys/fs/cgroup/a/cpu.max 800000 100000",
     2},
    {"version 2, at the root of a container",
     "put proc/self/cgroup 0::/; put sys/fs/cgroup/cpu.max 200000 100000", 2},
    {"version 2, of a container only the mount is there",
     "put proc/self/cgroup 0::/docker/x; put sys/fs/cgroup/cpu.max 200000 100000", 2},
    {"version 1, no limit",
     "put proc/self/cgroup 4:cpu,cpuacct:/a; put sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us -1;"
     "put sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us 100000",
     0},
    {"version 1, two",
     "put proc/self/cgroup 4:cpu,cpuacct:/a;"
     "put sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us 100000;"
     "put sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us 50000",
     2},
    {"version 1, the parent has less, and other hierarchies stand before it",
     "put proc/self/cgroup 9:memory:/m 1:name=systemd:/s 4:cpu:/a/b 0::/;"
     "put sys/fs/cgroup/cpu/cpu.cfs_quota_us 300000; put sys/fs/cgroup/cpu/cpu.cfs_period_us "
     "100000;"
     "put sys/fs/cgroup/cpu/a/b/cpu.cfs_quota_us 400000;"
     "put sys/fs/cgroup/cpu/a/b/cpu.cfs_period_us 100000",
     3},
    {"version 1, of a container only the mount is there",
     "put proc/self/cgroup 4:cpu,cpuacct:/docker/x;"
     "put sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us 200000;"
     "put sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us 100000",
     2},
    {"files that make no sense",
     "put proc/self/cgroup nonsense 0: :: 0::/a; put sys/fs/cgroup/a/cpu.max -5 0;"
     "put sys/fs/cgroup/cpu.max",
     0},
};

#define CONTROL_GROUPS_COUNT (sizeof CONTROL_GROUPS / sizeof CONTROL_GROUPS[0])

/* Fills an empty folder. The words of /proc/self/cgroup are its lines. */
static bool control_groups_make(const control_groups_t *groups, const char *folder) {
    char script[2048];
    (void)snprintf(script, sizeof script,
                   "cd '%s' && put() { mkdir -p \"${1%%/*}\" && file=$1 && shift && "
                   "case $file in *self/cgroup) printf '%%s\\n' \"$@\";; *) echo \"$*\";; esac "
                   ">\"$file\"; }; rm -rf proc sys; %s",
                   folder, groups->files);
    return system(script) == 0;
}

#endif
