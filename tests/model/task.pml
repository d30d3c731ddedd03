/*
 * A task: its references, its waiters, and the end. Each statement is one atomic access of the C
 * code, or one write of a plain field. README.md says which process stands for what, and what is
 * assumed.
 *
 * Read by run_model.sh (+ joins switches): the VARIANTS must hold; in each of BUGS and LIMITS an
 * error must be found. Bugs are not in the C code, limits are what its callers must not do.
 *
 * VARIANTS: NONE TWO_COMPLETERS LEAVING
 * BUGS: BUG_TAKER_IGNORES_REFS BUG_TAKER_IGNORES_DROPPED BUG_NO_CLAIM+TWO_COMPLETERS
 * BUGS: BUG_HANDED_WITH_REFS BUG_HANDED_WITH_REFS+TWO_COMPLETERS BUG_HANDED_WITH_REFS+LEAVING
 * BUGS: BUG_HANDED_WHILE_DROPPED BUG_HANDED_NOT_FREED BUG_TAKES_ALL BUG_WORD_LATE
 * BUGS: BUG_ENQUEUE_STORES BUG_DROP_STORES BUG_UNREF_STORES BUG_TAKE_LAST_IGNORES_REFS BUG_OPTIONS_READ_LATE
 * BUGS: BUG_NEXT_READ_LATE BUG_WALK_NOT_AWAITED+LEAVING BUG_WALK_UNLOCKED+LEAVING
 * BUGS: BUG_ENQUEUE_LOSES_WALKED+LEAVING BUG_LEAVE_STORES+LEAVING
 * LIMITS: LIMIT_TAKER_LETS_GO
 */

/* What the slot says; a waiter is node(i), and may have the marks beside it. */
#define PENDING 0
#define SUCCEEDED 1
#define FAULTED 2
#define TAKER 1
#define WALKED 2
#define DROPPED 4
#define node(i) ((i) << 3)
#define node_in(slot) ((slot) >> 3)
#define is_complete(slot) ((slot) == SUCCEEDED || (slot) == FAULTED)

#ifdef BUG_TAKER_IGNORES_DROPPED
#define TAKER_IGNORES_DROPPED true
#else
#define TAKER_IGNORES_DROPPED false
#endif
#ifdef BUG_HANDED_WHILE_DROPPED
#define HANDED_WHILE_DROPPED true
#else
#define HANDED_WHILE_DROPPED false
#endif

#define AWAITER 1
#ifdef TWO_COMPLETERS
#define WAITERS 1
#define COMPLETERS 2
#define OWNERS 4
#else
#define WAITERS 2 /* beside the awaiter */
#define COMPLETERS 1
#define OWNERS 3
#endif

/* ---- the task; nobody may touch it once it is free ---- */

byte slot;
byte refs = OWNERS;
bool claimed;
byte low; /* the outcome: of several fields, so it takes several writes */
byte high;
bool freed;
#define alive() assert(!freed)

/* ---- the waiters' nodes; who has run may be gone with its node ---- */

byte next[WAITERS + 2];
bool registered[WAITERS + 2];
bool ran[WAITERS + 2];
bool walked; /* the mutex of those that leave */
byte word;   /* in the awaiter's value task: its completer has put it there */

/* ---- what only the model knows ---- */

bool won;       /* somebody has the right to complete it */
bool error;     /* the task owns one */
bool may_begin; /* the completers may */
byte ended;     /* processes */

/* ---- references ---- */

inline free_task() {
    d_step {
        alive(); /* exactly once */
        freed = true
    }
}

inline release() {
    d_step {
        alive();
        now = slot
    };
    if
    :: now == FAULTED ->
        d_step {
            assert(error);
            error = false
        }
    :: else
    fi;
    free_task()
}

inline drop() {
    d_step {
        alive();
        now = slot
    };
    do
    :: is_complete(now) ->
        release();
        break
    :: else ->
#ifdef BUG_DROP_STORES
        slot = now | DROPPED;
        break
#else
        d_step {
            alive();
            count = (slot == now);
            if
            :: count -> slot = now | DROPPED
            :: else -> now = slot
            fi
        };
        if
        :: count -> break
        :: else
        fi
#endif
    od
}

/* vt_task_ref */
inline ref() {
    d_step {
        alive();
        refs++
    }
}

/* vt_task_unref */
inline unref() {
    d_step {
        alive();
        count = refs
    };
    if
    :: count == 1
    :: else ->
#ifdef BUG_UNREF_STORES
        refs = count - 1
#else
        d_step {
            alive();
            count = refs;
            refs--
        }
#endif
    fi;
    if
    :: count == 1 -> drop()
    :: else
    fi;
    now = 0;
    count = 0
}

/* ---- completing ---- */

inline dispatch(i) {
    d_step {
        assert(registered[i] && !ran[i]); /* exactly once */
        ran[i] = true
    }
}

inline load_next(to, i) {
    d_step {
        assert(!ran[i]);
        to = next[i]
    }
}

/* The list is newest first. */
inline dispatch_all() {
    count = 0; /* the oldest so far */
    do
    :: newest != 0 ->
        load_next(now, newest);
        d_step {
            assert(!ran[newest]);
            next[newest] = count
        };
        count = newest;
        newest = now
    :: else -> break
    od;
    load_next(newest, count); /* the rest */
    if
    :: dispatch(count);
       count = 0 /* it was only queued, so all are handed on in order */
    :: true
    fi;
    do
    :: newest != 0 ->
#ifdef BUG_NEXT_READ_LATE
        dispatch(newest);
        load_next(newest, newest)
#else
        load_next(now, newest);
        dispatch(newest);
        newest = now
#endif
    :: else -> break
    od;
    if
    :: count != 0 -> dispatch(count)
    :: else
    fi
}

/* publish_to_all, with end_marked. */
inline publish_to_all(state) {
    d_step {
        alive();
        now = slot;
        slot = state
    };
    newest = node_in(now);
    dropped = ((now & DROPPED) != 0);
#ifndef BUG_WALK_NOT_AWAITED
    if
    :: (now & WALKED) != 0 -> !walked /* vt__task_wait_for_walker */
    :: else
    fi;
#endif
    if
    :: newest != 0 ->
        load_next(now, newest);
        if
        :: now == 0 -> dispatch(newest)
        :: else -> dispatch_all()
        fi
    :: else
    fi;
    if
    :: dropped -> release()
    :: else
    fi
}

/* Loads the slot, and the references too if its taker waits alone: else `count` is 0. */
inline look_for_taker(ignores_dropped) {
    d_step {
        alive();
        now = slot
    };
    if
    :: (now & TAKER) != 0 && ((now & DROPPED) == 0 || ignores_dropped) ->
        d_step {
            alive();
            count = refs
        }
    :: else -> count = 0
    fi
}

/* vt__task_publish */
inline publish(state) {
    look_for_taker(TAKER_IGNORES_DROPPED);
    if
#ifdef BUG_TAKER_IGNORES_REFS
    :: count != 0 ->
#else
    :: count == 1 ->
#endif
        d_step {
            alive();
            slot = state
        };
        dispatch(node_in(now))
    :: else -> publish_to_all(state)
    fi;
#ifdef BUG_OPTIONS_READ_LATE
    alive();
#endif
    now = 0;
    count = 0;
    newest = 0;
    dropped = false
}

/* vt__slot_hand_over, which takes away one mark: another one would make a wrong address. */
inline write_word() {
    d_step {
        assert(now == (node(AWAITER) | TAKER) && registered[AWAITER] && !ran[AWAITER]);
        word = value
    }
}

/* vt__task_hand_over */
inline hand_over() {
#ifndef BUG_WORD_LATE
    write_word();
#endif
#ifndef BUG_HANDED_NOT_FREED
    free_task();
#endif
    dispatch(node_in(now));
#ifdef BUG_WORD_LATE
    write_word();
#endif
    now = 0;
    count = 0
}

inline store() {
    d_step {
        alive();
        low = value
    };
    d_step {
        alive();
        high = value
    }
}

/* vt__task_succeed, vt__boxed_succeed */
inline succeed() {
    look_for_taker(HANDED_WHILE_DROPPED);
#ifdef BUG_TAKES_ALL
    if
    :: now == node(AWAITER) ->
        count = refs;
        now = now | TAKER
    :: else
    fi;
#endif
    if
#ifdef BUG_HANDED_WITH_REFS
    :: count != 0 ->
#else
    :: count == 1 ->
#endif
        hand_over()
    :: else ->
        store();
        publish(SUCCEEDED)
    fi
}

/* Of one completer, the task's references are all its consumers': a suspended body has none. Who
 * races another to complete it has one, or the task could be gone before it has lost. */
proctype completer(byte value) {
    byte now, count, newest;
    bool winner, dropped;
    may_begin;
    d_step {
        alive();
        winner = !claimed
    };
    if
    :: winner -> /* vt__completion_claim */
        d_step {
            alive();
#ifndef BUG_NO_CLAIM
            winner = !claimed;
#endif
            claimed = true;
            if
            :: winner ->
                assert(!won); /* exactly one wins */
                won = true
            :: else
            fi
        }
    :: else
    fi;
    if
    :: winner ->
        if
        :: succeed()
#ifndef LEAVING /* one end is enough for it, as are two ways to consume: fewer states */
        :: true ->
            store();
            error = true;
            publish(FAULTED)
        :: true -> /* a wide result, or a task with options */
            store();
            publish(SUCCEEDED)
#endif
        fi
    :: else
    fi;
#ifdef TWO_COMPLETERS
    unref();
#endif
    ended++
}

/* ---- consuming ---- */

/* `status` PENDING: it is registered and will run. */
inline enqueue(i) {
    d_step {
        alive();
        now = slot
    };
    do
    :: is_complete(now) ->
        status = now;
        break
    :: else ->
#ifdef BUG_ENQUEUE_LOSES_WALKED
        count = (now & DROPPED);
#else
        count = (now & (DROPPED | WALKED));
#endif
        next[i] = node_in(now);
        d_step {
            alive();
#ifdef BUG_ENQUEUE_STORES
            status = PENDING;
#else
            status = (slot == now -> PENDING : 1);
#endif
            if
            :: status == PENDING ->
                slot = node(i) | count;
                registered[i] = true
            :: else -> now = slot
            fi
        };
        if
        :: status == PENDING -> break
        :: else
        fi
    od;
    now = 0;
    count = 0
}

/* vt_awaiter_on_completed: vt__register_taker, and enqueue if that fails. */
inline await() {
    next[AWAITER] = 0;
    d_step {
        alive();
        status = (slot == PENDING -> PENDING : 1);
        if
        :: status == PENDING ->
            slot = node(AWAITER) | TAKER;
            registered[AWAITER] = true
        :: else
        fi
    };
    if
    :: status == PENDING
    :: else -> enqueue(AWAITER)
    fi
}

/* vt__task_unregister. `status` PENDING: it left, and will not run. Else it will, or has. */
inline leave(i) {
#ifndef BUG_WALK_UNLOCKED
    d_step {
        !walked -> walked = true
    };
#endif
    d_step {
        alive();
        now = slot
    };
    do /* begin_walk */
    :: is_complete(now) || now < node(1) ->
        status = 1;
        break
    :: else ->
        d_step {
            alive();
            assert((now & TAKER) == 0);
            status = (slot == now -> PENDING : 1);
            if
            :: status == PENDING ->
                slot = now | WALKED;
                now = now | WALKED
            :: else -> now = slot
            fi
        };
        if
        :: status == PENDING -> break
        :: else
        fi
    od;
    if
    :: status == PENDING ->
        do /* unlink_node */
        :: node_in(now) == i ->
            count = next[i];
            d_step {
                alive();
#ifdef BUG_LEAVE_STORES
                status = PENDING;
#else
                status = (slot == now -> PENDING : 1);
#endif
                if
                :: status == PENDING ->
                    slot = node(count) | (now & DROPPED);
                    registered[i] = false
                :: else -> now = slot
                fi
            };
            if
            :: status == PENDING || is_complete(now) -> break
            :: else
            fi
        :: else ->
            /* unlink_inner */
            before = node_in(now);
            do
            :: before == 0 -> break
            :: else ->
                load_next(count, before);
                if
                :: count == i -> break
                :: else -> before = count
                fi
            od;
            status = 1;
            if
            :: before != 0 ->
                load_next(count, i);
                d_step {
                    assert(!ran[before]);
                    next[before] = count;
                    registered[i] = false;
                    status = PENDING
                }
            :: else
            fi;
            do /* end_walk */
            :: is_complete(now) -> break
            :: else ->
                d_step {
                    alive();
                    count = (slot == now);
                    if
                    :: count -> slot = now & ~WALKED
                    :: else -> now = slot
                    fi
                };
                if
                :: count -> break
                :: else
                fi
            od;
            break
        od
    :: else
    fi;
    walked = false;
    now = 0;
    count = 0;
    before = 0
}

/* Any number of holders of a reference may look, again and again. */
inline look() {
    d_step {
        alive();
        count = low;
        assert(count != 0)
    };
    d_step {
        alive();
        assert(high == count)
    };
    count = 0
}

/* source_get_result, with take_last. */
inline get_result() {
    d_step {
        alive();
        status = slot
    };
    assert(is_complete(status));
    count = 0;
    if
    :: status == SUCCEEDED ->
        d_step {
            alive();
            count = refs
        }
    :: else
    fi;
    if
#ifdef BUG_TAKE_LAST_IGNORES_REFS
    :: count != 0 ->
#else
    :: count == 1 ->
#endif
        look();
        free_task()
    :: else ->
        look();
        unref()
    fi
}

/* Whose value task it is: one reference, and a promise not to touch the task from the await until
 * it is called. */
active proctype awaiter() {
    byte status, now, count;
    if
#ifdef LIMIT_TAKER_LETS_GO
    :: true ->
#else
    :: refs == OWNERS - WAITERS -> /* the harmless way to break it: alone, and before the end begins */
#endif
#ifdef TWO_COMPLETERS
        enqueue(AWAITER); /* a taker's reference may not go: the winner's would count as its own */
#else
        await();
#endif
        unref();
        may_begin = true;
        ran[AWAITER]
    :: true ->
        may_begin = true;
        if
        :: true -> /* an await */
            await();
            if
            :: status == PENDING -> ran[AWAITER]
            :: else
            fi;
            if
            :: word != 0
            :: else -> get_result()
            fi
#ifndef LEAVING
        :: true -> /* vt_value_task_get_result, which blocks in vt_task_wait */
            enqueue(AWAITER);
            if
            :: status == PENDING -> ran[AWAITER]
            :: else
            fi;
            get_result()
        :: true -> /* looks until it is complete, and takes it while the completer may be busy */
            is_complete(slot);
            get_result()
#endif
        :: true -> unref() /* discards it */
        fi
    fi;
    ended++
}

/* Has a reference of its own: vt_task_on_completed, when_all, when_any, vt_task_wait. */
proctype waiter(byte me) {
    byte status, now, count;
#ifdef LEAVING
    byte before;
#endif
    if
#ifdef LEAVING
    :: true -> /* when_any, a wait with a limit. Its reference goes also where it is about to run. */
        enqueue(me);
        if
        :: status == PENDING ->
            leave(me);
            if
            :: status == PENDING -> assert(!ran[me])
            :: else -> assert(is_complete(slot))
            fi
        :: else
        fi;
        unref()
#else
    :: true -> /* loses interest */
        unref()
    :: true -> /* gives a reference to somebody else, who loses interest */
        ref();
        unref();
        unref()
#endif
    :: true ->
        enqueue(me);
        if
        :: status == PENDING -> ran[me]
        :: else
        fi;
        look();
        look();
        unref()
    fi;
    ended++
}

init {
    atomic {
#ifdef TWO_COMPLETERS
        run completer(2);
#endif
        run completer(1);
#if WAITERS == 2
        run waiter(3);
#endif
        run waiter(2)
    };
    ended == 1 + WAITERS + COMPLETERS;
    d_step {
        assert(freed && !error);
        assert(ran[1] == registered[1]); /* nobody was forgotten */
        assert(ran[2] == registered[2]);
        assert(ran[WAITERS + 1] == registered[WAITERS + 1])
    }
}
