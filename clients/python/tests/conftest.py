"""A real server for the tests; `ASCRIBE_BINARY` names the program."""
import json
import os
import subprocess
import threading

import pytest

from ascribe import Client


class Server:
    """A program that serves on a free port, or on that of `listen`."""

    def __init__(self, *flags, listen="127.0.0.1:0"):
        command = [os.environ["ASCRIBE_BINARY"], "serve", "--listen", listen, "--log-format", "json",
                   "--lame-duck", "0s", *flags]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        events = map(json.loads, self.process.stderr)
        self.address = next(event["address"] for event in events if event.get("message") == "listening")
        # Else it would wait for a reader.
        threading.Thread(target=lambda: [None for _ in self.process.stderr], daemon=True).start()

    def stop(self):
        self.process.terminate()
        self.process.wait(30)

    def kill(self):
        """Ends it as a crash would."""
        self.process.kill()
        self.process.wait(30)


@pytest.fixture(scope="module")
def server():
    server = Server("--max-batch-size", "3")
    yield server
    server.stop()


@pytest.fixture
def client(server):
    with Client(server.address) as client:
        yield client
