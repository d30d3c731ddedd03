/* refused: incompatible.pointer.type
 * by a warning, or an error, as the compiler has it */
#include "valuetask.h"

#ifdef ALLOWED
static const vt_static_error_t known = VT_STATIC_ERROR_INIT("errno", 5, "read");
#else
static const vt_error_t known = VT_ERROR_INIT("errno", 5, "read");
#endif

vt_value_task_t fails(void) {
    return vt_value_task_from_static_error(&known);
}
