/*
 * receive.h - taking a word from a channel, as an async method of each builder; and without one:
 * the channel's own source, which it uses again for each wait.
 */
#ifndef SCENARIO_RECEIVE_H
#define SCENARIO_RECEIVE_H

#include "valuetask.h"

vt_value_task_t receive_task(vt_channel_t *channel); /* of a task */
vt_value_task_t receive_value_task(vt_channel_t *channel);
vt_value_task_t receive_value_task_pooled(vt_channel_t *channel);
vt_value_task_t receive_value_task_source(vt_channel_t *channel);

/* Frees the blocks that the pool of the pooled one keeps. */
void receive_pool_trim(void);

#endif
