// Benchmarks of your own: each VTBENCH is one way to do the same thing, and its braces hold one
// operation. vtbench.h describes all that can be said of one.
#include <vtbench.h>

#include <string>
#include <vector>

namespace {

// The function to measure: put your own here, or include its header and link its file.
std::vector<std::string> split(const std::string &line) {
    std::vector<std::string> words;
    size_t from = 0;
    for (size_t to = 0; to != std::string::npos; from = to + 1) {
        to = line.find(' ', from);
        words.push_back(line.substr(from, to - from));
    }
    return words;
}

size_t count_words(const std::string &line) {
    size_t words = 1;
    for (char letter : line) {
        words += letter == ' ';
    }
    return words;
}

// What is made in set-up is neither timed nor counted.
void *make_line(const vtbench_t *vtbench) {
    auto *line = new std::string("a");
    for (int64_t i = 1; i < vtbench->value; i++) {
        *line += " a";
    }
    return line;
}

void drop_line(void *line) {
    delete static_cast<std::string *>(line);
}

// What an operation may allocate: `allocs` exactly, `at_most` so many or fewer, or nothing said.
// Parameters: a case for each value.
VTBENCH(split, .params = "words=1,10,100", .at_most = 8, .set_up = make_line,
        .tear_down = drop_line) {
    auto words = split(*static_cast<std::string *>(vtbench->state));
    VTBENCH_CHECK(words.size() == size_t(vtbench->value));
}

// Another way, whose time is divided by that of the first.
VTBENCH(count_only, .params = "words=1,10,100", .allocs = 0, .compare_with = "split",
        .set_up = make_line, .tear_down = drop_line) {
    size_t words = count_words(*static_cast<std::string *>(vtbench->state));
    VTBENCH_DO_NOT_OPTIMIZE(words);
}

} // namespace
