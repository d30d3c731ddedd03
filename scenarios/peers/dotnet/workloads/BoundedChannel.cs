using System;
using System.Collections.Generic;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace Peers;

/// <summary>What does a word cost from a producer to a consumer, through one channel of limited size? As in channel.c.</summary>
static class BoundedChannel
{
    const int Capacity = 16;
    const int Batch = 1024;

    static async Task<long> Produce(ChannelWriter<long> to, long left)
    {
        for (long word = Workload.First; left != 0; left--)
        {
            RunQueue.Enter();
            await to.WriteAsync(word++);
        }
        return 0;
    }

    static async Task<long> Consume(ChannelReader<long> from, long left)
    {
        long sum = 0;
        for (; left != 0; left--)
        {
            long word = await ReceiveTask.From(from);
            sum += word;
        }
        return sum;
    }

    static async Task<long> ConsumeValue(ChannelReader<long> from, long left)
    {
        long sum = 0;
        for (; left != 0; left--)
        {
            long word = await ReceiveValue.From(from);
            sum += word;
        }
        return sum;
    }

    static ManyTasks Case(string contender, Func<ChannelReader<long>, long, Task<long>> consume)
    {
        var channel = Channel.CreateBounded<long>(Capacity);
        var group = new Group("channel", "producers=1;on=run_queue", Batch, Period: Batch);
        return new ManyTasks(group, contender, 2, (ends, count) =>
        {
            ends[0] = consume(channel.Reader, count);
            ends[1] = Produce(channel.Writer, count);
            return 2;
        }, Workload.Sum);
    }

    public static IEnumerable<Case> Cases() =>
    [
        Case(OfTask.Name, Consume),
        Case(ReceiveValue.Name, ConsumeValue),
    ];
}
