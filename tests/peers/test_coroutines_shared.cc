// The coroutines that any thread may complete: the gate opens at any moment, before its operation
// waits for it and after.
#include <csetjmp>
#include <cstdarg>
#include <cstddef>
#include <cstdint>

#include <chrono>

#include "coroutine_caller.h"
#include "coroutine_leaf.h"
#include "spinning_opener.h"

// Last: its fail is a macro.
extern "C" {
#include <cmocka.h>
}

namespace {

constexpr std::uint64_t OPERATIONS = 2000;
constexpr unsigned DEPTH = 10;

template <class kind> struct meeting_place {
    event_of<kind> gate;
    caller<typename kind::frames> waiter;
    spinning_opener<event_of<kind>> opener{&gate};

    // The gate is asked to open when the operation has not begun. False: it was not done within 10
    // s.
    bool run(const task_of<kind> &operation, std::uint64_t value) {
        auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        opener.open(value);
        waiter.await(operation);
        while (!waiter.is_done()) {
            if (std::chrono::steady_clock::now() > limit) {
                return false;
            }
        }
        return true;
    }
};

template <class kind, class make, class check> void repeat(make start, check is_right) {
    meeting_place<kind> place;
    place.opener.begin();
    for (std::uint64_t i = 0; i < OPERATIONS; i++) {
        place.gate.close();
        auto operation = start(&place.gate, i);
        assert_true(place.run(operation, i));
        assert_true(is_right(place.waiter, i));
    }
    place.opener.end();
    recycled_frames::trim();
}

template <class kind> void ends_with_the_value(void **) {
    repeat<kind>([](auto *gate, std::uint64_t i) { return fetch<kind>(gate, i, how::miss); },
                 [](const auto &waiter, std::uint64_t i) { return waiter.has(i + 1); });
}

template <class kind> void fails_later(void **) {
    repeat<kind>([](auto *gate, std::uint64_t i) { return fetch<kind>(gate, i, how::miss_fail); },
                 [](const auto &waiter, std::uint64_t) { return waiter.has_failed(); });
}

template <class kind> void ends_ten_methods_deep(void **) {
    repeat<kind>([](auto *gate, std::uint64_t i) { return chain<kind>(DEPTH, i, gate); },
                 [](const auto &waiter, std::uint64_t i) { return waiter.has(i + DEPTH); });
}

} // namespace

int main() {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_with_the_value<shared_kind>),
        cmocka_unit_test(ends_with_the_value<shared_recycled_kind>),
        cmocka_unit_test(fails_later<shared_kind>),
        cmocka_unit_test(ends_ten_methods_deep<shared_kind>),
        cmocka_unit_test(ends_ten_methods_deep<shared_recycled_kind>),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
