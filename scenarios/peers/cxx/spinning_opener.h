/*
 * spinning_opener.h - opens a gate on a thread of its own that spins for it: the counterpart of
 * GATE_SPINNING_THREAD of gate.h, with the same words between the two threads.
 */
#ifndef PEERS_SPINNING_OPENER_H
#define PEERS_SPINNING_OPENER_H

#include <atomic>
#include <cstdint>
#include <semaphore>
#include <thread>

template <class gate> class spinning_opener {
  public:
    explicit spinning_opener(gate *opened) : gate_(opened), thread_([this] { spin(); }) {}

    ~spinning_opener() {
        ask(request::stop);
        go_.release();
        thread_.join();
    }

    /* Between the two the thread spins; else it sleeps. */
    void begin() {
        go_.release();
    }

    /* Returns when the thread has seen it: it must not miss the next request. */
    void end() {
        ask(request::rest);
        while (request_.load(std::memory_order_acquire) != request::nothing) {
        }
    }

    void open(std::uint64_t value) {
        value_ = value;
        ask(request::open);
    }

  private:
    enum class request { nothing, open, rest, stop };

    /* Release pairs with the acquire of spin: the thread sees the operation and its caller. */
    void ask(request what) {
        request_.store(what, std::memory_order_release);
    }

    void spin() {
        go_.acquire();
        for (;;) {
            request what = request_.load(std::memory_order_acquire);
            if (what == request::stop) {
                return;
            }
            if (what == request::nothing) {
                continue;
            }
            std::uint64_t value = value_;
            request_.store(request::nothing, std::memory_order_relaxed);
            if (what == request::open) {
                gate_->open(value);
            } else {
                go_.acquire();
            }
        }
    }

    gate *gate_;
    std::uint64_t value_ = 0;
    std::atomic<request> request_{request::nothing};
    std::counting_semaphore<> go_{0};
    std::thread thread_; /* last: it uses the others */
};

#endif
