/* What a counted program loads: it allocates five times when it is asked. */
#include <stdlib.h>

void allocate_in_plugin(void);

void allocate_in_plugin(void) {
    for (int i = 0; i < 5; i++) {
        void *volatile block = malloc(100);
        free(block);
    }
}
