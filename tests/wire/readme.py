#!/usr/bin/env python3
"""Runs the commands of a document and compares what they print with what it says they print.

  readme.py --binary target/release/ascribe --grpcurl grpcurl README.md docs/offsets.md
  readme.py … --update README.md         writes down what they print now; read the difference

A command is a line `$ ascribe …` or `$ grpcurl …` in a `console` block, with the lines after it that end in a
backslash or belong to a quoted argument; what follows up to the next command or the end of the block is what it
prints. Where nothing follows a call of `ascribe analyze`, it has to succeed, in a folder that holds the corpora which
documents speak of; other commands that print nothing are not run. Times differ from run to run and are not compared.
"""
import argparse
import json
import os
import pathlib
import re
import shlex
import subprocess
import tempfile

from server import Server

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
ADDRESS = "localhost:50051"
TIMES = re.compile(r'("(?:queue|analysis)Duration": )"[0-9.]+s"')


def commands(block):
    """The commands of a block, each with what it prints."""
    found = []
    for line in block.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append([line[2:], ""])
        elif found and not complete(found[-1][0]):
            found[-1][0] += line
        elif found:
            found[-1][1] += line
    return found


def complete(command):
    """Whether a command ends with its last line."""
    try:
        return not command.endswith("\\\n") and bool(shlex.split(command))
    except ValueError:
        return False


def run(command, server, binary, grpcurl, folder=None):
    """What a command prints, on both of its outputs, and whether it succeeds."""
    command = command.replace(ADDRESS, server.address)
    path = os.pathsep.join([os.path.dirname(os.path.abspath(tool)) for tool in (binary, grpcurl)])
    env = dict(os.environ, PATH=path + os.pathsep + os.environ["PATH"])
    done = subprocess.run(["bash", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=60, env=env, cwd=folder)
    return TIMES.sub(r'\1"0.001s"', done.stdout), done.returncode == 0


def corpora(folder):
    """Lays out the files that commands without output read."""
    os.symlink(os.path.abspath("examples"), os.path.join(folder, "examples"))
    articles = sorted(pathlib.Path("examples/articles").glob("*.txt"))
    lines = [json.dumps({"id": file.name, "text": file.read_text(encoding="utf-8")}) for file in articles]
    for name in ("corpus.jsonl", "texts.jsonl"):
        pathlib.Path(folder, name).write_text("\n".join(lines), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--grpcurl", default="grpcurl")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("documents", nargs="+")
    args = parser.parse_args()
    wrong = 0
    with Server(args.binary, args.grpcurl) as server, tempfile.TemporaryDirectory() as folder:
        corpora(folder)

        def again(block):
            nonlocal wrong
            text = ""
            for command, said in commands(block[1]):
                printed = said
                if said.strip() and command.startswith(("ascribe ", "grpcurl ")):
                    printed, _ = run(command, server, args.binary, args.grpcurl)
                    same = printed == said
                    wrong += not same
                    print(f"  {'ok  ' if same else 'DIFF'}  {command.splitlines()[0][:100]}")
                    if not same and not args.update:
                        print(printed)
                elif command.startswith("ascribe analyze ") and not said.strip():
                    says, succeeds = run(command, server, args.binary, args.grpcurl, folder)
                    wrong += not succeeds
                    print(f"  {'ok  ' if succeeds else 'FAIL'}  {command.splitlines()[0][:100]}")
                    if not succeeds:
                        print(says)
                text += f"$ {command}{printed}"
            return f"```console\n{text}```"

        for document in args.documents:
            with open(document, encoding="utf-8") as file:
                before = file.read()
            after = BLOCK.sub(again, before)
            if args.update:
                with open(document, "w", encoding="utf-8") as file:
                    file.write(after)
    if wrong and not args.update:
        raise SystemExit(f"{wrong} commands fail or print something else; after a change that is meant, run with --update")


if __name__ == "__main__":
    main()
