/*
 * coroutine_caller.h - the caller that awaits coroutines: the counterpart of caller.h.
 *
 * The caller is a coroutine that is created once and awaits one operation after another. Like the
 * callers in C it resumes at the end of an operation and stores the result, and no operation
 * allocates memory for its caller.
 */
#ifndef PEERS_COROUTINE_CALLER_H
#define PEERS_COROUTINE_CALLER_H

#include "coroutine_task.h"

template <class frames> class caller {
  public:
    caller() : loop_(run(this)) {}

    caller(const caller &) = delete;
    caller &operator=(const caller &) = delete;

    ~caller() {
        loop_.handle.destroy();
    }

    /* Starts an operation. The caller object must exist until the operation has ended. */
    void await(const task<frames> &operation) {
        operation_ = &operation;
        is_done_ = false;
        loop_.handle.resume();
    }

    bool has(std::uint64_t result) const {
        return is_done_ && result_ == result;
    }

  private:
    struct loop {
        struct promise_type {
            loop get_return_object() noexcept {
                return {std::coroutine_handle<promise_type>::from_promise(*this)};
            }

            std::suspend_always initial_suspend() const noexcept {
                return {};
            }

            std::suspend_always final_suspend() const noexcept {
                return {};
            }

            void return_void() const noexcept {}

            /* No operation fails here. */
            void unhandled_exception() const noexcept {
                std::terminate();
            }
        };

        std::coroutine_handle<promise_type> handle;
    };

    static loop run(caller *self) {
        for (;;) {
            self->result_ = co_await *self->operation_;
            self->is_done_ = true;
            co_await std::suspend_always{};
        }
    }

    const task<frames> *operation_ = nullptr;
    std::uint64_t result_ = 0;
    bool is_done_ = false;
    loop loop_;
};

#endif
