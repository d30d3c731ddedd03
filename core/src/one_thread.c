/* What the build for one thread has in place of threads. */
#include "deadlock.h"
#include "default_executor.h"
#include "task_core.h"
#include "thread.h"
#include "timer_thread.h"

#if !VT_THREADS

vt__thread_variable_t vt__thread_variable = {.thread = {.home_of = VT__NO_HOMES}};

#ifdef VT_CHECKED
/* The address of a variable of each thread identifies the thread. */
void vt__check_thread(void) {
    static __thread char mine;
    static const char *first;
    const char *nobody = NULL;
    if (__atomic_load_n(&first, __ATOMIC_RELAXED) != &mine &&
        !__atomic_compare_exchange_n(&first, &nobody, &mine, false, __ATOMIC_RELAXED,
                                     __ATOMIC_RELAXED)) {
        __builtin_trap();
    }
}
#endif

vt_executor_t *vt_executor_default(void) {
    return vt__default_executor();
}

/* Nobody completes it while the thread blocks. */
bool vt__only_this_thread_completes(const vt_task_t *task) {
    return vt__slot_state(vt__slot(&task->completion)) == VT_PENDING;
}

vt_executor_t *vt__timer_thread(void) {
    return NULL;
}

vt_status_t vt__timer_thread_start(vt_timer_t *timer) {
    (void)timer;
    return VT_E_SHUT_DOWN;
}

bool vt__timer_thread_stop(vt_timer_t *timer) {
    (void)timer;
    return false;
}

#endif
