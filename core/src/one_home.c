/* The home pool of the build for one thread: a list of idle blocks. */
#include <stdlib.h>

#include "homes.h"

#if !VT_THREADS

static vt_pooled_t *home_take(vt_pool_t *self) {
    vt_continuation_t *node = vt__idle_take(&VT_CONTAINER_OF(self, vt_home_pool_t, pool)->idle);
    return node == NULL ? vt_pooled_new(self) : vt_pooled_of_node(node);
}

static size_t trim(vt_pool_t *self) {
    vt_home_pool_t *home = VT_CONTAINER_OF(self, vt_home_pool_t, pool);
    size_t count = 0;
    for (vt_continuation_t *node; (node = vt__idle_take(&home->idle)) != NULL; count++) {
        free(vt_pooled_of_node(node));
    }
    return count;
}

const vt_pool_ops_t vt__home_pool_ops = {home_take, vt__home_put, trim};

#endif
