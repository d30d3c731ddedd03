// The same in C++: my_function.md.
#include <vtbench.h>

#include <map>
#include <string>
#include <unordered_map>

namespace {

template <typename Map> bool insert_and_find(int64_t count) {
    Map map;
    for (int64_t i = 0; i < count; i++) {
        map.emplace(i, 2 * i);
    }
    return map.at(count - 1) == 2 * (count - 1);
}

VTBENCH(
    tree, .params = "count=1,10,100", .adjust = [](const vtbench_t *it, scenario_case_t *to) {
        to->budget.kind = SCENARIO_ALLOCS;
        to->budget.num = uint32_t(it->value); // a node for each
    }) {
    VTBENCH_CHECK((insert_and_find<std::map<int64_t, int64_t>>(vtbench->value)));
}

VTBENCH(hash, .params = "count=1,10,100", .compare_with = "tree", .at_most = 110) {
    VTBENCH_CHECK((insert_and_find<std::unordered_map<int64_t, int64_t>>(vtbench->value)));
}

} // namespace
