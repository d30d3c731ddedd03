#!/usr/bin/env python3
"""Writes statistics.txt: the expected results of statistics.h, computed independently.

Uses only the standard library: integer binomials (math.comb), fractions and the statistics module.
Each line: NAME input... : output...
"""
import functools
import math
import random
import statistics
from fractions import Fraction


def tail(n, k):
    """P(X <= k), X of Binomial(n, 1/2), exactly."""
    return Fraction(sum(math.comb(n, i) for i in range(k + 1)), 2**n)


def rank(n, confidence):
    """The largest k with P(x(k) <= median <= x(n+1-k)) >= confidence, from the definition."""
    good = [k for k in range(1, (n + 1) // 2 + 1) if 1 - 2 * tail(n, k - 1) >= confidence]
    return max(good, default=0)


def interval(values, confidence):
    k = rank(len(values), confidence)
    ordered = sorted(values)
    if k == 0:
        return math.nan, math.nan
    return ordered[k - 1], ordered[-k]


def quantile(values, q):
    """Type 7 of Hyndman and Fan, from the definition with integer and fractional part."""
    ordered = sorted(values)
    h = (len(ordered) - 1) * q
    low = math.floor(h)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] * (1 - (h - low)) + ordered[high] * (h - low)


def nearest_rank(values, permille):
    """The smallest value that at least permille / 1000 of all values do not exceed, from the definition."""
    return min(v for v in values if 1000 * sum(w <= v for w in values) >= permille * len(values))


@functools.lru_cache(None)
def orders(n, m, u):
    """How many orders of n and m values have u pairs of the wrong kind, by the recurrence of Mann and Whitney."""
    if u < 0 or n < 0 or m < 0:
        return 0
    if n == 0 or m == 0:
        return int(u == 0)
    return orders(n - 1, m, u - m) + orders(n, m - 1, u)


def rank_sum_tail(n, m, u):
    return Fraction(sum(orders(n, m, i) for i in range(u + 1)), math.comb(n + m, n))


def unpaired(a, b, level):
    """The median of all ratios, and those of them that a test at the level does not reject."""
    ratios = sorted(x / y for x in a for y in b)
    middle = math.sqrt(ratios[(len(ratios) - 1) // 2] * ratios[len(ratios) // 2])
    k = 0
    while 2 * rank_sum_tail(len(a), len(b), k) <= level:
        k += 1
    if k == 0:
        return middle, math.nan, math.nan
    return middle, ratios[k - 1], ratios[-k]


def unpaired_p(a, b):
    """A tie counts for both sides, and so against a difference."""
    below = sum(x <= y for x in a for y in b)
    above = sum(x >= y for x in a for y in b)
    return min(1.0, float(2 * rank_sum_tail(len(a), len(b), min(below, above))))


def holm(p, alpha):
    """Step down in ascending order until the first that is not rejected."""
    rejected = [0] * len(p)
    for step, index in enumerate(sorted(range(len(p)), key=lambda i: p[i])):
        if p[index] > alpha / (len(p) - step):
            break
        rejected[index] = 1
    return rejected


def sign_p(a, b):
    above = sum(x > y for x, y in zip(a, b))
    below = sum(x < y for x, y in zip(a, b))
    n = above + below
    return 1.0 if n == 0 else min(1.0, float(2 * tail(n, min(above, below))))


def say(out, name, inputs, outputs):
    text = " ".join(repr(float(x)) if not isinstance(x, int) else str(x) for x in inputs)
    result = " ".join(repr(float(x)) if not isinstance(x, int) else str(x) for x in outputs)
    out.write(f"{name} {text} : {result}\n")


def times(source, n, shift=1.0):
    return [round(shift * math.exp(source.gauss(3, 0.05)), 6) for _ in range(n)]


def main():
    source = random.Random(20260102)
    with open("statistics.txt", "w", encoding="ascii") as out:
        for n in range(1, 31):
            for confidence in (Fraction(9, 10), Fraction(19, 20), Fraction(39, 40), Fraction(99, 100)):
                say(out, "rank", [n, float(confidence)], [rank(n, confidence)])
            # Met exactly: the confidence of rank 1 itself.
            exact = 1 - 2 * tail(n, 0)
            if exact > 0:
                say(out, "rank", [n, float(exact)], [rank(n, exact)])
        for n in (100, 1000, 2000):
            say(out, "rank", [n, 0.95], [rank(n, Fraction(19, 20))])
        for n in (1, 2, 5, 6, 7, 10, 15, 30, 101):
            values = times(source, n)
            say(out, "interval", values,
                [statistics.median(values), *interval(values, Fraction(19, 20))])
            for q in (0.0, 0.1, 0.5, 0.99, 1.0):
                say(out, "quantile", [q, *values], [quantile(values, q)])
        for n in (1, 5, 6, 8, 15):
            a, b = times(source, n, 1.1), times(source, n)
            logs = [math.log(x / y) for x, y in zip(a, b)]
            low, high = interval(logs, Fraction(19, 20))
            say(out, "paired", [n, *a, *b],
                [math.exp(statistics.median(logs)), math.exp(low), math.exp(high)])
            b[0] = a[0]
            say(out, "sign", [n, *a, *b], [sign_p(a, b)])
        for na, nb in ((3, 3), (4, 4), (6, 6), (7, 12), (12, 7), (15, 15), (20, 31)):
            for shift in (1.0, 1.04, 0.9, 2.0):
                a, b = times(source, na, shift), times(source, nb)
                if shift == 1.04:
                    a[0] = b[0]
                say(out, "unpaired", [na, *a, *b],
                    [*unpaired(a, b, Fraction(1, 20)), unpaired_p(a, b)])
        for m in (1, 2, 5, 20):
            for _ in range(5):
                p = [round(source.random() ** 4, 6) for _ in range(m)]
                say(out, "holm", p, holm(p, 0.05))
        # A source of its own: the lines above stay as they are. From nanoseconds to hours.
        source = random.Random(20260103)
        for n in (1, 7, 100):
            for low, high in ((0, 100), (100, 10**6), (1, 10**14)):
                values = [round(math.exp(source.uniform(math.log(low + 1), math.log(high)))) for _ in range(n)]
                for permille in (0, 500, 900, 990, 1000):
                    say(out, "nearest", [permille, *values], [nearest_rank(values, permille)])


if __name__ == "__main__":
    main()
