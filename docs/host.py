#!/usr/bin/env python3
"""The example of docs/hosts.md: what a pair of numbers costs in Python, as a list and as a tuple."""
import gc, json, os, platform, sys, time

requests, answers = os.fdopen(3), os.fdopen(4, "w")


def make_list(i):
    return [i, i + 1][1]


def make_tuple(i):
    return (i, i + 1)[1]


CASES = [("python_list", make_list), ("python_tuple", make_tuple)]


def run(operation, operations):
    wrong = 0
    for i in range(operations):
        wrong += operation(i) != i + 1
    return wrong


def hello(ask):
    return {"protocol": 1, "name": "python", "runtime": "Python " + platform.python_version(),
            "settings": {"gc": "on" if gc.isenabled() else "off"},
            "counts": {"bytes": False, "objects": False, "collections": True}}


def list_cases(ask):
    return {"contenders": [{"name": name, "label": name.replace("_", " "), "about": operation.__name__ + " in Python.",
                            "compared_with": "python_list"} for name, operation in CASES],
            "scenarios": [{"name": "pair", "question": "What does a pair of numbers cost?", "cases": [
                {"contender": name, "params": "", "period": 1, "operations": 100} for name, _ in CASES]}]}


def collections():
    return sum(generation["collections"] for generation in gc.get_stats())


def time_operations(ask):
    start = time.monotonic_ns()
    wrong = run(CASES[ask["case"]][1], ask["operations"])
    return {"operations": ask["operations"], "wrong": wrong, "nanoseconds": time.monotonic_ns() - start}


def count_operations(ask):
    before = collections()
    wrong = run(CASES[ask["case"]][1], ask["operations"])
    return {"operations": ask["operations"], "wrong": wrong, "bytes": None, "bytes_again": None, "objects": None,
            "collections": collections() - before}


DO = {"hello": hello, "list": list_cases, "time": time_operations, "count": count_operations}
for line in requests:
    ask = json.loads(line)
    answer = {"answer": ask["ask"], **DO.get(ask["ask"], lambda ask: {})(ask)}
    print(json.dumps(answer), file=answers, flush=True)
