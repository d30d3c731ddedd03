/* test_plain_text.c - which characters are shown as they are. */
#include "model/plain_text.h"

#include <stdio.h>

#include "sample.h"

static void plain_text_is_left_as_it_is(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",
        "a b ~",
        "z\xc3\xa4hler \xc2\xb5s",
        "\xe2\x82\xac \xef\xbf\xbd",
        "\xf0\x9f\x98\x80",
        "\xf4\x8f\xbf\xbf",
        "\xc2\xa0",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char text[32];
        snprintf(text, sizeof text, "%s", texts[i]);
        assert_true(bench_text_is_plain(text));
        bench_make_plain(text);
        assert_string_equal(text, texts[i]);
    }
}

static void other_characters_become_one_mark_each(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *plain;
    } texts[] = {
        {"a\nb\tc\rd", "a?b?c?d"},
        {"\033[31m\177", "?[31m?"},
        {"\xc2\x80\xc2\x9b\xc2\x9f", "???"},                      /* control characters of 8 bits */
        {"\xe2\x80\xae\xe2\x81\xa6\xd8\x9c\xe2\x80\xa8", "????"}, /* directions, separators */
        {"\xff\xfe", "??"},
        {"\x80x", "?x"},                   /* goes on, with no beginning */
        {"\xc3", "?"},                     /* its end is missing, */
        {"\xe2\x82", "??"},                /* of both its bytes, */
        {"\xe2\x82x", "??x"},              /* and here too */
        {"\xc0\x8a\xe0\x80\x8a", "?????"}, /* a newline written too long */
        {"\xed\xa0\x80", "?"},             /* half of a pair */
        {"\xf4\x90\x80\x80", "?"},         /* beyond the last */
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char text[32];
        snprintf(text, sizeof text, "%s", texts[i].text);
        assert_false(bench_text_is_plain(text));
        bench_make_plain(text);
        assert_string_equal(text, texts[i].plain);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_is_left_as_it_is),
        cmocka_unit_test(other_characters_become_one_mark_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
