/*
 * One object that serves one operation after another: a reset source, with POOLED a pooled block,
 * with IN_PLACE a block in the caller's storage. Each statement is one atomic access of the C code,
 * or one write of a plain field. README.md says which process stands for what, and what is assumed.
 *
 * Read by run_model.sh (+ joins switches): the VARIANTS must hold; in each of BUGS and LIMITS an
 * error must be found. Bugs are not in the C code, limits are what its callers must not do.
 *
 * VARIANTS: NONE ONE_COMPLETER POOLED IN_PLACE
 * BUGS: BUG_STATUS_EARLY BUG_DOUBLE_RETURN BUG_DOUBLE_RETURN+POOLED BUG_STALE_TOKEN BUG_VERSION_KEPT
 * BUGS: BUG_NO_CLAIM BUG_RESET_ORDER BUG_PUBLISH_STORES BUG_DISCARD_STORES BUG_DISCARDED_ENDS_EARLY
 * BUGS: BUG_DISCARD_KEEPS_TOKEN BUG_DISCARD_KEEPS_TOKEN+POOLED
 * BUGS: BUG_IN_USE_IGNORES_SLOT+IN_PLACE BUG_POOL_READ_LATE+IN_PLACE
 * LIMITS: LIMIT_RESET_UNASKED LIMIT_ABANDON+ONE_COMPLETER LIMIT_SECOND_AWAIT LIMIT_SECOND_TAKE
 */

#ifdef IN_PLACE
#define POOLED
#endif

#define OPERATIONS 3 /* the object serves these */
#define LAST (OPERATIONS - 1)

/* What the slot says. A waiter is WAITER + the operation for which it registered. */
#define PENDING 0
#define SUCCEEDED 1
#define FAULTED 2
#define CANCELED 3
#define DISCARDED 4
#define WAITER 8
#define is_complete(state) ((state) >= SUCCEEDED && (state) <= CANCELED)

/* Marks in the version. */
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
bool won;        /* somebody has the right to complete it, or to reset it */
bool registered; /* a continuation */
bool ran;
bool discarded; /* while it was pending */
bool let_go;    /* polls: the consumer's last call has returned */
bool put_back;
bool error; /* somebody owns one */

#define nobody_forgotten() assert(ran == registered)

/* From here on the object serves the next operation. */
inline next_operation() {
    nobody_forgotten();
    current++;
    won = false;
    registered = false;
    ran = false;
    discarded = false;
    let_go = false;
    put_back = false
}

/* ---- pool and owner ---- */

/* vt_reset_source_t's recycle, or vt_pool_ops_t's put. */
inline put(operation) {
    if
    :: polls ->
#ifdef BUG_POOL_READ_LATE
        assert(current == operation); /* give_back reads where to, when the block is reused already */
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
    d_step {
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
#ifdef BUG_RESET_ORDER
        claimed = false;
#endif
        now_version = version;
        if
        :: (now_version & CONSUMED) == 0 -> forget()
        :: else
        fi;
        assert(!error);
        low = 0;
        high = 0;
        version = (now_version + 1) & ~MARKS;
        slot = PENDING;
#ifdef BUG_STATUS_EARLY
        early = PENDING;
#endif
#ifndef BUG_RESET_ORDER
        claimed = false
#endif
    :: else
    fi
}

/* renew, of a block just taken, or not in use any more. */
inline renew() {
    slot = PENDING;
    version = (version + 1) & ~MARKS;
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
            :: polls -> /* in_use */
#ifndef BUG_IN_USE_IGNORES_SLOT
                is_complete(slot);
#endif
                (version & CONSUMED) != 0
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
            :: else -> is_complete(STATE) || (STATE == PENDING && !claimed)
            fi
        od
#endif
    od;
    is_complete(slot);
    over = true;
    ended++
}

/* ---- completing ---- */

/* Whoever writes must have the object still: it may serve the next operation. */
#define not_late() assert(mine == current)

inline dispatch(waiter) {
    d_step {
        assert(waiter == WAITER + current && registered && !ran); /* exactly once */
        ran = true
    }
}

/* vt__operation_consume */
inline consume(operation) {
    d_step {
        assert(operation == current && used_up != operation + 1); /* another's, or consumed twice */
#ifndef BUG_VERSION_KEPT
        version = operation | CONSUMED;
#endif
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
    put(mine)
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
            assert(now >= WAITER);
            slot = state
        };
        dispatch(now)
    fi
}

/* vt_reset_source_set_result, _set_error and _set_canceled after the claim; vt__pooled_succeed and
 * vt__pooled_fail. */
inline complete(state) {
    if
    :: state == CANCELED -> skip
    :: else ->
        d_step {
            not_late();
            low = mine + 1
        };
        d_step {
            not_late();
            high = mine + 1;
            error = (state == FAULTED)
        }
    fi;
#ifdef BUG_STATUS_EARLY
    early = state;
#endif
    publish(state)
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
 * PENDING where it registered, the state where the operation is complete already. */
inline on_completed(token) {
    now_version = version;
    status = STALE;
    if
    :: is_current(token) ->
        d_step {
            status = slot;
            if
            :: status == PENDING ->
                slot = WAITER + token;
                registered = true
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
            put(token)
        :: else
        fi
    :: else
    fi
#ifdef BUG_DOUBLE_RETURN
    ;
    if
    :: is_complete(status) -> skip
    :: else -> put(token)
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
            put(token)
        :: status >= DISCARDED -> status = ALREADY_AWAITED
        :: else
        fi
    :: else
    fi
}

/* Who was handed the value task. Uses it up once, in any of the ways there are. */
active proctype consumer() {
    byte token, status, now_version;
    do
    :: handed != 0 ->
        d_step {
            token = handed - 1;
            handed = 0
        };
        do
        :: true -> /* awaits: the continuation takes the result, wherever it runs */
            on_completed(token);
            assert(status < DISCARDED);
            if
            :: status == PENDING -> ran
            :: else
            fi;
            get_result(token);
            assert(is_complete(status));
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
            let_go = polls;
            token = 0;
            status = 0;
            now_version = 0
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
            registered -> token = current
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
        :: on_completed(token)
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
