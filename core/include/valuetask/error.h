/*
 * error.h - why an operation faulted.
 *
 * An error is a value: a domain that defines the codes ("errno", "valuetask", your own), a code, a
 * text, and the place where it was made. With static text it owns nothing and can be copied freely.
 * Only vt_error_format allocates a text, which is counted: vt_error_retain adds an owner and
 * vt_error_release removes one. With static text both do nothing.
 * Initialise an error that a call may leave unwritten, as most do unless something faulted, before
 * you release it: vt_error_t error = {0};
 *
 * .NET allocates six objects (328 bytes) for the same fault.
 */
#ifndef VALUETASK_ERROR_H
#define VALUETASK_ERROR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "valuetask/status.h"

VT_BEGIN_DECLS

typedef struct {        /* no tag: C++ would take vt_error() for its constructor */
    const char *domain; /* static */
    const char *text;   /* static, or owned by the error where `owned` is set */
    const char *where;  /* "file:line", static; may be NULL */
    int32_t code;
    uint32_t owned; /* 1: text is a counted block of vt_error_format */
} vt_error_t;

/* The domain of the library's own errors; the code is a vt_status_t. */
extern const char vt_error_domain[];

#define VT__STRING2(x) #x
#define VT__STRING(x)  VT__STRING2(x)

/* The place where the macro stands, as static text. */
#define VT_HERE __FILE__ ":" VT__STRING(__LINE__)

/* Initialises a vt_error_t with static text: vt_error_t e = VT_ERROR_INIT("errno", EIO, "read"); */
#define VT_ERROR_INIT(domain, code, text) \
    { (domain), (text), VT_HERE, (code), 0 }

/* An error with static text. */
static inline vt_error_t vt_error(const char *domain, int32_t code, const char *text,
                                  const char *where) {
    vt_error_t error = {domain, text, where, code, 0};
    return error;
}

/* The error that stands for a status of the library. */
vt_error_t vt_error_from_status(vt_status_t status);

/* Makes an error with a formatted text; release it with vt_error_release. 1 allocation. Without
 * memory for the text, the text is `format` itself. */
vt_error_t vt_error_format(const char *domain, int32_t code, const char *where, const char *format,
                           ...) __attribute__((format(printf, 4, 5)));

vt_error_t vt__error_retain_owned(const vt_error_t *error);
void vt__error_release_owned(vt_error_t *error);

/* Adds an owner. Any thread. */
static inline vt_error_t vt_error_retain(const vt_error_t *error) {
    return __builtin_expect(error->owned != 0, 0) ? vt__error_retain_owned(error) : *error;
}

/* Removes an owner and makes *error empty. Accepts NULL. Any thread. */
static inline void vt_error_release(vt_error_t *error) {
    const vt_error_t empty = {NULL, NULL, NULL, 0, 0};
    if (error == NULL) {
        return;
    }
    if (__builtin_expect(error->owned != 0, 0)) {
        vt__error_release_owned(error);
    }
    *error = empty;
}

/* Whether domain, code and text are equal. */
bool vt_error_equal(const vt_error_t *a, const vt_error_t *b);

VT_END_DECLS

#endif
