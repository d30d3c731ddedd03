#include "valuetask/error.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char vt_error_domain[] = "valuetask";

/* A text made at run time, counted by the owners of the error. */
typedef struct owned_text {
    unsigned refs; /* atomic */
    char text[];
} owned_text_t;

static owned_text_t *owned_text_of(const vt_error_t *error) {
    return (owned_text_t *)(uintptr_t)(error->text - offsetof(owned_text_t, text));
}

vt_error_t vt_error_from_status(vt_status_t status) {
    return vt_error(vt_error_domain, status, vt_status_message(status), NULL);
}

vt_error_t vt_error_format(const char *domain, int32_t code, const char *where, const char *format,
                           ...) {
    vt_error_t error = vt_error(domain, code, format, where);
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    owned_text_t *owned = length < 0 ? NULL : malloc(sizeof *owned + (size_t)length + 1);
    if (owned == NULL) {
        return error;
    }
    owned->refs = 1;
    va_start(arguments, format);
    (void)vsnprintf(owned->text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    error.text = owned->text;
    error.owned = 1;
    return error;
}

vt_error_t vt__error_retain_owned(const vt_error_t *error) {
    vt__atomic_fetch_add(&owned_text_of(error)->refs, 1u, __ATOMIC_RELAXED);
    return *error;
}

void vt__error_release_owned(vt_error_t *error) {
    owned_text_t *owned = owned_text_of(error);
    /* acq_rel: the last owner frees after the last read of every other owner. */
    if (vt__atomic_fetch_sub(&owned->refs, 1u, __ATOMIC_ACQ_REL) == 1) {
        free(owned);
    }
}

static bool same_text(const char *a, const char *b) {
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool vt_error_equal(const vt_error_t *a, const vt_error_t *b) {
    return a->code == b->code && same_text(a->domain, b->domain) && same_text(a->text, b->text);
}
