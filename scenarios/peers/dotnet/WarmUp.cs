using System.Diagnostics;
using System.Linq;
using System.Text.Json.Nodes;

namespace Peers;

/// <summary>Runs all cases in turns until none gets faster. A method is compiled anew, in the background, when it has run
/// often and nothing new has been met for 100 ms; so all cases together are warm in little more time than one, and the
/// time in which none gets faster must be longer than that.</summary>
static class WarmUp
{
    const double Turn = 0.0005; // seconds of a case
    const double Still = 0.25;  // without a faster turn
    const double Most = 3;
    const double Faster = 0.95;

    public const string Rule = "all cases in turns until for 0.25 s none is 5 % faster, 3 s at most";

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
        double[] best = cases.Select(_ => double.MaxValue).ToArray();
        long[] operations = cases.Select(_ => 1L).ToArray();
        var all = Stopwatch.StartNew();
        double improved = 0;
        while (all.Elapsed.TotalSeconds - improved < Still && all.Elapsed.TotalSeconds < Most)
        {
            for (int i = 0; i < cases.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                cases[i].Run(operations[i]);
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                double each = seconds / operations[i];
                if (each < best[i] * Faster)
                {
                    improved = all.Elapsed.TotalSeconds;
                    best[i] = each;
                }
                if (seconds < Turn / 2)
                    operations[i] *= 2;
            }
        }
    }
}
