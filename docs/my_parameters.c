/* Parameters, set-up and tear-down, threads, several operations at once: my_function.md. */
#include <vtbench.h>

#include <stdlib.h>
#include <string.h>

VTBENCH_SCENARIO(numbers, .question = "What does it cost to keep a number in a list?")

/* ---- an array that doubles ---- */

typedef struct numbers {
    size_t count, room;
    int64_t *items;
} numbers_t;

static void add(numbers_t *numbers, int64_t number) {
    if (numbers->count == numbers->room) {
        size_t room = numbers->room == 0 ? 1 : 2 * numbers->room;
        int64_t *items = realloc(numbers->items, room * sizeof *items);
        if (items == NULL) {
            return;
        }
        numbers->items = items;
        numbers->room = room;
    }
    numbers->items[numbers->count++] = number;
}

/* The budget of each case follows from its value: 1, 2, 4, ... are one block each. */
static void allow_doubling(const vtbench_t *vtbench, scenario_case_t *definition) {
    uint32_t blocks = 1;
    for (int64_t room = 1; room < vtbench->value; room *= 2) {
        blocks++;
    }
    definition->budget.kind = SCENARIO_AT_MOST;
    definition->budget.num = blocks;
}

VTBENCH(doubling, .params = "count=1..64*8", .adjust = allow_doubling) {
    numbers_t numbers = {0, 0, NULL};
    for (int64_t i = 0; i < vtbench->value; i++) {
        add(&numbers, i);
    }
    VTBENCH_CHECK(numbers.count == (size_t)vtbench->value);
    free(numbers.items);
}

/* ---- room that was there before ---- */

static void *make_room(const vtbench_t *vtbench) {
    numbers_t *numbers = calloc(1, sizeof *numbers);
    if (numbers != NULL) {
        numbers->room = (size_t)vtbench->value;
        numbers->items = calloc(numbers->room, sizeof *numbers->items);
    }
    return numbers;
}

static void drop_room(void *state) {
    numbers_t *numbers = state;
    free(numbers->items);
    free(numbers);
}

VTBENCH(with_room, .params = "count=1..64*8", .allocs = 0, .compare_with = "doubling",
        .set_up = make_room, .tear_down = drop_room) {
    numbers_t *numbers = vtbench->state;
    numbers->count = 0;
    for (int64_t i = 0; i < vtbench->value; i++) {
        add(numbers, i);
    }
}

/* ---- several operations in one execution, and several threads ---- */

VTBENCH(one_block_for_four, .operations = 4, .allocs = 1.0 / 4) {
    int64_t *items = malloc(4 * sizeof *items);
    VTBENCH_DO_NOT_OPTIMIZE(items);
    free(items);
}

VTBENCH(a_block_on_each_thread, .threads = 2, .allocs = 1) {
    int64_t *item = malloc(sizeof *item);
    VTBENCH_DO_NOT_OPTIMIZE(item);
    free(item);
}
