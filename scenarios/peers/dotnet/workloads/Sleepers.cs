using System.Collections.Generic;
using System.Threading.Tasks;

namespace Peers;

/// <summary>What does a method cost of which very many wait at once? As in sleepers.c: for one task, which is a new one each
/// time, as .NET's cannot be set again. A task hands all but one of those that wait for it to the thread pool; so they enter
/// the queue, to which an object and a delegate bring each back.</summary>
static class Sleepers
{
    const int Methods = 1000;

    static async Task<long> Sleep(Task alarm, long number)
    {
        RunQueue.Enter();
        await alarm;
        return number;
    }

    static async ValueTask<long> SleepValue(Task alarm, long number)
    {
        RunQueue.Enter();
        await alarm;
        return number;
    }

    static int Wake(Task<long>[] sleepers, long count)
    {
        var alarm = new TaskCompletionSource();
        for (int i = 0; i < count; i++)
            sleepers[i] = Sleep(alarm.Task, Workload.First + i);
        alarm.SetResult();
        return (int)count;
    }

    static void WakeValues(ValueTask<long>[] sleepers, long count)
    {
        var alarm = new TaskCompletionSource();
        for (int i = 0; i < count; i++)
            sleepers[i] = SleepValue(alarm.Task, Workload.First + i);
        alarm.SetResult();
    }

    public static IEnumerable<Case> Cases()
    {
        var group = new Group("sleepers", "methods=" + Methods, Batch: Methods, Period: Methods);
        yield return new ManyTasks(group, OfTask.Name, Methods, Wake, Workload.Sum);
        yield return new ManyValueTasks(group, OfValueTask.Name, WakeValues, Workload.Sum);
    }
}
