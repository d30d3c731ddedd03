/* In a separate file, so that no caller can inline the call and put the frame on its own stack. */
#include "coroutine_leaf.h"

template <class frames> task<frames> fetch(event *gate, std::uint64_t value, bool hit) {
    if (hit) {
        co_return value + 1;
    }
    std::uint64_t opened = co_await *gate;
    co_return opened + 1;
}

/* Its frame must not become part of its caller's frame. */
template <class frames>
[[gnu::noinline]] task<frames> chain(unsigned depth, std::uint64_t value, event *gate) {
    std::uint64_t below = value;
    if (depth != 1) {
        below = co_await chain<frames>(depth - 1, value, gate);
    } else if (gate != nullptr) {
        below = co_await *gate;
    }
    co_return below + 1;
}

template task<malloc_frames> fetch(event *, std::uint64_t, bool);
template task<recycled_frames> fetch(event *, std::uint64_t, bool);
template task<malloc_frames> chain(unsigned, std::uint64_t, event *);
template task<recycled_frames> chain(unsigned, std::uint64_t, event *);
