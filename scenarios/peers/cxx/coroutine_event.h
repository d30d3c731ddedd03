/*
 * coroutine_event.h - what a coroutine suspends on: the counterpart of a gate's source.
 *
 * `meeting` is how the waiter and the completer find each other: on one_thread with plain words, on
 * any_thread with an atomic exchange.
 */
#ifndef PEERS_COROUTINE_EVENT_H
#define PEERS_COROUTINE_EVENT_H

#include <atomic>
#include <coroutine>
#include <cstdint>
#include <utility>

/* ---- meetings ---- */

class one_thread {
  public:
    void begin() noexcept {
        is_over_ = false;
    }

    bool is_over() const noexcept {
        return is_over_;
    }

    /* False: the completer came first, so there is nothing to wait for. */
    bool wait(std::coroutine_handle<> waiting) noexcept {
        waiting_ = waiting;
        return true; /* is_over was false, and nothing came in between */
    }

    /* Gives whoever waits; null: nobody does yet. */
    std::coroutine_handle<> complete() noexcept {
        is_over_ = true;
        return std::exchange(waiting_, nullptr);
    }

  private:
    std::coroutine_handle<> waiting_;
    bool is_over_ = false;
};

/* One word: null, the waiting coroutine, or the meeting's own address if the completer came first.
 * Release: the other side sees what came before. Acquire: this side sees what the other one left.
 */
class any_thread {
  public:
    /* Who is to complete it must learn of it afterwards, in any way that orders the two. */
    void begin() noexcept {
        word_.store(nullptr, std::memory_order_relaxed);
    }

    bool is_over() const noexcept {
        return word_.load(std::memory_order_acquire) == this;
    }

    bool wait(std::coroutine_handle<> waiting) noexcept {
        return word_.exchange(waiting.address(), std::memory_order_acq_rel) == nullptr;
    }

    /* A waiter stays: where there is one, no exchange is needed. */
    std::coroutine_handle<> complete() noexcept {
        void *waiting = word_.load(std::memory_order_acquire);
        if (waiting == nullptr) {
            waiting = word_.exchange(this, std::memory_order_acq_rel);
        }
        return std::coroutine_handle<>::from_address(waiting);
    }

  private:
    std::atomic<void *> word_{nullptr};
};

/* ---- the event ---- */

/* Opened explicitly, with a value; closed again for the next operation. One waiter, one opener. */
template <class meeting> class event {
  public:
    void close() noexcept {
        meeting_.begin();
    }

    /* Runs whoever waits. */
    void open(std::uint64_t value) {
        value_ = value;
        if (std::coroutine_handle<> waiting = meeting_.complete()) {
            waiting.resume();
        }
    }

    bool await_ready() const noexcept {
        return meeting_.is_over();
    }

    bool await_suspend(std::coroutine_handle<> waiting) noexcept {
        return meeting_.wait(waiting);
    }

    std::uint64_t await_resume() const noexcept {
        return value_;
    }

  private:
    meeting meeting_;
    std::uint64_t value_ = 0;
};

#endif
