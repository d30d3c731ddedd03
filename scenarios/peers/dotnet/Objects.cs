using System;
using System.IO;
using System.Runtime.InteropServices;

namespace Peers;

/// <summary>How many objects this thread has allocated, from objects.c, which the launcher has the runtime load in a process
/// that counts.</summary>
static class Objects
{
    public static readonly bool CanBeCounted = File.Exists(Path.Combine(AppContext.BaseDirectory, "objects.so"));

    /// <summary>Null: nobody counts them.</summary>
    public static long? OfThisThread()
    {
        long count = CanBeCounted ? objects_of_this_thread() : -1;
        return count < 0 ? null : count;
    }

    [DllImport("objects")]
    static extern long objects_of_this_thread();
}
