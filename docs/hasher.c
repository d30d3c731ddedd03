/*
 * Hashes files on all cores, a few at once: a method for each file, a semaphore that bounds how
 * many are open, and the thread pool, on which the methods go on after vt_yield. Built and run by
 * the tests.
 *
 *     hasher AT_ONCE FILE...
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "valuetask.h"

/* FNV-1a, 64 bits. */
static uint64_t hash_more(uint64_t hash, const unsigned char *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

/* 0, or the number of an error. Blocks: it is for a thread of the pool. */
static int hash_contents(const char *path, uint64_t *hash) {
    unsigned char bytes[16384];
    size_t count;
    FILE *file = fopen(path, "rb");
    *hash = UINT64_C(0xcbf29ce484222325);
    if (file == NULL) {
        return errno;
    }
    while ((count = fread(bytes, 1, sizeof bytes, file)) != 0) {
        *hash = hash_more(*hash, bytes, count);
    }
    int error = ferror(file) != 0 ? errno : 0;
    (void)fclose(file);
    return error;
}

typedef struct hash_frame {
    VT_FRAME;
    vt_semaphore_t *places;
    const char *path;
    bool has_place;
} hash_frame_t;

/* On each way out of the method. */
static void leave_place(hash_frame_t *frame) {
    if (frame->has_place && vt_semaphore_release(frame->places, 1) != VT_OK) {
        fprintf(stderr, "%s: its place was given back before\n", frame->path);
    }
}

VT_METHOD_FINALLY(hash_file, hash_frame_t, frame, leave_place) {
    uint64_t hash;
    int error;
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, vt_semaphore_wait(frame->places, VT_NEVER));
    frame->has_place = true;
    VT_AWAIT_VOID(frame, vt_yield()); /* from here on a thread of the pool */
    error = hash_contents(frame->path, &hash);
    if (error != 0) {
        VT_FAIL("errno", error, NULL);
    }
    VT_RETURN(hash);
    VT_END;
}

/* Tells one result; false: there is none. */
static bool tell(const char *path, vt_task_t *task) {
    uint64_t hash = 0;
    vt_error_t error = {0};
    vt_status_t status = vt_task_get_result(task, &hash, &error); /* waits for it */
    if (status == VT_OK) {
        printf("%016" PRIx64 "  %s\n", hash, path);
    } else if (status == VT_E_FAULTED && strcmp(error.domain, "errno") == 0) {
        fprintf(stderr, "%s: %s\n", path, strerror(error.code));
    } else {
        fprintf(stderr, "%s: %s\n", path, vt_status_message(status));
    }
    vt_error_release(&error);
    return status == VT_OK;
}

int main(int argc, char **argv) {
    size_t count = argc > 2 ? (size_t)argc - 2 : 0;
    unsigned long at_once = argc > 2 ? strtoul(argv[1], NULL, 10) : 0;
    vt_semaphore_t places;
    vt_task_t **tasks = calloc(count + 1, sizeof(vt_task_t *));
    if (at_once == 0 || tasks == NULL || vt_semaphore_init(&places, at_once) != VT_OK) {
        fprintf(stderr, "usage: hasher AT_ONCE FILE...\n");
        free(tasks);
        return 2;
    }
    for (size_t i = 0; i < count; i++) {
        tasks[i] = VT_START_TASK(hash_file, .places = &places, .path = argv[i + 2]);
    }
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        good = tell(argv[i + 2], tasks[i]) && good;
        vt_task_unref(tasks[i]);
    }
    free(tasks);
    return vt_semaphore_deinit(&places) == VT_OK && good ? 0 : 1;
}
