using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace Peers;

/// <summary>How an operation ends: at once or after it suspended, with a result or by failing; as in fetch.h.</summary>
enum How : byte
{
    Hit,
    Miss,
    Fail,
    MissFail,
}

/// <summary>What an operation that fails throws: the counterpart of fetch_error.</summary>
sealed class NoRoute : Exception
{
    public NoRoute() : base("no route to the value") { }

    public int Code => 113; // EHOSTUNREACH
}

/// <summary>The operations under test, as in fetch.h and chain.h: a hit ends at once with value + 1; a miss suspends on
/// the gate and ends with the gate's value + 1; either may fail instead. A chain has `depth` levels, each of which awaits
/// the next and adds 1; without a gate it completes synchronously.</summary>
static class Operations
{
    public static async Task<long> Fetch(Gate gate, long value, How how)
    {
        if (how == How.Hit)
            return value + 1;
        if (how == How.Fail)
            throw new NoRoute();
        long opened = await gate.Wait();
        if (how == How.MissFail)
            throw new NoRoute();
        return opened + 1;
    }

    public static async ValueTask<long> FetchValue(Gate gate, long value, How how)
    {
        if (how == How.Hit)
            return value + 1;
        if (how == How.Fail)
            throw new NoRoute();
        long opened = await gate.Wait();
        if (how == How.MissFail)
            throw new NoRoute();
        return opened + 1;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<long> FetchPooled(Gate gate, long value, How how)
    {
        if (how == How.Hit)
            return value + 1;
        if (how == How.Fail)
            throw new NoRoute();
        long opened = await gate.Wait();
        if (how == How.MissFail)
            throw new NoRoute();
        return opened + 1;
    }

    public static async Task<long> Chain(int depth, long value, Gate? gate)
    {
        if (depth > 1)
            return await Chain(depth - 1, value, gate) + 1;
        return (gate == null ? value : await gate.Wait()) + 1;
    }

    public static async ValueTask<long> ChainValue(int depth, long value, Gate? gate)
    {
        if (depth > 1)
            return await ChainValue(depth - 1, value, gate) + 1;
        return (gate == null ? value : await gate.Wait()) + 1;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<long> ChainPooled(int depth, long value, Gate? gate)
    {
        if (depth > 1)
            return await ChainPooled(depth - 1, value, gate) + 1;
        return (gate == null ? value : await gate.Wait()) + 1;
    }
}

/// <summary>An operation object with a source of its own, completed by a callback: the counterpart of
/// fetch_value_task_source. No async method.</summary>
sealed class OwnSource : IValueTaskSource<long>
{
    ManualResetValueTaskSourceCore<long> core;
    How how;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public ValueTask<long> Fetch(long value, How ends)
    {
        if (ends == How.Hit)
            return new ValueTask<long>(value + 1);
        how = ends;
        core.Reset();
        if (ends == How.Fail)
            core.SetException(new NoRoute());
        return new ValueTask<long>(this, core.Version);
    }

    public void Opened(long value)
    {
        if (how == How.MissFail)
            core.SetException(new NoRoute());
        else
            core.SetResult(value + 1);
    }

    long IValueTaskSource<long>.GetResult(short token) => core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<long>.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource<long>.OnCompleted(Action<object?> continuation, object? state, short token,
        ValueTaskSourceOnCompletedFlags flags) => core.OnCompleted(continuation, state, token, flags);
}
