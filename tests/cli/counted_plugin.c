/* What a counted program loads: it allocates five times when it is asked. */
#include <stdlib.h>

#ifdef OTHER_NAME
/* An allocator that nobody sees. */
void *mi_malloc(size_t size);

void *mi_malloc(size_t size) {
    static char memory[1000];
    return size <= sizeof memory ? memory : NULL;
}
#endif

void allocate_in_plugin(void);

void allocate_in_plugin(void) {
    for (int i = 0; i < 5; i++) {
        void *volatile block = malloc(100);
        free(block);
    }
}
