using System.Runtime.CompilerServices;
using System.Threading.Tasks;

namespace Peers;

/// <summary>A result of so many bytes; its first and its last word are the value, as in wide_fetch.h.</summary>
interface IWide<T> where T : struct, IWide<T>
{
    static abstract int Bytes { get; }
    static abstract T Of(long value);
    static abstract bool Is(in T result, long value);
}

struct Wide8 : IWide<Wide8>
{
    long word;

    public static int Bytes => 8;
    public static Wide8 Of(long value) => new() { word = value };
    public static bool Is(in Wide8 result, long value) => result.word == value;
}

[InlineArray(2)]
struct Wide16 : IWide<Wide16>
{
    long first;

    public static int Bytes => 16;

    public static Wide16 Of(long value)
    {
        Wide16 result = default;
        result[0] = value;
        result[1] = value;
        return result;
    }

    public static bool Is(in Wide16 result, long value) => result[0] == value && result[1] == value;
}

[InlineArray(8)]
struct Wide64 : IWide<Wide64>
{
    long first;

    public static int Bytes => 64;

    public static Wide64 Of(long value)
    {
        Wide64 result = default;
        result[0] = value;
        result[7] = value;
        return result;
    }

    public static bool Is(in Wide64 result, long value) => result[0] == value && result[7] == value;
}

[InlineArray(32)]
struct Wide256 : IWide<Wide256>
{
    long first;

    public static int Bytes => 256;

    public static Wide256 Of(long value)
    {
        Wide256 result = default;
        result[0] = value;
        result[31] = value;
        return result;
    }

    public static bool Is(in Wide256 result, long value) => result[0] == value && result[31] == value;
}

/// <summary>Each is nested in another of its kind, so results are handed on once. All complete synchronously.</summary>
static class WideOperations
{
#pragma warning disable CS1998 // it awaits nothing

    static async Task<T> Inner<T>(long value) where T : struct, IWide<T> => T.Of(value);

    static async ValueTask<T> InnerValue<T>(long value) where T : struct, IWide<T> => T.Of(value);

#pragma warning restore CS1998

    public static async Task<T> Fetch<T>(long value) where T : struct, IWide<T> => await Inner<T>(value);

    public static async ValueTask<T> FetchValue<T>(long value) where T : struct, IWide<T> => await InnerValue<T>(value);
}

sealed class WideTask<T> : Case where T : struct, IWide<T>
{
    public WideTask() : base("result_size", OfTask.Name, "bytes=" + T.Bytes) { }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
        {
            Task<T> task = WideOperations.Fetch<T>(Input(i));
            wrong += task.IsCompletedSuccessfully && T.Is(task.GetAwaiter().GetResult(), Input(i)) ? 0 : 1;
        }
        return wrong;
    }
}

sealed class WideValueTask<T> : Case where T : struct, IWide<T>
{
    public WideValueTask() : base("result_size", OfValueTask.Name, "bytes=" + T.Bytes) { }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(long operations)
    {
        long wrong = 0;
        for (long i = 0; i < operations; i++)
        {
            ValueTask<T> task = WideOperations.FetchValue<T>(Input(i));
            wrong += task.IsCompletedSuccessfully && T.Is(task.GetAwaiter().GetResult(), Input(i)) ? 0 : 1;
        }
        return wrong;
    }
}
