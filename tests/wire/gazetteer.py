#!/usr/bin/env python3
"""Loads a gazetteer of a million made-up names and measures what it costs: start, memory, speed.

  gazetteer.py --binary target/release/ascribe [--names 1000000] [--speed]

Speed is only measured when it is asked for: on a machine that does other things, too, its figure means nothing.
"""
import argparse
import json
import os
import pathlib
import random
import statistics
import subprocess
import tempfile
import time

from server import expect

# What a million names may cost: in memory (MiB), and in the time of an analysis.
MOST_MEMORY = 120
MOST_SLOWDOWN = 1.10
# Documents of a measured run, and runs of each kind; they take turns, so that a busy machine is busy for both.
DOCUMENTS, RUNS = 1000, 7


def write_names(path, count):
    """Names of three made-up parts; the last entry is in the article."""
    rng = random.Random(7)
    part = lambda: rng.choice("BDFGKLMNPRSTV") + "".join(rng.choice("aeiou") + rng.choice("dklmnrst") for _ in range(3))
    with open(path, "w", encoding="utf-8") as file:
        file.write("id,name,aliases,type,language\n")
        for number in range(count // 2 - 1):
            first, last = part(), part()
            file.write(f"kb:{number},{first} {part()} {last},{first[0]}. {last},person,\n")
        file.write("kb:found,Marta Quist,M. Quist,person,\n")


def run(binary, corpus, gazetteer):
    """Seconds, largest memory in MiB, and the first answer."""
    flags = ["--gazetteer", gazetteer] if gazetteer else []
    began = time.monotonic()
    process = subprocess.Popen([binary, "analyze", "--jsonl", "--jobs", "1", *flags, corpus], stdout=subprocess.PIPE)
    first = process.stdout.readline()
    while process.stdout.read(1 << 20):
        pass
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit("the program failed")
    return usage.ru_utime, usage.ru_maxrss / 1024, json.loads(first), time.monotonic() - began


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--names", type=int, default=1_000_000)
    parser.add_argument("--speed", action="store_true")
    args = parser.parse_args()
    article = pathlib.Path("examples/articles/wire.txt").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        names, corpus, short = (os.path.join(folder, name) for name in ("names.csv", "corpus.jsonl", "short.jsonl"))
        write_names(names, args.names)
        line = json.dumps({"id": "a", "text": article}) + "\n"
        pathlib.Path(corpus).write_text(line * DOCUMENTS, encoding="utf-8")
        pathlib.Path(short).write_text(line, encoding="utf-8")
        # Processor time, of the start alone and with the documents.
        cost = {None: [], names: []}
        start = {None: [], names: []}
        memory = {None: [], names: []}
        for _ in range(RUNS if args.speed else 1):
            for gazetteer in (None, names):
                seconds, most, answer, _ = run(args.binary, short, gazetteer)
                start[gazetteer].append(seconds)
                memory[gazetteer].append(most)
                if args.speed:
                    cost[gazetteer].append(run(args.binary, corpus, gazetteer)[0])
    ids = [entity.get("knowledgeBaseIds") for entity in answer["entities"] if entity["name"] == "Marta Quist"]
    expect("the name in the article has its identifier", ids == [["kb:found"]], ids)
    more = statistics.median(memory[names]) - statistics.median(memory[None])
    expect(f"{args.names} names take {more:.0f} MiB, at most {MOST_MEMORY}", more <= MOST_MEMORY)
    load = statistics.median(start[names]) - statistics.median(start[None])
    print(f"        they are loaded in {load:.2f} s of processor time")
    if not args.speed:
        return
    # The least of several runs is that which the machine disturbed least.
    slowdown = (min(cost[names]) - min(start[names])) / (min(cost[None]) - min(start[None]))
    expect(f"documents take {slowdown:.3f} times as long, at most {MOST_SLOWDOWN}", slowdown <= MOST_SLOWDOWN)


if __name__ == "__main__":
    main()
