using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;

namespace Peers;

/// <summary>The host: docs/hosts.md has its lines. One thread does all.</summary>
static class Host
{
    static readonly Case[] cases = Case.All();

    static readonly string peer = typeof(Host).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Peer").Value!;

    static int Main()
    {
        using var requests = new StreamReader(Open(3, FileAccess.Read));
        using var answers = new StreamWriter(Open(4, FileAccess.Write)) { AutoFlush = true, NewLine = "\n" };
        while (requests.ReadLine() is { } line)
            answers.WriteLine(Answer(JsonNode.Parse(line)!.AsObject()).ToJsonString());
        return 0;
    }

    static FileStream Open(int descriptor, FileAccess access) =>
        new(new SafeFileHandle(descriptor, ownsHandle: true), access, bufferSize: 1);

    static JsonObject Answer(JsonObject request)
    {
        string ask = (string)request["ask"]!;
        JsonObject answer = ask switch
        {
            "hello" => Hello(),
            "list" => List(),
            "warm_up" => WarmUp.All(cases),
            "time" => Time(CaseOf(request), (long)request["operations"]!),
            "count" => Count(CaseOf(request), (long)request["operations"]!),
            "set_up" => SetUp(CaseOf(request), ulong.Parse((string)request["seed"]!)),
            "tear_down" => [],
            _ => new JsonObject { ["error"] = "it is not known what that is" },
        };
        answer["answer"] = answer.ContainsKey("error") ? "error" : ask;
        return answer;
    }

    static Case CaseOf(JsonObject request) => cases[(int)request["case"]!];

    // ---- what it is, and which cases it has ----

    static JsonObject Hello() => new()
    {
        ["protocol"] = 1,
        ["name"] = peer,
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["settings"] = new JsonObject
        {
            ["async methods"] = HasRuntimeAsync() ? "runtime async" : "the compiler's state machines",
            ["tiering and PGO"] = "as by default",
            ["warm-up"] = WarmUp.Rule,
            ["garbage collector"] = System.Runtime.GCSettings.IsServerGC ? "server" : "workstation, not concurrent",
            ["program"] = typeof(Host).Module.ModuleVersionId.ToString(),
        },
        ["counts"] = new JsonObject { ["bytes"] = true, ["objects"] = Objects.CanBeCounted, ["collections"] = true },
    };

    /// <summary>A method that the compiler turned into a state machine says so with an attribute.</summary>
    static bool HasRuntimeAsync() => typeof(Operations).GetMethod(nameof(Operations.Fetch))!
        .GetCustomAttribute<AsyncStateMachineAttribute>() == null;

    static JsonObject List() => new()
    {
        ["contenders"] = new JsonArray(cases.Select(it => it.Contender).Distinct().Select(Contender).ToArray()),
        ["scenarios"] = new JsonArray(cases.Select(it => it.Scenario).Distinct().Select(Scenario).ToArray()),
    };

    static string Label(string contender) => contender switch
    {
        "task" => "Task",
        "value_task" => "ValueTask",
        "value_task_pooled" => "pooled",
        _ => "own source",
    };

    static string About(string contender) => contender switch
    {
        "task" => "A Task",
        "value_task" => "A ValueTask",
        "value_task_pooled" => "A ValueTask of the pooling builder",
        _ => "A ValueTask of a source that is used again",
    };

    static string Runtime() => peer switch
    {
        "net10" => ".NET 10",
        "net11" => ".NET 11",
        _ => ".NET 11 ra",
    };

    static JsonNode Contender(string contender) => new JsonObject
    {
        ["name"] = peer + "_" + contender,
        ["label"] = Runtime() + ": " + Label(contender),
        ["about"] = About(contender) + " in C#, " + Runtime() + (HasRuntimeAsync() ? ": runtime async." : "."),
        ["compared_with"] = "task",
    };

    static JsonNode Scenario(string scenario) => new JsonObject
    {
        ["name"] = scenario,
        ["question"] = "",
        ["cases"] = new JsonArray(cases.Where(it => it.Scenario == scenario).Select(it => (JsonNode)new JsonObject
        {
            ["contender"] = peer + "_" + it.Contender,
            ["params"] = it.Params,
            ["period"] = it.Period,
            ["operations"] = it.CountOperations,
        }).ToArray()),
    };

    // ---- measuring ----

    static JsonObject SetUp(Case it, ulong seed)
    {
        it.SetUp(seed);
        return [];
    }

    static JsonObject Time(Case it, long operations)
    {
        long start = Stopwatch.GetTimestamp();
        long wrong = it.Run(operations);
        long ticks = Stopwatch.GetTimestamp() - start;
        return new JsonObject
        {
            ["operations"] = operations,
            ["wrong"] = wrong,
            ["nanoseconds"] = Math.Max(1, ticks * (1_000_000_000 / Stopwatch.Frequency)),
        };
    }

    /// <summary>Windows that are tried until the runtime's own threads (tiering, timers) do nothing in one: what they
    /// allocate now and then is none of the operations', but the second witness sees it.</summary>
    const int Tries = 5;

    readonly record struct Window(long Wrong, long Own, long All, long? Objects, int Collections);

    static JsonObject Count(Case it, long operations)
    {
        OneCore.Stay();
        it.Run(it.Period);
        Window window = CountOnce(it, operations);
        for (int i = 1; i < Tries && window.Own != window.All; i++)
            window = CountOnce(it, operations);
        return new JsonObject
        {
            ["operations"] = operations,
            ["wrong"] = window.Wrong,
            ["bytes"] = window.Own,
            ["bytes_again"] = window.All,
            ["objects"] = window.Objects,
            ["collections"] = window.Collections,
        };
    }

    /// <summary>Bytes of this thread, and of all threads; both are exact, on one core: the pooling builder keeps a box for
    /// each.</summary>
    static Window CountOnce(Case it, long operations)
    {
        int collections = GC.CollectionCount(0);
        long? objects = Objects.OfThisThread();
        long all = GC.GetTotalAllocatedBytes(precise: true);
        long own = GC.GetAllocatedBytesForCurrentThread();
        long wrong = it.Run(operations);
        own = GC.GetAllocatedBytesForCurrentThread() - own;
        all = GC.GetTotalAllocatedBytes(precise: true) - all;
        objects = Objects.OfThisThread() - objects;
        return new Window(wrong, own, all, objects, GC.CollectionCount(0) - collections);
    }
}
