/*
 * error.h - why an operation faulted: a value, not an exception.
 *
 * An error is a domain (whose codes are these: "errno", "valuetask", your own), a code, a text and
 * the place where it was made. All texts are static, so an error needs no block of its own and can
 * be copied freely; only vt_error_format makes a text, in one counted block, and such an error is
 * shared by vt_error_retain and given back by vt_error_release. On an error with static text both
 * do nothing.
 *
 * .NET makes six objects (328 bytes) for the same fault.
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

/* An initialiser of a vt_error_t with static text, e.g. vt_error_t e = VT_ERROR_INIT("errno", EIO,
 * "read"); */
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

/* Makes an error with a formatted text: one allocation, to be given back with vt_error_release.
 * When there is no memory for the text, `format` itself is the text. */
vt_error_t vt_error_format(const char *domain, int32_t code, const char *where, const char *format,
                           ...) __attribute__((format(printf, 4, 5)));

vt_error_t vt__error_retain_owned(const vt_error_t *error);
void vt__error_release_owned(vt_error_t *error);

/* Another owner for the same error. Any thread. */
static inline vt_error_t vt_error_retain(const vt_error_t *error) {
    return __builtin_expect(error->owned != 0, 0) ? vt__error_retain_owned(error) : *error;
}

/* Gives an owner's share back and makes *error empty. Accepts NULL. Any thread. */
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

/* Whether both say the same: domain, code and text. */
bool vt_error_equal(const vt_error_t *a, const vt_error_t *b);

VT_END_DECLS

#endif
