namespace Peers;

/// <summary>What the operations of a case use, made once.</summary>
sealed class Place
{
    public readonly Gate Gate = new();
    public readonly Caller Caller = new();
    public readonly OwnSource Source = new();
}

/// <summary>A contender: how it starts an operation, and how the caller takes or awaits what that gives back. Structs with
/// static members, so that each loop is compiled for its contender alone and calls it directly.</summary>
interface IContender
{
    static abstract string Name { get; }

    /// <summary>Of an operation that completes synchronously.</summary>
    static abstract bool Is(Place place, long value, How how, long expected);
    static abstract bool Fails(Place place, long value, How how);

    /// <summary>Of an operation that suspends, and is then opened.</summary>
    static abstract void Await(Place place, long value, How how);
    static abstract void Open(Place place, long value);
}

/// <summary>A contender whose methods can await each other.</summary>
interface IChain : IContender
{
    static abstract bool ChainIs(int depth, long value, long expected);
    static abstract void AwaitChain(Place place, int depth, long value);
}

struct OfTask : IChain
{
    public static string Name => "task";

    public static bool Is(Place place, long value, How how, long expected) =>
        Take.Is(Operations.Fetch(place.Gate, value, how), expected);

    public static bool Fails(Place place, long value, How how) =>
        Take.Fails(Operations.Fetch(place.Gate, value, how));

    public static void Await(Place place, long value, How how) =>
        place.Caller.Await(Operations.Fetch(place.Gate.Close(), value, how));

    public static void Open(Place place, long value) => place.Gate.Open(value);

    public static bool ChainIs(int depth, long value, long expected) =>
        Take.Is(Operations.Chain(depth, value, null), expected);

    public static void AwaitChain(Place place, int depth, long value) =>
        place.Caller.Await(Operations.Chain(depth, value, place.Gate.Close()));
}

struct OfValueTask : IChain
{
    public static string Name => "value_task";

    public static bool Is(Place place, long value, How how, long expected) =>
        Take.Is(Operations.FetchValue(place.Gate, value, how), expected);

    public static bool Fails(Place place, long value, How how) =>
        Take.Fails(Operations.FetchValue(place.Gate, value, how));

    public static void Await(Place place, long value, How how) =>
        place.Caller.Await(Operations.FetchValue(place.Gate.Close(), value, how));

    public static void Open(Place place, long value) => place.Gate.Open(value);

    public static bool ChainIs(int depth, long value, long expected) =>
        Take.Is(Operations.ChainValue(depth, value, null), expected);

    public static void AwaitChain(Place place, int depth, long value) =>
        place.Caller.Await(Operations.ChainValue(depth, value, place.Gate.Close()));
}

struct OfPooled : IChain
{
    public static string Name => "value_task_pooled";

    public static bool Is(Place place, long value, How how, long expected) =>
        Take.Is(Operations.FetchPooled(place.Gate, value, how), expected);

    public static bool Fails(Place place, long value, How how) =>
        Take.Fails(Operations.FetchPooled(place.Gate, value, how));

    public static void Await(Place place, long value, How how) =>
        place.Caller.Await(Operations.FetchPooled(place.Gate.Close(), value, how));

    public static void Open(Place place, long value) => place.Gate.Open(value);

    public static bool ChainIs(int depth, long value, long expected) =>
        Take.Is(Operations.ChainPooled(depth, value, null), expected);

    public static void AwaitChain(Place place, int depth, long value) =>
        place.Caller.Await(Operations.ChainPooled(depth, value, place.Gate.Close()));
}

struct OfSource : IContender
{
    public static string Name => "value_task_source";

    public static bool Is(Place place, long value, How how, long expected) =>
        Take.Is(place.Source.Fetch(value, how), expected);

    public static bool Fails(Place place, long value, How how) => Take.Fails(place.Source.Fetch(value, how));

    public static void Await(Place place, long value, How how) => place.Caller.Await(place.Source.Fetch(value, how));

    public static void Open(Place place, long value) => place.Source.Opened(value);
}
