/* The preloaded interposer as a source of events. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* RTLD_DEFAULT */
#endif

#include <dlfcn.h>
#include <string.h>

#include "interposer/interposer.h"
#include "sources.h"
#include "tally.h"

static bool started;

static interposer_listen_t *find(void) {
    void *found = dlsym(RTLD_DEFAULT, INTERPOSER_LISTEN);
    interposer_listen_t *listen;
    memcpy(&listen, &found, sizeof listen);
    return listen;
}

bool bench__interposer_is_loaded(void) {
    return find() != NULL;
}

static bool start(bench_problem_t *problem) {
    static const interposer_listener_t listener = {bench__event_alloc, bench__event_free,
                                                   bench__event_resize};
    interposer_listen_t *listen = find();
    if (listen == NULL) {
        return bench_problem(problem, "the interposer is not preloaded: start the process with "
                                      "LD_PRELOAD=libvtbench_interposer.so");
    }
    listen(&listener);
    started = true;
    return true;
}

static void stop(void) {
    interposer_listen_t *listen = find();
    if (listen != NULL) {
        listen(NULL);
    }
    started = false;
}

static bool is_started(void) {
    return started;
}

const bench__source_t bench__interposer_source = {"interposer", start, stop, is_started};
