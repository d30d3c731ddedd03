/*
 * peers.h - contenders of other languages and runtimes, as scripts/peers builds them: plugins and
 * hosts in one folder, each optional.
 */
#ifndef CLI_PEERS_H
#define CLI_PEERS_H

#include "runner/selection.h"

#define PEERS_DEFAULT "build/peers"

/* Adds those that are in the folder to the choice, beside the suite, and says on stderr which are
 * not and how to get them. EXIT_OK; or prints why not. */
int peers_add(const char *folder, bench_choice_t *choice);

#endif
