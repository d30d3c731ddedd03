using System;
using System.Collections.Generic;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace Peers;

/// <summary>What does it cost to send a word to another method and to wait for its answer? As in ping_pong.c.</summary>
static class PingPong
{
    /// <summary>The players of one game; a player gives the number on its last ball.</summary>
    sealed class Game
    {
        public readonly Channel<long>[] To = [Channel.CreateUnbounded<long>(), Channel.CreateUnbounded<long>()];

        /// <summary>The first player serves, so the last stroke is the other's.</summary>
        public void StrikeBack(int player, long left, long ball)
        {
            if (left != 0 || player != 0)
                To[1 - player].Writer.TryWrite(ball + 1);
        }
    }

    static async Task<long> Play(Game game, int player, long left)
    {
        long ball = 0;
        while (left != 0)
        {
            ball = await ReceiveTask.From(game.To[player].Reader);
            game.StrikeBack(player, --left, ball);
        }
        return ball;
    }

    static async Task<long> PlayValue<T>(Game game, int player, long left) where T : struct, IReceive
    {
        long ball = 0;
        while (left != 0)
        {
            ball = await T.From(game.To[player].Reader);
            game.StrikeBack(player, --left, ball);
        }
        return ball;
    }

    /// <summary>Each stroke adds 1, and a round trip has two.</summary>
    static long Expected(long count) => 2 * (Workload.First + 2 * count - 1) - 1;

    static ManyTasks Case(string contender, Func<Game, int, long, Task<long>> play)
    {
        var game = new Game();
        return new ManyTasks(new Group("ping_pong", "", Batch: long.MaxValue, Period: 1), contender, 2, (players, count) =>
        {
            players[0] = play(game, 0, count);
            players[1] = play(game, 1, count);
            game.To[1].Writer.TryWrite(Workload.First);
            return 2;
        }, Expected);
    }

    public static IEnumerable<Case> Cases() =>
    [
        Case(OfTask.Name, Play),
        Case(ReceiveValue.Name, PlayValue<ReceiveValue>),
        Case(ReceiveSource.Name, PlayValue<ReceiveSource>),
    ];
}
