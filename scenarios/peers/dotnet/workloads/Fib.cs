using System.Collections.Generic;
using System.Threading.Tasks;

namespace Peers;

/// <summary>What do Fibonacci numbers cost where each call starts two others and awaits both? As in fib.c, where all complete
/// synchronously. Of int, as .NET keeps completed tasks of small ones.</summary>
static class Fib
{
    const int N = 10;
    const int FibN = 55;

#pragma warning disable CS1998 // it awaits nothing

    static async Task<int> Leaf(int n) => n;

    static async ValueTask<int> LeafValue(int n) => n;

#pragma warning restore CS1998

    static async Task<int> Add(Task<int> larger, Task<int> smaller) => await larger + await smaller;

    static async ValueTask<int> AddValue(ValueTask<int> larger, ValueTask<int> smaller) => await larger + await smaller;

    static Task<int> Of(int n) => n < 2 ? Leaf(n) : Add(Of(n - 1), Of(n - 2));

    static ValueTask<int> OfValue(int n) => n < 2 ? LeafValue(n) : AddValue(OfValue(n - 1), OfValue(n - 2));

    static bool IsRight(int result, long count) => result == FibN;

    public static IEnumerable<Case> Cases()
    {
        var group = new Group("fib", $"n={N};on=caller", Batch: 1, Period: 1);
        yield return new OneTask<int>(group, _ => Of(N), IsRight);
        yield return new OneValueTask<int>(group, OfValueTask.Name, _ => OfValue(N), IsRight);
    }
}
