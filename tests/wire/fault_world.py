"""Faults around the server: who reads its log, collects its traces or rotates its files, and what else is on the machine."""
import os
import pathlib
import socket
import subprocess
import tempfile
import threading
import time

import grpc

import http2
from http2 import Connection
from messages import ANALYZE, SERVER_INFO, analyze_request
from server import free_port
from target import PROMPT, TEXT, Target, alone, call_in_time, fault

# Lines of a log that fill any pipe and what waits before it several times over.
MANY_LINES = 12_000


def start(binary, *flags, stderr, env=None):
    """The program with a standard error of this kind, once it can be called; with its address."""
    address = f"127.0.0.1:{free_port()}"
    process = subprocess.Popen([binary, "serve", "--listen", address, "--log-format", "json", "--lame-duck", "0s", *flags],
                               stderr=stderr, env=env)
    with grpc.insecure_channel(address) as channel:
        channel.unary_unary(SERVER_INFO)(b"", timeout=30, wait_for_ready=True)
    return process, address


def end(process, within=30):
    """Tells it to end, which has to succeed; gives how long that took."""
    began = time.monotonic()
    process.terminate()
    if process.wait(within) != 0:
        raise SystemExit("the server did not end well on SIGTERM")
    return time.monotonic() - began


@alone
def stuck_log(binary):
    """a log that nobody reads any more holds up no call and not the end"""
    process, address = start(binary, "--log", "info", stderr=subprocess.PIPE)
    with grpc.insecure_channel(address) as channel:
        info = channel.unary_unary(SERVER_INFO)
        # A line each.
        for _ in range(MANY_LINES):
            info(b"", timeout=PROMPT)
    took = end(process)
    return f"{MANY_LINES} calls answered; the end took {took:.1f} s"


@alone
def full_disk(binary):
    """a log that cannot be written costs its lines and no call"""
    with open("/dev/full", "w", encoding="utf-8") as full:
        process, address = start(binary, stderr=full)
    call_in_time(address, "while the disk is full", times=200)
    end(process)
    return "200 calls answered"


@alone
def closed_log(binary):
    """a log whose pipe is closed costs its lines and no call"""
    process, address = start(binary, stderr=subprocess.PIPE)
    process.stderr.close()
    call_in_time(address, "after the pipe was closed", times=200)
    end(process)
    return "200 calls answered"


@alone
def hanging_collector(binary):
    """a collector of traces that takes connections and never says a word costs spans and no call"""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as collector:
        endpoint = f"http://127.0.0.1:{collector.getsockname()[1]}"
        process, address = start(binary, "--otlp-endpoint", endpoint, "--log", "error", stderr=subprocess.DEVNULL,
                                 env=os.environ | {"OTEL_BSP_SCHEDULE_DELAY": "50"})
        call_in_time(address, "while the collector hangs", times=1000)
        memory = resident(process)
        took = end(process)
    if memory > 200:
        raise SystemExit(f"spans that nobody takes cost {memory} MiB")
    return f"1000 calls answered, {memory} MiB; the end took {took:.1f} s"


def resident(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) >> 10 for line in status.splitlines() if line.startswith("VmRSS:"))


def make_certificate(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost", "-out", "chain.pem", "-keyout", "key.pem"],
                   cwd=folder, check=True, capture_output=True)
    return pathlib.Path(folder, "chain.pem"), pathlib.Path(folder, "key.pem")


class Tls(Target):
    """A server under TLS that asks for tokens, whose files are looked at all the time."""

    def __init__(self, binary, folder):
        self.chain, self.key = make_certificate(folder)
        self.tokens = pathlib.Path(folder, "tokens")
        self.tokens.write_text("a-token-of-some-length\n", encoding="utf-8")
        super().__init__(binary, "--tls-cert", str(self.chain), "--tls-key", str(self.key), "--tokens-file",
                         str(self.tokens), "--reload-interval", "20ms")

    def serves(self, token="a-token-of-some-length", chain=None):
        """Whether a call on a new connection succeeds, in time."""
        credentials = grpc.ssl_channel_credentials(chain or self.trusted)
        address = f"localhost:{self.address.rsplit(':', 1)[1]}"
        with grpc.secure_channel(address, credentials, [("grpc.use_local_subchannel_pool", 1)]) as channel:
            try:
                channel.unary_unary(ANALYZE)(analyze_request(TEXT), timeout=PROMPT,
                                             metadata=[("authorization", f"Bearer {token}")])
                return True
            except grpc.RpcError:
                return False

    def __enter__(self):
        self.trusted = self.chain.read_bytes()
        if not self.serves():
            raise SystemExit("a normal call under TLS fails")
        return self


@alone
def stalled_handshakes(binary):
    """handshakes of TLS that are begun and not finished, more than are taken at a time"""
    hello = b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03"
    with tempfile.TemporaryDirectory() as folder, Tls(binary, folder) as target:
        address = target.address.rsplit(":", 1)
        stalled = [socket.create_connection((address[0], int(address[1]))) for _ in range(600)]
        for number, connection in enumerate(stalled):
            connection.sendall(hello[:number % (len(hello) + 1)])
        if not target.serves():
            raise SystemExit("nobody is served beside handshakes that stall")
        for connection in stalled:
            connection.close()
    return f"{len(stalled)} of them; others are served meanwhile"


@alone
def spoilt_files(binary):
    """tokens and certificates that are replaced by garbage or removed: what was there before stays, until they are good"""
    with tempfile.TemporaryDirectory() as folder, Tls(binary, folder) as target:
        for spoil in (lambda file: file.write_bytes(os.urandom(3000)), lambda file: file.write_bytes(b""),
                      lambda file: file.unlink(), lambda file: (file.unlink(missing_ok=True), file.mkdir())):
            for file in (target.tokens, target.chain, target.key):
                spoil(file)
            time.sleep(0.2)
            if not target.serves():
                raise SystemExit("what was good before is not used any more")
            if target.serves(token=""):
                raise SystemExit("a call without a token is served")
        for file in (target.tokens, target.chain, target.key):
            file.rmdir()
        make_certificate(folder)
        target.tokens.write_text("another-token-of-some-length\n", encoding="utf-8")
        end_of_patience = time.monotonic() + 10
        while not target.serves("another-token-of-some-length", target.chain.read_bytes()):
            if time.monotonic() > end_of_patience:
                raise SystemExit("good files are not read again")
        if target.serves() or target.serves(chain=target.chain.read_bytes()):
            raise SystemExit("the old token or certificate is still good")
    return "random bytes, nothing, no file, a folder; then good ones"


@alone
def secrets_in_logs(binary):
    """the log of everything there is to log holds neither document nor token, also where that is hostile"""
    secret, token = "Zyxwvutsrq", "zyxwvutsrq-a-token-that-is-secret"
    with tempfile.TemporaryDirectory() as folder:
        tokens, log = pathlib.Path(folder, "tokens"), pathlib.Path(folder, "log")
        tokens.write_text(token, encoding="utf-8")
        with open(log, "w", encoding="utf-8") as file:
            process, address = start_with_token(binary, token, "--log", "trace", "--tokens-file", str(tokens), stderr=file)
        metadata = [("authorization", f"Bearer {token}"), ("x-secret", secret)]
        requests = [analyze_request(f"“{secret} is safe,” said Ada {secret}."), analyze_request(f"<p>{secret}" * 50),
                    secret.encode() * 20, http2.message(secret.encode())]
        with grpc.insecure_channel(address) as channel:
            for request in requests:
                for compression in (grpc.Compression.NoCompression, grpc.Compression.Gzip):
                    ask(channel, request, metadata, compression)
            ask(channel, requests[0], [("authorization", f"Bearer {token}-not")], None)
        with Connection(address) as connection:
            connection.send_while_open(secret.encode() * 10, 1)
        end(process)
        text = log.read_text(encoding="utf-8")
    for what in (secret, token):
        if what.lower() in text.lower():
            at = text.lower().index(what.lower())
            raise SystemExit(f"the log holds it: {text[max(0, at - 300):at + 50]}")
    return f"{len(text) >> 10} KiB of log at the level of `trace`"


def start_with_token(binary, token, *flags, stderr):
    address = f"127.0.0.1:{free_port()}"
    process = subprocess.Popen([binary, "serve", "--listen", address, "--log-format", "json", "--lame-duck", "0s", *flags],
                               stderr=stderr)
    with grpc.insecure_channel(address) as channel:
        channel.unary_unary(SERVER_INFO)(b"", timeout=30, wait_for_ready=True,
                                         metadata=[("authorization", f"Bearer {token}")])
    return process, address


def ask(channel, request, metadata, compression):
    try:
        channel.unary_unary(ANALYZE)(request, timeout=10, metadata=metadata, compression=compression)
    except grpc.RpcError:
        pass


@alone
def many_connections(binary):
    """as many connections as there may be, idle, and more: those are closed, the others go on"""
    with Target(binary, "--max-connections", "400") as target:
        with grpc.insecure_channel(target.address) as channel:
            channel.unary_unary(ANALYZE)(analyze_request(TEXT), timeout=PROMPT)
            idle = [Connection(target.address) for _ in range(399)]
            more = [Connection(target.address) for _ in range(300)]
            closed = sum(is_closed(connection) for connection in more)
            for _ in range(100):
                channel.unary_unary(ANALYZE)(analyze_request(TEXT), timeout=PROMPT)
            open_now, memory = target.metric("ascribe_connections"), target.resident()
            for connection in idle + more:
                connection.reset()
        target.check("when they have gone")
    if closed != len(more) or open_now != 400:
        raise SystemExit(f"{open_now} connections are open, {closed} of {len(more)} further ones were closed")
    return f"{open_now:.0f} open, {closed} closed at once, {memory} MiB"


def is_closed(connection):
    connection.socket.settimeout(5)
    try:
        return not any(True for _ in connection.frames())
    except OSError as error:
        return not isinstance(error, TimeoutError)


@fault
def admin_under_load(target):
    """the port for operators, asked by many at once and by some who never finish, while calls go on"""
    host, port = target.admin.rsplit(":", 1)
    unfinished = [socket.create_connection((host, int(port))) for _ in range(200)]
    for connection in unfinished:
        connection.sendall(b"GET /metrics HTTP/1.1\r\nHost: a\r\nX-More: ")
    slowest, asked = [], []

    def ask_often():
        for _ in range(100):
            began = time.monotonic()
            target.metrics()
            asked.append(time.monotonic() - began)

    threads = [threading.Thread(target=ask_often) for _ in range(8)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        began = time.monotonic()
        target.check("while operators ask")
        slowest.append(time.monotonic() - began)
    for connection in unfinished:
        connection.close()
    if len(asked) != 800:
        raise SystemExit(f"{len(asked)} of 800 answers from the port for operators")
    return f"800 answers, the slowest {max(asked) * 1000:.0f} ms; the slowest call {max(slowest) * 1000:.0f} ms"


@fault
def half_http1(target):
    """requests of HTTP/1.1 that begin and never end, where browsers are served"""
    held = [Connection.plain(target.address) for _ in range(200)]
    for connection in held:
        connection.send(b"POST /ascribe.v1.DocumentAnalysisService/GetServerInfo HTTP/1.1\r\nHost: localhost\r\nX-More: ")
    target.check("beside half requests of HTTP/1.1")
    for connection in held:
        connection.reset()
    return f"{len(held)} connections"
