/*
 * mapping.h - what the preloaded library tells: one memory of fixed size that all processes of a
 * program share with vtbench.
 *
 * vtbench makes it and names it in the environment (PRELOAD_VARIABLE). The library maps it at the
 * first call of the allocator and closes the descriptor, so that nothing that the program does to
 * its descriptors can lose a count, and nor can the way in which a process ends. Everything is
 * plain numbers and texts; whoever writes one that others write too does it atomically. A table
 * that is too small counts what it could not hold in `lost`.
 *
 * Places in the code are a file and an offset within it, not addresses: they are the same in each
 * process, and can be named when the process is gone.
 */
#ifndef PRELOAD_MAPPING_H
#define PRELOAD_MAPPING_H

#include <stdint.h>

#define PRELOAD_VARIABLE "VTBENCH_COUNT" /* the path of the memory */
#define PRELOAD_MAGIC    UINT64_C(0x7674636f756e7431)

#define PRELOAD_PATH_MAX      256
#define PRELOAD_IMAGES_MAX    8192
#define PRELOAD_PROCESSES_MAX 8192
#define PRELOAD_THREADS_MAX   16384
#define PRELOAD_FILES_MAX     512
#define PRELOAD_SITES_MAX     65536
#define PRELOAD_FRAMES_MAX    28
#define PRELOAD_CLASSES_MAX   256
#define PRELOAD_WINDOWS_MAX   4096
#define PRELOAD_NAME_MAX      112

/* Sums of events: of everything, or of one window. */
typedef struct preload_sums {
    uint64_t allocs;
    uint64_t frees;
    uint64_t reallocs_in_place;
    uint64_t bytes_requested;
    uint64_t bytes_usable;
    int64_t live_bytes; /* usable */
    int64_t peak_live_bytes;
    uint64_t classes[PRELOAD_CLASSES_MAX]; /* allocations by class of the bytes asked for */
} preload_sums_t;

/* The state of an image: a program that a process has started (exec). */
typedef enum preload_image_state {
    PRELOAD_IMAGE_STARTED, /* the kernel says so; the library was not there yet */
    PRELOAD_IMAGE_COUNTED, /* its calls are seen */
    PRELOAD_IMAGE_BOUND,   /* the library is there, but malloc is that of `allocator` */
} preload_image_state_t;

/* Written by vtbench, but for the state and what comes behind it. */
typedef struct preload_image {
    int32_t process; /* its number for the kernel */
    uint32_t state;  /* preload_image_state_t */
    uint32_t early;  /* calls before the memory was there, which were not counted */
    char file[PRELOAD_PATH_MAX];
    char why_not[PRELOAD_PATH_MAX];   /* what of the file keeps its calls from being seen; or "" */
    char allocator[PRELOAD_PATH_MAX]; /* the file whose malloc it is, or the next one's */
} preload_image_t;

/* A process in one image, or a fork of one. */
typedef struct preload_process {
    int32_t process;
    uint32_t ended;
    int64_t live_bytes; /* of blocks that it made */
    int64_t peak_live_bytes;
    int64_t inherited_bytes; /* of blocks that a fork has copied */
    int64_t own_bytes;       /* that the library took for its own tables */
    int64_t memory;          /* the most that it had of the kernel, as vtbench saw it at its end */
} preload_process_t;

typedef struct preload_thread {
    int32_t process;
    uint64_t allocs;
    uint64_t frees;
    uint64_t remote_frees; /* of blocks that another thread had made */
    int64_t live_bytes;    /* of blocks that it made */
    int64_t peak_live_bytes;
} preload_thread_t;

/* A place that allocates, in one window. */
typedef struct preload_site {
    uint64_t hash;   /* 0: free */
    uint32_t ready;  /* all below is written */
    uint32_t window; /* its number; 0: outside of all */
    uint32_t depth;
    uint32_t paused; /* while a benchmark's clock stood */
    uint64_t allocs;
    uint64_t bytes; /* usable */
    uint64_t live;  /* blocks that were not freed */
    uint64_t live_bytes;
    uint64_t frames[PRELOAD_FRAMES_MAX]; /* return addresses, innermost first: PRELOAD_FRAME */
} preload_site_t;

/* A frame: a file's number and 48 bits of offset. The last number is a place in no file. */
#define PRELOAD_FRAME(file, offset) ((uint64_t)(file) << 48 | ((offset)&UINT64_C(0xFFFFFFFFFFFF)))
#define PRELOAD_FRAME_FILE(frame)   ((frame) >> 48)
#define PRELOAD_FRAME_OFFSET(frame) ((frame)&UINT64_C(0xFFFFFFFFFFFF))

/* Who opened a window. */
typedef enum preload_window_kind {
    PRELOAD_WINDOW_BENCHMARK, /* Google Benchmark: a benchmark's loop */
    PRELOAD_WINDOW_MARKERS,   /* vtbench_markers.h */
} preload_window_kind_t;

/* The calls between a begin and an end. One window at a time is open. */
typedef struct preload_window {
    uint32_t kind; /* preload_window_kind_t */
    uint32_t closed;
    uint32_t threads;   /* that ran a benchmark's loop */
    uint32_t disturbed; /* another was begun meanwhile, or ended by another name */
    uint64_t operations;
    char name[PRELOAD_NAME_MAX]; /* of markers */
    preload_sums_t sums;         /* while the clock ran */
    preload_sums_t paused;       /* while a benchmark's clock stood */
} preload_window_t;

/* What glibc told of itself, and what was seen, while no call was under way. */
typedef struct preload_in_use {
    int64_t told;  /* in use, but for what the thread that asked keeps to give again */
    int64_t seen;  /* blocks that live, with their heads */
    int64_t spare; /* so much more may glibc have for itself, and for other threads */
} preload_in_use_t;

typedef struct preload_mapping {
    uint64_t magic;
    uint64_t size; /* of this struct: library and vtbench are of one build */

    /* What makes the numbers less than whole. */
    struct {
        uint64_t images, processes, threads, files, sites, windows; /* that found no room */
        uint64_t blocks;        /* that could not be followed: no memory */
        uint64_t nested;        /* calls from within the library's own work: a signal handler's */
        uint64_t unseen_allocs; /* blocks that were freed, and whose allocation was not seen */
        uint64_t unseen_frees;  /* blocks that were given again, and whose free was not seen */
        uint64_t layout;        /* states of Google Benchmark whose layout is not known */
    } lost;

    /* jemalloc's own count of what the threads got, where it is the allocator. */
    uint64_t witnessed_bytes;   /* by jemalloc */
    uint64_t witness_expected;  /* by the library, of the same threads */
    uint64_t witnessed_threads; /* that were asked */

    /* Where glibc is the allocator: how often it was asked, and did not agree. */
    uint64_t in_use_readings;
    uint64_t in_use_differences;
    preload_in_use_t in_use_difference; /* the first one */

    preload_sums_t sums;
    uint64_t inherited_frees; /* of copies that a fork had made */

    uint32_t image_count; /* all counts may be larger than their tables */
    uint32_t process_count;
    uint32_t thread_count;
    uint32_t file_count;
    uint32_t window_count;
    uint32_t open_window; /* its number, from 1; 0: none */

    preload_image_t images[PRELOAD_IMAGES_MAX];
    preload_process_t processes[PRELOAD_PROCESSES_MAX];
    preload_thread_t threads[PRELOAD_THREADS_MAX];
    char files[PRELOAD_FILES_MAX][PRELOAD_PATH_MAX];
    preload_site_t sites[PRELOAD_SITES_MAX];
    preload_window_t windows[PRELOAD_WINDOWS_MAX];
} preload_mapping_t;

/* ---- size classes ---- */

/* The class of so many bytes: four to each power of two, as jemalloc's, so that they are the same
 * with every allocator. */
static inline unsigned preload_class(uint64_t size) {
    if (size <= 8) {
        return 0;
    }
    if (size <= 128) {
        return (unsigned)((size + 15) / 16);
    }
    unsigned log = 63 - (unsigned)__builtin_clzll(size - 1); /* 2^log < size <= 2^(log + 1) */
    unsigned quarter = (unsigned)((size - 1) >> (log - 2)) & 3;
    unsigned place = 9 + (log - 7) * 4 + quarter;
    return place < PRELOAD_CLASSES_MAX ? place : PRELOAD_CLASSES_MAX - 1;
}

/* The most bytes of a class. */
static inline uint64_t preload_class_size(unsigned place) {
    if (place == 0) {
        return 8;
    }
    if (place < 9) {
        return place * UINT64_C(16);
    }
    unsigned log = 7 + (place - 9) / 4;
    return log < 62 ? (UINT64_C(1) << log) + (((place - 9) % 4 + 1) * (UINT64_C(1) << (log - 2)))
                    : UINT64_MAX;
}

#endif
