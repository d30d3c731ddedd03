/*
 * exact_file.h - the committed exact numbers and fresh ones, line by line.
 */
#ifndef CLI_EXACT_FILE_H
#define CLI_EXACT_FILE_H

#include "cli.h"

/* Compares the file of fresh numbers with the committed one and prints each difference. Cases that
 * only the committed file has are a difference only where `complete` says that all cases were
 * counted. EXIT_WELL, EXIT_REGRESSION, EXIT_FEWER (fewer everywhere where it differs),
 * EXIT_COULD_NOT. */
int exact_file_compare(const char *committed, const char *fresh, bool complete);

#endif
