#include "peers.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

/* Each peer and what it takes to build it. A file of that name is a host, and with .so a plugin. */
static const struct peer {
    const char *file;
    const char *needs;
} peers[] = {
    {"cxx.so", "a C++ compiler with coroutines"},
    {"rust.so", "rustc"},
    {"net10", "the .NET SDK 10"},
    {"net11", "the .NET SDK 10 and NuGet"},
    {"net11ra", "the .NET SDK 10 and NuGet"},
};

static bool is_plugin(const char *file) {
    return strstr(file, ".so") != NULL;
}

/* "net10 (the .NET SDK 10), ..." */
static void name_absent(char *absent, size_t size, const struct peer *peer) {
    size_t used = strlen(absent);
    (void)snprintf(absent + used, size - used, "%s%.*s (%s)", used > 0 ? ", " : "",
                   (int)strcspn(peer->file, "."), peer->file, peer->needs);
}

int peers_add(const char *folder, bench_choice_t *choice) {
    char absent[512] = "";
    char path[4096];
    bool good = true;
    choice->with_suite = choice->plugin_count == 0;
    for (size_t i = 0; good && i < sizeof peers / sizeof peers[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, peers[i].file);
        if (access(path, R_OK) != 0) {
            name_absent(absent, sizeof absent, &peers[i]);
        } else {
            good = is_plugin(peers[i].file) ? bench_choice_add_plugin(choice, path)
                                            : bench_choice_add_host(choice, path);
        }
    }
    if (absent[0] != '\0') {
        cli_note("peers that are not in %s: %s; scripts/peers builds them", folder, absent);
    }
    return good ? EXIT_OK : cli_fail(EXIT_CANNOT_MEASURE, "out of memory");
}
