using System.Diagnostics;
using System.Linq;
using System.Runtime;
using System.Text.Json.Nodes;

namespace Peers;

/// <summary>Runs all cases in short turns until the runtime compiles nothing any more. It compiles a method anew, in the
/// background, when it was called 30 times and nothing new has been met for 100 ms, and many then once more; a loop is
/// called once a turn. So all cases together are warm in little more time than one, if their turns are short.</summary>
static class WarmUp
{
    const double Turn = 0.00005;   // seconds of a case
    const int StillTurns = 40;     // without a compiled method, more than the 30 calls
    const double StillTime = 0.25; // and seconds, more than the 100 ms
    const double Most = 10;        // where others want the machine: it is about a second on one that is idle

    public const string Rule = "all cases in turns until for 40 turns and 0.25 s no method is compiled, 10 s at most";

    static bool isDone;

    public static JsonObject All(Case[] cases)
    {
        if (!isDone)
            Run(cases);
        isDone = true;
        return [];
    }

    static void Run(Case[] cases)
    {
        long[] operations = cases.Select(_ => 1L).ToArray();
        var all = Stopwatch.StartNew();
        var still = Stopwatch.StartNew();
        int turns = 0;
        long compiled = 0;
        while (!(turns >= StillTurns && still.Elapsed.TotalSeconds > StillTime) && all.Elapsed.TotalSeconds < Most)
        {
            for (int i = 0; i < cases.Length; i++)
                operations[i] = RunTurn(cases[i], operations[i]);
            turns++;
            if (JitInfo.GetCompiledMethodCount() == compiled)
                continue;
            compiled = JitInfo.GetCompiledMethodCount();
            turns = 0;
            still.Restart();
        }
    }

    /// <summary>Gives how many operations the next turn has.</summary>
    static long RunTurn(Case it, long operations)
    {
        long start = Stopwatch.GetTimestamp();
        it.Run(operations);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return seconds < Turn / 2 ? operations * 2 : seconds > Turn * 2 && operations > 1 ? operations / 2 : operations;
    }
}
