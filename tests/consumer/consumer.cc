// Bodies of async methods are C; everything else is there in C++ too.
#include <cstdio>

#include <valuetask.h>

namespace {

struct Waiter {
    vt_continuation_t continuation{};
    vt_value_task_t value_task{};
    uint64_t result = 0;

    static void run(vt_continuation_t *self) {
        auto *waiter = reinterpret_cast<Waiter *>(self);
        if (vt_value_task_get_result(waiter->value_task, &waiter->result, nullptr) != VT_OK) {
            waiter->result = 0;
        }
    }
};

} // namespace

int main() {
    vt_reset_source_t source;
    vt_reset_source_init(&source, nullptr, VT_ONE_COMPLETER);
    Waiter waiter;
    waiter.continuation.run = Waiter::run;
    waiter.value_task = vt_reset_source_value_task(&source);
    vt_status_t status = vt_value_task_on_completed(waiter.value_task, &waiter.continuation, 0);
    if (status == VT_OK) {
        status = vt_reset_source_set_result(&source, 42);
    }
    std::printf("%s: %llu\n", vt_status_message(status),
                static_cast<unsigned long long>(waiter.result));
    return status == VT_OK && waiter.result == 42 ? 0 : 1;
}
