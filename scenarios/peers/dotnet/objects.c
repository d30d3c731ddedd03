/*
 * objects.c - counts the objects that each thread of .NET allocates: a profiler, which the runtime
 * loads where its environment names one.
 *
 * The runtime's interfaces are COM's: a thing is a pointer to a table of functions, of which the
 * thing is the first argument. Identifiers, flags and the functions' places are those of
 * dotnet/runtime, src/coreclr/inc/corprof.idl: ICorProfilerCallback2, ICorProfilerInfo.
 */
#include <stdint.h>
#include <string.h>

#define EXPORTED __attribute__((visibility("default")))

typedef void (*function_t)(void);

typedef struct thing {
    const function_t *table;
} thing_t;

typedef struct guid {
    uint32_t a;
    uint16_t b, c;
    uint8_t d[8];
} guid_t;

typedef int32_t result_t; /* an HRESULT */

#define GOOD         0
#define NO_INTERFACE ((result_t)-0x7fffbffe) /* 0x80004002 */

static const guid_t unknown = {0, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}};
static const guid_t class_factory = {1, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}};
static const guid_t profiler_callback = {
    0x176fbed1, 0xa55c, 0x4796, {0x98, 0xca, 0xa9, 0xda, 0x0e, 0xf8, 0x83, 0xe7}};
static const guid_t profiler_callback_2 = {
    0x8a8cc829, 0xccf2, 0x49fe, {0xbb, 0xae, 0x0f, 0x02, 0x22, 0x28, 0x07, 0x1a}};
static const guid_t profiler_info = {
    0x28b5557d, 0x3f3f, 0x48b4, {0x90, 0xb2, 0x5f, 0x9e, 0xea, 0x2f, 0x6c, 0x48}};

static int is(const guid_t *a, const guid_t *b) {
    return memcmp(a, b, sizeof *a) == 0;
}

/* ---- what is counted ---- */

static int is_counting;
static _Thread_local int64_t allocated;

/* Of this thread, since its start. -1: the runtime has not taken this as its profiler. */
EXPORTED int64_t objects_of_this_thread(void) {
    return is_counting ? allocated : -1;
}

static result_t object_allocated(const thing_t *self, uintptr_t object, uintptr_t type) {
    (void)self;
    (void)object;
    (void)type;
    allocated++;
    return GOOD;
}

/* ---- every thing ---- */

/* Nothing is ever freed, so nobody counts. */
static uint32_t count_reference(const thing_t *self) {
    (void)self;
    return 1;
}

/* Whatever else the runtime tells; the arguments are the caller's to take away. */
static result_t do_nothing(const thing_t *self) {
    (void)self;
    return GOOD;
}

static result_t give(const thing_t *self, int knows, const thing_t **out) {
    *out = knows ? self : NULL;
    return knows ? GOOD : NO_INTERFACE;
}

/* ---- the profiler ---- */

enum {
    QUERY_INTERFACE,
    ADD_REF,
    RELEASE,
    INITIALIZE,
    OBJECT_ALLOCATED = 50,
    CALLBACKS = 80, /* of ICorProfilerCallback2 */
    /* of ICorProfilerInfo */
    SET_EVENT_MASK = 16,
    /* of IClassFactory */
    CREATE_INSTANCE = 3,
    LOCK_SERVER,
    FACTORY_FUNCTIONS
};

#define MONITOR_OBJECT_ALLOCATED 0x00000100u
#define ENABLE_OBJECT_ALLOCATED  0x00800000u

static function_t callbacks[CALLBACKS];
static const thing_t profiler = {callbacks};

static result_t query_profiler(const thing_t *self, const guid_t *what, const thing_t **out) {
    return give(
        self, is(what, &unknown) || is(what, &profiler_callback) || is(what, &profiler_callback_2),
        out);
}

typedef result_t (*query_t)(const thing_t *, const guid_t *, const thing_t **);
typedef result_t (*set_event_mask_t)(const thing_t *, uint32_t);

/* The runtime hands over what it can be asked with. */
static result_t initialize(const thing_t *self, const thing_t *runtime) {
    const thing_t *info;
    (void)self;
    result_t result = ((query_t)runtime->table[QUERY_INTERFACE])(runtime, &profiler_info, &info);
    if (result == GOOD) {
        result = ((set_event_mask_t)info->table[SET_EVENT_MASK])(
            info, ENABLE_OBJECT_ALLOCATED | MONITOR_OBJECT_ALLOCATED);
    }
    is_counting = result == GOOD;
    return result;
}

static void fill_callbacks(void) {
    for (int i = 0; i < CALLBACKS; i++) {
        callbacks[i] = (function_t)do_nothing;
    }
    callbacks[QUERY_INTERFACE] = (function_t)query_profiler;
    callbacks[ADD_REF] = (function_t)count_reference;
    callbacks[RELEASE] = (function_t)count_reference;
    callbacks[INITIALIZE] = (function_t)initialize;
    callbacks[OBJECT_ALLOCATED] = (function_t)object_allocated;
}

/* ---- how the runtime comes by it ---- */

static result_t query_factory(const thing_t *self, const guid_t *what, const thing_t **out) {
    return give(self, is(what, &unknown) || is(what, &class_factory), out);
}

static result_t create_instance(const thing_t *self, const thing_t *outer, const guid_t *what,
                                const thing_t **out) {
    (void)self;
    (void)outer;
    fill_callbacks();
    return query_profiler(&profiler, what, out);
}

static const function_t factory_functions[FACTORY_FUNCTIONS] = {
    [QUERY_INTERFACE] = (function_t)query_factory, [ADD_REF] = (function_t)count_reference,
    [RELEASE] = (function_t)count_reference,       [CREATE_INSTANCE] = (function_t)create_instance,
    [LOCK_SERVER] = (function_t)do_nothing,
};
static const thing_t factory = {factory_functions};

/* The runtime calls it by this name, with the identifier that its environment has. */
EXPORTED result_t DllGetClassObject(const guid_t *type, const guid_t *what, const thing_t **out) {
    (void)type;
    return query_factory(&factory, what, out);
}
