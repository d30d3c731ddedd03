#include "valuetask/status.h"

const char *vt_status_message(vt_status_t status) {
    switch (status) {
#define VT_STATUS_MESSAGE(name, number, message) \
    case name:                                   \
        return message;
        VT_STATUS_LIST(VT_STATUS_MESSAGE)
#undef VT_STATUS_MESSAGE
    }
    return "unknown status";
}

const char *vt_state_name(vt_state_t state) {
    static const char *const names[] = {"pending", "succeeded", "faulted", "canceled"};
    return (unsigned)state < sizeof names / sizeof names[0] ? names[state] : "unknown state";
}
