using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;

namespace Peers;

/// <summary>Takes the outcome of an operation that is complete when its call returns, as plain code does.</summary>
static class Take
{
    public static bool Is(Task<long> task, long expected) =>
        task.IsCompletedSuccessfully && task.GetAwaiter().GetResult() == expected;

    public static bool Is(ValueTask<long> task, long expected) =>
        task.IsCompletedSuccessfully && task.GetAwaiter().GetResult() == expected;

    public static bool Fails(Task<long> task)
    {
        try
        {
            task.GetAwaiter().GetResult();
            return false;
        }
        catch (NoRoute)
        {
            return true;
        }
    }

    public static bool Fails(ValueTask<long> task)
    {
        try
        {
            task.GetAwaiter().GetResult();
            return false;
        }
        catch (NoRoute)
        {
            return true;
        }
    }
}

/// <summary>Waits for one operation as plain code does; used again for the next, with one delegate.</summary>
sealed class Caller
{
    readonly Action resume;
    readonly Action resumeTask;
    ValueTaskAwaiter<long> awaiter;
    TaskAwaiter<long> taskAwaiter;
    long result;
    bool isDone;
    bool hasFailed;

    public Caller()
    {
        resume = Finish;
        resumeTask = FinishTask;
    }

    public void Await(ValueTask<long> operation)
    {
        isDone = false;
        awaiter = operation.GetAwaiter();
        if (awaiter.IsCompleted)
            Finish();
        else
            awaiter.UnsafeOnCompleted(resume);
    }

    public void Await(Task<long> operation)
    {
        isDone = false;
        taskAwaiter = operation.GetAwaiter();
        if (taskAwaiter.IsCompleted)
            FinishTask();
        else
            taskAwaiter.UnsafeOnCompleted(resumeTask);
    }

    public bool Has(long expected) => isDone && !hasFailed && result == expected;

    public bool HasFailed => isDone && hasFailed;

    void Finish()
    {
        try
        {
            result = awaiter.GetResult();
            hasFailed = false;
        }
        catch (NoRoute)
        {
            hasFailed = true;
        }
        isDone = true;
    }

    void FinishTask()
    {
        try
        {
            result = taskAwaiter.GetResult();
            hasFailed = false;
        }
        catch (NoRoute)
        {
            hasFailed = true;
        }
        isDone = true;
    }
}
