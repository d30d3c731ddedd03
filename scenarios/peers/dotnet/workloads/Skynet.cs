using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;

namespace Peers;

/// <summary>What does a leaf cost of a tree in which each method starts ten others and adds up what they give? As in
/// skynet.c.</summary>
static class Skynet
{
    const int Ten = 10;

    /// <summary>Within a method, and so in its box.</summary>
    [InlineArray(Ten)]
    struct Children<T>
    {
        T first;
    }

    /// <summary>A tree, or the first leaves of one.</summary>
    readonly record struct Part(long First, long Size, long End, bool IsScheduled)
    {
        public Part Child(int i) => this with { First = First + i * (Size / Ten), Size = Size / Ten };

        public bool IsEmpty => First >= End;
    }

    // ---- Task ----

    static readonly Task<long> nothing = Task.FromResult(0L);

    static async Task<long> Leaf(bool isScheduled, long number)
    {
        if (isScheduled)
        {
            RunQueue.Enter();
            await Task.Yield();
        }
        return number;
    }

    static async Task<long> Node(Part part)
    {
        if (part.IsScheduled)
        {
            RunQueue.Enter();
            await Task.Yield();
        }
        Children<Task<long>> children = default;
        for (int i = 0; i < Ten; i++)
            children[i] = part.Child(i).IsEmpty ? nothing : Tree(part.Child(i));
        long sum = 0;
        for (int i = 0; i < Ten; i++)
        {
            long result = await children[i];
            sum += result;
        }
        return sum;
    }

    static Task<long> Tree(Part part) =>
        part.Size == 1 ? Leaf(part.IsScheduled, Workload.First + part.First) : Node(part);

    // ---- ValueTask ----

    static async ValueTask<long> LeafValue(bool isScheduled, long number)
    {
        if (isScheduled)
        {
            RunQueue.Enter();
            await Task.Yield();
        }
        return number;
    }

    static async ValueTask<long> NodeValue(Part part)
    {
        if (part.IsScheduled)
        {
            RunQueue.Enter();
            await Task.Yield();
        }
        Children<ValueTask<long>> children = default;
        for (int i = 0; i < Ten; i++)
            children[i] = part.Child(i).IsEmpty ? default : TreeValue(part.Child(i));
        long sum = 0;
        for (int i = 0; i < Ten; i++)
        {
            long result = await children[i];
            sum += result;
        }
        return sum;
    }

    static ValueTask<long> TreeValue(Part part) =>
        part.Size == 1 ? LeafValue(part.IsScheduled, Workload.First + part.First) : NodeValue(part);

    // ---- the cases ----

    static bool IsRight(long result, long count) => result == Workload.Sum(count);

    static IEnumerable<Case> Cases(int leaves, bool isScheduled)
    {
        // A million leaves are counted by trees of a thousand, as in C.
        var group = new Group("skynet", $"leaves={leaves};on=" + (isScheduled ? "run_queue" : "caller"), Batch: leaves,
            Period: Math.Min(leaves, isScheduled ? leaves : 1000));
        Part Whole(long count) => new(0, leaves, count, isScheduled);
        yield return new OneTask<long>(group, count => Tree(Whole(count)), IsRight);
        yield return new OneValueTask<long>(group, OfValueTask.Name, count => TreeValue(Whole(count)), IsRight);
    }

    public static IEnumerable<Case> Cases() =>
        [.. Cases(1000000, isScheduled: false), .. Cases(100, isScheduled: true)];
}
