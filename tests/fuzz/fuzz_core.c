/*
 * Random valid and invalid calls of the public API, checked against a model of their results.
 *
 * Reset sources with the current, old and future tokens; methods of every builder that await them;
 * as_task; continuations; discarding. The model has a few plain fields for each object and predicts
 * every status, result and error. Everything runs on one thread: queued continuations run when the
 * input says so. Behaviour that the headers leave undefined is excluded: consuming a value task
 * that is backed by a task twice, and blocking on a pending one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "valuetask.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUIRE(condition)                                                        \
    do {                                                                          \
        if (!(condition)) {                                                       \
            (void)fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            abort();                                                              \
        }                                                                         \
    } while (0)

enum { SOURCES = 3, METHODS = 6, PROBES = 64 };

static const char domain[] = "fuzz";

/* How an operation ended, according to the model. */
typedef struct outcome {
    vt_state_t state;
    uint64_t word;
    int32_t code;
    bool of_library; /* the error's domain is the library's */
} outcome_t;

typedef struct probe {
    vt_continuation_t continuation;
    unsigned runs, expected;
} probe_t;

typedef enum waiter { NOBODY, A_PROBE, A_METHOD } waiter_t;

typedef struct source {
    vt_reset_source_t real;
    uint64_t version;
    outcome_t outcome;
    bool gone; /* consumed or discarded: no token is current */
    waiter_t waiter;
    probe_t *probe;
    int method;
} source_t;

typedef enum kind { BOXED, POOLED, IN_PLACE, TASK, AS_TASK, KINDS } kind_t;

typedef struct method {
    vt_value_task_t value_task;
    outcome_t outcome;
    probe_t *probe;
    kind_t kind;
    bool used; /* its value task was not consumed yet */
    bool left; /* discarded while pending: it ends without a waiter */
} method_t;

typedef struct plus_one_frame {
    VT_FRAME;
    vt_value_task_t inner;
} plus_one_frame_t;

VT_METHOD(plus_one, plus_one_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT_CONFIGURED(frame, got, frame->inner, false);
    VT_RETURN(got + 1);
    VT_END;
}

static source_t sources[SOURCES];
static method_t methods[METHODS];
static VT_STORAGE(plus_one) storages[METHODS];
static vt_value_task_t old[METHODS]; /* consumed; of pooled and in-place methods: stale */
static probe_t probes[PROBES];
static unsigned probe_count;
static vt_run_queue_t queue;

static void probe_run(vt_continuation_t *self) {
    ((probe_t *)self)->runs++;
}

static probe_t *new_probe(void) {
    probe_t *probe = &probes[probe_count++];
    memset(probe, 0, sizeof *probe);
    probe->continuation.run = probe_run;
    return probe;
}

/* ---- the model ---- */

static bool is_current(const source_t *source, uint64_t token) {
    return token == source->version && !source->gone;
}

static outcome_t library_fault(vt_status_t status) {
    return (outcome_t){VT_FAULTED, 0, status, true};
}

/* A method's operation has ended: stores its outcome, tells its waiter, and ends it if it was
 * discarded. */
static void method_ends(method_t *method, outcome_t outcome) {
    if (outcome.state == VT_SUCCEEDED && method->kind != AS_TASK) {
        outcome.word++;
    }
    method->outcome = outcome;
    if (method->probe != NULL) {
        method->probe->expected++;
    }
    if (method->left) {
        method->used = false;
    }
}

static void source_ends(source_t *source, outcome_t outcome) {
    waiter_t waiter = source->waiter;
    source->outcome = outcome;
    if (waiter == A_PROBE) {
        source->probe->expected++;
    } else if (waiter == A_METHOD) {
        source->gone = true;
        method_ends(&methods[source->method], outcome);
    }
}

/* What awaiting a source's token returns at once; pending: the method waits for it. */
static outcome_t await_in_model(source_t *source, uint64_t token, int method) {
    const outcome_t pending = {VT_PENDING, 0, 0, false};
    if (!is_current(source, token)) {
        return library_fault(VT_E_STALE_TOKEN);
    }
    if (source->outcome.state != VT_PENDING) {
        source->gone = true;
        return source->outcome;
    }
    if (source->waiter != NOBODY) {
        return library_fault(VT_E_ALREADY_AWAITED);
    }
    source->waiter = A_METHOD;
    source->method = method;
    return pending;
}

/* ---- comparing ---- */

static void require_outcome(vt_value_task_t value_task, outcome_t expected) {
    uint64_t word = 77;
    vt_error_t error = {0};
    vt_status_t status = vt_value_task_get_result(value_task, &word, &error);
    switch (expected.state) {
    case VT_SUCCEEDED:
        REQUIRE(status == VT_OK && word == expected.word);
        break;
    case VT_FAULTED:
        REQUIRE(status == VT_E_FAULTED && error.code == expected.code && word == 77);
        REQUIRE((strcmp(error.domain, domain) != 0) == expected.of_library);
        vt_error_release(&error);
        break;
    case VT_CANCELED:
        REQUIRE(status == VT_E_CANCELED && word == 77);
        break;
    default:
        REQUIRE(status == VT_E_NOT_COMPLETED && word == 77);
    }
}

static void require_stale(vt_value_task_t value_task) {
    vt_state_t state = VT_PENDING;
    uint64_t word = 77;
    probe_t probe = {.continuation = {.run = probe_run}};
    REQUIRE(vt_value_task_get_status(value_task, &state) == VT_E_STALE_TOKEN);
    REQUIRE(!vt_value_task_is_completed(value_task));
    REQUIRE(vt_value_task_get_result(value_task, &word, NULL) == VT_E_STALE_TOKEN && word == 77);
    REQUIRE(vt_value_task_on_completed(value_task, &probe.continuation, 0) == VT_E_STALE_TOKEN);
    vt_value_task_discard(value_task);
    REQUIRE(probe.runs == 0);
}

static void require_state(vt_value_task_t value_task, vt_state_t expected) {
    vt_state_t state = VT_PENDING;
    REQUIRE(vt_value_task_get_status(value_task, &state) == VT_OK && state == expected);
    REQUIRE(vt_value_task_is_completed(value_task) == (expected != VT_PENDING));
    REQUIRE(vt_value_task_is_faulted(value_task) == (expected == VT_FAULTED));
    REQUIRE(vt_value_task_is_canceled(value_task) == (expected == VT_CANCELED));
}

/* ---- operations on sources ---- */

static void complete_source(source_t *source, unsigned how, uint64_t word) {
    bool pending = source->outcome.state == VT_PENDING;
    outcome_t outcome = {VT_SUCCEEDED, word, 0, false};
    vt_error_t error = vt_error(domain, (int32_t)word, "a fault", NULL);
    if (how != 0) {
        outcome = how == 1 ? (outcome_t){VT_FAULTED, 0, (int32_t)word, false}
                           : (outcome_t){VT_CANCELED, 0, 0, false};
    }
    if (pending) {
        source_ends(source, outcome);
    }
    vt_status_t status = how == 0   ? vt_reset_source_set_result(&source->real, word)
                         : how == 1 ? vt_reset_source_set_error(&source->real, &error)
                                    : vt_reset_source_set_canceled(&source->real);
    REQUIRE(status == (pending ? VT_OK : VT_E_ALREADY_COMPLETED));
}

/* A discarded pending operation has no waiter; it only has to end. */
static void reset_source(source_t *source) {
    bool busy = source->outcome.state == VT_PENDING && (source->waiter != NOBODY || source->gone);
    REQUIRE(vt_reset_source_reset(&source->real) == (busy ? VT_E_BUSY : VT_OK));
    if (!busy) {
        source->version++;
        source->outcome = (outcome_t){VT_PENDING, 0, 0, false};
        source->gone = false;
        source->waiter = NOBODY;
        REQUIRE(vt_reset_source_version(&source->real) == source->version);
    }
}

static vt_value_task_t value_task_of(source_t *source, uint64_t token) {
    return vt_value_task_from_source(&source->real.operation.completion.source, token);
}

static void query_source(source_t *source, uint64_t token) {
    if (is_current(source, token)) {
        require_state(value_task_of(source, token), source->outcome.state);
    } else {
        require_stale(value_task_of(source, token));
    }
}

static void register_probe(source_t *source, uint64_t token, bool refuse) {
    vt_status_t expected = VT_OK;
    bool complete = source->outcome.state != VT_PENDING;
    if (probe_count == PROBES) {
        return;
    }
    probe_t *probe = new_probe();
    if (!is_current(source, token)) {
        expected = VT_E_STALE_TOKEN;
    } else if (complete) {
        expected = refuse ? VT_E_ALREADY_COMPLETED : VT_OK;
        probe->expected = refuse ? 0 : 1; /* queued */
    } else if (source->waiter != NOBODY) {
        expected = VT_E_ALREADY_AWAITED;
    } else {
        source->waiter = A_PROBE;
        source->probe = probe;
    }
    REQUIRE(vt_value_task_on_completed(value_task_of(source, token), &probe->continuation,
                                       refuse ? VT_REFUSE_COMPLETED : 0) == expected);
    REQUIRE(probe->runs == 0);
}

static void take_source(source_t *source, uint64_t token) {
    if (!is_current(source, token)) {
        require_stale(value_task_of(source, token));
        return;
    }
    require_outcome(value_task_of(source, token), source->outcome);
    source->gone = source->outcome.state != VT_PENDING;
}

static void discard_source(source_t *source, uint64_t token) {
    if (is_current(source, token) &&
        (source->outcome.state != VT_PENDING || source->waiter == NOBODY)) {
        source->gone = true;
    }
    vt_value_task_discard(value_task_of(source, token));
}

/* ---- operations on methods ---- */

static vt_value_task_t start(kind_t kind, int index, vt_value_task_t inner) {
    switch (kind) {
    case BOXED:
        return VT_START(plus_one, .inner = inner);
    case POOLED:
        return VT_START_POOLED(plus_one, .inner = inner);
    case IN_PLACE:
        return VT_START_IN(plus_one, &storages[index], .inner = inner);
    case TASK:
        return vt_value_task_from_task(VT_START_TASK(plus_one, .inner = inner));
    default:
        return vt_value_task_from_task(vt_value_task_as_task(inner));
    }
}

static void start_method(int index, kind_t kind, source_t *source, uint64_t token) {
    method_t *method = &methods[index];
    if (method->used) {
        return;
    }
    *method = (method_t){.used = true, .kind = kind};
    outcome_t outcome = await_in_model(source, token, index);
    if (outcome.state == VT_SUCCEEDED && kind != AS_TASK) {
        outcome.word++;
    }
    method->outcome = outcome;
    method->value_task = start(kind, index, value_task_of(source, token));
    require_state(method->value_task, method->outcome.state);
}

static bool is_source_backed(const method_t *method) {
    return method->kind == POOLED || method->kind == IN_PLACE;
}

static void take_method(int index) {
    method_t *method = &methods[index];
    if (!method->used || method->left ||
        (method->outcome.state == VT_PENDING && !is_source_backed(method))) {
        return; /* a pending task would block */
    }
    require_outcome(method->value_task, method->outcome);
    if (method->outcome.state != VT_PENDING) {
        method->used = false;
        old[index] = (vt_value_task_t){NULL, 0};
        /* Only a method that suspended has its own source. */
        if (is_source_backed(method) && method->value_task.source != NULL &&
            method->value_task.source == &storages[index].block.operation.completion.source) {
            old[index] = method->value_task;
            require_stale(method->value_task);
        }
    }
}

static void discard_method(int index) {
    method_t *method = &methods[index];
    if (!method->used || method->left) {
        return;
    }
    bool pending = method->outcome.state == VT_PENDING;
    if (pending && method->probe != NULL) {
        return; /* awaited: its awaiter consumes it */
    }
    vt_value_task_discard(method->value_task);
    method->left = pending;
    method->used = pending;
}

static void await_method(int index) {
    method_t *method = &methods[index];
    if (!method->used || method->left || method->probe != NULL || probe_count == PROBES ||
        method->outcome.state != VT_PENDING) {
        return;
    }
    method->probe = new_probe();
    REQUIRE(vt_value_task_on_completed(method->value_task, &method->probe->continuation,
                                       VT_REFUSE_COMPLETED) == VT_OK);
}

/* ---- a whole input ---- */

static void run_queued(void) {
    (void)vt_run_queue_run(&queue);
    for (unsigned i = 0; i < probe_count; i++) {
        REQUIRE(probes[i].runs == probes[i].expected);
    }
}

static void begin(void) {
    memset(methods, 0, sizeof methods);
    memset(storages, 0, sizeof storages);
    memset(old, 0, sizeof old);
    probe_count = 0;
    for (int i = 0; i < SOURCES; i++) {
        memset(&sources[i], 0, sizeof sources[i]);
        vt_reset_source_init(&sources[i].real, NULL, i == 0 ? VT_ONE_COMPLETER : 0);
    }
}

/* Completes and consumes everything: nothing may remain. */
static void end(void) {
    for (int i = 0; i < SOURCES; i++) {
        if (sources[i].outcome.state == VT_PENDING) {
            complete_source(&sources[i], (unsigned)i, 1);
        }
    }
    run_queued();
    for (int i = 0; i < METHODS; i++) {
        take_method(i);
        REQUIRE(!methods[i].used);
    }
    for (int i = 0; i < SOURCES; i++) {
        REQUIRE(vt_reset_source_deinit(&sources[i].real) == VT_OK);
    }
}

/* Three bytes per operation: what, on which object, with which value. */
static void step(uint8_t what, uint8_t which, uint8_t with) {
    source_t *source = &sources[which % SOURCES];
    int method = which / SOURCES % METHODS;
    /* Mostly the current token, otherwise an old or a future one. */
    uint64_t token = source->version + (with % 8 == 7 ? 1 : with % 8 == 6 ? UINT64_MAX : 0);
    switch (what % 12) {
    case 0:
    case 1:
        complete_source(source, with % 3, with);
        break;
    case 2:
        reset_source(source);
        break;
    case 3:
        query_source(source, token);
        break;
    case 4:
        register_probe(source, token, with / 8 % 2 != 0);
        break;
    case 5:
        take_source(source, token);
        break;
    case 6:
        discard_source(source, token);
        break;
    case 7:
    case 8:
        start_method(method, (kind_t)(with / 8 % KINDS), source, token);
        break;
    case 9:
        take_method(method);
        break;
    case 10:
        if (with % 2 == 0) {
            discard_method(method);
        } else {
            await_method(method);
        }
        break;
    default:
        run_queued();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static bool ready;
    if (!ready) {
        ready = vt_run_queue_init(&queue) == VT_OK;
        vt_executor_set_default(&queue.executor);
    }
    begin();
    for (size_t i = 0; i + 3 <= size; i += 3) {
        step(data[i], data[i + 1], data[i + 2]);
    }
    end();
    return 0;
}
