/*
 * One object that serves one operation after another: a reset source, with POOLED a pooled block,
 * with IN_PLACE a block in the caller's storage. Each statement is one atomic access of the C code,
 * or one write of a plain field. README.md says which process stands for what, and what is assumed.
 *
 * Read by run_model.sh (+ joins switches): the VARIANTS must hold; in each of BUGS and LIMITS an
 * error must be found. Bugs are not in the C code, limits are what its callers must not do.
 *
 * VARIANTS: NONE ONE_COMPLETER POOLED IN_PLACE
 * BUGS: BUG_STATUS_EARLY+ONE_COMPLETER BUG_DOUBLE_RETURN+ONE_COMPLETER BUG_DOUBLE_RETURN+POOLED
 * BUGS: BUG_STALE_TOKEN BUG_VERSION_KEPT BUG_NO_CLAIM BUG_RESET_ORDER BUG_RESET_IGNORES_MARK
 * BUGS: BUG_PUBLISH_STORES+ONE_COMPLETER BUG_DISCARD_STORES+ONE_COMPLETER
 * BUGS: BUG_DISCARDED_ENDS_EARLY+ONE_COMPLETER BUG_DISCARD_KEEPS_TOKEN
 * BUGS: BUG_DISCARD_KEEPS_TOKEN+POOLED BUG_RECYCLE_READ_LATE+ONE_COMPLETER BUG_MARK_EARLY+IN_PLACE
 * BUGS: BUG_TAKES_ALL BUG_COMPLETE_EARLY+ONE_COMPLETER BUG_HANDED_VERSION_KEPT
 * BUGS: BUG_HANDED_VERSION_KEPT+POOLED BUG_HANDED_SLOT_KEPT+ONE_COMPLETER
 * BUGS: BUG_HANDED_RECYCLE_READ_LATE+ONE_COMPLETER BUG_RECYCLE_EARLY+ONE_COMPLETER
 * BUGS: BUG_PUT_EARLY+POOLED BUG_PUT_EARLY+IN_PLACE BUG_TAKER_READ_LATE+POOLED
 * BUGS: BUG_WORD_LATE+POOLED BUG_NODE_READ_LATE
 * LIMITS: LIMIT_RESET_UNASKED LIMIT_ABANDON+ONE_COMPLETER LIMIT_SECOND_AWAIT LIMIT_SECOND_TAKE
 */

#ifdef IN_PLACE
#define POOLED
#endif

#define OPERATIONS 3 /* the object serves these */
#define LAST (OPERATIONS - 1)

/* What the slot says. A waiter is WAITER + the operation for which it registered, and may have the
 * mark TAKER. */
#define PENDING 0
#define SUCCEEDED 1
#define FAULTED 2
#define CANCELED 3
#define DISCARDED 4
#define WAITER 8
#define TAKER 16
#define is_complete(state) ((state) >= SUCCEEDED && (state) <= CANCELED)

/* Marks in the version. A pooled block has the version of its next operation instead of the first,
 * which in the caller's storage only the pool's put adds. */
#define CONSUMED 16
#define LEFT 32 /* discarded while it was pending */
#define MARKS (CONSUMED | LEFT)

/* What a call of the consumer's gives beside a state. */
#define STALE 20
#define NOT_COMPLETED 21
#define ALREADY_AWAITED 22

/* In the outcome of an idle or running block: it shares its place with a continuation. */
#define LINK 99

/* ---- the object ---- */

byte slot;
byte version;
bool claimed;
byte low; /* the outcome: of several fields, so it takes several writes */
byte high;

/* ---- the awaiter: its node, and beside that its value task ---- */

byte waiting; /* the operation for which it is registered and not called yet, + 1 */
bool node;    /* is there: on the stack of who waits, until that goes on */
byte word;    /* the completer has put this there: the operation whose outcome it is, + 1 */

#ifdef BUG_STATUS_EARLY
byte early; /* a flag of its own that says that it is complete */
#define STATE early
#else
#define STATE slot
#endif

#ifdef BUG_STALE_TOKEN
#define is_current(token) true
#else
#define is_current(token) (now_version == (token))
#endif

/* ---- what only the model knows ---- */

byte current; /* the operation that the object serves */
bool polls;   /* it is not pooled: the owner resets it until that is accepted */
bool idle;    /* it is in the pool */
bool over;    /* nothing new will begin */
byte handed;  /* the operation for the consumer, + 1 */
byte begun;   /* POOLED: how many operations have a body */
byte ended;   /* processes */
byte used_up; /* the last token that was, + 1 */
bool used_up_0;

/* Of the current operation. */
bool won;       /* somebody has the right to complete it, or to reset it */
bool discarded; /* while it was pending */
bool let_go;    /* polls: it is consumed, or the completer consumes it now */
bool put_back;
bool error; /* somebody owns one */

/* Who has its word will be called, whatever happens to the object. */
#define nobody_forgotten() assert(waiting == 0 || word != 0)

/* From here on the object serves the next operation. */
inline next_operation() {
    nobody_forgotten();
    current++;
    won = false;
    discarded = false;
    let_go = false;
    put_back = false
}

/* ---- pool and owner ---- */

/* vt_reset_source_t's recycle, vt__block_put, or in_place_put. */
inline put(operation, its_version) {
    if
    :: polls ->
#ifdef BUG_RECYCLE_READ_LATE
        assert(current == operation); /* its owner has reset it */
#endif
#ifdef IN_PLACE
        d_step {
            assert(current == operation && !put_back);
            its_version = version
        };
        d_step {
            assert(current == operation && !put_back); /* put twice, or another's */
            put_back = true;
            version = (its_version & ~MARKS) | CONSUMED
        };
#endif
        skip
    :: else ->
        d_step {
            assert(current == operation && !put_back); /* put twice, or another's */
            low = LINK
        };
        d_step {
            assert(current == operation && !put_back && !idle);
            put_back = true;
            idle = true
        }
    fi
}

/* vt_error_release, or taking the error over. */
inline release_error() {
    d_step {
        assert(error);
        error = false
    }
}

/* vt__operation_forget */
inline forget() {
    if
    :: slot == FAULTED -> release_error()
    :: else
    fi
}

inline win() {
    assert(!won); /* exactly one wins */
    won = true
}

/* vt_reset_source_reset. The step that finds that the operation is over begins the next one. */
inline reset() {
    done = false;
    now = STATE;
    now_version = version;
    if
#ifdef BUG_RESET_IGNORES_MARK
    :: is_complete(now) ->
#else
    :: is_complete(now) && (now_version & CONSUMED) != 0 ->
#endif
        d_step {
            done = true;
            next_operation()
        }
    :: else -> reset_unconsumed()
    fi;
    if
    :: done ->
#ifdef BUG_RESET_ORDER
        claimed = false;
#endif
        assert(!error);
        version = (now_version + 1) & ~MARKS; /* begin_next */
        slot = PENDING;
#ifdef BUG_STATUS_EARLY
        early = PENDING;
#endif
#ifndef BUG_RESET_ORDER
        claimed = false
#endif
    :: else
    fi;
    now = 0;
    now_version = 0
}

inline reset_unconsumed() {
    d_step { /* is_over */
        now = STATE;
        if
        :: is_complete(now) ->
            done = true;
            next_operation()
        :: else
        fi
    };
    if
    :: now == PENDING && !claimed -> /* vt__completion_claim */
        d_step {
#ifdef ONE_COMPLETER
            done = true;
#else
            done = !claimed;
#endif
            claimed = true;
            if
            :: done ->
                win();
                next_operation()
            :: else
            fi
        }
    :: else
    fi;
    if
    :: done ->
        now_version = version;
        if
        :: (now_version & CONSUMED) == 0 -> forget()
        :: else
        fi;
        now_version = version
    :: else
    fi
}

/* renew, of a block just taken, or not in use any more; vt__home_begin. */
inline renew() {
#ifdef IN_PLACE
    now_version = version & ~MARKS; /* vt__in_place_begin */
    version = now_version;
#endif
    slot = PENDING;
    low = LINK /* the body's continuation */
}

active proctype owner() {
    byte operation, now, now_version;
    bool done;
#ifdef POOLED
    begun = 1;
#ifdef IN_PLACE
    polls = true;
#endif
#else
    if
    :: polls = true
    :: polls = false
    fi;
#endif
    do
    :: true ->
        if
        :: true -> /* hands it out */
            handed = operation + 1;
            if
#ifdef LIMIT_RESET_UNASKED
            :: polls -> skip
#elif defined(IN_PLACE)
            :: polls -> (version & CONSUMED) != 0 /* in_use */
#else
            :: polls -> let_go
#endif
            :: !polls ->
                d_step {
                    idle -> idle = false
                }
            fi
#if defined(LIMIT_ABANDON) || !defined(POOLED) && !defined(ONE_COMPLETER)
        :: polls && operation < LAST -> skip /* does not: and it may be completed just now */
#endif
        fi;
        if
        :: operation == LAST -> break
        :: else
        fi;
        operation++;
#ifdef POOLED
        d_step {
            assert(!error);
            next_operation()
        };
        renew();
        begun++
#else
        do
        :: reset();
            if
            :: done -> break
            :: else ->
                assert(polls); /* a pool has only what is over */
                is_complete(STATE) || (STATE == PENDING && !claimed)
            fi
        od
#endif
    od;
#ifdef POOLED
    put_back;
#else
    is_complete(slot);
#endif
    over = true;
    ended++
}

/* ---- completing ---- */

/* Whoever writes must have the object still: it may serve the next operation. */
#define not_late() assert(mine == current)

inline dispatch() {
    d_step {
        assert(node && waiting == mine + 1); /* exactly once, and its own */
        waiting = 0
    }
#ifdef BUG_NODE_READ_LATE
    ;
    assert(node)
#endif
}

/* vt__operation_consume */
inline consume(operation) {
    d_step {
        assert(operation == current && used_up != operation + 1); /* another's, or consumed twice */
#ifdef BUG_VERSION_KEPT
#elif defined(POOLED)
        version = operation + 1;
#ifdef BUG_MARK_EARLY
        version = version | CONSUMED;
#endif
#else
        version = operation | CONSUMED;
#endif
        let_go = polls;
        used_up = operation + 1;
        used_up_0 = used_up_0 || operation == 0
    }
}

/* vt__operation_end_discarded, and end_discarded around it. */
inline end_discarded(state) {
    if
    :: state == FAULTED -> release_error()
    :: else
    fi;
    now = version & ~MARKS;
    consume(now);
    d_step {
        not_late();
        slot = state
    };
    put(mine, now)
}

/* vt__operation_publish, and publish around it. */
inline publish(state) {
    now = slot;
    if
    :: now == PENDING ->
#ifdef BUG_PUBLISH_STORES
        slot = state
#else
        d_step {
            now = slot;
            if
            :: now == PENDING ->
                not_late();
                slot = state
            :: else
            fi
        }
#endif
    :: else
    fi;
#ifdef BUG_DISCARDED_ENDS_EARLY
    if
    :: now == DISCARDED -> slot = state
    :: else
    fi;
#endif
    if
    :: now == PENDING -> skip
    :: now == DISCARDED -> end_discarded(state)
    :: else ->
        d_step {
            not_late();
            assert(now == WAITER + mine || now == WAITER + TAKER + mine); /* not a later one's */
            slot = state
        };
        dispatch()
    fi
}

/* vt__slot_hand_over: what the awaiter has is no part of the object. */
inline write_word() {
    d_step {
        assert(node && waiting == mine + 1 && word == 0);
        let_go = polls;
        word = mine + 1
    }
}

/* vt__operation_hand_over and what follows: of a reset source recycle_and_dispatch too, of a block
 * put_and_dispatch. */
inline hand_over() {
#ifdef BUG_PUT_EARLY
    put(mine, now);
#endif
#ifdef BUG_TAKER_READ_LATE
    write_word();
    now = version;
    consume(now);
    put(mine, now);
    now = slot;
    assert(now == WAITER + TAKER + mine);
    dispatch()
#else
#ifndef BUG_WORD_LATE
    write_word();
#endif
#ifdef BUG_COMPLETE_EARLY
    slot = SUCCEEDED;
#endif
    now = version;
#ifndef BUG_HANDED_VERSION_KEPT
    consume(now);
#endif
#ifdef POOLED
#ifndef BUG_PUT_EARLY
    put(mine, now);
#endif
#else
#ifdef BUG_RECYCLE_EARLY
    put(mine, now);
#endif
#ifndef BUG_HANDED_SLOT_KEPT
    d_step {
        not_late();
        slot = SUCCEEDED
    };
#endif
#ifdef BUG_HANDED_RECYCLE_READ_LATE
    not_late();
#endif
#ifndef BUG_RECYCLE_EARLY
    put(mine, now);
#endif
#endif
    dispatch()
#ifdef BUG_WORD_LATE
    ;
    write_word()
#endif
#endif
}

inline store(state) {
    d_step {
        not_late();
        low = mine + 1
    };
    d_step {
        not_late();
        high = mine + 1;
        error = (state == FAULTED)
    }
}

/* vt_reset_source_set_result, _set_error and _set_canceled after the claim; vt__pooled_succeed and
 * vt__pooled_fail. */
inline complete(state) {
    if
    :: state == SUCCEEDED -> now = slot /* succeed */
    :: state == FAULTED -> store(state)
    :: else
    fi;
    if
#ifdef BUG_TAKES_ALL
    :: state == SUCCEEDED && now >= WAITER -> hand_over()
#elif defined(BUG_STATUS_EARLY)
    :: false
#else
    :: state == SUCCEEDED && (now & TAKER) != 0 -> hand_over()
#endif
    :: else ->
        if
        :: state == SUCCEEDED -> store(state)
        :: else
        fi;
#ifdef BUG_STATUS_EARLY
        early = state;
#endif
        publish(state)
    fi
}

#ifndef POOLED

/* Completes whatever is there, so it may come late for the operation before. */
proctype completer(bool may_fail) {
    byte state, now, mine;
    bool winner;
    do
    :: !claimed -> /* vt__completion_claim */
        d_step {
#if defined(BUG_NO_CLAIM) || defined(ONE_COMPLETER)
            winner = true;
#else
            winner = !claimed;
#endif
            claimed = true;
            if
            :: winner ->
                mine = current;
                win()
            :: else
            fi
        };
        if
        :: winner ->
            if
            :: state = SUCCEEDED
            :: may_fail -> state = FAULTED
            :: may_fail -> state = CANCELED
            fi;
            complete(state);
            mine = 0;
            winner = false;
            state = 0;
            now = 0
        :: else
        fi
    :: over -> break
    od;
    ended++
}

#else

/* The bodies of a pooled method, one after the other: nobody else completes their operations. */
proctype body() {
    byte state, now, mine;
    do
    :: begun > mine ->
        if
        :: state = SUCCEEDED
        :: state = FAULTED
        :: state = CANCELED
        fi;
        complete(state);
        now = 0;
        mine++
    :: over -> break
    od;
    ended++
}

#endif

/* ---- consuming ---- */

/* vt__operation_get_status */
inline get_status(token) {
    now_version = version;
    status = STALE;
    if
    :: is_current(token) ->
        status = STATE;
        status = (is_complete(status) -> status : PENDING)
    :: else
    fi
}

/* vt__operation_on_completed with VT_REFUSE_COMPLETED, and vt__operation_try_register within it:
 * PENDING where it registered, the state where the operation is complete already. With TAKER:
 * vt_awaiter_on_completed; vt__register_taker changes nothing where it fails, and what is done then
 * sees the same. */
inline on_completed(token, mark) {
    now_version = version;
    status = STALE;
    if
    :: is_current(token) ->
        d_step {
            status = slot;
            if
            :: status == PENDING ->
                slot = WAITER + mark + token;
                waiting = token + 1;
                node = true
            :: status >= DISCARDED -> status = ALREADY_AWAITED
            :: else
            fi
        }
    :: else
    fi
}

/* get_result of reset_source.c and pooled_get_result. vt__operation_take_word looks first and
 * changes nothing where it does not take, so one look stands for both. */
inline get_result(token) {
    now_version = version;
    status = STALE;
    if
    :: is_current(token) ->
        status = STATE;
        if
        :: status == SUCCEEDED || status == FAULTED ->
            assert(low == token + 1); /* its own operation's */
            assert(high == token + 1);
            if
            :: status == FAULTED -> release_error()
            :: else
            fi
        :: status == CANCELED
        :: else -> status = NOT_COMPLETED
        fi;
        if
        :: is_complete(status) ->
            consume(token);
            put(token, now_version)
        :: else
        fi
    :: else
    fi
#ifdef BUG_DOUBLE_RETURN
    ;
    if
    :: is_complete(status) -> skip
    :: else -> put(token, now_version)
    fi
#endif
}

/* vt__operation_discard, and discard around it: PENDING where the completer will end it. */
inline discard(token) {
    now_version = version;
    status = STALE;
    if
    :: is_current(token) ->
#ifdef BUG_DISCARD_STORES
        status = slot;
        if
        :: status == PENDING -> slot = DISCARDED
        :: else
        fi;
#else
#ifndef BUG_DISCARD_KEEPS_TOKEN
        if
        :: slot == PENDING -> version = token | LEFT /* before the completer may end it */
        :: else
        fi;
#endif
        d_step {
            status = slot;
            if
            :: status == PENDING ->
                slot = DISCARDED;
                discarded = true
            :: else
            fi
        };
#endif
        if
        :: is_complete(status) ->
            forget();
            consume(token);
            put(token, now_version)
        :: status >= DISCARDED -> status = ALREADY_AWAITED
        :: else
        fi
    :: else
    fi
}

/* Who was handed the value task. Uses it up once, in any of the ways there are. */
active proctype consumer() {
    byte token, status, now_version;
    bool takes;
    do
    :: handed != 0 ->
        d_step {
            token = handed - 1;
            handed = 0
        };
        do
        :: true -> /* awaits: the continuation takes the result, wherever it runs */
            if
            :: on_completed(token, TAKER);
                takes = true
            :: on_completed(token, 0)
            fi;
            assert(status < DISCARDED);
            if
            :: status == PENDING ->
                d_step {
                    waiting == 0 -> node = false
                }
            :: else
            fi;
            if
            :: takes && word != 0 ->
                d_step {
                    assert(word == token + 1);
                    word = 0;
                    used_up = token + 1;
                    used_up_0 = used_up_0 || token == 0
                }
            :: else ->
                get_result(token);
                assert(is_complete(status))
            fi;
            break
        :: true -> /* looks until it is complete */
            get_status(token);
            assert(status < DISCARDED);
            if
            :: status == PENDING -> is_complete(STATE)
            :: else
            fi;
            get_result(token);
            assert(is_complete(status));
            break
        :: true -> /* tries, and then does something else */
            get_result(token);
            assert(is_complete(status) || status == NOT_COMPLETED);
            if
            :: status != NOT_COMPLETED -> break
            :: else
            fi
        :: true ->
            discard(token);
            assert(status < DISCARDED);
            break
        od;
        atomic {
            token = 0;
            status = 0;
            now_version = 0;
            takes = false
        }
    :: over -> break
    od;
    ended++
}

/* Who comes again with a token that was used up: every call must be refused. SECOND_HOLDER: or with
 * one that another awaits just now, and may be told so; there must be no other harm. */
#if defined(LIMIT_SECOND_AWAIT) || defined(LIMIT_SECOND_TAKE)
#define SECOND_HOLDER
#endif

active proctype stale_holder() {
    byte token, status, now_version;
    do
    :: over -> break
    :: true ->
        if
        :: d_step {
            used_up != 0 -> token = used_up - 1
        }
        :: used_up_0 -> token = 0
#ifdef SECOND_HOLDER
        :: d_step {
            waiting != 0 && word == 0 -> token = waiting - 1
        }
#endif
        :: d_step {
            discarded -> token = current
        }
        :: over -> break
        fi;
        if
        :: get_status(token)
#ifndef LIMIT_SECOND_TAKE
        :: on_completed(token, 0)
#endif
#ifndef LIMIT_SECOND_AWAIT
        :: get_result(token)
#endif
#ifndef SECOND_HOLDER
        :: discard(token)
#endif
        fi;
#if !defined(SECOND_HOLDER) && !defined(BUG_DISCARD_KEEPS_TOKEN)
        assert(status == STALE);
#endif
        token = 0;
        status = 0;
        now_version = 0
    od;
    ended++
}

/* ---- at the end ---- */

init {
    byte all = 4;
    atomic {
#ifdef POOLED
        run body()
#else
        run completer(true);
#ifndef ONE_COMPLETER
        run completer(false);
        all = 5
#endif
#endif
    };
    ended == all;
    nobody_forgotten();
    assert(!error)
}
