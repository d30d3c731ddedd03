/* means.h - who counts instructions. */
#ifndef CLI_MEANS_H
#define CLI_MEANS_H

#include "options.h"

/* Finds who counts instructions where they are asked for and it was not said, before anything is
 * measured. EXIT_OK; or prints why nobody can. */
int means_find(opt_instructions_t *instructions);

#endif
