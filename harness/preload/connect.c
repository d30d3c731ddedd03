/* connect.c - the shared memory, and who this process is in it. */
#include "preload.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

preload_mapping_t *preload_map;
uint32_t preload_process;
__thread preload_own_t preload_own __attribute__((tls_model("initial-exec")));

static bool tried;
static uint32_t early; /* calls before there was an environment */

void preload_copy(char *to, const char *from, size_t size) {
    size_t i = 0;
    for (; i + 1 < size && from[i] != '\0'; i++) {
        to[i] = from[i];
    }
    to[i] = '\0';
}

/* ---- who this process is ---- */

static void register_process(preload_mapping_t *map) {
    uint32_t index = __atomic_fetch_add(&map->process_count, 1, __ATOMIC_RELAXED);
    preload_own.place = 0;
    preload_own.witness = NULL;
    if (index >= PRELOAD_PROCESSES_MAX) {
        preload_add(&map->lost.processes, 1);
        preload_process = 0;
        return;
    }
    map->processes[index].process = (int32_t)getpid();
    preload_process = index + 1;
}

/* The last one that vtbench wrote for this process. */
static preload_image_t *own_image(preload_mapping_t *map) {
    uint32_t count = __atomic_load_n(&map->image_count, __ATOMIC_ACQUIRE);
    for (uint32_t i = count < PRELOAD_IMAGES_MAX ? count : PRELOAD_IMAGES_MAX; i-- > 0;) {
        if (map->images[i].process == (int32_t)getpid()) {
            return &map->images[i];
        }
    }
    return NULL;
}

/* ---- the memory ---- */

static preload_mapping_t *map_memory(const char *path) {
    int file = open(path, O_RDWR | O_CLOEXEC);
    struct stat status;
    void *memory = MAP_FAILED;
    if (file >= 0 && fstat(file, &status) == 0 &&
        status.st_size == (off_t)sizeof(preload_mapping_t)) {
        memory = mmap(NULL, sizeof(preload_mapping_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    }
    if (file >= 0) {
        close(file);
    }
    preload_mapping_t *map = memory;
    bool good = memory != MAP_FAILED && map->magic == PRELOAD_MAGIC && map->size == sizeof *map;
    return good ? map : NULL;
}

/* Before the C library has an environment there is no second thread either. */
preload_mapping_t *preload_connect(void) {
    if (tried) {
        return preload_map;
    }
    if (environ == NULL) {
        early++;
        return NULL;
    }
    tried = true;
    const char *path = getenv(PRELOAD_VARIABLE);
    preload_mapping_t *map = path != NULL ? map_memory(path) : NULL;
    if (map != NULL) {
        register_process(map);
        preload_map = map;
    }
    return map;
}

/* ---- the start ---- */

static void before_fork(void) {
    preload_threads_fork();
    preload_before_fork();
}

static void after_fork_in_parent(void) {
    preload_after_fork();
}

/* The child has its parent's blocks, as copies. */
static void after_fork_in_child(void) {
    uint32_t parent = preload_process;
    register_process(preload_map);
    if (parent != 0 && preload_process != 0) {
        const preload_process_t *from = &preload_map->processes[parent - 1];
        preload_process_t *to = &preload_map->processes[preload_process - 1];
        to->inherited_bytes = from->peak_live_bytes + from->inherited_bytes;
        to->own_bytes = from->own_bytes;
    }
    preload_threads_are_lost();
    preload_after_fork();
}

/* By now everything is bound that is linked to. */
__attribute__((constructor)) static void start(void) {
    preload_mapping_t *map = preload_connect();
    preload_image_t *image = map != NULL ? own_image(map) : NULL;
    const char *file = preload_next_file();
    if (image == NULL) {
        return;
    }
    preload_start_asking();
    bool bound = preload_malloc_is_bound(&file);
    preload_copy(image->allocator, file, sizeof image->allocator);
    image->early = early;
    uint32_t state = bound ? PRELOAD_IMAGE_COUNTED : PRELOAD_IMAGE_BOUND;
    __atomic_store_n(&image->state, state, __ATOMIC_RELEASE);
    (void)pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
}

/* Of the library; what the program does at exit comes before or after. */
__attribute__((destructor)) static void end(void) {
    if (preload_map != NULL) {
        preload_ask_in_use(preload_map, true);
    }
}
