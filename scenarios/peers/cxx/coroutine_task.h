/*
 * coroutine_task.h - a coroutine task as in C++20 programs: lazy, one awaiter.
 *
 * It starts when it is awaited, so its awaiter is known before it can end, and the two need no
 * meeting: which threads may complete it is a matter of the events that it waits for. `frames`
 * allocates the frame. An operation that fails throws; the frame carries its exception, as a value
 * task carries an error.
 */
#ifndef PEERS_COROUTINE_TASK_H
#define PEERS_COROUTINE_TASK_H

#include <coroutine>
#include <cstdint>
#include <exception>
#include <utility>

/* What a coroutine leaves to its awaiter, in the coroutine's frame. */
struct outcome {
    std::coroutine_handle<> awaiting;
    std::uint64_t result;
    std::exception_ptr failure;

    void return_value(std::uint64_t value) noexcept {
        result = value;
    }

    void unhandled_exception() noexcept {
        failure = std::current_exception();
    }

    std::uint64_t take() const {
        if (failure) {
            std::rethrow_exception(failure);
        }
        return result;
    }
};

/* The end of a coroutine directly resumes its awaiter. */
struct resume_awaiting {
    bool await_ready() const noexcept {
        return false;
    }

    template <class promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<promise> ended) const noexcept {
        return ended.promise().awaiting;
    }

    void await_resume() const noexcept {}
};

template <class frames> class task {
  public:
    struct promise_type : frames, outcome {
        task get_return_object() noexcept {
            return task(std::coroutine_handle<promise_type>::from_promise(*this));
        }

        std::suspend_always initial_suspend() const noexcept {
            return {};
        }

        resume_awaiting final_suspend() const noexcept {
            return {};
        }
    };

    task(task &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}

    task &operator=(task &&) = delete;

    ~task() {
        if (handle_) {
            handle_.destroy();
        }
    }

    /* co_await starts it and ends with its outcome. */
    bool await_ready() const noexcept {
        return false;
    }

    std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) const noexcept {
        handle_.promise().awaiting = awaiting;
        return handle_;
    }

    std::uint64_t await_resume() const {
        return handle_.promise().take();
    }

    /* For a caller that is no coroutine: runs it until it ends or suspends. */
    void start() const {
        await_suspend(std::noop_coroutine()).resume();
    }

    bool is_done() const noexcept {
        return handle_.done();
    }

    std::uint64_t result() const {
        return await_resume();
    }

  private:
    explicit task(std::coroutine_handle<promise_type> handle) noexcept : handle_(handle) {}

    std::coroutine_handle<promise_type> handle_;
};

#endif
