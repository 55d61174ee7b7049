#!/usr/bin/env python3
"""Runs the clients under `clients/` that are no package of their own against a real server.

  NODE_PATH=... cases.py --binary target/release/ascribe [--java FOLDER] [--go FOLDER]

The folders are those that clients/java/build and clients/go/build wrote to.
"""
import argparse
import os
import subprocess

from server import Server, expect


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--java", help="where the classes of the client for Java are")
    parser.add_argument("--go", help="where the program for Go is")
    args = parser.parse_args()
    # The second has room for one call at a time; what it refuses has to be tried again.
    one_call = ("--max-concurrent-analyses", "1", "--max-queue-length", "0")
    with Server(args.binary, None) as server, Server(args.binary, None, *one_call) as full:
        arguments = [server.address, full.address, "clients/cases.json"]
        subprocess.run(["node", "clients/node/cases.js", *arguments], check=True, timeout=120)
        printed = subprocess.run(
            ["node", "clients/node/example.js", "examples/articles/wire.txt", server.address],
            check=True, timeout=60, capture_output=True, text=True).stdout
        for says in ("Marta Quist: We will not put", "batch: response, status", "stream: 20 answers",
                     "error: EMPTY_DOCUMENT in document.text"):
            expect(f"Node's example prints {says!r}", says in printed, printed)
        if args.go:
            # The release of Debian retries only so.
            subprocess.run([f"{args.go}/cases", *arguments], check=True, timeout=120,
                           env=os.environ | {"GRPC_GO_RETRY": "on"})
        if args.java:
            path = f"{args.java}/classes:/usr/share/java/*"
            subprocess.run(["java", "-cp", path, "Cases", *arguments], check=True, timeout=120,
                           stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
