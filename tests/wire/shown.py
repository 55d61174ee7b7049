#!/usr/bin/env python3
"""Runs the commands that the documents for operators show, one block after the other: each has to succeed.

  shown.py --binary target/release/ascribe --grpcurl grpcurl docs/operating.md docs/load-testing.md

`ascribe serve` runs behind the commands that follow it, on a free port of this machine; certificates are made for it.
What is meant to load a server for a minute does so for a moment. A block of CSV has to be a gazetteer.
"""
import argparse
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile
import threading

from readme import ADDRESS, commands
from server import expect, free_port

# What is shown, and what is run in its place.
IN_PLACE = {"--seconds 60": "--seconds 2", "--calls 500": "--calls 20", "http://localhost": "http://127.0.0.1"}
BLOCK = re.compile(r"^```(console|csv)\n(.*?)^```$", re.M | re.S)
# A program of none of the places that CI installs from; docs/load-testing.md says so.
NOT_RUN = "ghz"


class Scratch:
    """A folder to run commands in, and the server that they call."""

    def __init__(self, folder, binary, grpcurl):
        self.folder, self.server, self.address = folder, None, None
        self.repository = os.getcwd()
        tools = [os.path.dirname(os.path.abspath(tool)) for tool in (binary, grpcurl)]
        self.environment = dict(os.environ, PATH=os.pathsep.join([*tools, os.environ["PATH"]]))
        for name in ("examples", "tests"):
            os.symlink(os.path.abspath(name), os.path.join(folder, name))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                        "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-out", "chain.pem",
                        "-keyout", "key.pem"], cwd=folder, check=True, capture_output=True)
        shutil.copy(os.path.join(folder, "chain.pem"), os.path.join(folder, "ca.pem"))

    def run(self, command):
        """Runs a command to its end."""
        command = command.replace(ADDRESS, self.address or ADDRESS)
        for shown, run in IN_PLACE.items():
            command = command.replace(shown, run)
        if self.server:
            command = command.replace('"$(pidof ascribe)"', str(self.server.pid))
        manifest = shlex.quote(os.path.join(self.repository, "Cargo.toml"))
        command = command.replace("cargo run ", f"cargo run --quiet --manifest-path {manifest} ")
        if "--example load" in command:
            command += f" --address http://{self.address.replace('localhost', '127.0.0.1')}"
        return subprocess.run(["bash", "-c", command], cwd=self.folder, env=self.environment, text=True, timeout=600,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def serve(self, command):
        """Starts a server in place of the one before, with a port of its own for each that is named."""
        self.stop()
        port = free_port()
        here = {"0.0.0.0:50051": f"127.0.0.1:{port}", "127.0.0.1:50051": f"127.0.0.1:{port}",
                "0.0.0.0:9090": "127.0.0.1:0"}
        words = [here.get(word, word) for word in shlex.split(command)]
        if "--listen" not in words:
            words += ["--listen", f"127.0.0.1:{port}"]
        if "--log" in words:
            del words[words.index("--log"):words.index("--log") + 2]
        if "--log-format" not in words:
            words += ["--log-format", "json"]
        self.server = subprocess.Popen([*words, "--lame-duck", "0s"], cwd=self.folder, env=self.environment, text=True,
                                       stderr=subprocess.PIPE)
        listens = any(json.loads(line).get("message") == "listening" for line in self.server.stderr)
        threading.Thread(target=self.server.stderr.read, daemon=True).start()
        self.address = f"localhost:{port}"
        return listens

    def stop(self):
        """Ends the server, where one runs."""
        if self.server:
            self.server.terminate()
            self.server.wait(30)
            self.server = None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--grpcurl", required=True)
    parser.add_argument("documents", nargs="+")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Scratch(folder, args.binary, args.grpcurl)
        try:
            for document in args.documents:
                for kind, block in BLOCK.findall(pathlib.Path(document).read_text(encoding="utf-8")):
                    run_block(scratch, document, kind, block)
        finally:
            scratch.stop()


def run_block(scratch, document, kind, block):
    if kind == "csv":
        pathlib.Path(scratch.folder, "names.csv").write_text(block, encoding="utf-8")
        block = "$ ascribe analyze --gazetteer names.csv examples/articles/short.txt\n"
    for command, _ in commands(block):
        first = command.splitlines()[0]
        if command.startswith("ascribe serve"):
            expect(f"{document}: {first}", scratch.serve(command), "it does not listen")
        elif not command.startswith(NOT_RUN):
            done = scratch.run(command.rstrip("\n"))
            expect(f"{document}: {first[:90]}", done.returncode == 0, done.stdout)


if __name__ == "__main__":
    main()
