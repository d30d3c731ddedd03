// Expectations in C++, and a program that goes on after one that does not hold.
#include <vtbench_expect.h>

#include <string>
#include <vector>

static int failed;

void vtbench_expectation_failed(const char *, int line, const char *what) {
    failed += line > 0 && what[0] == '3';
}

int main(int argc, char **) {
    std::vector<std::string> words;
    VTBENCH_EXPECT_ALLOCS(1, words.reserve(2));
    VTBENCH_EXPECT_ALLOCS_AT_MOST(1, words.emplace_back(100, 'x'));
    VTBENCH_EXPECT_ALLOCS(0, words.emplace_back("short"));
    VTBENCH_EXPECT_ALLOCS_AT_MOST(1,
                                  words = std::vector<std::string>{"short", std::string(50, 'x')});
    return failed == 1 && argc == 1 ? 0 : 1;
}
