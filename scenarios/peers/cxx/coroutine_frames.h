/*
 * coroutine_frames.h - where the frames of coroutines come from: a promise type inherits it.
 */
#ifndef PEERS_COROUTINE_FRAMES_H
#define PEERS_COROUTINE_FRAMES_H

#include <cstddef>
#include <cstdlib>
#include <new>
#include <utility>

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

    /* Frees the idle frames of this thread. */
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

#endif
