#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <jemalloc/jemalloc.h>

#include "measure/measure.h"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

bool bench__host_line(const char *path, char *text, size_t size) {
    (void)snprintf(text, size, "unknown");
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return false;
    }
    bool good = fgets(text, (int)size, file) != NULL;
    (void)fclose(file);
    if (!good) {
        (void)snprintf(text, size, "unknown");
    }
    text[strcspn(text, "\n")] = '\0';
    return good;
}

/* The value of a "model name : value" line, NULL where the line is another one. */
static char *model_name(char *line) {
    char *colon = strchr(line, ':');
    if (strncmp(line, "model name", 10) != 0 || colon == NULL) {
        return NULL;
    }
    line[strcspn(line, "\n")] = '\0';
    return colon + 1 + strspn(colon + 1, " \t");
}

void bench__host_cpu(char *text, size_t size) {
    char line[256];
    const char *name = NULL;
    FILE *file = fopen("/proc/cpuinfo", "re");
    while (file != NULL && name == NULL && fgets(line, sizeof line, file) != NULL) {
        name = model_name(line);
    }
    (void)snprintf(text, size, "%s", name == NULL ? "unknown" : name);
    if (file != NULL) {
        (void)fclose(file);
    }
}

void bench__host_kernel(char *text, size_t size) {
    struct utsname names;
    if (uname(&names) != 0) {
        (void)snprintf(text, size, "unknown");
        return;
    }
    (void)snprintf(text, size, "%s %s %s", names.sysname, names.release, names.machine);
}

void bench__host_governor(char *text, size_t size) {
    (void)bench__host_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", text, size);
}

#if defined(__x86_64__) || defined(__i386__)
/* Hypervisors say their name in leaf 0x40000000; bit 31 of ecx of leaf 1 says that there is one. */
static const struct {
    const char *signature;
    const char *name;
} HYPERVISORS[] = {
    {"KVMKVMKVM", "KVM"},           {"VMwareVMware", "VMware"}, {"Microsoft Hv", "Hyper-V"},
    {"XenVMMXenVMM", "Xen"},        {"TCGTCGTCGTCG", "QEMU"},   {"bhyve bhyve ", "bhyve"},
    {"VBoxVBoxVBox", "VirtualBox"},
};

static const char *hypervisor_name(const char *signature) {
    for (size_t i = 0; i < sizeof HYPERVISORS / sizeof HYPERVISORS[0]; i++) {
        if (strcmp(signature, HYPERVISORS[i].signature) == 0) {
            return HYPERVISORS[i].name;
        }
    }
    return "another hypervisor";
}

void bench__host_virtualisation(char *text, size_t size) {
    unsigned registers[4] = {0};
    char signature[13] = {0};
    (void)__get_cpuid(1, &registers[0], &registers[1], &registers[2], &registers[3]);
    if ((registers[2] & (1U << 31)) == 0) {
        (void)snprintf(text, size, "none");
        return;
    }
    __cpuid(0x40000000, registers[0], registers[1], registers[2], registers[3]);
    memcpy(signature, &registers[1], 12);
    (void)snprintf(text, size, "%s", hypervisor_name(signature));
}
#else
void bench__host_virtualisation(char *text, size_t size) {
    (void)snprintf(text, size, "unknown");
}
#endif

/* personality(0xffffffff) changes nothing and returns the present one. */
void bench__host_aslr(char *text, size_t size) {
    char setting[16];
    bool known = bench__host_line("/proc/sys/kernel/randomize_va_space", setting, sizeof setting);
    int persona = personality(0xffffffffU);
    bool off = (known && strcmp(setting, "0") == 0) ||
               (persona != -1 && ((unsigned)persona & ADDR_NO_RANDOMIZE) != 0);
    (void)snprintf(text, size, "%s", off ? "off" : known ? "on" : "unknown");
}

void bench__host_jemalloc(char *text, size_t size) {
    const char *version = NULL;
    size_t length = sizeof(const char *);
    if (mallctl("version", (void *)&version, &length, NULL, 0) != 0) {
        version = "unknown";
    }
    (void)snprintf(text, size, "%.*s", (int)strcspn(version, "-"), version);
}

/* The first line of /proc/stat: cpu user nice system idle iowait irq softirq steal, in ticks. */
bool bench_stolen_time(uint64_t *stolen, uint64_t *all) {
    char line[256];
    uint64_t sum = 0;
    uint64_t ticks = 0;
    if (!bench__host_line("/proc/stat", line, sizeof line) || strncmp(line, "cpu ", 4) != 0) {
        return false;
    }
    char *at = line + 4;
    for (int column = 0; column < 8; column++) {
        char *end = at;
        ticks = strtoull(at, &end, 10);
        if (end == at) {
            return false;
        }
        sum += ticks;
        at = end;
    }
    *stolen = ticks;
    *all = sum;
    return true;
}

/* Each thread is a folder in /proc/self/task, beside the links that every folder has. */
bool bench__host_has_one_thread(void) {
    struct stat status;
    return stat("/proc/self/task", &status) == 0 && status.st_nlink == 2 + 1;
}

bool bench__host_has_program(const char *name) {
    const char *folder = getenv("PATH");
    char path[4096];
    while (folder != NULL && *folder != '\0') {
        size_t length = strcspn(folder, ":");
        int used = snprintf(path, sizeof path, "%.*s/%s", (int)length, folder, name);
        if (used > 0 && (size_t)used < sizeof path && access(path, X_OK) == 0) {
            return true;
        }
        folder += length + (folder[length] == ':' ? 1U : 0U);
    }
    return false;
}
