/* coroutine_trees.h - the methods of workloads, as in fib.c, skynet.c and yield.c. */
#ifndef PEERS_COROUTINE_TREES_H
#define PEERS_COROUTINE_TREES_H

#include "coroutine_frames.h"
#include "coroutine_job.h"
#include "coroutine_queue.h"

/* Yields so often, then ends with the result. */
template <class frames>
job<frames> yielder(run_queue *queue, std::uint64_t left, std::uint64_t result);

/* Each call starts two others and awaits both. The calls without others let the rest run once;
 * without a queue all complete synchronously. */
template <class frames> job<frames> fib(run_queue *queue, std::uint64_t n);

constexpr std::uint64_t first_leaf = 1000;

/* A tree, or the first leaves of one. */
struct tree_part {
    std::uint64_t first; /* leaf */
    std::uint64_t size;  /* leaves of the whole tree */
    std::uint64_t end;   /* no leaf from here on */
};

/* Each method starts ten others and adds up what they give. Each lets the others run once before it
 * begins; without a queue all complete synchronously. */
template <class frames> job<frames> tree(run_queue *queue, tree_part part);

#endif
