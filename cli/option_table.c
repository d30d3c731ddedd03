#include "option_table.h"

int (*opt_describe)(const opt_command_t *command);

const option_t opt_file_row = {.name = "options",
                               .argument = "FILE",
                               .doc = "Take options from this file's section of the command "
                                      "(default vtbench.ini, if it is here)"};

const option_t *opt_row(const opt_command_t *command, size_t index) {
    size_t own = 0;
    while (own < index && command->options != NULL && command->options[own].name != NULL) {
        own++;
    }
    bool is_own = command->options != NULL && command->options[own].name != NULL;
    if (own == index) {
        return is_own ? &command->options[index] : &opt_file_row;
    }
    return NULL;
}
