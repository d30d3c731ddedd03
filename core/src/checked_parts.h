/* checked_parts.h - misuse that is reported in every build, to the hook of checked.h. */
#ifndef VT_SRC_CHECKED_PARTS_H
#define VT_SRC_CHECKED_PARTS_H

#include "hidden.h"
#include "valuetask/checked.h"

/* A report without places. */
VT__HIDDEN void vt__report(vt_report_kind_t kind);

#endif
