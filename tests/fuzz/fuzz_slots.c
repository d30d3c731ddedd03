/*
 * Random calls on a table of value tasks that await each other, checked against slots_model.h.
 *
 * fuzz_core.c tests each source separately. Here a value task moves from slot to slot: out of a
 * reset source, a rented one, a task or a method, into a method, a task or a preserved copy, whose
 * own value task is awaited in turn. The last source and the second task never run continuations
 * inline. Everything runs on one thread. Behaviour that the headers leave undefined is excluded:
 * using a value task that is backed by a task after it was consumed, and blocking on a pending one.
 */
#include "slots_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SOURCES = 3, TASKS = 3, RENTED = 3, STORAGES = 3, REFERENCES = 4 };

static const char domain[] = "fuzz";

typedef struct source {
    vt_reset_source_t real;
    uint64_t version;
    operation_t *operation;
} source_t;

typedef struct task {
    vt_task_t *real;
    operation_t *operation;
    unsigned references; /* in addition to its own while it is pending */
} task_t;

typedef struct rented {
    vt_reset_source_t *real;
    operation_t *operation;
} rented_t;

typedef struct slot {
    vt_value_task_t value_task;
    source_t *source; /* the token identifies the operation; otherwise NULL */
    operation_t *operation;
    unsigned outstanding; /* continuations that need its reference */
    bool claimed;         /* one of them consumes it */
    bool used;
    bool has_task; /* the source is certainly a task */
} slot_t;

typedef enum kind { BOXED, POOLED, IN_PLACE, TASK, AS_TASK, PRESERVED, KINDS } kind_t;

typedef struct plus_one_frame {
    VT_FRAME;
    vt_value_task_t inner;
} plus_one_frame_t;

VT_METHOD(plus_one, plus_one_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, frame->inner);
    VT_RETURN(got + 1);
    VT_END;
}

static source_t sources[SOURCES];
static task_t tasks[TASKS];
static rented_t rented[RENTED];
static slot_t slots[SLOTS];
static VT_STORAGE(plus_one) storages[STORAGES];
static operation_t *of_storage[STORAGES];
static vt_source_pool_t *source_pool;
static vt_run_queue_t queue;

/* ---- slots ---- */

static operation_t *operation_of(const slot_t *slot) {
    if (slot->source == NULL) {
        return slot->operation;
    }
    return slot->value_task.word == slot->source->version ? slot->source->operation : NULL;
}

static bool is_task(const slot_t *slot) {
    return slot->source == NULL && slot->operation->is_task;
}

/* No pending continuation needs what consuming it would remove. */
static bool is_consumable(const slot_t *slot) {
    const operation_t *operation = operation_of(slot);
    return slot->used &&
           (is_task(slot) ? slot->outstanding == 0 : operation == NULL || operation->on_queue == 0);
}

static void consumed(slot_t *slot) {
    if (is_task(slot) && slot->value_task.source != NULL) {
        slot->used = false;
    }
}

static void fill(slot_t *slot, vt_value_task_t value_task, operation_t *operation, bool has_task) {
    *slot = (slot_t){.used = true, .has_task = has_task, .value_task = value_task};
    slot->operation = operation;
}

/* ---- comparing ---- */

static void require_error(vt_error_t *error, outcome_t expected) {
    REQUIRE(error->code == expected.code);
    REQUIRE(strcmp(error->domain, expected.of_library ? vt_error_domain : domain) == 0);
    vt_error_release(error);
}

static void require_outcome(vt_value_task_t value_task, outcome_t expected) {
    uint64_t word = 77;
    vt_error_t error = {0};
    vt_status_t status = vt_value_task_get_result(value_task, &word, &error);
    REQUIRE(word == (expected.state == VT_SUCCEEDED ? expected.word : 77));
    if (expected.state == VT_FAULTED) {
        REQUIRE(status == VT_E_FAULTED);
        require_error(&error, expected);
    } else {
        REQUIRE(status == (expected.state == VT_SUCCEEDED  ? VT_OK
                           : expected.state == VT_CANCELED ? VT_E_CANCELED
                                                           : VT_E_NOT_COMPLETED));
        REQUIRE(error.text == NULL);
    }
}

static void require_stale(vt_value_task_t value_task) {
    uint64_t word = 77;
    REQUIRE(vt_value_task_get_result(value_task, &word, NULL) == VT_E_STALE_TOKEN && word == 77);
}

/* The model has run before and predicts the result. */
static void probe_run(vt_continuation_t *self) {
    probe_t *probe = (probe_t *)self;
    REQUIRE(++probe->runs <= probe->expected);
    if (probe->consumes && probe->stale) {
        require_stale(probe->value_task);
    } else if (probe->consumes) {
        require_outcome(probe->value_task, probe->outcome);
    }
    if (probe->resets) {
        REQUIRE(vt_reset_source_reset(&probe->source->real) == VT_OK);
    }
}

static void query(const slot_t *slot) {
    const operation_t *operation = operation_of(slot);
    bool current = is_current(operation);
    vt_state_t expected = current ? operation->outcome.state : VT_PENDING;
    vt_state_t state = VT_PENDING;
    vt_value_task_t value_task = slot->value_task;
    REQUIRE(vt_value_task_get_status(value_task, &state) == (current ? VT_OK : VT_E_STALE_TOKEN));
    REQUIRE(state == expected);
    REQUIRE(vt_value_task_is_completed(value_task) == (expected != VT_PENDING));
    REQUIRE(vt_value_task_is_completed_successfully(value_task) == (expected == VT_SUCCEEDED));
    REQUIRE(vt_value_task_is_faulted(value_task) == (expected == VT_FAULTED));
    REQUIRE(vt_value_task_is_canceled(value_task) == (expected == VT_CANCELED));
}

/* ---- completing ---- */

static outcome_t outcome_of(unsigned how, uint64_t word) {
    return how == 0   ? succeeded(word)
           : how == 1 ? (outcome_t){VT_FAULTED, 0, (int32_t)word, false}
                      : (outcome_t){VT_CANCELED, 0, 0, false};
}

/* Every second error has its own text. */
static vt_error_t error_of(uint64_t word) {
    return word % 2 == 0 ? vt_error(domain, (int32_t)word, "a fault", NULL)
                         : vt_error_format(domain, (int32_t)word, VT_HERE, "fault %d", (int)word);
}

static vt_status_t completed(operation_t *operation, outcome_t outcome) {
    if (!is_pending(operation)) {
        return VT_E_ALREADY_COMPLETED;
    }
    completes(operation, outcome);
    return VT_OK;
}

static void complete_source(vt_reset_source_t *real, operation_t *operation, unsigned how,
                            uint64_t word) {
    vt_status_t expected = completed(operation, outcome_of(how, word));
    if (how == 1) {
        vt_error_t error = error_of(word);
        REQUIRE(vt_reset_source_set_error(real, &error) == expected);
    } else {
        REQUIRE((how == 0 ? vt_reset_source_set_result(real, word)
                          : vt_reset_source_set_canceled(real)) == expected);
    }
}

static void complete_task(task_t *task, unsigned how, uint64_t word) {
    if (task->real == NULL) {
        return;
    }
    vt_status_t expected = completed(task->operation, outcome_of(how, word));
    if (how == 1) {
        vt_error_t error = error_of(word);
        REQUIRE(vt_task_set_error(task->real, &error) == expected);
    } else {
        REQUIRE((how == 0 ? vt_task_set_result(task->real, word)
                          : vt_task_set_canceled(task->real)) == expected);
    }
}

/* ---- sources ---- */

static void next_operation(source_t *source) {
    source->operation->gone = true;
    source->operation = new_operation(false, source->operation->asynchronous, pending);
    source->version++;
}

static bool resets_inside(source_t *source, const operation_t *operation) {
    bool resets =
        source != &sources[1] && source->operation == operation && operation->on_queue == 0;
    if (resets) {
        next_operation(source);
    }
    return resets;
}

static void reset_source(source_t *source) {
    operation_t *operation = source->operation;
    bool busy = is_pending(operation) && operation->waiter_count > 0;
    if (operation->on_queue > 0) {
        return;
    }
    REQUIRE(vt_reset_source_reset(&source->real) == (busy ? VT_E_BUSY : VT_OK));
    if (!busy) {
        next_operation(source);
    }
    REQUIRE(vt_reset_source_version(&source->real) == source->version);
}

/* With the current, an old or a future token. */
static void take_token(source_t *source, slot_t *slot, unsigned with) {
    uint64_t token = source->version + (with % 8 == 7 ? 1 : with % 8 == 6 ? UINT64_MAX : 0);
    vt_source_t *real = &source->real.operation.completion.source;
    fill(slot, vt_value_task_from_source(real, token), NULL, false);
    slot->source = source;
}

static void rent(rented_t *at, slot_t *slot) {
    at->real = vt_source_pool_rent(source_pool);
    at->operation = new_operation(false, false, pending);
    REQUIRE(at->real != NULL);
    fill(slot, vt_reset_source_value_task(at->real), at->operation, false);
}

static void require_rented(void) {
    size_t count = 0;
    for (int i = 0; i < RENTED; i++) {
        operation_t *operation = rented[i].operation;
        if (rented[i].real != NULL && operation->gone && !is_pending(operation)) {
            rented[i].real = NULL;
        }
        count += rented[i].real != NULL;
    }
    REQUIRE(vt_source_pool_rented(source_pool) == count);
}

static void destroy_if_busy(void) {
    if (vt_source_pool_rented(source_pool) > 0) {
        REQUIRE(vt_source_pool_destroy(source_pool) == VT_E_BUSY);
    }
}

/* ---- tasks ---- */

static void forget_task(task_t *task) {
    if (task->real != NULL && task->references == 0 && !is_pending(task->operation)) {
        task->real = NULL;
    }
}

static void create_or_ref(task_t *task) {
    bool asynchronous = task == &tasks[1];
    if (task->real == NULL) {
        task->real = vt_task_create(asynchronous ? VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY : 0);
        task->operation = new_operation(true, asynchronous, pending);
        task->references = 1;
    } else if (task->references > 0 && task->references < REFERENCES) {
        REQUIRE(vt_task_ref(task->real) == task->real);
        task->references++;
    }
}

static void unref_task(task_t *task) {
    if (task->real != NULL && task->references > 0) {
        task->references--;
        vt_task_unref(task->real);
    }
}

static void await_task(task_t *task, slot_t *slot) {
    if (task->real != NULL && task->references > 0) {
        REQUIRE(vt_task_state(task->real) == task->operation->outcome.state);
        fill(slot, vt_task_await(task->real), task->operation, true);
    }
}

/* ---- value tasks ---- */

static void register_probe(slot_t *slot, bool refuse, bool consumes) {
    bool counted = is_task(slot) && slot->value_task.source != NULL;
    if (slot->claimed || (consumes && slot->outstanding > 0)) {
        return;
    }
    probe_t *probe = &probes[probe_count++];
    *probe = (probe_t){.continuation = {.run = probe_run}};
    probe->outstanding = is_task(slot) ? &slot->outstanding : NULL;
    probe->used = counted ? &slot->used : NULL;
    probe->consumes = consumes;
    probe->value_task = slot->value_task;
    probe->source = slot->source;
    vt_status_t expected = registered(operation_of(slot), probe, refuse);
    slot->outstanding += is_task(slot) && expected == VT_OK;
    slot->claimed = counted && consumes && expected == VT_OK;
    REQUIRE(vt_value_task_on_completed(slot->value_task, &probe->continuation,
                                       refuse ? VT_REFUSE_COMPLETED : 0) == expected);
    REQUIRE(probe->runs == 0);
}

static void take(slot_t *slot, bool without_error) {
    operation_t *operation = operation_of(slot);
    if (!is_consumable(slot) || (is_task(slot) && is_pending(operation))) {
        return;
    }
    if (!is_current(operation)) {
        require_stale(slot->value_task);
        return;
    }
    if (without_error && operation->outcome.state == VT_FAULTED) {
        uint64_t word;
        REQUIRE(vt_value_task_get_result(slot->value_task, &word, NULL) == VT_E_FAULTED);
    } else {
        require_outcome(slot->value_task, operation->outcome);
    }
    operation->gone = !operation->is_task && !is_pending(operation);
    consumed(slot);
}

static void discard(slot_t *slot) {
    if (is_consumable(slot)) {
        discarded(operation_of(slot));
        vt_value_task_discard(slot->value_task);
        consumed(slot);
    }
}

/* Another value task of the same operation. */
static void copy(const slot_t *from, slot_t *to) {
    if (from->used && (!is_task(from) || from->has_task)) {
        *to = *from;
        to->outstanding = 0;
        to->claimed = false;
        if (from->has_task) {
            to->value_task = vt_task_await((vt_task_t *)from->value_task.source);
        }
    }
}

/* An operation that a table still contains, or none. */
static void forget(slot_t *slot) {
    bool result = slot->used && is_task(slot) && slot->value_task.source == NULL;
    if (slot->used && (slot->source != NULL || !is_current(slot->operation) ||
                       (result && slot->outstanding == 0))) {
        slot->used = false;
    }
}

static vt_value_task_t call(kind_t kind, vt_value_task_t inner, int storage) {
    switch (kind) {
    case BOXED:
        return VT_START(plus_one, .inner = inner);
    case POOLED:
        return VT_START_POOLED(plus_one, .inner = inner);
    case IN_PLACE:
        return VT_START_IN(plus_one, &storages[storage], .inner = inner);
    case TASK:
        return vt_value_task_from_task(VT_START_TASK(plus_one, .inner = inner));
    case AS_TASK:
        return vt_value_task_from_task(vt_value_task_as_task(inner));
    default:
        return vt_value_task_preserve(inner);
    }
}

static bool is_occupied(const operation_t *operation) {
    return operation != NULL && (is_pending(operation) || !operation->gone);
}

/* The operation of a call that awaits `inner`. A method in a block has its own source only if it
 * had to wait, or if its attempt was refused. */
static operation_t *called(kind_t kind, operation_t *inner, int storage) {
    bool waits = is_current(inner) && is_pending(inner);
    bool busy = waits && kind == IN_PLACE && is_occupied(of_storage[storage]);
    bool in_block = waits && !busy && (kind == POOLED || kind == IN_PLACE);
    operation_t *operation = new_operation(!in_block, false, pending);
    operation->added = kind < AS_TASK ? 1 : 0;
    operation->outcome = plus(awaited(inner, operation, busy), operation->added);
    if (busy) {
        discarded(inner);
    }
    if (in_block && kind == IN_PLACE) {
        of_storage[storage] = operation;
    }
    return operation;
}

static void start(kind_t kind, slot_t *from, slot_t *to, int storage) {
    if (!is_consumable(from)) {
        return;
    }
    operation_t *inner = operation_of(from);
    bool same = kind >= AS_TASK && is_task(from); /* a task stays what it is */
    operation_t *operation = same ? inner : called(kind, inner, storage);
    vt_value_task_t value_task = call(kind, from->value_task, storage);
    consumed(from);
    fill(to, value_task, operation, kind == TASK || kind == AS_TASK);
    query(to);
}

/* ---- a whole input ---- */

static void require_probes(void) {
    for (unsigned i = 0; i < probe_count; i++) {
        REQUIRE(probes[i].runs == probes[i].expected && probes[i].runs <= 1);
    }
}

static void run_queued(void) {
    unsigned expected = run_model_queue();
    REQUIRE(vt_run_queue_run(&queue) == expected);
}

static void begin(void) {
    memset(slots, 0, sizeof slots);
    memset(tasks, 0, sizeof tasks);
    memset(rented, 0, sizeof rented);
    memset(storages, 0, sizeof storages);
    memset(of_storage, 0, sizeof of_storage);
    operation_count = probe_count = queued = 0;
    for (int i = 0; i < SOURCES; i++) {
        unsigned options = i == 2 ? VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY : 0;
        vt_reset_source_init(&sources[i].real, NULL, i == 0 ? VT_ONE_COMPLETER : options);
        sources[i].version = 0;
        sources[i].operation = new_operation(false, i == 2, pending);
    }
    REQUIRE(vt_source_pool_create(RENTED + 1, 0, &source_pool) == VT_OK);
}

/* A source that was reset by a continuation is pending again; the second time it has no waiter. */
static void complete_everything(void) {
    for (unsigned i = 0; i < SOURCES; i++) {
        complete_source(&sources[i].real, sources[i].operation, i, i);
        complete_task(&tasks[i], i, i);
        forget_task(&tasks[i]);
        require_rented();
        if (rented[i].real != NULL) {
            complete_source(rented[i].real, rented[i].operation, i, i);
        }
    }
    run_queued();
}

static void consume_everything(void) {
    for (int i = 0; i < SLOTS; i++) {
        if (slots[i].used) {
            query(&slots[i]);
            take(&slots[i], false);
        }
        REQUIRE(!slots[i].used || !is_current(slots[i].operation) ||
                slots[i].value_task.source == NULL);
    }
    for (int i = 0; i < TASKS; i++) {
        while (tasks[i].references > 0) {
            unref_task(&tasks[i]);
        }
    }
}

static void end(void) {
    complete_everything();
    complete_everything();
    require_probes();
    consume_everything();
    require_rented();
    for (int i = 0; i < SOURCES; i++) {
        REQUIRE(vt_reset_source_deinit(&sources[i].real) == VT_OK);
    }
    REQUIRE(vt_source_pool_destroy(source_pool) == VT_OK);
}

static slot_t *free_slot(unsigned from) {
    for (unsigned i = 0; i < SLOTS; i++) {
        if (!slots[(from + i) % SLOTS].used) {
            return &slots[(from + i) % SLOTS];
        }
    }
    return NULL;
}

/* Calls that put a value task into a free slot. */
static void step_into(unsigned what, unsigned which, unsigned with, slot_t *to) {
    switch (what) {
    case 0:
        take_token(&sources[which % SOURCES], to, with);
        break;
    case 1:
        await_task(&tasks[which % TASKS], to);
        break;
    case 2:
        if (rented[which % RENTED].real == NULL) {
            rent(&rented[which % RENTED], to);
        }
        break;
    case 3:
        copy(&slots[which % SLOTS], to);
        break;
    default:
        start((kind_t)(with % KINDS), &slots[which % SLOTS], to, (int)(with / KINDS % STORAGES));
    }
}

static void step_on_slot(unsigned what, unsigned with, slot_t *slot) {
    switch (what) {
    case 8:
        query(slot);
        break;
    case 9:
        register_probe(slot, with % 2 != 0, with / 2 % 2 != 0);
        break;
    case 10:
        take(slot, with % 2 != 0);
        break;
    case 11:
        discard(slot);
        break;
    default:
        forget(slot);
    }
}

static void step_on_table(unsigned what, unsigned which, unsigned with) {
    source_t *source = &sources[which % SOURCES];
    rented_t *at = &rented[which % RENTED];
    task_t *task = &tasks[which % TASKS];
    switch (what) {
    case 13:
        complete_source(&source->real, source->operation, with % 3, with);
        break;
    case 14:
        reset_source(source);
        break;
    case 15:
        if (at->real != NULL) {
            complete_source(at->real, at->operation, with % 3, with);
        }
        break;
    case 16:
        create_or_ref(task);
        break;
    case 17:
        complete_task(task, with % 3, with);
        break;
    case 18:
        unref_task(task);
        break;
    case 19:
        destroy_if_busy();
        break;
    default:
        run_queued();
    }
    forget_task(task);
}

/* Three bytes: what, on which slot, with which value. */
static void step(unsigned what, unsigned which, unsigned with) {
    slot_t *to = free_slot(which / SLOTS);
    if (!has_room()) {
        return;
    }
    if (what < 8 && to != NULL) {
        step_into(what, which, with, to);
    } else if (what >= 8 && what <= 12 && slots[which % SLOTS].used) {
        step_on_slot(what, with, &slots[which % SLOTS]);
    } else if (what > 12) {
        step_on_table(what, which, with);
    }
    require_probes();
    require_rented();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static bool ready;
    if (!ready) {
        ready = vt_run_queue_init(&queue) == VT_OK;
        vt_executor_set_default(&queue.executor);
    }
    begin();
    for (size_t i = 0; i + 3 <= size; i += 3) {
        step(data[i] % 22, data[i + 1], data[i + 2]);
    }
    end();
    return 0;
}
