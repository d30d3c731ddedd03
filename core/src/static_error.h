/* static_error.h - the source of every value task that faulted with a static error. */
#ifndef VT_SRC_STATIC_ERROR_H
#define VT_SRC_STATIC_ERROR_H

#include "hidden.h"
#include "valuetask/source.h"

/* Its token is the address of the error. */
VT__HIDDEN extern vt_source_t vt__static_errors;

#endif
