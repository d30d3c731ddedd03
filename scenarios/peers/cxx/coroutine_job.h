/*
 * coroutine_job.h - a coroutine that begins where it is called and is awaited later, as the methods
 * of the workloads are: one thread, one awaiter.
 *
 * `frames` allocates the frame, which ends with its job object. A job may have ended before it is
 * awaited, and no word is needed to find out: both sides are one thread. Memory may be short, so a
 * frame carries an exception, as a value task carries an error.
 */
#ifndef PEERS_COROUTINE_JOB_H
#define PEERS_COROUTINE_JOB_H

#include "coroutine_task.h"

template <class frames> class job {
  public:
    struct promise_type : frames, outcome {
        promise_type() noexcept : outcome{std::noop_coroutine(), 0, nullptr} {}

        job get_return_object() noexcept {
            return job(std::coroutine_handle<promise_type>::from_promise(*this));
        }

        std::suspend_never initial_suspend() const noexcept {
            return {};
        }

        resume_awaiting final_suspend() const noexcept {
            return {};
        }
    };

    /* None yet: it is not awaited. */
    job() noexcept = default;

    job(job &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}

    job &operator=(job &&other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }

    /* One that waits is ended too. */
    ~job() {
        if (handle_) {
            handle_.destroy();
        }
    }

    explicit operator bool() const noexcept {
        return static_cast<bool>(handle_);
    }

    bool await_ready() const noexcept {
        return handle_.done();
    }

    void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
        handle_.promise().awaiting = awaiting;
    }

    std::uint64_t await_resume() const {
        return handle_.promise().take();
    }

    /* For a caller that is no coroutine. */
    bool has_ended_with(std::uint64_t result) const {
        return handle_.done() && !handle_.promise().failure && handle_.promise().result == result;
    }

  private:
    explicit job(std::coroutine_handle<promise_type> handle) noexcept : handle_(handle) {}

    std::coroutine_handle<promise_type> handle_;
};

#endif
