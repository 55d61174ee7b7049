#!/usr/bin/env python3
"""Restarts two replicas one after the other behind Envoy while clients call: no call may fail.

  rollout.py --binary target/release/ascribe --envoy envoy       needs grpcio and PyYAML

Envoy runs with deploy/envoy.yaml, in which only addresses are replaced.
"""
import argparse
import json
import os
import subprocess
import tempfile
import threading
import time
import urllib.request

import grpc
import yaml

from messages import ANALYZE, analyze_request
from server import Server, free_port

CALLERS = 6
MOST_CALLS = 50_000
PATIENCE = 20
# Longer than Envoy takes to see that a replica says NOT_SERVING.
LAME_DUCK = "1500ms"
TEXT = '"It is safe," Mayor Ada Lindqvist told reporters on Monday. The bridge opens in May.\n'


class Envoy:
    """Envoy before these replicas, until the end of a `with` block."""

    def __init__(self, program, ports):
        self.port, self.admin = free_port(), free_port()
        with open("deploy/envoy.yaml", encoding="utf-8") as file:
            config = yaml.safe_load(file)
        config["admin"]["address"] = address(self.admin)
        config["static_resources"]["listeners"][0]["address"] = address(self.port)
        [cluster] = config["static_resources"]["clusters"]
        cluster["load_assignment"]["endpoints"][0]["lb_endpoints"] = [
            {"endpoint": {"address": address(port)}} for port in ports]
        self.config = tempfile.NamedTemporaryFile("w", suffix=".json")
        json.dump(config, self.config)
        self.config.flush()
        self.process = subprocess.Popen([program, "--config-path", self.config.name, "--disable-hot-restart",
                                         "--concurrency", "1", "--log-level", "error"])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.config.close()

    def replicas(self):
        """The ports of the replicas, each with whether it is healthy and the calls that it got."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.admin}/clusters?format=json", timeout=5) as answer:
            [cluster] = json.load(answer)["cluster_statuses"]
        found = {}
        for host in cluster.get("host_statuses", []):
            health = host["health_status"]
            calls = next(int(stat.get("value", 0)) for stat in host["stats"] if stat["name"] == "rq_total")
            found[host["address"]["socket_address"]["port_value"]] = (
                not any(health.get(f"failed_{kind}") or health.get(f"pending_{kind}")
                        for kind in ("active_health_check", "dynamic_removal")), calls)
        return found

    def until_healthy(self, ports):
        """Waits until Envoy sends calls to each of the replicas."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise SystemExit("Envoy ended")
            try:
                replicas = self.replicas()
                if all(replicas.get(port, (False,))[0] for port in ports):
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise SystemExit("Envoy does not see the replicas as healthy")


def address(port):
    return {"socket_address": {"address": "127.0.0.1", "port_value": port}}


class Callers:
    """Calls through Envoy, without retries of their own."""

    def __init__(self, port):
        self.port, self.stopped = port, threading.Event()
        self.sent, self.failed = 0, []
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.call) for _ in range(CALLERS)]

    def call(self):
        request = analyze_request(TEXT)
        # Each on a connection of its own.
        options = [("grpc.enable_retries", 0), ("grpc.use_local_subchannel_pool", 1)]
        with grpc.insecure_channel(f"127.0.0.1:{self.port}", options) as channel:
            analyze = channel.unary_unary(ANALYZE)
            while not self.stopped.is_set() and self.sent < MOST_CALLS:
                try:
                    analyze(request, timeout=10)
                    error = None
                except grpc.RpcError as failure:
                    error = f"{failure.code().name}: {failure.details()}"
                with self.lock:
                    self.sent += 1
                    if error:
                        self.failed.append(error)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        for thread in self.threads:
            thread.join(PATIENCE)


def replica(binary, port):
    return Server(binary, None, "--log", "info,ascribe::access=off", listen=f"127.0.0.1:{port}",
                  lame_duck=LAME_DUCK)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--envoy", default="envoy")
    args = parser.parse_args()
    ports = [free_port(), free_port()]
    replicas = {port: replica(args.binary, port) for port in ports}
    try:
        with Envoy(args.envoy, ports) as envoy:
            envoy.until_healthy(ports)
            with Callers(envoy.port) as callers:
                time.sleep(1)
                for port in ports:
                    before = callers.sent
                    replicas.pop(port).stop()
                    during = callers.sent - before
                    print(f"  ok    replica on port {port} ended; {during} calls meanwhile")
                    replicas[port] = replica(args.binary, port)
                    envoy.until_healthy(ports)
                    time.sleep(1)
            served = {port: calls for port, (_, calls) in envoy.replicas().items()}
    finally:
        for server in replicas.values():
            server.stop()
    print(f"  {callers.sent} calls, {len(callers.failed)} failed; the replicas got {list(served.values())}")
    if callers.failed:
        raise SystemExit(f"calls failed: {callers.failed[:5]}")
    if callers.sent < 200 or not all(calls > 50 for calls in served.values()):
        raise SystemExit("too few calls to say anything")


if __name__ == "__main__":
    main()
