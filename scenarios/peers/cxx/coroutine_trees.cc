/* In a separate file, so that no caller can put a frame on its own stack. */
#include "coroutine_trees.h"

#include <utility>

template <class frames>
job<frames> yielder(run_queue *queue, std::uint64_t left, std::uint64_t result) {
    for (; left != 0; left--) {
        co_await queue->turn();
    }
    co_return result;
}

namespace {

/* A method that starts no others. */
template <class frames> [[gnu::noinline]] job<frames> leaf(run_queue *queue, std::uint64_t number) {
    if (queue != nullptr) {
        co_await queue->turn();
    }
    co_return number;
}

template <class frames> [[gnu::noinline]] job<frames> add(job<frames> larger, job<frames> smaller) {
    std::uint64_t sum = co_await larger;
    sum += co_await smaller;
    co_return sum;
}

constexpr std::uint64_t ten = 10;

tree_part child_of(const tree_part &part, std::uint64_t index) {
    std::uint64_t size = part.size / ten;
    return {part.first + index * size, size, part.end};
}

template <class frames> [[gnu::noinline]] job<frames> node(run_queue *queue, tree_part part) {
    if (queue != nullptr) {
        co_await queue->turn();
    }
    job<frames> children[ten];
    for (std::uint64_t i = 0; i < ten; i++) {
        tree_part child = child_of(part, i);
        if (child.first < child.end) {
            children[i] = tree<frames>(queue, child);
        }
    }
    std::uint64_t sum = 0;
    for (const job<frames> &child : children) {
        if (child) {
            sum += co_await child;
        }
    }
    co_return sum;
}

} // namespace

template <class frames> job<frames> fib(run_queue *queue, std::uint64_t n) {
    if (n < 2) {
        return leaf<frames>(queue, n);
    }
    job<frames> larger = fib<frames>(queue, n - 1);
    job<frames> smaller = fib<frames>(queue, n - 2);
    return add<frames>(std::move(larger), std::move(smaller));
}

template <class frames> job<frames> tree(run_queue *queue, tree_part part) {
    return part.size == 1 ? leaf<frames>(queue, first_leaf + part.first)
                          : node<frames>(queue, part);
}

#define INSTANTIATE(frames)                                                          \
    template job<frames> yielder<frames>(run_queue *, std::uint64_t, std::uint64_t); \
    template job<frames> fib<frames>(run_queue *, std::uint64_t);                    \
    template job<frames> tree<frames>(run_queue *, tree_part);

INSTANTIATE(malloc_frames)
INSTANTIATE(recycled_frames)
