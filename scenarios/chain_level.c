/* The levels of one parity; the build defines CHAIN_PARITY and CHAIN_NEXT: odd and even. */
#include "chain.h"

#include <stdlib.h>

#define CHAIN_PASTE2(name, parity) chain_##name##_##parity
#define CHAIN_PASTE(name, parity)  CHAIN_PASTE2(name, parity)
#define THIS(name)                 CHAIN_PASTE(name, CHAIN_PARITY)
#define NEXT(name)                 CHAIN_PASTE(name, CHAIN_NEXT)

/* ---- by hand ---- */

fetch_direct_t THIS(direct)(unsigned depth, uint64_t value) {
    if (depth == 1) {
        return (fetch_direct_t){VT_OK, value + 1};
    }
    fetch_direct_t below = NEXT(direct)(depth - 1, value);
    if (below.status != VT_OK) {
        return below;
    }
    return (fetch_direct_t){VT_OK, below.result + 1};
}

typedef struct level {
    chain_callback_t callback;
    chain_callback_t *above;
} level_t;

static void level_done(chain_callback_t *self, uint64_t result) {
    level_t *level = VT_CONTAINER_OF(self, level_t, callback);
    chain_callback_t *above = level->above;
    free(level);
    above->done(above, result + 1);
}

bool THIS(callback)(unsigned depth, uint64_t value, chain_gate_t *gate, chain_callback_t *above) {
    level_t *level = malloc(sizeof *level);
    if (level == NULL) {
        return false;
    }
    level->callback.done = level_done;
    level->above = above;
    if (depth == 1) {
        gate->innermost = &level->callback;
        return true;
    }
    bool good = NEXT(callback)(depth - 1, value, gate, &level->callback);
    if (!good) {
        free(level);
    }
    return good;
}

/* ---- async methods, one for each builder: each starts its own kind ---- */

/* What must survive an await: nothing but what is awaited. */
typedef struct level_frame {
    VT_FRAME;
    vt_value_task_t below;
} level_frame_t;

#define LEVEL(method)                         \
    VT_METHOD(method, level_frame_t, frame) { \
        uint64_t below;                       \
        VT_BEGIN(frame);                      \
        VT_AWAIT(frame, below, frame->below); \
        VT_RETURN(below + 1);                 \
        VT_END;                               \
    }

LEVEL(level_task)
LEVEL(level_value_task)
LEVEL(level_pooled)

/* What the innermost level waits for. */
static inline vt_value_task_t innermost(uint64_t value, vt_reset_source_t *gate) {
    return gate == NULL ? vt_value_task_from_result(value) : vt_reset_source_value_task(gate);
}

vt_task_t *THIS(task)(unsigned depth, uint64_t value, vt_reset_source_t *gate) {
    vt_value_task_t below = depth == 1
                                ? innermost(value, gate)
                                : vt_value_task_from_task(NEXT(task)(depth - 1, value, gate));
    return VT_START_TASK(level_task, .below = below);
}

vt_value_task_t THIS(value_task)(unsigned depth, uint64_t value, vt_reset_source_t *gate) {
    vt_value_task_t below =
        depth == 1 ? innermost(value, gate) : NEXT(value_task)(depth - 1, value, gate);
    return VT_START(level_value_task, .below = below);
}

vt_value_task_t THIS(pooled)(unsigned depth, uint64_t value, vt_reset_source_t *gate) {
    vt_value_task_t below =
        depth == 1 ? innermost(value, gate) : NEXT(pooled)(depth - 1, value, gate);
    return VT_START_POOLED(level_pooled, .below = below);
}
