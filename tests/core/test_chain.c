/* A chain of suspended methods, as long as memory allows. */
#include "builders.h"
#include "helpers.h"

typedef struct plus_one_frame {
    VT_FRAME;
    vt_value_task_t inner;
} plus_one_frame_t;

VT_METHOD(plus_one, plus_one_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, frame->inner);
    VT_RETURN(got + 1);
    VT_END;
}

#if SANITIZED
enum { CHAIN = 20000 };
#elif !defined(__OPTIMIZE__)
enum { CHAIN = 100000 };
#else
enum { CHAIN = 1000000 };
#endif

static void check_chain(builder_t builder) {
    operation_t operation;
    operation_begin(&operation, BACKED_BY_RESET_SOURCE);
    vt_value_task_t last = operation.value_task;
    for (uint64_t i = 0; i < CHAIN; i++) {
        last = START_WITH(builder, plus_one, .inner = last);
    }
    assert_state(last, VT_PENDING);
    operation_succeed(&operation, 0);
    assert_state(last, VT_SUCCEEDED);
    assert_result(last, CHAIN);
    operation_end(&operation);
}

static void *check_chains(void *argument) {
    (void)argument;
    for (builder_t builder = 0; builder < BUILDER_COUNT; builder++) {
        check_chain(builder);
    }
    return NULL;
}

/* In a thread of its own, so that the stack is 8 MiB whatever the shell's limit is. */
TEST(a_chain_of_a_million_suspended_methods_completes_on_an_8_mib_stack) {
    pthread_attr_t attributes;
    pthread_t thread;
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstacksize(&attributes, (size_t)8 << 20), 0);
    assert_int_equal(pthread_create(&thread, &attributes, check_chains, NULL), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    pthread_attr_destroy(&attributes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chain_of_a_million_suspended_methods_completes_on_an_8_mib_stack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
