//! Rust's futures: the operations of fetch.h and chain.h as async functions. Unboxed, a future is in the caller's frame;
//! boxed, it is a Pin<Box<dyn Future>>, as where a trait has an async method. An operation that fails gives an Err, in
//! the words of the result. One thread; std only.
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

// ---- the operations ----

/// The error of an operation that fails: code and text, as fetch_error in C.
pub struct Failure {
    pub code: i32,
    pub text: &'static str,
}

/// Callers check the code, as they do in C.
impl PartialEq for Failure {
    fn eq(&self, other: &Failure) -> bool {
        self.code == other.code
    }
}

const FAILURE: Failure = Failure { code: 113, text: "no route to the value" }; // EHOSTUNREACH

type Outcome = Result<u64, Failure>;
type Boxed<'a> = Pin<Box<dyn Future<Output = Outcome> + 'a>>;

#[derive(Clone, Copy, PartialEq)]
enum How {
    Hit,
    Miss,
    Fail,
    MissFail,
}

async fn fetch(gate: &Gate, value: u64, how: How) -> Outcome {
    match how {
        How::Hit => return Ok(value + 1),
        How::Fail => return Err(FAILURE),
        _ => {}
    }
    let opened = gate.wait().await;
    if how == How::MissFail {
        return Err(FAILURE);
    }
    Ok(opened + 1)
}

#[inline(never)]
fn fetch_boxed(gate: &Gate, value: u64, how: How) -> Boxed<'_> {
    Box::pin(fetch(gate, value, how))
}

const DEPTH: u64 = 10;

async fn level_1(gate: Option<&Gate>, value: u64) -> Outcome {
    match gate {
        None => Ok(value + 1),
        Some(gate) => Ok(gate.wait().await + 1),
    }
}

/// A future holds those below it, so each level is a type of its own.
macro_rules! levels {
    ($($name:ident awaits $below:ident),*) => {
        $(async fn $name(gate: Option<&Gate>, value: u64) -> Outcome {
            Ok($below(gate, value).await? + 1)
        })*
    };
}

levels!(level_2 awaits level_1, level_3 awaits level_2, level_4 awaits level_3, level_5 awaits level_4,
        level_6 awaits level_5, level_7 awaits level_6, level_8 awaits level_7, level_9 awaits level_8,
        level_10 awaits level_9);

#[inline(never)]
fn chain_boxed(depth: u64, gate: Option<&Gate>, value: u64) -> Boxed<'_> {
    Box::pin(async move {
        if depth > 1 {
            return Ok(chain_boxed(depth - 1, gate, value).await? + 1);
        }
        level_1(gate, value).await
    })
}

// ---- one operation, as its caller runs it ----

/// In a function of its own, so that no loop sees through the operation.
#[inline(never)]
fn poll<F: Future<Output = Outcome> + ?Sized>(future: Pin<&mut F>, context: &mut Context<'_>) -> Poll<Outcome> {
    future.poll(context)
}

/// Runs an operation to its end: polls it, opens the gate if it suspends, and polls it again once it was woken.
#[inline(always)]
fn is_right<F: Future<Output = Outcome> + ?Sized>(
    mut future: Pin<&mut F>, caller: &Caller, context: &mut Context<'_>, gate: &Gate, value: u64, suspends: bool,
    expected: Outcome,
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

// ---- the loops, for plugin.c: how many results were wrong ----

/// Which operations complete synchronously, as plugin.c has it; the next one is taken each time.
#[repr(C)]
pub struct Hits {
    pattern: *const u8,
    count: u64,
    next: u64,
    synchronous: u64, // so far
}

impl Hits {
    fn next(&mut self) -> bool {
        let hit = unsafe { *self.pattern.add(self.next as usize) } != 0;
        self.next = if self.next + 1 == self.count { 0 } else { self.next + 1 };
        self.synchronous += hit as u64;
        hit
    }
}

/// The values of caller.h.
fn input(i: u64) -> u64 {
    1000 + (i & 1023)
}

/// A loop of operations, each of which is one of two: `$hits` tells whether it completes synchronously. `$make` starts it
/// with the gate, the value and that, and gives a pinned future; `$expected` is its outcome.
macro_rules! run {
    ($name:ident, $hits:expr, |$gate:ident, $value:ident, $hit:ident| $make:expr, $pin:ident, $expected:expr) => {
        #[no_mangle]
        pub extern "C" fn $name(operations: u64, hits: &mut Hits) -> u64 {
            let caller = Caller { woken: Cell::new(false) };
            let waker = caller.waker();
            let mut context = Context::from_waker(&waker);
            let gate = Gate::new();
            let mut wrong = 0;
            for i in 0..operations {
                let $value = input(i);
                let $hit = $hits(hits);
                let $gate = &gate;
                gate.close();
                let mut future = $make;
                let pinned = $pin!(future);
                let right = is_right(pinned, &caller, &mut context, &gate, $value, !$hit, $expected);
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

#[inline(always)]
fn always(_: &mut Hits) -> bool {
    true
}

#[inline(always)]
fn never(_: &mut Hits) -> bool {
    false
}

/// The loops of an operation that is a fetch.
macro_rules! run_fetch {
    ($fetch:ident, $pin:ident, $sync:ident, $suspend:ident, $mixed:ident, $fail:ident, $suspend_fail:ident) => {
        run!($sync, always, |gate, value, _hit| $fetch(gate, value, How::Hit), $pin, Ok(value + 1));
        run!($suspend, never, |gate, value, _hit| $fetch(gate, value, How::Miss), $pin, Ok(value + 1));
        run!($mixed, Hits::next, |gate, value, hit| $fetch(gate, value, if hit { How::Hit } else { How::Miss }), $pin,
             Ok(value + 1));
        run!($fail, always, |gate, value, _hit| $fetch(gate, value, How::Fail), $pin, Err(FAILURE));
        run!($suspend_fail, never, |gate, value, _hit| $fetch(gate, value, How::MissFail), $pin, Err(FAILURE));
    };
}

run_fetch!(fetch, on_stack, rust_async_sync, rust_async_suspend, rust_async_mixed, rust_async_fail,
           rust_async_suspend_fail);
run_fetch!(fetch_boxed, in_box, rust_boxed_sync, rust_boxed_suspend, rust_boxed_mixed, rust_boxed_fail,
           rust_boxed_suspend_fail);

run!(rust_async_chain_sync, always, |_gate, value, _hit| level_10(None, value), on_stack, Ok(value + DEPTH));
run!(rust_async_chain_suspend, never, |gate, value, _hit| level_10(Some(gate), value), on_stack, Ok(value + DEPTH));
run!(rust_boxed_chain_sync, always, |_gate, value, _hit| chain_boxed(DEPTH, None, value), in_box, Ok(value + DEPTH));
run!(rust_boxed_chain_suspend, never, |gate, value, _hit| chain_boxed(DEPTH, Some(gate), value), in_box,
     Ok(value + DEPTH));

// ---- workloads: methods that await each other recursively, and so are boxed; all complete synchronously ----

type BoxedNumber = Pin<Box<dyn Future<Output = u64>>>;

#[inline(never)]
fn fib(n: u64) -> BoxedNumber {
    if n < 2 {
        return Box::pin(async move { n });
    }
    let (larger, smaller) = (fib(n - 1), fib(n - 2));
    Box::pin(async move { larger.await + smaller.await })
}

const TEN: u64 = 10;
const FIRST_LEAF: u64 = 1000;

/// A tree, or the first leaves of one: none from `end` on.
#[derive(Clone, Copy)]
struct Part {
    first: u64,
    size: u64,
    end: u64,
}

#[inline(never)]
fn tree(part: Part) -> BoxedNumber {
    if part.size == 1 {
        return Box::pin(async move { FIRST_LEAF + part.first });
    }
    Box::pin(async move {
        let size = part.size / TEN;
        let children: [Option<BoxedNumber>; TEN as usize] = std::array::from_fn(|i| {
            let first = part.first + i as u64 * size;
            (first < part.end).then(|| tree(Part { first, size, end: part.end }))
        });
        let mut sum = 0;
        for child in children.into_iter().flatten() {
            sum += child.await;
        }
        sum
    })
}

fn completes_with(mut future: BoxedNumber, expected: u64) -> bool {
    let caller = Caller { woken: Cell::new(false) };
    let waker = caller.waker();
    future.as_mut().poll(&mut Context::from_waker(&waker)) == Poll::Ready(expected)
}

#[no_mangle]
pub extern "C" fn rust_boxed_fib(operations: u64, _: &mut Hits) -> u64 {
    (0..operations).map(|_| !completes_with(fib(10), 55) as u64).sum()
}

#[no_mangle]
pub extern "C" fn rust_boxed_skynet(operations: u64, _: &mut Hits) -> u64 {
    const LEAVES: u64 = 1000000;
    let wrong = |from: u64| {
        let count = LEAVES.min(operations - from);
        let whole = Part { first: 0, size: LEAVES, end: count };
        !completes_with(tree(whole), count * FIRST_LEAF + count * (count - 1) / 2) as u64
    };
    (0..operations).step_by(LEAVES as usize).map(wrong).sum()
}
