// Coroutines that begin where they are called, and the queue on which they wait.
#include <csetjmp>
#include <cstdarg>
#include <cstddef>
#include <cstdint>

#include <new>
#include <string>

#include "coroutine_trees.h"

// Last: its fail is a macro.
extern "C" {
#include <cmocka.h>
}

namespace {

job<malloc_frames> note_in_turns(run_queue *queue, std::string *noted, char name) {
    *noted += name;
    co_await queue->turn();
    *noted += name;
    co_return 1;
}

job<malloc_frames> fail_after(run_queue *queue, std::string *noted) {
    job<malloc_frames> waiting = note_in_turns(queue, noted, 'w');
    throw std::bad_alloc();
    co_return co_await waiting;
}

job<malloc_frames> await(const job<malloc_frames> *other) {
    co_return co_await *other + 1;
}

void they_begin_at_once_and_come_back_in_their_order(void **) {
    run_queue queue;
    std::string noted;
    auto first = note_in_turns(&queue, &noted, 'a');
    auto second = note_in_turns(&queue, &noted, 'b');
    assert_string_equal(noted.c_str(), "ab");
    queue.run();
    assert_string_equal(noted.c_str(), "abab");
    assert_true(first.has_ended_with(1) && second.has_ended_with(1));
}

void one_is_awaited_before_its_end_and_after(void **) {
    run_queue queue;
    std::string noted;
    auto other = note_in_turns(&queue, &noted, 'a');
    auto before = await(&other);
    assert_false(before.has_ended_with(2));
    queue.run();
    assert_true(before.has_ended_with(2));
    assert_true(await(&other).has_ended_with(2));
}

void one_that_is_destroyed_leaves_the_queue(void **) {
    run_queue queue;
    std::string noted;
    auto first = note_in_turns(&queue, &noted, 'a');
    {
        auto second = note_in_turns(&queue, &noted, 'b');
        auto whole = tree<malloc_frames>(&queue, tree_part{0, 100, 100});
    }
    auto third = note_in_turns(&queue, &noted, 'c');
    queue.run();
    assert_string_equal(noted.c_str(), "abcac");
}

void one_that_fails_ends_what_it_started(void **) {
    run_queue queue;
    std::string noted;
    auto failed = fail_after(&queue, &noted);
    auto awaiting = await(&failed);
    queue.run();
    assert_string_equal(noted.c_str(), "w");
    assert_false(failed.has_ended_with(0) || awaiting.has_ended_with(1));
}

template <class frames> void trees_add_up(void **) {
    run_queue queue;
    for (run_queue *where : {static_cast<run_queue *>(nullptr), &queue}) {
        auto number = fib<frames>(where, 10);
        auto part = tree<frames>(where, tree_part{0, 1000, 250});
        queue.run();
        assert_true(number.has_ended_with(55));
        assert_true(part.has_ended_with(250 * first_leaf + 250 * 249 / 2));
    }
    recycled_frames::trim();
}

} // namespace

int main() {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_begin_at_once_and_come_back_in_their_order),
        cmocka_unit_test(one_is_awaited_before_its_end_and_after),
        cmocka_unit_test(one_that_is_destroyed_leaves_the_queue),
        cmocka_unit_test(one_that_fails_ends_what_it_started),
        cmocka_unit_test(trees_add_up<malloc_frames>),
        cmocka_unit_test(trees_add_up<recycled_frames>),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
