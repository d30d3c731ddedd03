using System;
using System.Collections.Generic;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace Peers;

/// <summary>What does a hop of a token cost around a ring of methods? As in ring.c. The methods are begun once.</summary>
sealed class Ring(string contender, Func<Ring, int, Task> hop)
    : Workload(new Group("ring", "methods=" + Methods, Batch: long.MaxValue, Period: 1), contender)
{
    const int Methods = 100;

    Channel<long>[] channels = []; // to each method
    int first;                     // the method that gets the next token
    long hops;                     // that were made
    bool hasCome;                  // the token, to its last method

    ChannelReader<long> To(int place) => channels[place].Reader;

    /// <summary>Hands the token on.</summary>
    void PassOn(int place, long token)
    {
        int next = (place + 1) % Methods;
        hops++;
        if (token > First)
        {
            channels[next].Writer.TryWrite(token - 1);
            return;
        }
        first = next;
        hasCome = true;
    }

    static async Task Hop(Ring ring, int place)
    {
        for (; ; )
        {
            long token = await ReceiveTask.From(ring.To(place));
            ring.PassOn(place, token);
        }
    }

    static async Task HopValue(Ring ring, int place)
    {
        for (; ; )
        {
            long token = await ReceiveValue.From(ring.To(place));
            ring.PassOn(place, token);
        }
    }

    void Begin()
    {
        channels = new Channel<long>[Methods];
        for (int i = 0; i < Methods; i++)
        {
            channels[i] = Channel.CreateUnbounded<long>();
            _ = hop(this, i);
        }
    }

    protected override void Start(long count)
    {
        if (channels.Length == 0)
            Begin();
        hops = 0;
        hasCome = false;
        channels[first].Writer.TryWrite(First + count - 1);
    }

    protected override bool IsRight(long count) => hasCome && hops == count;

    public static IEnumerable<Case> Cases() =>
    [
        new Ring(OfTask.Name, Hop),
        new Ring(ReceiveValue.Name, HopValue),
    ];
}
