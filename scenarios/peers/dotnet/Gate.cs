using System;
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
