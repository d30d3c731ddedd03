/*
 * in_use.c - another witness: what glibc itself says is in use, against the blocks that were seen.
 *
 * mallinfo2 adds up all arenas, and tells of all memory what is not free. That is, exactly:
 *
 *   - the blocks that live, each with the head of its chunk, or the mapping that is its own;
 *   - the blocks that threads keep to give them again (tcache): freed, but not for this count;
 *   - glibc's own: a table for each such cache, a head for each arena, ends of what is not in one
 *     piece.
 *
 * So it is never less than what was seen to live, and more only by the other two. What an only
 * thread keeps can be had exactly: a block that comes from its cache leaves the count as it is. And
 * what is glibc's own is there from the first block on. So for one thread the two numbers are the
 * same. What several threads keep has a bound, and so has what glibc needs for them.
 *
 * Both are looked at while no call is under way. Where that cannot be had, nobody is asked: when a
 * process ends within a call (a signal handler's exit), or its other threads never rest.
 */
#include "preload.h"

#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Of a thread: the table of its cache, of less than a page, and its arena's head, of less yet. */
#define OWN_OF_THREAD INT64_C(8192)

/* What this library's own questions left in the loader: a message. */
#define OWN_OF_QUESTIONS INT64_C(512)

/* A piece has at least 1 MiB (glibc's MMAP_AS_MORECORE_SIZE), and two ends of a few words. */
#define OWN_OF_PIECES(in_use) ((in_use) / 8192)

/* What a thread keeps: chunks of 64 sizes, of each 7 at most in glibc 2.41, which need not stay so:
 * twice as many are allowed for. */
#define KEPT_SIZES 64
#define KEPT_EACH  INT64_C(16)
#define STEP       ((int64_t) _Alignof(max_align_t))
#define SMALLEST   ((int64_t)(4 * sizeof(size_t)))
#define KEPT_OF(i) (SMALLEST + (i)*STEP)
#define KEPT_MOST  (KEPT_EACH * KEPT_SIZES * (KEPT_OF(0) + KEPT_OF(KEPT_SIZES - 1)) / 2)

/* To find what is kept takes a few hundred looks, each at every free chunk. */
#define FREE_CHUNKS_MOST 2000

#define TRIES 100

uint64_t preload_begun;
uint64_t preload_ended;
uint32_t preload_threads_seen;

static bool can_ask;
static int64_t own_at_start; /* glibc's own, of the first thread */
static int64_t forking_threads;
static int64_t lost_threads; /* of processes before a fork; what they kept is in use for ever */

/* ---- who can be asked ---- */

/* 0: unknown. */
static int64_t living_threads(void) {
    struct stat status;
    return stat("/proc/self/task", &status) == 0 ? (int64_t)status.st_nlink - 2 : 0;
}

static int64_t in_use(const struct mallinfo2 *info) {
    return (int64_t)(info->uordblks + info->hblkhd);
}

/* Nothing was given before, and so nothing is kept. A thread's first block brings its table. */
void preload_find_own(void) {
    bool before = preload_own.forwarding;
    preload_own.forwarding = true; /* this block is not the program's */
    void *volatile block = malloc(1);
    struct mallinfo2 info = mallinfo2();
    own_at_start = in_use(&info) - (int64_t)(malloc_usable_size(block) + sizeof(size_t));
    free(block);
    preload_own.forwarding = before;
}

void preload_start_asking(void) {
    const char *tunables = getenv("GLIBC_TUNABLES");
    can_ask = preload_is_glibc && (tunables == NULL || (strstr(tunables, "glibc.malloc.") == NULL &&
                                                        strstr(tunables, "glibc.mem.") == NULL));
}

void preload_threads_fork(void) {
    forking_threads = can_ask ? living_threads() : 0;
}

/* The one that is left will be seen anew. */
void preload_threads_are_lost(void) {
    lost_threads += forking_threads - 1;
    preload_threads_seen -= preload_threads_seen > 0 ? 1 : 0;
    can_ask = can_ask && forking_threads > 0;
}

/* ---- what this thread keeps ---- */

/* What this thread's cache has of one size. What is taken out is added to a list. */
static int64_t take_kept(int64_t chunk, void **taken) {
    int64_t bytes = 0;
    struct mallinfo2 info = mallinfo2();
    for (bool is_kept = true; is_kept;) {
        int64_t before = in_use(&info);
        void *block = malloc((size_t)chunk - sizeof(size_t));
        if (block == NULL) {
            break;
        }
        memcpy(block, taken, sizeof *taken);
        *taken = block;
        info = mallinfo2();
        is_kept = in_use(&info) == before;
        bytes += is_kept ? chunk : 0;
    }
    return bytes;
}

static void give_back(void *taken) {
    while (taken != NULL) {
        void *next;
        memcpy(&next, taken, sizeof next);
        free(taken);
        taken = next;
    }
}

/* Nothing goes back before all is out: what is freed meanwhile may come to be kept in another size.
 */
static int64_t kept_by_this_thread(void) {
    int64_t bytes = 0;
    void *taken = NULL;
    preload_own.forwarding = true; /* these are not the program's */
    for (int64_t i = 0; i < KEPT_SIZES; i++) {
        bytes += take_kept(KEPT_OF(i), &taken);
    }
    give_back(taken);
    preload_own.forwarding = false;
    return bytes;
}

/* ---- the two of them ---- */

static void read_both(bool at_end, int64_t threads, preload_in_use_t *reading) {
    struct mallinfo2 info = mallinfo2();
    bool is_alone = threads + lost_threads == 1;
    bool was_alone = is_alone && preload_threads_seen <= 1;
    bool exactly = is_alone && at_end && info.ordblks + info.smblks <= FREE_CHUNKS_MOST;
    *reading = (preload_in_use_t){.told = in_use(&info), .seen = preload_seen_in_use()};
    reading->spare = OWN_OF_QUESTIONS + OWN_OF_PIECES(reading->told);
    reading->spare += exactly ? 0 : (threads + lost_threads) * KEPT_MOST;
    reading->spare += was_alone ? 0 : (int64_t)preload_threads_seen * OWN_OF_THREAD;
    reading->told -= exactly ? kept_by_this_thread() : 0;
    reading->told -= was_alone ? own_at_start : 0;
}

/* Whether no call was under way meanwhile. */
static bool read_at_rest(bool at_end, preload_in_use_t *reading) {
    uint64_t begun = __atomic_load_n(&preload_begun, __ATOMIC_SEQ_CST);
    int64_t threads = living_threads();
    bool rests = threads > 0 && __atomic_load_n(&preload_ended, __ATOMIC_SEQ_CST) == begun;
    if (rests) {
        read_both(at_end, threads, reading);
    }
    return rests && __atomic_load_n(&preload_begun, __ATOMIC_SEQ_CST) == begun;
}

static void note(preload_mapping_t *map, const preload_in_use_t *reading) {
    bool agrees = reading->told >= reading->seen && reading->told <= reading->seen + reading->spare;
    preload_add(&map->in_use_readings, 1);
    if (!agrees && preload_add(&map->in_use_differences, 1) == 0) {
        map->in_use_difference = *reading;
    }
}

void preload_ask_in_use(preload_mapping_t *map, bool at_end) {
    preload_in_use_t reading;
    sigset_t all, before;
    bool good = false;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_BLOCK, &all, &before); /* a handler's calls are the program's */
    for (int i = 0; can_ask && !good && i < TRIES; i++) {
        good = read_at_rest(at_end, &reading);
        if (!good) {
            (void)sched_yield();
        }
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (good) {
        note(map, &reading);
    }
}
