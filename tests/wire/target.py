"""The server that faults are tried on, and what is asked about it."""
import os
import re
import time

# Connections that the server closes on purpose are no news.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

import grpc

from messages import ANALYZE, analyze_request
from server import Server

TEXT = '"It is safe," Mayor Ada Lindqvist told reporters on Monday. The bridge opens in May.\n'
# What a normal call may take while a fault goes on, in seconds. CI machines are slow and busy.
PROMPT = 2
# What a fault may cost in memory, in MiB: the windows and buffers of its connections, never what it sends in all.
MOST_MEMORY = 160

# What is tried on one server, one after the other, and what needs a server of its own.
FAULTS, ALONE = [], []


def fault(function):
    FAULTS.append(function)
    return function


def alone(function):
    ALONE.append(function)
    return function


class Target(Server):
    """A server with what is asked about it."""

    def __init__(self, binary, *flags):
        super().__init__(binary, None, "--admin-listen", "127.0.0.1:0", "--log", "warn,ascribe=info,ascribe::access=off",
                         *flags)

    def resident(self):
        """Memory in MiB."""
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1]) // 1024

    def cpu(self):
        """What it has computed so far, in seconds of the processor."""
        total = 0
        for task in os.listdir(f"/proc/{self.process.pid}/task"):
            try:
                with open(f"/proc/{self.process.pid}/task/{task}/schedstat", encoding="utf-8") as stat:
                    total += int(stat.read().split()[0])
            except OSError:
                # A thread that has ended meanwhile.
                pass
        return total / 1e9

    def until_resting(self):
        """Waits until it computes nothing; gives what it has computed so far, as `cpu` does."""
        before, now = -1.0, self.cpu()
        while now - before > 0.001:
            time.sleep(0.02)
            before, now = now, self.cpu()
        return now

    def metric(self, name):
        """The sum of a metric over its labels."""
        lines = self.metrics().splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if re.match(rf"{name}[ {{]", line))

    def codes(self):
        """How many calls ended with each code."""
        lines = re.findall(r'^grpc_server_handled_total\{.*grpc_code="(\w+)"\} (\d+)', self.metrics(), re.M)
        return {code: sum(int(count) for other, count in lines if other == code) for code, _ in lines}

    def check(self, during=""):
        """A normal call on a new connection succeeds, promptly."""
        call_in_time(self.address, during)

    def until_idle(self, patience=5):
        """Nothing is analysed and nothing waits: what nobody asks for any more was given up."""
        end = time.monotonic() + patience
        while self.metric("ascribe_analyses_running") + self.metric("ascribe_queue_length") > 0:
            if time.monotonic() > end:
                raise SystemExit("work goes on for callers who left")
            time.sleep(0.02)


def call_in_time(address, during, times=1):
    """Calls on a new connection, so often: each call has to succeed in time."""
    with grpc.insecure_channel(address, [("grpc.use_local_subchannel_pool", 1)]) as channel:
        analyze, began = channel.unary_unary(ANALYZE), time.monotonic()
        for _ in range(times):
            while True:
                try:
                    analyze(analyze_request(TEXT), timeout=PROMPT)
                    break
                except grpc.RpcError as error:
                    # A full queue is a right answer; anything else is not.
                    if error.code() != grpc.StatusCode.RESOURCE_EXHAUSTED or time.monotonic() > began + 10:
                        raise SystemExit(f"a normal call fails {during}: {error.code().name} {error.details()}")
                    time.sleep(0.25)


def expect_code(channel, request, code):
    try:
        channel.unary_unary(ANALYZE)(request, timeout=20)
    except grpc.RpcError as error:
        if error.code() == code:
            return
        raise SystemExit(f"{error.code().name} instead of {code.name}: {error.details()}")
    raise SystemExit(f"accepted where {code.name} is right")
