using System.Collections.Generic;
using System.Threading.Tasks;

namespace Peers;

/// <summary>What does it cost to let others run? As in yield.c.</summary>
static class Yields
{
    static async Task<long> Yield(long left, long result)
    {
        for (; left != 0; left--)
        {
            RunQueue.Enter();
            await Task.Yield();
        }
        return result;
    }

    static async ValueTask<long> YieldValue(long left, long result)
    {
        for (; left != 0; left--)
        {
            RunQueue.Enter();
            await Task.Yield();
        }
        return result;
    }

    static bool IsRight(long result, long count) => result == Workload.First + count;

    public static IEnumerable<Case> Cases()
    {
        var group = new Group("yield", "yields=1", Batch: 1, Period: 1);
        yield return new OneTask<long>(group, count => Yield(count, Workload.First + count), IsRight);
        yield return new OneValueTask<long>(group, OfValueTask.Name,
            count => YieldValue(count, Workload.First + count), IsRight);
    }
}
