/*
 * coroutine_caller.h - the caller that awaits coroutines: the counterpart of caller.h.
 *
 * The caller is a coroutine that is created once and awaits one operation after another. Like the
 * callers in C it resumes at the end of an operation, on the thread of whoever completed it, and
 * stores the outcome; no operation allocates memory for its caller.
 */
#ifndef PEERS_COROUTINE_CALLER_H
#define PEERS_COROUTINE_CALLER_H

#include <atomic>

#include "coroutine_leaf.h"

/* A coroutine that its caller resumes again and again, and destroys. */
struct caller_loop {
    struct promise_type {
        caller_loop get_return_object() noexcept {
            return {std::coroutine_handle<promise_type>::from_promise(*this)};
        }

        std::suspend_always initial_suspend() const noexcept {
            return {};
        }

        std::suspend_always final_suspend() const noexcept {
            return {};
        }

        void return_void() const noexcept {}

        /* Operations fail with a failure and with nothing else. */
        void unhandled_exception() const noexcept {
            std::terminate();
        }
    };

    std::coroutine_handle<promise_type> handle;
};

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
        is_done_.store(false, std::memory_order_relaxed);
        loop_.handle.resume();
    }

    /* True: this thread sees the outcome, and may destroy the operation or await another one. */
    bool is_done() const noexcept {
        return is_done_.load(std::memory_order_acquire);
    }

    bool has(std::uint64_t result) const noexcept {
        return is_done() && !has_failed_ && result_ == result;
    }

    bool has_failed() const noexcept {
        return is_done() && has_failed_;
    }

  private:
    /* Says that the caller is done when it is suspended, and not before: from then on another
     * thread may resume it. On x86-64 this is a plain store. */
    struct rest {
        caller *self;

        bool await_ready() const noexcept {
            return false;
        }

        void await_suspend(std::coroutine_handle<>) const noexcept {
            self->is_done_.store(true, std::memory_order_release);
        }

        void await_resume() const noexcept {}
    };

    static caller_loop run(caller *self) {
        for (;;) {
            try {
                self->result_ = co_await *self->operation_;
                self->has_failed_ = false;
            } catch (const failure &) {
                self->has_failed_ = true;
            }
            co_await rest{self};
        }
    }

    const task<frames> *operation_ = nullptr;
    std::uint64_t result_ = 0;
    bool has_failed_ = false;
    std::atomic<bool> is_done_ = false;
    caller_loop loop_;
};

#endif
