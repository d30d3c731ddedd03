/*
 * worker.h - one measuring process.
 *
 * The unit of replication is the process, so vtbench starts itself again for each: a worker sets
 * the cases up, measures them, and writes one row of JSON a line to standard output. What it cannot
 * measure it says in a line that begins with '!'. A worker either times, or counts allocations, or
 * counts instructions: never two of them. It does not time where anything counts allocations. One
 * that times for `vtbench ab` puts the number of the subject (ab.h) before each row.
 * It ends with its parent.
 */
#ifndef CLI_WORKER_H
#define CLI_WORKER_H

/* The hidden command's name. */
#define WORKER_COMMAND "measure-one-process"

int worker_main(int argc, char **argv);

#endif
