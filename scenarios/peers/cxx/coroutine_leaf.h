/* coroutine_leaf.h - the coroutines under test: the counterparts of fetch.h and chain.h. */
#ifndef PEERS_COROUTINE_LEAF_H
#define PEERS_COROUTINE_LEAF_H

#include "coroutine_event.h"
#include "coroutine_frames.h"
#include "coroutine_task.h"

/* The contenders: where a coroutine's frame comes from, and which threads may complete it. */
struct malloc_kind {
    using frames = malloc_frames;
    using meeting = one_thread;
};

struct recycled_kind {
    using frames = recycled_frames;
    using meeting = one_thread;
};

struct shared_kind {
    using frames = malloc_frames;
    using meeting = any_thread;
};

struct shared_recycled_kind {
    using frames = recycled_frames;
    using meeting = any_thread;
};

template <class kind> using task_of = task<typename kind::frames>;
template <class kind> using event_of = event<typename kind::meeting>;

/* What an operation that fails throws: code and text, as fetch_error in C. */
struct failure {
    int code;
    const char *text;
};

enum class how { hit, miss, fail, miss_fail };

/* A hit ends at once with value + 1. A miss suspends on the gate and ends with the gate's value +
 * 1. Either may fail instead. */
template <class kind> task_of<kind> fetch(event_of<kind> *gate, std::uint64_t value, how ends);

/* `depth` levels, each of which awaits the next and adds 1. The innermost returns value + 1, at
 * once if there is no gate. */
template <class kind>
task_of<kind> chain(unsigned depth, std::uint64_t value, event_of<kind> *gate);

#endif
