/*
 * coroutine_task.h - a coroutine task as in C++20 programs: lazy, one awaiter, no threads.
 *
 * `frames` allocates the frame: malloc_frames or recycled_frames. An operation that fails throws;
 * the promise carries its exception, as a value task carries an error.
 */
#ifndef PEERS_COROUTINE_TASK_H
#define PEERS_COROUTINE_TASK_H

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <new>
#include <utility>

/* ---- allocation of frames ---- */

/* Either both or none are inlined: otherwise gcc reports free as a mismatch of operator new. */
#define PEERS_FRAMES [[gnu::always_inline]] static inline

struct malloc_frames {
    PEERS_FRAMES void *operator new(std::size_t size) {
        void *frame = std::malloc(size);
        if (frame == nullptr) {
            throw std::bad_alloc();
        }
        return frame;
    }

    PEERS_FRAMES void operator delete(void *frame, std::size_t) {
        std::free(frame);
    }
};

/* A list of idle frames for each thread and size. The size is a constant where a frame is created,
 * so finding the list costs nothing. Like the library's lists, these are in static TLS. */
struct recycled_frames {
    PEERS_FRAMES void *operator new(std::size_t size) {
        std::size_t list = list_of(size);
        if (list >= list_count) {
            return malloc_frames::operator new(size);
        }
        idle_frame *frame = idle[list];
        if (frame == nullptr) {
            std::size_t rounded = list * granule; /* the same for all sizes of the list */
            return malloc_frames::operator new(rounded);
        }
        idle[list] = frame->next;
        return frame;
    }

    PEERS_FRAMES void operator delete(void *frame, std::size_t size) {
        std::size_t list = list_of(size);
        if (list >= list_count) {
            std::free(frame);
        } else {
            idle[list] = ::new (frame) idle_frame{idle[list]};
        }
    }

    /* Frees the idle frames. */
    static void trim() {
        for (idle_frame *&first : idle) {
            while (first != nullptr) {
                std::free(std::exchange(first, first->next));
            }
        }
    }

  private:
    struct idle_frame {
        idle_frame *next;
    };

    static constexpr std::size_t granule = 16;
    static constexpr std::size_t list_count = 64;

    static constexpr std::size_t list_of(std::size_t size) {
        return (size + granule - 1) / granule;
    }

    [[gnu::tls_model(
        "initial-exec")]] static inline constinit thread_local idle_frame *idle[list_count] = {};
};

/* ---- what a coroutine suspends on ---- */

/* Opened explicitly, with a value; closed again for the next operation. One waiter. */
class event {
  public:
    void close() {
        is_open_ = false;
    }

    void open(std::uint64_t value) {
        is_open_ = true;
        value_ = value;
        if (waiting_) {
            std::exchange(waiting_, nullptr).resume();
        }
    }

    bool await_ready() const noexcept {
        return is_open_;
    }

    void await_suspend(std::coroutine_handle<> waiting) noexcept {
        waiting_ = waiting;
    }

    std::uint64_t await_resume() const noexcept {
        return value_;
    }

  private:
    std::coroutine_handle<> waiting_;
    std::uint64_t value_ = 0;
    bool is_open_ = false;
};

/* ---- the task ---- */

template <class frames> class task {
  public:
    struct promise_type;
    using handle_type = std::coroutine_handle<promise_type>;

    /* The end of a coroutine directly resumes its awaiter. */
    struct final_awaiter {
        bool await_ready() const noexcept {
            return false;
        }

        std::coroutine_handle<> await_suspend(handle_type ended) const noexcept {
            return ended.promise().awaiting;
        }

        void await_resume() const noexcept {}
    };

    struct promise_type : frames {
        std::coroutine_handle<> awaiting;
        std::uint64_t result;
        std::exception_ptr failure;

        task get_return_object() noexcept {
            return task(handle_type::from_promise(*this));
        }

        std::suspend_always initial_suspend() const noexcept {
            return {};
        }

        final_awaiter final_suspend() const noexcept {
            return {};
        }

        void return_value(std::uint64_t value) noexcept {
            result = value;
        }

        void unhandled_exception() noexcept {
            failure = std::current_exception();
        }
    };

    struct awaiter {
        handle_type awaited;

        bool await_ready() const noexcept {
            return false;
        }

        std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) const noexcept {
            awaited.promise().awaiting = awaiting;
            return awaited;
        }

        std::uint64_t await_resume() const {
            return outcome(awaited);
        }
    };

    explicit task(handle_type handle) noexcept : handle_(handle) {}

    task(task &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}

    task &operator=(task &&) = delete;

    ~task() {
        if (handle_) {
            handle_.destroy();
        }
    }

    awaiter operator co_await() const noexcept {
        return awaiter{handle_};
    }

    /* For a caller that is no coroutine: runs it until it ends or suspends. */
    void start() const {
        handle_.promise().awaiting = std::noop_coroutine();
        handle_.resume();
    }

    bool is_done() const noexcept {
        return handle_.done();
    }

    std::uint64_t result() const {
        return outcome(handle_);
    }

  private:
    static std::uint64_t outcome(handle_type handle) {
        promise_type &promise = handle.promise();
        if (promise.failure) {
            std::rethrow_exception(promise.failure);
        }
        return promise.result;
    }

    handle_type handle_;
};

#endif
