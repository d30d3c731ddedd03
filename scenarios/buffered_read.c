/* What does real input cost: hits of a buffer complete synchronously, misses wait for the kernel?
 */
#include <errno.h>
#include <stdlib.h>

#include "caller.h"
#include "catalogue.h"
#include "read_chunk.h"

typedef struct read_run {
    scenario_run_t base;
    caller_t caller;
    uint64_t position; /* of the next chunk in the stream */
    chunk_reader_t reader;
} read_run_t;

static void direct_done(chunk_reader_t *reader, int64_t size) {
    read_run_t *run = VT_CONTAINER_OF(reader, read_run_t, reader);
    caller_finish(&run->caller, (caller_outcome_t){size > 0 ? VT_OK : VT_E_FAULTED,
                                                   size > 0 ? (uint64_t)size : 0});
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    read_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL) {
        return NULL;
    }
    run->base.definition = self;
    run->reader.size = (size_t)self->argument[1];
    run->reader.done = direct_done;
    read_chunk_init(&run->reader);
    if (!input_open(&run->reader.input, (input_kind_t)self->argument[0])) {
        int why = errno;
        input_close(&run->reader.input);
        free(run);
        errno = why;
        return NULL;
    }
    return &run->base;
}

static void teardown(scenario_run_t *base) {
    if (base != NULL) {
        read_run_t *run = (read_run_t *)base;
        input_close(&run->reader.input);
        vt_task_unref(run->reader.last);
        free(run);
    }
}

/* After the operation was started: waits if it must, then compares size and bytes with the stream.
 */
static inline void finish(read_run_t *run, bool hit) {
    const size_t size = run->reader.size;
    run->base.synchronous += hit;
    while (!caller_is_done(&run->caller)) {
        input_run_once(&run->reader.input);
    }
    caller_check(&run->base, run->caller.outcome, VT_OK, size);
    run->base.wrong += !input_matches(run->reader.chunk, size, run->position);
    run->position += size;
}

/* caller_await takes the outcome of what is complete at once. */
static inline void await_direct(caller_t *caller, size_t size) {
    if (size != 0) {
        caller_finish(caller, (caller_outcome_t){VT_OK, size});
    }
}

#define READ_LOOP(name, await)                                          \
    static void run_##name(scenario_run_t *base, uint64_t operations) { \
        read_run_t *run = (read_run_t *)base;                           \
        for (uint64_t i = 0; i < operations; i++) {                     \
            caller_begin(&run->caller);                                 \
            await(&run->caller, read_chunk_##name(&run->reader));       \
            finish(run, caller_is_done(&run->caller));                  \
        }                                                               \
        base->operations += operations;                                 \
    }

READ_LOOP(direct, await_direct)
READ_LOOP(task, caller_await_task)
READ_LOOP(task_cached, caller_await_task)
READ_LOOP(value_task, caller_await)
READ_LOOP(value_task_pooled, caller_await)
READ_LOOP(value_task_source, caller_await)

#define CASE(contender_, from, kind, chunk, ...)                                                  \
    {                                                                                             \
        .contender = #contender_, .params = "from=" from ";chunk=" #chunk, .budget = __VA_ARGS__, \
        .kernel_timed = (kind) != INPUT_FILE, .has_share = true,                                  \
        .period = INPUT_BUFFER_SIZE / (chunk),                                                    \
        .count_operations = 16 * INPUT_BUFFER_SIZE / (chunk), .setup = setup,                     \
        .run = run_##contender_, .teardown = teardown, .argument = {                              \
            (kind),                                                                               \
            chunk                                                                                 \
        }                                                                                         \
    }

/* The last argument is the budget of the contenders that allocate for misses only. */
#define CASES(from, kind, chunk, ...)                                      \
    CASE(direct, from, kind, chunk, SCENARIO_BUDGET(0, 1)),                \
        CASE(task, from, kind, chunk, SCENARIO_BUDGET(1, 1)),              \
        CASE(task_cached, from, kind, chunk, __VA_ARGS__),                 \
        CASE(value_task, from, kind, chunk, __VA_ARGS__),                  \
        CASE(value_task_pooled, from, kind, chunk, SCENARIO_BUDGET(0, 1)), \
        CASE(value_task_source, from, kind, chunk, SCENARIO_BUDGET(0, 1))

/* A file fills the whole buffer each time; what a pipe or a connection brings is the kernel's
 * choice. */
#define FILE_CASES(chunk) \
    CASES("file", INPUT_FILE, chunk, SCENARIO_BUDGET((chunk), INPUT_BUFFER_SIZE))
#define STREAM_CASES(from, kind, chunk) CASES(from, kind, chunk, SCENARIO_BUDGET_MISSES)

static const scenario_case_t cases[] = {
    FILE_CASES(64),
    FILE_CASES(1024),
    FILE_CASES(16384),
    STREAM_CASES("pipe", INPUT_PIPE, 64),
    STREAM_CASES("pipe", INPUT_PIPE, 1024),
    STREAM_CASES("pipe", INPUT_PIPE, 16384),
    STREAM_CASES("tcp", INPUT_TCP, 64),
    STREAM_CASES("tcp", INPUT_TCP, 1024),
    STREAM_CASES("tcp", INPUT_TCP, 16384),
};

const scenario_t scenario_buffered_read = {
    .name = "buffered_read",
    .question = "What does real input cost: hits of a buffer complete synchronously, misses wait "
                "for the kernel?",
    .cases = cases,
    .open_loop = true,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
