using System;

namespace Peers;

/// <summary>Which operations complete synchronously: the pattern of hit_pattern.h, from the same seed.</summary>
sealed class Hits
{
    public const int Count = 10000;

    /// <summary>Over so many the share is exact.</summary>
    public const int Period = 1000;

    readonly bool[] pattern = new bool[Count];
    int next;

    public Hits(int percent, ulong seed)
    {
        for (int i = 0; i < Count; i++)
            pattern[i] = i % Period < Period / 100 * percent;
        for (int from = 0; from < Count; from += Period)
            Shuffle(pattern.AsSpan(from, Period), ref seed);
    }

    static void Shuffle(Span<bool> hits, ref ulong seed)
    {
        for (int i = hits.Length - 1; i > 0; i--)
        {
            int j = (int)(Random(ref seed) % (ulong)(i + 1));
            (hits[i], hits[j]) = (hits[j], hits[i]);
        }
    }

    public bool Next()
    {
        bool hit = pattern[next];
        next = next + 1 == Count ? 0 : next + 1;
        return hit;
    }

    /// <summary>splitmix64, as in random.h.</summary>
    static ulong Random(ref ulong state)
    {
        ulong z = state += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }
}
