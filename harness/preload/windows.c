/* windows.c - loops that are looked at by themselves: those of Google Benchmark, found by the
 * functions that its loop calls when it begins and ends, and those that markers name. */
#include "preload.h"

#include <sched.h>
#include <string.h>

preload_window_t *preload_window(preload_mapping_t *map) {
    uint32_t open = __atomic_load_n(&map->open_window, __ATOMIC_ACQUIRE);
    return open == 0 ? NULL : &map->windows[open - 1];
}

/* Opens one. Where another is open, both are disturbed, and it stays. */
static void open_window(preload_mapping_t *map, preload_window_kind_t kind, const char *name) {
    preload_window_t *open = preload_window(map);
    if (open != NULL) {
        open->disturbed = 1;
    }
    uint32_t index = __atomic_fetch_add(&map->window_count, 1, __ATOMIC_RELAXED);
    if (index >= PRELOAD_WINDOWS_MAX) {
        preload_add(&map->lost.windows, 1);
        return;
    }
    preload_window_t *window = &map->windows[index];
    window->kind = kind;
    window->disturbed = open != NULL;
    preload_copy(window->name, name, sizeof window->name);
    uint32_t none = 0;
    (void)__atomic_compare_exchange_n(&map->open_window, &none, index + 1, false, __ATOMIC_ACQ_REL,
                                      __ATOMIC_ACQUIRE);
}

static void close_window(preload_mapping_t *map) {
    preload_window_t *window = preload_window(map);
    if (window != NULL) {
        window->closed = 1;
    }
    __atomic_store_n(&map->open_window, 0, __ATOMIC_RELEASE);
}

/* ---- markers ---- */

EXPORT void vtbench__count_begin(const char *name);
EXPORT void vtbench__count_end(const char *name, uint64_t operations);

void vtbench__count_begin(const char *name) {
    preload_mapping_t *map = preload_connect();
    if (map != NULL) {
        open_window(map, PRELOAD_WINDOW_MARKERS, name);
    }
}

void vtbench__count_end(const char *name, uint64_t operations) {
    preload_mapping_t *map = preload_connect();
    preload_window_t *window = map != NULL ? preload_window(map) : NULL;
    if (window != NULL) {
        window->operations = operations;
        window->disturbed |= strncmp(window->name, name, sizeof window->name - 1) != 0;
        close_window(map);
        preload_ask_in_use(map, false);
    }
}

/* ---- Google Benchmark ---- */

/* The beginning of a benchmark::State, the same in versions 1.5 to 1.9: iterations that are left,
 * those left of a batch, and how many there are in all. */
typedef struct state {
    int64_t left;
    int64_t batch;
    int64_t iterations;
} state_t;

/* Of the benchmark that runs. Every thread has begun before one returns from StartKeepRunning, and
 * none goes on from FinishKeepRunning before all have come: there the library's own barriers are.
 * So the first one to return opens the window, and the last one to come closes it. */
static struct {
    bool locked;
    bool is_open;
    uint32_t begun;
    uint32_t finished;
} loop;

static void lock(void) {
    while (__atomic_test_and_set(&loop.locked, __ATOMIC_ACQUIRE)) {
        (void)sched_yield();
    }
}

static void unlock(void) {
    __atomic_clear(&loop.locked, __ATOMIC_RELEASE);
}

static void thread_begins(void) {
    lock();
    loop.begun++;
    unlock();
}

/* A state whose first number is not that of its iterations, nor 0 as after an error, is none that
 * is known here. */
static void thread_runs(preload_mapping_t *map, const state_t *state) {
    lock();
    if (!loop.is_open) {
        open_window(map, PRELOAD_WINDOW_BENCHMARK, "");
        loop.is_open = true;
    }
    preload_window_t *window = preload_window(map);
    if (window != NULL) {
        window->operations += state->left > 0 ? (uint64_t)state->left : 0;
        window->threads++;
    }
    if (state->left != 0 && state->left != state->iterations) {
        preload_add(&map->lost.layout, 1);
    }
    unlock();
}

/* True: it was the last one. */
static bool thread_finishes(preload_mapping_t *map) {
    lock();
    bool is_last = ++loop.finished == loop.begun;
    if (is_last) {
        close_window(map);
        loop.begun = 0;
        loop.finished = 0;
        loop.is_open = false;
    }
    unlock();
    return is_last;
}

/* The function of that name in Google Benchmark, which has called this one by it. */
static void forward(const char *name, void *state) {
    void (*next)(void *state);
    void *found = preload_find_next(name);
    memcpy(&next, &found, sizeof next);
    next(state);
}

#define START  "_ZN9benchmark5State16StartKeepRunningEv"
#define FINISH "_ZN9benchmark5State17FinishKeepRunningEv"
#define PAUSE  "_ZN9benchmark5State11PauseTimingEv"
#define RESUME "_ZN9benchmark5State12ResumeTimingEv"

EXPORT void start_loop(void *state) __asm__(START);
EXPORT void finish_loop(void *state) __asm__(FINISH);
EXPORT void pause_loop(void *state) __asm__(PAUSE);
EXPORT void resume_loop(void *state) __asm__(RESUME);

void start_loop(void *state) {
    preload_mapping_t *map = preload_connect();
    thread_begins();
    forward(START, state);
    if (map != NULL) {
        thread_runs(map, state);
    }
}

void finish_loop(void *state) {
    preload_mapping_t *map = preload_connect();
    bool is_last = map != NULL && thread_finishes(map);
    forward(FINISH, state); /* its clock stands from here on */
    if (is_last) {
        preload_ask_in_use(map, false);
    }
}

/* The library calls these two as well, at the ends of a loop. */
void pause_loop(void *state) {
    preload_own.paused = true;
    forward(PAUSE, state);
}

void resume_loop(void *state) {
    forward(RESUME, state);
    preload_own.paused = false;
}
