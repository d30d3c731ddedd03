/* The checked build: a ticket for each value task, an entry for each task. */
#include "valuetask/checked.h"

#include <stdlib.h>

#include "checked_parts.h"
#include "dispatch.h"
#include "locks.h"
#include "task_core.h"
#include "tickets.h"

static void (*report_hook)(const vt_report_t *report); /* atomic */

void vt_checked_set_hook(void (*hook)(const vt_report_t *report)) {
    vt__atomic_store(&report_hook, hook, __ATOMIC_RELEASE);
}

static void tell(const vt_report_t *report) {
    void (*hook)(const vt_report_t *) = vt__atomic_load(&report_hook, __ATOMIC_ACQUIRE);
    if (hook != NULL) {
        hook(report);
    }
}

void vt__report(vt_report_kind_t kind) {
    vt_report_t report = {kind, NULL, NULL, NULL};
    tell(&report);
}

#ifndef VT_CHECKED

size_t vt_checked_report_live(void) {
    return 0;
}

#else

/* ---- what is live ---- */

typedef struct entry {
    struct entry *next;
    struct entry *previous;
    const char *created;
} entry_t;

/* A ticket is never freed, as a stale value task must find it. The word of the value task is the
 * ticket's generation. A ticket is used again after QUARANTINE others were consumed. */
enum { QUARANTINE = 65536 };

/* All but `source` under the lock. */
typedef struct ticket {
    vt_source_t source;
    entry_t entry;
    vt_value_task_t inner;
    uint64_t generation;
    const char *awaited;  /* where a continuation was registered, which alone may consume it */
    const char *consumed; /* where; NULL: not yet */
    struct ticket *older; /* in the list of consumed tickets */
} ticket_t;

typedef struct born_task {
    entry_t entry;
    vt_task_t *task;
    struct born_task *bucket_next;
} born_task_t;

/* A hash table of born tasks, which doubles when it has as many tasks as buckets. */
enum { FIRST_BUCKETS = 4096 };

static entry_t live_tickets = {&live_tickets, &live_tickets, NULL};
static entry_t live_tasks = {&live_tasks, &live_tasks, NULL};
static ticket_t *oldest_consumed;
static ticket_t *newest_consumed;
static size_t consumed_count;
static born_task_t *first_buckets[FIRST_BUCKETS];
static born_task_t **buckets = first_buckets;
static size_t bucket_count = FIRST_BUCKETS; /* a power of 2 */
static size_t born_count;

static VT__THREAD_LOCAL const char *here; /* the place of the next consumption */

/* Locals that a resumed body did not set read as this: no pointer, and no small number. */
enum { SPOILT = 0xa5, SPOILT_BYTES = 4096 };

__attribute__((noinline)) void vt__checked_spoil_stack(void) {
    unsigned char below[SPOILT_BYTES];
    memset(below, SPOILT, sizeof below);
    __asm__ volatile("" : : "r"(below) : "memory"); /* keeps the memset */
}

static void book_in(entry_t *list, entry_t *entry) {
    entry->next = list;
    entry->previous = list->previous;
    list->previous->next = entry;
    list->previous = entry;
}

static void book_out(entry_t *entry) {
    entry->previous->next = entry->next;
    entry->next->previous = entry->previous;
}

void vt__checked_at(const char *where) {
    here = where;
}

static const char *take_here(void) {
    const char *where = here;
    here = NULL;
    return where == NULL ? "an unknown place" : where;
}

/* Notes where a task was made. */
static void note_birthplace(const vt_task_t *task, const char *where);

/* ---- tickets ---- */

static ticket_t *ticket_of(vt_source_t *source) {
    return VT_CONTAINER_OF(source, ticket_t, source);
}

/* Marks a ticket as consumed. False, and a report: it was consumed before. */
static bool consume(ticket_t *ticket, uint64_t generation) {
    const char *where = take_here();
    vt_report_t report = {VT_CONSUMED_TWICE, NULL, NULL, where};
    vt__lock(VT__LOCK_TICKETS);
    bool current = ticket->generation == generation;
    bool fresh = current && ticket->consumed == NULL;
    if (fresh) {
        ticket->consumed = where;
        book_out(&ticket->entry);
        ticket->older = NULL;
        if (newest_consumed == NULL) {
            oldest_consumed = ticket;
        } else {
            newest_consumed->older = ticket;
        }
        newest_consumed = ticket;
        consumed_count++;
    } else if (current) {
        report.created = ticket->entry.created;
        report.consumed = ticket->consumed;
    }
    vt__unlock(VT__LOCK_TICKETS);
    if (!fresh) {
        tell(&report);
    }
    return fresh;
}

/* VT_OK, or a report if a continuation waits for it. */
static vt_status_t may_consume(ticket_t *ticket) {
    vt__lock(VT__LOCK_TICKETS);
    vt_report_t report = {VT_CONSUMED_TWICE, ticket->entry.created, ticket->awaited, here};
    bool is_awaited = ticket->awaited != NULL && ticket->consumed == NULL;
    vt__unlock(VT__LOCK_TICKETS);
    if (is_awaited) {
        tell(&report);
        return VT_E_ALREADY_AWAITED;
    }
    return VT_OK;
}

/* Whether the ticket is not consumed; *inner is what is behind it, in any case. */
static bool look(ticket_t *ticket, uint64_t generation, vt_value_task_t *inner) {
    vt__lock(VT__LOCK_TICKETS);
    bool fresh = ticket->generation == generation && ticket->consumed == NULL;
    *inner = ticket->inner;
    vt__unlock(VT__LOCK_TICKETS);
    return fresh;
}

static int get_status(const vt_source_t *self, uint64_t token) {
    vt_value_task_t inner;
    if (!look(ticket_of((vt_source_t *)(uintptr_t)self), token, &inner)) {
        return VT_E_STALE_TOKEN;
    }
    return inner.source == NULL ? VT_SUCCEEDED
                                : inner.source->ops->get_status(inner.source, inner.word);
}

/* True for the first of all that await it. */
static bool mark_awaited(ticket_t *ticket, const char *where) {
    vt__lock(VT__LOCK_TICKETS);
    bool first = ticket->awaited == NULL;
    if (first) {
        ticket->awaited = where;
    }
    vt__unlock(VT__LOCK_TICKETS);
    return first;
}

static void unmark_awaited(ticket_t *ticket) {
    vt__lock(VT__LOCK_TICKETS);
    ticket->awaited = NULL;
    vt__unlock(VT__LOCK_TICKETS);
}

static vt_status_t on_completed(vt_source_t *self, uint64_t token, vt_continuation_t *continuation,
                                unsigned flags) {
    ticket_t *ticket = ticket_of(self);
    vt_value_task_t inner;
    if (!look(ticket, token, &inner)) {
        return VT_E_STALE_TOKEN;
    }
    if (inner.source == NULL) {
        return vt__completed_already(continuation, flags);
    }
    /* Before registering: the continuation may run at once. */
    bool first = mark_awaited(ticket, take_here());
    vt_status_t status =
        inner.source->ops->on_completed(inner.source, inner.word, continuation, flags);
    if (status != VT_OK && first) {
        unmark_awaited(ticket);
    }
    return status;
}

static vt_status_t get_result(vt_source_t *self, uint64_t token, void *result, size_t size,
                              vt_error_t *error) {
    ticket_t *ticket = ticket_of(self);
    vt_value_task_t inner;
    if (look(ticket, token, &inner) && inner.source != NULL && size != 0 &&
        inner.source->ops->get_status(inner.source, inner.word) == VT_PENDING) {
        return VT_E_NOT_COMPLETED; /* the ticket is not consumed */
    }
    if (!consume(ticket, token)) {
        return VT_E_STALE_TOKEN;
    }
    if (inner.source != NULL) {
        return inner.source->ops->get_result(inner.source, inner.word, result, size, error);
    }
    if (size != 0) {
        memcpy(result, &inner.word, size < sizeof inner.word ? size : sizeof inner.word);
    }
    return VT_OK;
}

static vt_status_t discard(vt_source_t *self, uint64_t token) {
    ticket_t *ticket = ticket_of(self);
    vt_value_task_t inner;
    (void)look(ticket, token, &inner);
    vt_status_t status = may_consume(ticket);
    if (status != VT_OK) {
        return status;
    }
    if (!consume(ticket, token)) {
        return VT_E_STALE_TOKEN;
    }
    vt_value_task_discard(inner);
    return VT_OK;
}

static const vt_source_ops_t ticket_ops = {get_status, on_completed, get_result, discard};

static bool is_ticket(const vt_source_t *source) {
    return source != NULL && source->ops == &ticket_ops;
}

static ticket_t *ticket_make(void) {
    ticket_t *ticket = NULL;
    if (consumed_count > QUARANTINE) {
        ticket = oldest_consumed;
        oldest_consumed = ticket->older;
        consumed_count--;
        ticket->generation++;
        return ticket;
    }
    ticket = calloc(1, sizeof *ticket);
    if (ticket != NULL) {
        ticket->source.ops = &ticket_ops;
    }
    return ticket;
}

/* Without memory the value task is not checked. */
vt_value_task_t vt__checked_made(vt_value_task_t value_task, const char *where) {
    if (is_ticket(value_task.source)) {
        vt__checked_made_at(value_task.source, where);
        return value_task;
    }
    vt__lock(VT__LOCK_TICKETS);
    ticket_t *ticket = ticket_make();
    if (ticket != NULL) {
        ticket->inner = value_task;
        ticket->consumed = NULL;
        ticket->awaited = NULL;
        ticket->entry.created = where;
        book_in(&live_tickets, &ticket->entry);
        value_task = (vt_value_task_t){&ticket->source, ticket->generation};
    }
    vt__unlock(VT__LOCK_TICKETS);
    return value_task;
}

void vt__checked_made_at(vt_source_t *source, const char *where) {
    if (is_ticket(source)) {
        ticket_t *ticket = ticket_of(source);
        vt__lock(VT__LOCK_TICKETS);
        ticket->entry.created = where;
        source = ticket->inner.source;
        vt__unlock(VT__LOCK_TICKETS);
    }
    if (source != NULL && vt__is_task(source)) {
        note_birthplace(VT_CONTAINER_OF(source, vt_task_t, completion.source), where);
    }
}

bool vt__checked_equal(vt_value_task_t a, vt_value_task_t b) {
    a.source = vt__ticket_look(a.source, &a.word);
    b.source = vt__ticket_look(b.source, &b.word);
    return a.source == b.source && a.word == b.word;
}

vt_source_t *vt__ticket_look(vt_source_t *source, uint64_t *word) {
    if (!is_ticket(source)) {
        return source;
    }
    vt_value_task_t inner;
    (void)look(ticket_of(source), *word, &inner);
    *word = inner.word;
    return inner.source;
}

vt_source_t *vt__ticket_open(vt_source_t *source, uint64_t *word, vt_status_t *status) {
    uint64_t generation = *word;
    vt_source_t *inner = vt__ticket_look(source, word);
    *status = VT_OK;
    if (is_ticket(source)) {
        *status = may_consume(ticket_of(source));
        if (*status == VT_OK && !consume(ticket_of(source), generation)) {
            *status = VT_E_STALE_TOKEN;
        }
    }
    return inner;
}

/* ---- tasks ---- */

static born_task_t **bucket_of(const vt_task_t *task) {
    return &buckets[(uintptr_t)task / 16 % bucket_count];
}

static void put(born_task_t *born) {
    born_task_t **bucket = bucket_of(born->task);
    born->bucket_next = *bucket;
    *bucket = born;
}

/* Without memory the table stays as it is. */
static void grow(void) {
    born_task_t **old = buckets;
    size_t old_count = bucket_count;
    born_task_t **larger = calloc(2 * old_count, sizeof(born_task_t *));
    if (larger == NULL) {
        return;
    }
    buckets = larger;
    bucket_count = 2 * old_count;
    for (size_t i = 0; i < old_count; i++) {
        for (born_task_t *next, *born = old[i]; born != NULL; born = next) {
            next = born->bucket_next;
            put(born);
        }
    }
    if (old != first_buckets) {
        free(old);
    }
}

static born_task_t **find(const vt_task_t *task) {
    born_task_t **link = bucket_of(task);
    while (*link != NULL && (*link)->task != task) {
        link = &(*link)->bucket_next;
    }
    return link;
}

void vt__task_born(vt_task_t *task) {
    born_task_t *born = calloc(1, sizeof *born);
    if (born == NULL) {
        return;
    }
    vt__lock(VT__LOCK_TICKETS);
    if (born_count >= bucket_count) {
        grow();
    }
    born->task = task;
    put(born);
    born_count++;
    book_in(&live_tasks, &born->entry);
    vt__unlock(VT__LOCK_TICKETS);
}

void vt__task_ended(vt_task_t *task) {
    vt__lock(VT__LOCK_TICKETS);
    born_task_t **link = find(task);
    born_task_t *born = *link;
    if (born != NULL) {
        *link = born->bucket_next;
        born_count--;
        book_out(&born->entry);
    }
    vt__unlock(VT__LOCK_TICKETS);
    free(born);
}

static void note_birthplace(const vt_task_t *task, const char *where) {
    vt__lock(VT__LOCK_TICKETS);
    born_task_t *born = *find(task);
    if (born != NULL) {
        born->entry.created = where;
    }
    vt__unlock(VT__LOCK_TICKETS);
}

vt_task_t *vt__checked_task_made_at(vt_task_t *task, const char *where) {
    note_birthplace(task, where);
    return task;
}

/* ---- what is not consumed or released ---- */

static size_t report_all(const entry_t *list, vt_report_kind_t kind) {
    size_t count = 0;
    for (const entry_t *entry = list->next; entry != list; entry = entry->next) {
        vt_report_t report = {kind, entry->created, NULL, NULL};
        tell(&report);
        count++;
    }
    return count;
}

size_t vt_checked_report_live(void) {
    vt__lock(VT__LOCK_TICKETS);
    size_t count = report_all(&live_tickets, VT_DROPPED) + report_all(&live_tasks, VT_LEAKED);
    vt__unlock(VT__LOCK_TICKETS);
    return count;
}

#endif
