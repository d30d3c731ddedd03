/*
 * A plugin with the library in it, static or shared, is closed while its threads run and while a
 * thread that used it goes on. This program itself has no copy of the library.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#define TEST(name) static void name(void **cmocka_state __attribute__((unused)))

typedef int use_t(void);

static void *use_and_close(void *nothing) {
    void *plugin = dlopen(PLUGIN, RTLD_NOW | RTLD_LOCAL);
    intptr_t answer = 0;
    (void)nothing;
    if (plugin != NULL) {
        void *found = dlsym(plugin, "plugin_use");
        use_t *use = NULL;
        if (found != NULL) {
            *(void **)&use = found; /* as POSIX says */
            answer = use();
        }
        (void)dlclose(plugin);
    }
    return (void *)answer;
}

static void wait_a_while(void) {
    const struct timespec pause = {0, 50000000};
    nanosleep(&pause, NULL);
}

TEST(a_plugin_may_be_closed_while_what_it_left_behind_goes_on) {
    for (int round = 0; round < 3; round++) {
        pthread_t threads[4];
        for (int i = 0; i < 4; i++) {
            assert_int_equal(pthread_create(&threads[i], NULL, use_and_close, NULL), 0);
        }
        for (int i = 0; i < 4; i++) {
            void *answer;
            assert_int_equal(pthread_join(threads[i], &answer), 0); /* its end runs the hooks */
            assert_int_equal((intptr_t)answer, 42);
        }
        wait_a_while(); /* for the timer thread, and the delays that were left */
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plugin_may_be_closed_while_what_it_left_behind_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
