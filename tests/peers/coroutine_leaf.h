/* coroutine_leaf.h - the coroutines under test: what fetch.h and chain.h have in C. */
#ifndef PEERS_COROUTINE_LEAF_H
#define PEERS_COROUTINE_LEAF_H

#include "coroutine_task.h"

/* A hit ends at once with value + 1; a miss suspends on the gate, and ends with what it opens with,
 * + 1. */
template <class frames> task<frames> fetch(event *gate, std::uint64_t value, bool hit);

/* `depth` levels, each of which awaits the next and adds 1. The innermost gives value + 1, at once
 * where there is no gate. */
template <class frames> task<frames> chain(unsigned depth, std::uint64_t value, event *gate);

#endif
