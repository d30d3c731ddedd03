/* reset_source_parts.h - for sources of the library that are reset sources with a discard of their
 * own: it ends what the operation waits for. */
#ifndef VT_SRC_RESET_SOURCE_PARTS_H
#define VT_SRC_RESET_SOURCE_PARTS_H

#include "hidden.h"
#include "valuetask/reset_source.h"

VT__HIDDEN vt_status_t vt__reset_source_get_result(vt_source_t *self, uint64_t token, void *result,
                                                   size_t size, vt_error_t *error);

#endif
