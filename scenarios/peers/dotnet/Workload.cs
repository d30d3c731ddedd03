using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;

namespace Peers;

/// <summary>What the cases of a workload with the same parameters have in common: so many operations are started at once,
/// and counts are exact over multiples of a period.</summary>
readonly record struct Group(string Scenario, string Params, long Batch, int Period);

/// <summary>A program of many methods, as in workload.h: batches of operations are started, the run queue runs until nothing
/// is left, and what they gave is checked. The loop takes results as plain code does, so that all that is counted is the
/// workload's.</summary>
abstract class Workload(Group group, string contender) : Case(group.Scenario, contender, group.Params)
{
    /// <summary>Results begin here: no task of theirs is cached.</summary>
    public const long First = 1000;

    readonly Group group = group;

    public override int Period => group.Period;

    public override int CountOperations => Math.Max(group.Period, 1000 / group.Period * group.Period);

    protected abstract void Start(long count);

    /// <summary>Once nothing runs any more.</summary>
    protected abstract bool IsRight(long count);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long left = operations; left > 0; left -= group.Batch)
        {
            long count = Math.Min(left, group.Batch);
            Start(count);
            RunQueue.Run();
            wrong += IsRight(count) ? 0 : 1;
        }
        return wrong;
    }

    /// <summary>Of so many numbers from First on.</summary>
    public static long Sum(long count) => count * First + count * (count - 1) / 2;
}

/// <summary>A batch is one task.</summary>
sealed class OneTask<T>(Group group, Func<long, Task<T>> start, Func<T, long, bool> isRight)
    : Workload(group, OfTask.Name)
{
    Task<T>? task;

    protected override void Start(long count) => task = start(count);

    protected override bool IsRight(long count) =>
        task!.IsCompletedSuccessfully && isRight(task.GetAwaiter().GetResult(), count);
}

/// <summary>A batch is one value task.</summary>
sealed class OneValueTask<T>(Group group, string contender, Func<long, ValueTask<T>> start, Func<T, long, bool> isRight)
    : Workload(group, contender)
{
    ValueTask<T> task;

    protected override void Start(long count) => task = start(count);

    protected override bool IsRight(long count) =>
        task.IsCompletedSuccessfully && isRight(task.GetAwaiter().GetResult(), count);
}

/// <summary>A batch is as many tasks as there is room for, or less, whose results are added up.</summary>
sealed class ManyTasks(Group group, string contender, int room, Func<Task<long>[], long, int> start,
    Func<long, long> expected) : Workload(group, contender)
{
    readonly Task<long>[] tasks = new Task<long>[room];
    int started;

    protected override void Start(long count) => started = start(tasks, count);

    protected override bool IsRight(long count)
    {
        long sum = 0;
        for (int i = 0; i < started; i++)
        {
            if (!tasks[i].IsCompletedSuccessfully)
                return false;
            sum += tasks[i].GetAwaiter().GetResult();
        }
        return sum == expected(count);
    }
}

/// <summary>A batch is a value task for each operation.</summary>
sealed class ManyValueTasks(Group group, string contender, Action<ValueTask<long>[], long> start,
    Func<long, long> expected) : Workload(group, contender)
{
    readonly ValueTask<long>[] tasks = new ValueTask<long>[group.Batch];

    protected override void Start(long count) => start(tasks, count);

    protected override bool IsRight(long count)
    {
        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            if (!tasks[i].IsCompletedSuccessfully)
                return false;
            sum += tasks[i].GetAwaiter().GetResult();
        }
        return sum == expected(count);
    }
}
