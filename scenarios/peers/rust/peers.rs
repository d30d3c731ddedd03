//! Rust's futures: the operations of fetch.h and chain.h as async functions. Unboxed, a future is in the caller's frame;
//! boxed, it is a Pin<Box<dyn Future>>, as where a trait has an async method. One thread; std only.
use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};

// ---- what an operation waits for: opened with a value by the loop, as an event loop would ----

struct Gate {
    value: Cell<Option<u64>>,
    waiting: Cell<Option<Waker>>,
}

impl Gate {
    fn new() -> Gate {
        Gate { value: Cell::new(None), waiting: Cell::new(None) }
    }

    fn close(&self) {
        self.value.set(None);
    }

    fn open(&self, value: u64) {
        self.value.set(Some(value));
        if let Some(waker) = self.waiting.take() {
            waker.wake();
        }
    }

    fn wait(&self) -> Wait<'_> {
        Wait { gate: self }
    }
}

struct Wait<'a> {
    gate: &'a Gate,
}

impl Future for Wait<'_> {
    type Output = u64;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<u64> {
        match self.gate.value.get() {
            Some(value) => Poll::Ready(value),
            None => {
                self.gate.waiting.set(Some(context.waker().clone()));
                Poll::Pending
            }
        }
    }
}

// ---- the caller: a waker that notes that it was woken; no block ----

const VTABLE: RawWakerVTable = RawWakerVTable::new(clone, wake, wake, drop_nothing);

unsafe fn clone(data: *const ()) -> RawWaker {
    RawWaker::new(data, &VTABLE)
}

unsafe fn wake(data: *const ()) {
    (*(data as *const Cell<bool>)).set(true);
}

unsafe fn drop_nothing(_: *const ()) {}

struct Caller {
    woken: Cell<bool>,
}

impl Caller {
    /// The waker must not outlive the caller.
    fn waker(&self) -> Waker {
        let data = &self.woken as *const Cell<bool> as *const ();
        unsafe { Waker::from_raw(RawWaker::new(data, &VTABLE)) }
    }
}

/// In a function of its own, so that no loop sees through the operation.
#[inline(never)]
fn poll<F: Future<Output = u64> + ?Sized>(future: Pin<&mut F>, context: &mut Context<'_>) -> Poll<u64> {
    future.poll(context)
}

/// Runs an operation to its end: polls it, opens the gate if it suspends, and polls it again once it was woken.
#[inline(always)]
fn is_right<F: Future<Output = u64> + ?Sized>(
    mut future: Pin<&mut F>, caller: &Caller, context: &mut Context<'_>, gate: &Gate, value: u64, suspends: bool,
    expected: u64,
) -> bool {
    let mut outcome = poll(future.as_mut(), context);
    if suspends {
        if outcome.is_ready() {
            return false;
        }
        caller.woken.set(false);
        gate.open(value);
        if !caller.woken.get() {
            return false;
        }
        outcome = poll(future, context);
    }
    outcome == Poll::Ready(expected)
}

// ---- the operations ----

async fn fetch(gate: &Gate, value: u64, hit: bool) -> u64 {
    if hit {
        return value + 1;
    }
    gate.wait().await + 1
}

#[inline(never)]
fn fetch_boxed<'a>(gate: &'a Gate, value: u64, hit: bool) -> Pin<Box<dyn Future<Output = u64> + 'a>> {
    Box::pin(fetch(gate, value, hit))
}

const DEPTH: u64 = 10;

async fn level_1(gate: Option<&Gate>, value: u64) -> u64 {
    match gate {
        None => value + 1,
        Some(gate) => gate.wait().await + 1,
    }
}

/// A future holds those below it, so each level is a type of its own.
macro_rules! levels {
    ($($name:ident awaits $below:ident),*) => {
        $(async fn $name(gate: Option<&Gate>, value: u64) -> u64 {
            $below(gate, value).await + 1
        })*
    };
}

levels!(level_2 awaits level_1, level_3 awaits level_2, level_4 awaits level_3, level_5 awaits level_4,
        level_6 awaits level_5, level_7 awaits level_6, level_8 awaits level_7, level_9 awaits level_8,
        level_10 awaits level_9);

#[inline(never)]
fn chain_boxed<'a>(depth: u64, gate: Option<&'a Gate>, value: u64) -> Pin<Box<dyn Future<Output = u64> + 'a>> {
    Box::pin(async move {
        if depth > 1 {
            return chain_boxed(depth - 1, gate, value).await + 1;
        }
        level_1(gate, value).await
    })
}

// ---- the loops, for plugin.c: how many results were wrong ----

/// The values of caller.h.
fn input(i: u64) -> u64 {
    1000 + (i & 1023)
}

/// A loop of operations; `make` starts one of them, with the gate and the value, and gives a pinned future.
macro_rules! run {
    ($name:ident, $suspends:expr, $levels:expr, |$gate:ident, $value:ident| $make:expr, $pin:ident) => {
        #[no_mangle]
        pub extern "C" fn $name(operations: u64) -> u64 {
            let caller = Caller { woken: Cell::new(false) };
            let waker = caller.waker();
            let mut context = Context::from_waker(&waker);
            let gate = Gate::new();
            let mut wrong = 0;
            for i in 0..operations {
                let $value = input(i);
                let $gate = &gate;
                gate.close();
                let mut future = $make;
                let pinned = $pin!(future);
                let right = is_right(pinned, &caller, &mut context, &gate, $value, $suspends, $value + $levels);
                wrong += !right as u64;
            }
            wrong
        }
    };
}

macro_rules! on_stack {
    ($future:ident) => {
        unsafe { Pin::new_unchecked(&mut $future) } // it is not moved any more
    };
}

macro_rules! in_box {
    ($future:ident) => {
        $future.as_mut()
    };
}

run!(rust_async_sync, false, 1, |gate, value| fetch(gate, value, true), on_stack);
run!(rust_async_suspend, true, 1, |gate, value| fetch(gate, value, false), on_stack);
run!(rust_async_chain_sync, false, DEPTH, |_gate, value| level_10(None, value), on_stack);
run!(rust_async_chain_suspend, true, DEPTH, |gate, value| level_10(Some(gate), value), on_stack);
run!(rust_boxed_sync, false, 1, |gate, value| fetch_boxed(gate, value, true), in_box);
run!(rust_boxed_suspend, true, 1, |gate, value| fetch_boxed(gate, value, false), in_box);
run!(rust_boxed_chain_sync, false, DEPTH, |_gate, value| chain_boxed(DEPTH, None, value), in_box);
run!(rust_boxed_chain_suspend, true, DEPTH, |gate, value| chain_boxed(DEPTH, Some(gate), value), in_box);
