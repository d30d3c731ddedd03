using System.Runtime.CompilerServices;
using System.Threading.Tasks;

namespace Peers;

/// <summary>A case of the catalogue. Each loop is a method of its own that is never inlined, so that neither its callers
/// nor on-stack replacement decide what it costs.</summary>
abstract class Case
{
    public string Scenario { get; }
    public string Contender { get; }
    public string Params { get; }

    protected Case(string scenario, string contender, string parameters = "")
    {
        Scenario = scenario;
        Contender = contender;
        Params = parameters;
    }

    /// <summary>Runs operations to their end. Gives how many results were wrong.</summary>
    public abstract long Run(long operations);

    /// <summary>The values of caller_uncached: no task of theirs is cached.</summary>
    protected static long Input(long i) => 1000 + (i & 1023);

    public static Case[] All() =>
    [
        new SyncTask(), new SyncValueTask(), new SyncPooled(), new SyncSource(),
        new SuspendTask(), new SuspendValueTask(), new SuspendPooled(), new SuspendSource(),
        new ChainSyncTask(), new ChainSyncValueTask(), new ChainSyncPooled(),
        new ChainSuspendTask(), new ChainSuspendValueTask(), new ChainSuspendPooled(),
    ];
}

// ---- completes synchronously: plain code takes the result ----

abstract class Sync : Case
{
    protected readonly Gate gate = new();

    protected Sync(string contender, string scenario = "sync_success", string parameters = "")
        : base(scenario, contender, parameters) { }

    protected static bool Is(Task<long> task, long expected) =>
        task.IsCompletedSuccessfully && task.GetAwaiter().GetResult() == expected;

    protected static bool Is(ValueTask<long> task, long expected) =>
        task.IsCompletedSuccessfully && task.GetAwaiter().GetResult() == expected;
}

sealed class SyncTask : Sync
{
    public SyncTask() : base("task") { }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
            wrong += Is(Operations.Fetch(gate, Input(i), true), Input(i) + 1) ? 0 : 1;
        return wrong;
    }
}

sealed class SyncValueTask : Sync
{
    public SyncValueTask() : base("value_task") { }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
            wrong += Is(Operations.FetchValue(gate, Input(i), true), Input(i) + 1) ? 0 : 1;
        return wrong;
    }
}

sealed class SyncPooled : Sync
{
    public SyncPooled() : base("value_task_pooled") { }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
            wrong += Is(Operations.FetchPooled(gate, Input(i), true), Input(i) + 1) ? 0 : 1;
        return wrong;
    }
}

sealed class SyncSource : Sync
{
    readonly OwnSource source = new();

    public SyncSource() : base("value_task_source") { }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
            wrong += Is(source.Fetch(Input(i), true), Input(i) + 1) ? 0 : 1;
        return wrong;
    }
}

// ---- suspends once: the caller waits, then the loop opens the gate ----

abstract class Suspend : Case
{
    protected readonly Gate gate = new();
    protected readonly Caller caller = new();

    protected Suspend(string contender) : base("async_completion", contender, "on=same_thread") { }
}

sealed class SuspendTask : Suspend
{
    public SuspendTask() : base("task") { }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
        {
            caller.Await(Operations.Fetch(gate.Close(), Input(i), false));
            gate.Open(Input(i));
            wrong += caller.Has(Input(i) + 1) ? 0 : 1;
        }
        return wrong;
    }
}

sealed class SuspendValueTask : Suspend
{
    public SuspendValueTask() : base("value_task") { }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
        {
            caller.Await(Operations.FetchValue(gate.Close(), Input(i), false));
            gate.Open(Input(i));
            wrong += caller.Has(Input(i) + 1) ? 0 : 1;
        }
        return wrong;
    }
}

sealed class SuspendPooled : Suspend
{
    public SuspendPooled() : base("value_task_pooled") { }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
        {
            caller.Await(Operations.FetchPooled(gate.Close(), Input(i), false));
            gate.Open(Input(i));
            wrong += caller.Has(Input(i) + 1) ? 0 : 1;
        }
        return wrong;
    }
}

sealed class SuspendSource : Suspend
{
    readonly OwnSource source = new();

    public SuspendSource() : base("value_task_source") { }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
        {
            caller.Await(source.Fetch(Input(i), false));
            source.Opened(Input(i));
            wrong += caller.Has(Input(i) + 1) ? 0 : 1;
        }
        return wrong;
    }
}

// ---- ten methods deep, synchronously: plain code takes the outermost result ----

abstract class ChainSync : Sync
{
    protected const int Depth = 10;

    protected ChainSync(string contender) : base(contender, "await_chain", "depth=10;when=sync") { }
}

sealed class ChainSyncTask : ChainSync
{
    public ChainSyncTask() : base("task") { }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
            wrong += Is(Operations.Chain(Depth, Input(i), null), Input(i) + Depth) ? 0 : 1;
        return wrong;
    }
}

sealed class ChainSyncValueTask : ChainSync
{
    public ChainSyncValueTask() : base("value_task") { }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
            wrong += Is(Operations.ChainValue(Depth, Input(i), null), Input(i) + Depth) ? 0 : 1;
        return wrong;
    }
}

sealed class ChainSyncPooled : ChainSync
{
    public ChainSyncPooled() : base("value_task_pooled") { }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
            wrong += Is(Operations.ChainPooled(Depth, Input(i), null), Input(i) + Depth) ? 0 : 1;
        return wrong;
    }
}

// ---- ten methods deep, all of them suspended ----

abstract class ChainSuspend : Case
{
    protected const int Depth = 10;
    protected readonly Gate gate = new();
    protected readonly Caller caller = new();

    protected ChainSuspend(string contender) : base("await_chain", contender, "depth=10;when=async") { }
}

sealed class ChainSuspendTask : ChainSuspend
{
    public ChainSuspendTask() : base("task") { }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
        {
            caller.Await(Operations.Chain(Depth, Input(i), gate.Close()));
            gate.Open(Input(i));
            wrong += caller.Has(Input(i) + Depth) ? 0 : 1;
        }
        return wrong;
    }
}

sealed class ChainSuspendValueTask : ChainSuspend
{
    public ChainSuspendValueTask() : base("value_task") { }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
        {
            caller.Await(Operations.ChainValue(Depth, Input(i), gate.Close()));
            gate.Open(Input(i));
            wrong += caller.Has(Input(i) + Depth) ? 0 : 1;
        }
        return wrong;
    }
}

sealed class ChainSuspendPooled : ChainSuspend
{
    public ChainSuspendPooled() : base("value_task_pooled") { }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
        {
            caller.Await(Operations.ChainPooled(Depth, Input(i), gate.Close()));
            gate.Open(Input(i));
            wrong += caller.Has(Input(i) + Depth) ? 0 : 1;
        }
        return wrong;
    }
}
