/*
 * A home pool: the homes of three threads, and the blocks that are taken on one thread and put back
 * on another. Each statement is one atomic access of the C code, or one access of a plain field.
 * README.md says which process stands for what, and what is assumed.
 *
 * Read by run_model.sh: the VARIANTS must hold; in each of BUGS, which are not in the C code, an
 * error must be found.
 *
 * VARIANTS: NONE NO_ROOM+CALLS=4
 * BUGS: BUG_OWNER_NOT_CLEARED+CALLS=5 BUG_OWNER_NOT_ASKED BUG_RETURN_STORES BUG_COLLECT_STORES
 * BUGS: BUG_COLLECT_OVERWRITES BUG_ADOPT_UNLOCKED BUG_NO_HOMES_IS_NULL+CALLS=4
 */

#define THREADS 3
#ifndef CALLS
#define CALLS 6 /* of all together */
#endif
#define BLOCKS 3 /* all that there is memory for */

/* ---- homes and blocks, by number from 1 on; 0 is NULL ---- */

byte idle[THREADS + 1];
byte returned[THREADS + 1];
byte home_of[THREADS + 1];     /* where the owner's thread-local block is */
byte next_orphan[THREADS + 1]; /* of a home */
byte next[BLOCKS + 1];         /* of a block */
byte pool_of[BLOCKS + 1];      /* its home */
byte orphans;
bool locked;

/* ---- what only the model knows ---- */

#define IN_USE 1 /* an operation has it */
#define PUTTING 2
#define IDLE 3
#define FREED 4
byte state[BLOCKS + 1];
byte homes;  /* made */
byte blocks; /* made */
byte ended;  /* threads */
byte calls;
bool first_ended; /* of those that lie at the same place */

inline lock() {
    d_step {
        !locked -> locked = true
    }
}

/* Nobody has the block: not another operation, and not the allocator. */
inline use(block, as) {
    d_step {
        assert(state[block] == IDLE);
        state[block] = as
    }
}

/* A thread's home_of before it has a home: no home has that. */
#ifdef BUG_NO_HOMES_IS_NULL
#define NO_HOMES 0
#else
#define NO_HOMES 9
#endif

/* vt__block_put, of a block whose operation is over: vt__home_put or home_put. */
inline put(block) {
    if
#ifdef BUG_OWNER_NOT_ASKED
    :: true ->
#else
    :: home_of[home] == my_home_of -> /* vt__is_home */
#endif
        now = idle[home];
        next[block] = now;
        d_step {
            idle[home] = block;
            state[block] = IDLE
        }
    :: else ->
        now = returned[home];
        do
        :: true ->
            next[block] = now;
            d_step {
#ifdef BUG_RETURN_STORES
                done = true;
#else
                done = (returned[home] == now);
#endif
                if
                :: done ->
                    returned[home] = block;
                    state[block] = IDLE
                :: else -> now = returned[home]
                fi
            };
            if
            :: done -> break
            :: else
            fi
        od
    fi;
    home = 0;
    now = 0;
    done = false
}

inline collect(home) {
    if
    :: returned[home] != 0 ->
#ifdef BUG_COLLECT_STORES
        now = returned[home];
        returned[home] = 0;
#else
        d_step {
            now = returned[home];
            returned[home] = 0
        };
#endif
        idle[home] = now
    :: else
    fi;
    now = 0
}

inline pop(home, as) {
    block = idle[home];
    now = next[block];
    idle[home] = now;
    use(block, as);
    now = 0
}

inline free_idle(home) {
    do
    :: idle[home] != 0 -> pop(home, FREED)
    :: else ->
        collect(home);
        if
        :: idle[home] == 0 -> break
        :: else
        fi
    od
}

inline adopt() {
#ifndef BUG_ADOPT_UNLOCKED
    lock();
#endif
    held = orphans;
    if
    :: held != 0 ->
        now = next_orphan[held];
        orphans = now
    :: else
    fi;
    locked = false;
    now = 0
}

/* orphan, when the thread ends or could not move in. */
inline orphan() {
#ifndef BUG_OWNER_NOT_CLEARED
    home_of[held] = 0;
#endif
    lock();
    next_orphan[held] = orphans;
    orphans = held;
    held = 0;
    locked = false
}

/* With vt__home_enter. NO_ROOM: it may find no memory, and then nobody has the home. */
inline move_in() {
    adopt();
    if
    :: held == 0 ->
        d_step {
            homes++;
            held = homes
        }
    :: else
    fi;
    if
    :: true ->
        my_home_of = here;
        home_of[held] = here
#ifdef NO_ROOM
    :: true -> orphan()
#endif
    fi
}

/* vt_pooled_new. In use from the start. */
inline new_block() {
    d_step {
        if
        :: blocks < BLOCKS ->
            blocks++;
            state[blocks] = IN_USE;
            pool_of[blocks] = held
        :: else
        fi
    }
}

/* home_take; vt__home_begin is its usual case. */
inline take() {
    if
    :: held == 0 -> move_in()
    :: else
    fi;
    if
    :: held != 0 ->
        if
#ifdef BUG_COLLECT_OVERWRITES
        :: true -> collect(held)
#else
        :: idle[held] == 0 -> collect(held) /* of an adopted home it need not be empty */
        :: else
#endif
        fi;
        if
        :: idle[held] == 0 -> new_block()
        :: else -> pop(held, IN_USE)
        fi
    :: else
    fi
}

inline trim() {
    if
    :: held != 0 -> free_idle(held)
    :: else
    fi;
    lock();
    home = orphans;
    do
    :: home != 0 ->
        free_idle(home);
        home = next_orphan[home]
    :: else -> break
    od;
    locked = false
}

inline begin() {
    d_step {
        calls < CALLS -> calls++
    }
}

/* The operation is over: nobody else puts its block back. */
inline take_over(block) {
    d_step {
        calls < CALLS && state[block] == IN_USE ->
            calls++;
            state[block] = PUTTING;
            home = pool_of[block]
    }
}

/* A thread whose thread-local block is at `here`. It takes blocks, and consumes operations of any
 * thread, which puts their blocks back. */
proctype thread(byte here) {
    byte held, home, block, now;
    byte my_home_of = NO_HOMES;
    bool done;
    do
    :: begin();
        take();
        block = 0
    :: begin();
        trim();
        block = 0
    :: take_over(1);
        put(1)
    :: take_over(2);
        put(2)
    :: take_over(3);
        put(3)
    :: true -> break
    od;
    if
    :: held != 0 -> orphan()
    :: else
    fi;
    ended++;
    first_ended = first_ended || here == 1
}

inline visit_all(first) {
    block = first;
    do
    :: block != 0 ->
        assert(state[block] == IDLE); /* in one list, once */
        state[block] = FREED;
        block = next[block]
    :: else -> break
    od
}

/* The third thread lies where the first was. */
init {
    byte home, block, count;
    atomic {
        run thread(1);
        run thread(2)
    };
    first_ended;
    run thread(1);
    ended == THREADS;
    d_step {
        home = orphans;
        do
        :: home != 0 ->
            count++;
            visit_all(idle[home]);
            visit_all(returned[home]);
            home = next_orphan[home]
        :: else -> break
        od;
        assert(count == homes);
        block = 1;
        do
        :: block <= BLOCKS ->
            assert(state[block] != IDLE); /* none was lost */
            block++
        :: else -> break
        od
    }
}
