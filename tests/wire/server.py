"""A running `ascribe serve` and a grpcurl that calls it, for the scripts beside this one."""
import json
import re
import socket
import subprocess
import urllib.request

SERVICE = "ascribe.v1.DocumentAnalysisService"


class Server:
    """Runs the program on a free port of this machine until the end of a `with` block."""

    def __init__(self, binary, grpcurl, *flags, listen="127.0.0.1:0", lame_duck="0s"):
        self.grpcurl = grpcurl
        self.process = subprocess.Popen(
            [binary, "serve", "--listen", listen, "--log-format", "json", "--lame-duck", lame_duck, *flags],
            stderr=subprocess.PIPE, text=True)
        self.address, self.admin = None, None
        for line in self.process.stderr:
            event = json.loads(line)
            if event.get("message") == "listening for operators":
                self.admin = event["address"]
            if event.get("message") == "listening":
                self.address = event["address"]
                break
        if not self.address:
            raise SystemExit("the server did not start")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Tells the server to end, and waits until it has."""
        self.process.terminate()
        log, self.process.stderr = self.process.stderr, None
        log.read()
        if self.process.wait(30) != 0:
            raise SystemExit("the server did not end well on SIGTERM")

    def run(self, *arguments, request=None):
        """Runs grpcurl; gives its exit status, standard output and standard error."""
        data = ["-d", "@"] if request is not None else []
        done = subprocess.run([self.grpcurl, "-plaintext", *data, self.address, *arguments],
                              input=request, capture_output=True, text=True, timeout=30)
        return done.returncode, done.stdout, done.stderr

    def call(self, method, *requests, service=SERVICE):
        """The answers to a call that has to succeed."""
        status, out, err = self.run(f"{service}/{method}", request="\n".join(map(json.dumps, requests)))
        if status:
            raise SystemExit(f"{method} failed: {err}")
        return list(objects(out))

    def metrics(self):
        """What Prometheus reads; needs `--admin-listen`."""
        with urllib.request.urlopen(f"http://{self.admin}/metrics", timeout=5) as answer:
            return answer.read().decode()


def expect(what, condition, found=""):
    print(f"  {'ok  ' if condition else 'FAIL'}  {what}")
    if not condition:
        raise SystemExit(f"{what}: {found}")


def free_port():
    """A port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def objects(text):
    """The JSON objects that stand one after the other in a text."""
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        value, end = decoder.raw_decode(text, at)
        yield value
        at = re.compile(r"\s*").match(text, end).end()
