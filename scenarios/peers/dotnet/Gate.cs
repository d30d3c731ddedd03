using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace Peers;

/// <summary>What an operation waits for: closed again for each, opened with a value by the loop, as an event loop would.
/// It allocates nothing, and runs who waits on the spot.</summary>
sealed class Gate : IValueTaskSource<long>
{
    ManualResetValueTaskSourceCore<long> core;

    public Gate Close()
    {
        core.Reset();
        return this;
    }

    public ValueTask<long> Wait() => new(this, core.Version);

    public void Open(long value) => core.SetResult(value);

    long IValueTaskSource<long>.GetResult(short token) => core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<long>.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource<long>.OnCompleted(Action<object?> continuation, object? state, short token,
        ValueTaskSourceOnCompletedFlags flags) => core.OnCompleted(continuation, state, token, flags);
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

    public Caller()
    {
        resume = () => Finish(awaiter.GetResult());
        resumeTask = () => Finish(taskAwaiter.GetResult());
    }

    public void Await(ValueTask<long> operation)
    {
        isDone = false;
        awaiter = operation.GetAwaiter();
        if (awaiter.IsCompleted)
            Finish(awaiter.GetResult());
        else
            awaiter.UnsafeOnCompleted(resume);
    }

    public void Await(Task<long> operation)
    {
        isDone = false;
        taskAwaiter = operation.GetAwaiter();
        if (taskAwaiter.IsCompleted)
            Finish(taskAwaiter.GetResult());
        else
            taskAwaiter.UnsafeOnCompleted(resumeTask);
    }

    public bool Has(long expected) => isDone && result == expected;

    void Finish(long with)
    {
        result = with;
        isDone = true;
    }
}
