using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;

namespace Peers;

/// <summary>A case of the catalogue. Each loop is a method of its own that is never inlined, so that neither its callers
/// nor on-stack replacement decide what it costs.</summary>
abstract class Case
{
    public string Scenario { get; }
    public string Contender { get; }
    public string Params { get; }

    /// <summary>Counts are exact over multiples of so many operations.</summary>
    public virtual int Period => 1;

    /// <summary>A good number of operations for counting.</summary>
    public virtual int CountOperations => 1000;

    protected readonly Place place = new();

    protected Case(string scenario, string contender, string parameters)
    {
        Scenario = scenario;
        Contender = contender;
        Params = parameters;
    }

    public virtual void SetUp(ulong seed) { }

    /// <summary>Runs operations to their end. Gives how many results were wrong.</summary>
    public abstract long Run(long operations);

    /// <summary>The values of caller_uncached: no task of theirs is cached.</summary>
    protected static long Input(long i) => 1000 + (i & 1023);

    /// <summary>All, those of a scenario in a row.</summary>
    public static Case[] All()
    {
        Case[] cases = [.. Fetches<OfTask>(), .. Fetches<OfValueTask>(), .. Fetches<OfPooled>(), .. Fetches<OfSource>(),
            .. Chains<OfTask>(), .. Chains<OfValueTask>(), .. Chains<OfPooled>(),
            .. Wides<Wide8>(), .. Wides<Wide16>(), .. Wides<Wide64>(), .. Wides<Wide256>(),
            .. PingPong.Cases(), .. Ring.Cases(), .. Skynet.Cases(), .. Fib.Cases(), .. FanOut.Cases(), .. Brigade.Cases(),
            .. Sleepers.Cases(), .. Yields.Cases(), .. BoundedChannel.Cases()];
        return [.. cases.GroupBy(it => it.Scenario).SelectMany(it => it)];
    }

    static IEnumerable<Case> Fetches<T>() where T : struct, IContender
    {
        yield return new Sync<T>();
        yield return new Suspend<T>();
        foreach (int percent in new[] { 0, 50, 90, 100 })
            yield return new Mixed<T>(percent);
        yield return new FailSync<T>();
        // Whether the pool has the box of a method that threw back in time varies, and with it what is counted.
        if (typeof(T) != typeof(OfPooled))
            yield return new FailSuspend<T>();
    }

    static IEnumerable<Case> Wides<T>() where T : struct, IWide<T> => [new WideTask<T>(), new WideValueTask<T>()];

    static IEnumerable<Case> Chains<T>() where T : struct, IChain
    {
        foreach (int depth in new[] { 1, 10, 100 })
        {
            yield return new ChainSync<T>(depth);
            yield return new ChainSuspend<T>(depth);
        }
    }
}

/// <summary>Completes synchronously: plain code takes the result.</summary>
sealed class Sync<T> : Case where T : struct, IContender
{
    public Sync() : base("sync_success", T.Name, "") { }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
            wrong += T.Is(place, Input(i), How.Hit, Input(i) + 1) ? 0 : 1;
        return wrong;
    }
}

/// <summary>Suspends once: the caller waits, then the loop opens the gate.</summary>
sealed class Suspend<T> : Case where T : struct, IContender
{
    public Suspend() : base("async_completion", T.Name, "on=same_thread") { }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
        {
            T.Await(place, Input(i), How.Miss);
            T.Open(place, Input(i));
            wrong += place.Caller.Has(Input(i) + 1) ? 0 : 1;
        }
        return wrong;
    }
}

/// <summary>A percentage completes synchronously, the others suspend once.</summary>
sealed class Mixed<T> : Case where T : struct, IContender
{
    readonly int percent;
    Hits hits;

    public Mixed(int percent) : base("hit_ratio", T.Name, "percent=" + percent)
    {
        this.percent = percent;
        hits = new Hits(percent, 1);
    }

    public override int Period => Hits.Period;

    public override int CountOperations => Hits.Period;

    public override void SetUp(ulong seed) => hits = new Hits(percent, seed);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
        {
            if (hits.Next())
            {
                wrong += T.Is(place, Input(i), How.Hit, Input(i) + 1) ? 0 : 1;
                continue;
            }
            T.Await(place, Input(i), How.Miss);
            T.Open(place, Input(i));
            wrong += place.Caller.Has(Input(i) + 1) ? 0 : 1;
        }
        return wrong;
    }
}

/// <summary>Fails at once: plain code catches what it throws.</summary>
sealed class FailSync<T> : Case where T : struct, IContender
{
    public FailSync() : base("fault", T.Name, "when=sync") { }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
            wrong += T.Fails(place, Input(i), How.Fail) ? 0 : 1;
        return wrong;
    }
}

/// <summary>Suspends, and fails when the gate has opened: the caller catches it.</summary>
sealed class FailSuspend<T> : Case where T : struct, IContender
{
    public FailSuspend() : base("fault", T.Name, "when=async") { }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
        {
            T.Await(place, Input(i), How.MissFail);
            T.Open(place, Input(i));
            wrong += place.Caller.HasFailed ? 0 : 1;
        }
        return wrong;
    }
}

/// <summary>Methods that await each other and complete synchronously: plain code takes the outermost result.</summary>
sealed class ChainSync<T> : Case where T : struct, IChain
{
    readonly int depth;

    public ChainSync(int depth) : base("await_chain", T.Name, $"depth={depth};when=sync") => this.depth = depth;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
            wrong += T.ChainIs(depth, Input(i), Input(i) + depth) ? 0 : 1;
        return wrong;
    }
}

/// <summary>Methods that await each other, all of them suspended.</summary>
sealed class ChainSuspend<T> : Case where T : struct, IChain
{
    readonly int depth;

    public ChainSuspend(int depth) : base("await_chain", T.Name, $"depth={depth};when=async") => this.depth = depth;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
        {
            T.AwaitChain(place, depth, Input(i));
            place.Gate.Open(Input(i));
            wrong += place.Caller.Has(Input(i) + depth) ? 0 : 1;
        }
        return wrong;
    }
}
