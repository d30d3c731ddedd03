/* In a separate file, so that no caller can inline the call and put the frame on its own stack. */
#include "coroutine_leaf.h"

#include <cerrno>

namespace {

/* Apart, so that the usual case saves no registers. */
[[noreturn, gnu::noinline]] void fail() {
    throw failure{EHOSTUNREACH, "no route to the value"};
}

} // namespace

template <class kind> task_of<kind> fetch(event_of<kind> *gate, std::uint64_t value, how ends) {
    if (ends == how::hit) {
        co_return value + 1;
    }
    if (ends == how::fail) {
        fail();
    }
    std::uint64_t opened = co_await *gate;
    if (ends == how::miss_fail) {
        fail();
    }
    co_return opened + 1;
}

/* Its frame must not become part of its caller's frame. */
template <class kind>
[[gnu::noinline]] task_of<kind> chain(unsigned depth, std::uint64_t value, event_of<kind> *gate) {
    std::uint64_t below = value;
    if (depth != 1) {
        below = co_await chain<kind>(depth - 1, value, gate);
    } else if (gate != nullptr) {
        below = co_await *gate;
    }
    co_return below + 1;
}

#define INSTANTIATE(kind)                                                     \
    template task_of<kind> fetch<kind>(event_of<kind> *, std::uint64_t, how); \
    template task_of<kind> chain<kind>(unsigned, std::uint64_t, event_of<kind> *);

INSTANTIATE(malloc_kind)
INSTANTIATE(recycled_kind)
INSTANTIATE(shared_kind)
INSTANTIATE(shared_recycled_kind)
