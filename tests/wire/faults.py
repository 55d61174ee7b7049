#!/usr/bin/env python3
"""Does to a real server what broken and hostile clients do, and what goes wrong around it. After each fault it has to
live, to answer, and to have let go of what the fault took.

  faults.py --binary target/release/ascribe       needs grpcio and openssl
"""
import argparse
import time

# Each module adds its faults to the lists, in this order.
import fault_frames
import fault_calls
import fault_world
from target import ALONE, FAULTS, MOST_MEMORY, Target


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--only", help="the names of some faults, separated by commas")
    args = parser.parse_args()
    wanted = args.only.split(",") if args.only else [run.__name__ for run in FAULTS + ALONE]
    with Target(args.binary) as target:
        target.check()
        for run in FAULTS:
            if run.__name__ not in wanted:
                continue
            before, began = target.resident(), time.monotonic()
            found = run(target)
            target.check(f"after {run.__name__}")
            target.until_idle()
            grown = target.resident() - before
            report(run, f"{found}; {grown:+} MiB", began)
            if grown > getattr(run, "most_memory", MOST_MEMORY):
                raise SystemExit(f"{run.__name__} cost {grown} MiB")
    for run in ALONE:
        if run.__name__ in wanted:
            began = time.monotonic()
            report(run, run(args.binary), began)


def report(run, found, began):
    print(f"  ok    {run.__name__.replace('_', ' ')}: {run.__doc__}\n          {found}, {time.monotonic() - began:.1f} s",
          flush=True)


if __name__ == "__main__":
    main()
