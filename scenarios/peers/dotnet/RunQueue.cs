using System.Collections.Generic;
using System.Threading;

namespace Peers;

/// <summary>The run queue of the workloads: a synchronization context, whose callbacks one thread runs in their order. A
/// method that enters it comes back to it from the await that follows. All else has no context, as on the thread pool: so
/// whoever awaits a method is resumed by it, without an object that brings it back.</summary>
sealed class RunQueue : SynchronizationContext
{
    /// <summary>As many as wait at once in the largest workload, so that nothing is allocated while one is counted.</summary>
    const int Room = 16384;

    static readonly RunQueue queue = new();

    readonly Queue<(SendOrPostCallback Callback, object? State)> posted = new(Room);

    public static void Enter() => SetSynchronizationContext(queue);

    public override void Post(SendOrPostCallback callback, object? state) => posted.Enqueue((callback, state));

    /// <summary>Until nothing is left.</summary>
    public static void Run()
    {
        while (queue.posted.TryDequeue(out var next))
        {
            SetSynchronizationContext(null);
            next.Callback(next.State);
        }
        SetSynchronizationContext(null);
    }
}
