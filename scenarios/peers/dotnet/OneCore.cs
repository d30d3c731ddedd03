using System.Runtime.InteropServices;

namespace Peers;

/// <summary>Keeps this thread on the core that it is on.</summary>
static class OneCore
{
    static bool isThere;

    public static void Stay()
    {
        if (isThere)
            return;
        isThere = true;
        var cores = new ulong[16]; // as many as the C library's cpu_set_t has
        int core = sched_getcpu();
        if (core >= 0 && core < 64 * cores.Length)
        {
            cores[core / 64] = 1UL << (core % 64);
            _ = sched_setaffinity(0, sizeof(ulong) * cores.Length, cores);
        }
    }

    [DllImport("libc")]
    static extern int sched_getcpu();

    [DllImport("libc")]
    static extern int sched_setaffinity(int thread, nint size, ulong[] cores);
}
