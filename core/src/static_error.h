/* static_error.h - the static errors that stand for the statuses of the library. */
#ifndef VT_SRC_STATIC_ERROR_H
#define VT_SRC_STATIC_ERROR_H

#include "hidden.h"
#include "valuetask/static_error.h"

/* That of `invalid argument` if there is no such status. */
VT__HIDDEN const vt_static_error_t *vt__static_error_of(vt_status_t status);

#endif
