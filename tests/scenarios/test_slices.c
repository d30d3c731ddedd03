/* Where a case has threads of its own, the first operations of a timed slice wake them. In a slice
 * of few operations that is most of what is timed, and how many fit is decided by what they took:
 * such cases name a number. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "catalogue.h"

#define OPERATIONS_MIN 100
#define THREADED_MIN   30 /* cases with threads, at the least: else they were not seen */

/* Of this process. */
static size_t count_threads(void) {
    size_t count = 0;
    DIR *tasks = opendir("/proc/self/task");
    assert_non_null(tasks);
    for (struct dirent *entry = readdir(tasks); entry != NULL; entry = readdir(tasks)) {
        count += entry->d_name[0] != '.' ? 1 : 0;
    }
    closedir(tasks);
    return count;
}

static bool has_threads(const scenario_case_t *definition) {
    size_t before = count_threads();
    scenario_run_t *run = definition->setup(definition, 1);
    assert_non_null(run);
    definition->run(run, definition->period);
    bool more = count_threads() > before;
    definition->teardown(run);
    return more;
}

static uint64_t operations_of_a_slice(const scenario_case_t *definition) {
    return definition->batch != 0 ? definition->batch : definition->period;
}

/* A thread feeds the pipe or the connection; it works for each buffer that is read, not for the
 * first one of a slice. */
static bool is_fed(const scenario_t *scenario) {
    return strcmp(scenario->name, "buffered_read") == 0;
}

static void a_slice_that_wakes_threads_holds_many_operations(void **state) {
    (void)state;
    size_t threaded = 0;
    for (size_t i = 0; scenario_catalogue[i] != NULL; i++) {
        const scenario_t *scenario = scenario_catalogue[i];
        for (size_t j = 0; j < scenario->case_count; j++) {
            const scenario_case_t *definition = &scenario->cases[j];
            if (is_fed(scenario) || operations_of_a_slice(definition) > 100000) {
                continue;
            }
            (void)has_threads(definition); /* what the library keeps for good is there then */
            bool more = has_threads(definition);
            threaded += more ? 1 : 0;
            if (more && operations_of_a_slice(definition) < OPERATIONS_MIN) {
                fail_msg("%s/%s;%s: a slice may hold %u operations, and wakes threads",
                         scenario->name, definition->contender, definition->params,
                         (unsigned)operations_of_a_slice(definition));
            }
        }
    }
    assert_true(threaded >= THREADED_MIN);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slice_that_wakes_threads_holds_many_operations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
