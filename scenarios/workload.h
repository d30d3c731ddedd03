/*
 * workload.h - what the workloads share: a driver, which starts their operations batch by batch on
 * an executor and checks what they give.
 *
 * All of a workload runs on one executor, as it would in a program: whoever waits comes back to it.
 * The driver is an async method too, in memory of its own, so what is counted is the workload's.
 *
 * Where memory is short an operation fails, and others may wait for what it would have sent them.
 * The queue is then empty and the driver not done, and the workload lets go of those that wait.
 */
#ifndef SCENARIO_WORKLOAD_H
#define SCENARIO_WORKLOAD_H

#include "scenario.h"
#include "valuetask.h"

typedef struct workload workload_t;
typedef struct workload_driver workload_driver_t;

/* Starts the next `count` operations. Gives the sum of their results, once all are done. */
typedef vt_value_task_t workload_start_t(workload_t *workload, uint64_t count);

/* What is particular to a workload. */
typedef struct workload_kind {
    uint64_t (*expected)(const workload_t *workload, uint64_t count); /* that sum */
    /* Ends what waits for something that will not come. NULL: nothing waits for another one. */
    void (*let_go)(workload_t *workload);
} workload_kind_t;

/* Where its operations run. */
typedef enum workload_place {
    WORKLOAD_ON_QUEUE, /* on the caller's thread, by a run queue */
    WORKLOAD_ON_POOL,  /* on a thread pool, while the caller waits */
} workload_place_t;

/* The state of a case begins with this. */
struct workload {
    scenario_run_t base;
    const workload_kind_t *kind;
    uint64_t batch; /* so many operations are started at once; 0: all that are asked for */
    workload_driver_t *driver;
};

/* Sets up what is shared. False, with errno set: no memory or no thread. */
bool workload_init(workload_t *workload, const scenario_case_t *definition,
                   const workload_kind_t *kind, workload_place_t place, uint64_t batch);
void workload_deinit(workload_t *workload);

/* Runs `operations` operations, batch after batch. */
void workload_run(scenario_run_t *base, uint64_t operations, workload_start_t *start);

/* Has `begin` called by the run queue, and runs that until nothing is left. */
void workload_run_on_queue(workload_t *workload, void (*begin)(workload_t *workload));

/* Awaits `count` value tasks and gives the sum of their results; it fails if one of them does. One
 * call at a time. The array stays the caller's until then. */
VT_MUST_CHECK vt_value_task_t workload_gather(workload_t *workload, vt_value_task_t *value_tasks,
                                              uint64_t count);

/* A failure of an operation that started others, of which some failed. */
VT_MUST_CHECK vt_error_t workload_failure(void);

/* Channels: makes `count`, all or none, for one word each at first and any number then. */
bool workload_channels_create(vt_channel_t **channels, size_t count);
void workload_channels_close(vt_channel_t **channels, size_t count);
void workload_channels_destroy(vt_channel_t **channels, size_t count);

/* The loop of a contender. */
#define WORKLOAD_LOOP(name, start)                                      \
    static void run_##name(scenario_run_t *base, uint64_t operations) { \
        workload_run(base, operations, start);                          \
    }

/* A function that starts an operation; the compiler must not see through it. */
#define WORKLOAD_APART __attribute__((noinline)) static

#endif
