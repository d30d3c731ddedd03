using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace Peers;

/// <summary>What does a method cost of which many are started at once and awaited together? As in fan_out.c, with
/// Task.WhenAll, which value tasks have no counterpart of: each becomes the task that it is underneath.</summary>
static class FanOut
{
    const int Children = 1000;

    static async Task<long> Child(long result)
    {
        RunQueue.Enter();
        await Task.Yield();
        return result;
    }

    static async ValueTask<long> ChildValue(long result)
    {
        RunQueue.Enter();
        await Task.Yield();
        return result;
    }

    static Task<long[]> All(Task<long>[] children, long count)
    {
        for (int i = 0; i < count; i++)
            children[i] = Child(Workload.First + i);
        return Task.WhenAll(children.AsSpan(0, (int)count));
    }

    static Task<long[]> AllValues(Task<long>[] children, long count)
    {
        for (int i = 0; i < count; i++)
            children[i] = ChildValue(Workload.First + i).AsTask();
        return Task.WhenAll(children.AsSpan(0, (int)count));
    }

    static bool AreRight(long[] results, long count)
    {
        for (int i = 0; i < results.Length; i++)
        {
            if (results[i] != Workload.First + i)
                return false;
        }
        return results.Length == count;
    }

    public static IEnumerable<Case> Cases()
    {
        var group = new Group("fan_out", "children=" + Children, Batch: Children, Period: Children);
        var children = new Task<long>[Children];
        yield return new OneTask<long[]>(group, count => All(children, count), AreRight);
        yield return new OneValueTask<long[]>(group, OfValueTask.Name, count => new(AllValues(children, count)), AreRight);
    }
}
