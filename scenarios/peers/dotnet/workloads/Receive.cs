using System.Threading.Channels;
using System.Threading.Tasks;

namespace Peers;

/// <summary>Taking a word from a channel on the run queue, as in receive.h: by a method, or from the
/// channel's own source, which it uses again for each wait.</summary>
interface IReceive
{
    static abstract string Name { get; }
    static abstract ValueTask<long> From(ChannelReader<long> reader);
}

struct ReceiveValue : IReceive
{
    public static string Name => OfValueTask.Name;

    public static async ValueTask<long> From(ChannelReader<long> reader)
    {
        RunQueue.Enter();
        return await reader.ReadAsync();
    }
}

struct ReceiveSource : IReceive
{
    public static string Name => OfSource.Name;

    public static ValueTask<long> From(ChannelReader<long> reader)
    {
        RunQueue.Enter();
        return reader.ReadAsync();
    }
}

static class ReceiveTask
{
    public static async Task<long> From(ChannelReader<long> reader)
    {
        RunQueue.Enter();
        return await reader.ReadAsync();
    }
}
