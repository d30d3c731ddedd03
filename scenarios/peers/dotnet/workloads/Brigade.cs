using System.Collections.Generic;
using System.Linq;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace Peers;

/// <summary>What does a link cost of a chain of methods that each wait for a word and hand it on? As in brigade.c.</summary>
static class Brigade
{
    const int Links = 100;

    static async Task<long> Link(ChannelReader<long> from, ChannelWriter<long>? to)
    {
        RunQueue.Enter();
        long word = await from.ReadAsync();
        to?.TryWrite(word + 1);
        return word;
    }

    static async ValueTask<long> LinkValue(ChannelReader<long> from, ChannelWriter<long>? to)
    {
        RunQueue.Enter();
        long word = await from.ReadAsync();
        to?.TryWrite(word + 1);
        return word;
    }

    /// <summary>The channels are there already.</summary>
    static Channel<long>[] Channels() => [.. Enumerable.Range(0, Links).Select(_ => Channel.CreateUnbounded<long>())];

    static ChannelWriter<long>? Next(Channel<long>[] channels, int i, long count) =>
        i + 1 < count ? channels[i + 1].Writer : null;

    public static IEnumerable<Case> Cases()
    {
        var group = new Group("brigade", "links=" + Links, Batch: Links, Period: Links);
        Channel<long>[] channels = Channels();
        yield return new ManyTasks(group, OfTask.Name, Links, (links, count) =>
        {
            for (int i = 0; i < count; i++)
                links[i] = Link(channels[i].Reader, Next(channels, i, count));
            channels[0].Writer.TryWrite(Workload.First);
            return (int)count;
        }, Workload.Sum);
        yield return new ManyValueTasks(group, OfValueTask.Name, (links, count) =>
        {
            for (int i = 0; i < count; i++)
                links[i] = LinkValue(channels[i].Reader, Next(channels, i, count));
            channels[0].Writer.TryWrite(Workload.First);
        }, Workload.Sum);
    }
}
