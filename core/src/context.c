/* A context is an immutable array of entries. Setting a value makes a new array that shares
 * them. */
#include "valuetask/context.h"

#include <stdlib.h>

#include "thread.h"

typedef struct entry {
    unsigned refs; /* atomic; contexts that hold it */
    const vt_async_local_t *local;
    void *value;
} entry_t;

struct vt_context {
    unsigned refs; /* atomic */
    unsigned count;
    entry_t *entries[];
};

static void entry_unref(entry_t *entry) {
    if (vt__atomic_fetch_sub(&entry->refs, 1u, __ATOMIC_ACQ_REL) == 1) {
        if (entry->local->release != NULL) {
            entry->local->release(entry->value);
        }
        free(entry);
    }
}

vt_context_t *vt_context_ref(vt_context_t *context) {
    if (context != NULL) {
        vt__atomic_fetch_add(&context->refs, 1u, __ATOMIC_RELAXED);
    }
    return context;
}

void vt_context_unref(vt_context_t *context) {
    if (context != NULL && vt__atomic_fetch_sub(&context->refs, 1u, __ATOMIC_ACQ_REL) == 1) {
        for (unsigned i = 0; i < context->count; i++) {
            entry_unref(context->entries[i]);
        }
        free(context);
    }
}

vt_context_t *vt_context_capture(void) {
    return vt_context_ref(vt__thread.context);
}

static VT__THREAD_LOCAL vt__exit_hook_t exit_hook;

/* A thread that ends with a context gives it back. */
static void drop_context(void) {
    vt_context_restore(NULL);
}

void vt_context_restore(vt_context_t *context) {
    vt__thread_t *thread = &vt__thread;
    vt_context_t *previous = thread->context;
    if (context != NULL) {
        vt__thread_at_exit(&exit_hook, drop_context);
    }
    thread->context = context;
    thread->depth = (thread->depth & ~VT__HAS_CONTEXT) | (context == NULL ? 0 : VT__HAS_CONTEXT);
    vt_context_unref(previous);
}

static entry_t *find(const vt_context_t *context, const vt_async_local_t *local) {
    for (unsigned i = 0; context != NULL && i < context->count; i++) {
        if (context->entries[i]->local == local) {
            return context->entries[i];
        }
    }
    return NULL;
}

void *vt_async_local_get(const vt_async_local_t *local) {
    const entry_t *entry = find(vt__thread.context, local);
    return entry == NULL ? NULL : entry->value;
}

/* A copy with one entry replaced or added. */
static vt_context_t *with_entry(const vt_context_t *from, entry_t *entry) {
    unsigned count = from == NULL ? 0 : from->count;
    vt_context_t *made = malloc(sizeof *made + (count + 1) * sizeof(entry_t *)); // NOLINT: pointers
    if (made == NULL) {
        return NULL;
    }
    made->refs = 1;
    made->count = 0;
    for (unsigned i = 0; i < count; i++) {
        if (from->entries[i]->local != entry->local) {
            vt__atomic_fetch_add(&from->entries[i]->refs, 1u, __ATOMIC_RELAXED);
            made->entries[made->count++] = from->entries[i];
        }
    }
    made->entries[made->count++] = entry;
    return made;
}

vt_status_t vt_async_local_set(const vt_async_local_t *local, void *value) {
    if (local == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    entry_t *entry = malloc(sizeof *entry);
    if (entry == NULL) {
        return VT_E_OUT_OF_MEMORY;
    }
    *entry = (entry_t){1, local, value};
    vt_context_t *made = with_entry(vt__thread.context, entry);
    if (made == NULL) {
        free(entry);
        return VT_E_OUT_OF_MEMORY;
    }
    vt_context_restore(made);
    return VT_OK;
}
