/* coroutine_leaf.h - the coroutines under test: the counterparts of fetch.h and chain.h. */
#ifndef PEERS_COROUTINE_LEAF_H
#define PEERS_COROUTINE_LEAF_H

#include "coroutine_task.h"

/* A hit ends at once with value + 1. A miss suspends on the gate and ends with the gate's value +
 * 1. */
template <class frames> task<frames> fetch(event *gate, std::uint64_t value, bool hit);

/* `depth` levels, each of which awaits the next and adds 1. The innermost returns value + 1, at
 * once if there is no gate. */
template <class frames> task<frames> chain(unsigned depth, std::uint64_t value, event *gate);

#endif
