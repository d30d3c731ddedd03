/* tickets.h - how the library sees through the tickets of the checked build. */
#ifndef VT_SRC_TICKETS_H
#define VT_SRC_TICKETS_H

#include "hidden.h"
#include "valuetask/source.h"

#ifdef VT_CHECKED

/* The source behind a ticket, with its token in *word. Gives any other source back as it is. */
VT__HIDDEN vt_source_t *vt__ticket_look(vt_source_t *source, uint64_t *word);

/* The same, and consumes the ticket. *status is VT_OK, or says that it was consumed before. */
VT__HIDDEN vt_source_t *vt__ticket_open(vt_source_t *source, uint64_t *word, vt_status_t *status);

#else

static inline vt_source_t *vt__ticket_look(vt_source_t *source, uint64_t *word) {
    (void)word;
    return source;
}

static inline vt_source_t *vt__ticket_open(vt_source_t *source, uint64_t *word,
                                           vt_status_t *status) {
    (void)word;
    *status = VT_OK;
    return source;
}

#endif
#endif
