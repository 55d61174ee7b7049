#!/usr/bin/env python3
"""Runs the first clients of the documents against a real server: each has to print the same, in its own unit.

  clients.py --binary target/release/ascribe --python python3 --stubs FOLDER
"""
import argparse
import os
import subprocess

from server import Server

ARTICLE = "examples/articles/wire.txt"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--python", required=True, help="one that has grpcio")
    parser.add_argument("--stubs", required=True, help="where the generated modules are")
    args = parser.parse_args()
    client = os.path.abspath("examples/clients/python/quotes.py")
    article = os.path.abspath(ARTICLE)
    with Server(args.binary, None) as server:
        commands = {
            "Python": ([args.python, client, article, server.address], args.stubs),
            "Node": (["node", "examples/clients/node/quotes.js", article, server.address], None),
        }
        printed = {name: subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True,
                                        timeout=60).stdout
                   for name, (command, folder) in commands.items()}
    for name, text in printed.items():
        same = text == printed["Python"]
        print(f"  {'ok  ' if same and text else 'FAIL'}  {name}: {len(text.splitlines())} quotations")
        if not (same and text):
            raise SystemExit(f"printed:\n{text}")


if __name__ == "__main__":
    main()
