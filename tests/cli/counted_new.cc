// A program with every kind of operator new, one of which fails, on two threads.
#include <new>
#include <thread>

struct alignas(64) wide {
    char bytes[64];
};

// Five blocks.
[[gnu::noinline]] static void allocate() {
    int *volatile one = new int;
    delete one;
    char *volatile many = new char[100];
    delete[] many;
    wide *volatile aligned = new wide;
    delete aligned;
    int *volatile nothrow = new (std::nothrow) int;
    delete nothrow;
    wide *volatile aligned_many = new wide[2];
    delete[] aligned_many;
}

// More than there is: the exception takes a block.
[[gnu::noinline]] static void fail() {
    try {
        void *volatile block = operator new(static_cast<std::size_t>(1) << 60);
        operator delete(block);
    } catch (const std::bad_alloc &) {
    }
}

int main() {
    allocate();
    fail();
    std::thread other(fail);
    other.join();
    return 0;
}
