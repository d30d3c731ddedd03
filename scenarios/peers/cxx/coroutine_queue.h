/*
 * coroutine_queue.h - a run queue of one thread: coroutines let others run and come back in their
 * order. Each brings its own place, in its frame, and leaves the queue if it is destroyed there.
 */
#ifndef PEERS_COROUTINE_QUEUE_H
#define PEERS_COROUTINE_QUEUE_H

#include <coroutine>

class run_queue {
    struct place {
        place *before = this;
        place *behind = this;

        place() = default;
        place(const place &) = delete;
        place &operator=(const place &) = delete;

        ~place() {
            leave();
        }

        void leave() noexcept {
            before->behind = behind;
            behind->before = before;
            before = behind = this;
        }
    };

  public:
    /* `co_await queue->turn()`: lets the others run. */
    class turn_awaiter : place {
      public:
        explicit turn_awaiter(run_queue *queue) noexcept : queue_(queue) {}

        bool await_ready() const noexcept {
            return false;
        }

        void await_suspend(std::coroutine_handle<> waiting) noexcept {
            waiting_ = waiting;
            before = queue_->all_.before;
            behind = &queue_->all_;
            before->behind = this;
            behind->before = this;
        }

        void await_resume() const noexcept {}

      private:
        friend run_queue;
        run_queue *queue_;
        std::coroutine_handle<> waiting_;
    };

    turn_awaiter turn() noexcept {
        return turn_awaiter(this);
    }

    /* Until nobody waits. */
    void run() {
        while (all_.behind != &all_) {
            auto *next = static_cast<turn_awaiter *>(all_.behind);
            next->leave();
            next->waiting_.resume();
        }
    }

  private:
    place all_; /* a ring: the first is behind it, the last before it */
};

#endif
