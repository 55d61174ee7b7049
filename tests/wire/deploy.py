#!/usr/bin/env python3
"""Compares what is under deploy/ with the program: settings, ports, times, metrics, the retries of clients, the units of
systemd, the image.

  deploy.py --binary target/release/ascribe       as root, needs grpcio, PyYAML and systemd
"""
import argparse
import glob
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading

import grpc
import yaml

from messages import ANALYZE, STREAM, analyze_request, stream_request
from server import Server, expect, free_port

KUBERNETES = "deploy/kubernetes"
TEXT = '"It is safe," Mayor Ada Lindqvist told reporters on Monday.\n'
# What Prometheus adds to every metric, and to those of histograms.
ADDED_LABELS = {"instance", "le"}


def seconds(text):
    return int(text.removesuffix("s"))


def manifests(binary):
    with open(f"{KUBERNETES}/kustomization.yaml", encoding="utf-8") as file:
        listed = set(yaml.safe_load(file)["resources"])
    there = {os.path.basename(path) for path in glob.glob(f"{KUBERNETES}/*.yaml")} - {"kustomization.yaml"}
    expect("Kustomize lists every manifest", listed == there, listed ^ there)

    with open(f"{KUBERNETES}/deployment.yaml", encoding="utf-8") as file:
        pod = yaml.safe_load(file)["spec"]["template"]["spec"]
    [container] = pod["containers"]
    settings = {variable["name"]: variable["value"] for variable in container["env"]}
    defaults = subprocess.run([binary, "serve", "--help"], check=True, capture_output=True, text=True).stdout
    known = set(re.findall(r"\[env: (ASCRIBE_\w+)", defaults))
    # Those of the C library's allocator, by its manual (mallopt).
    known |= {"MALLOC_ARENA_MAX", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"}
    expect("the deployment sets what can be set", set(settings) <= known, set(settings) - known)
    # The program itself says whether the values can be used.
    listening = {"ASCRIBE_LISTEN": "127.0.0.1:0", "ASCRIBE_ADMIN_LISTEN": "127.0.0.1:0"}
    checked = subprocess.run([binary, "serve", "--tokens-file", "/no/such/file"], capture_output=True, text=True,
                             env=settings | listening, timeout=30)
    expect("and to values that can be used", "/no/such/file" in checked.stderr.splitlines()[-1], checked.stderr)
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    listens = {name: int(settings[variable].rsplit(":", 1)[1])
               for name, variable in (("grpc", "ASCRIBE_LISTEN"), ("admin", "ASCRIBE_ADMIN_LISTEN"))}
    expect("ports are those that are listened on", ports == listens, ports)
    for probe in ("startupProbe", "readinessProbe"):
        expect(f"{probe} asks the port of gRPC", container[probe]["grpc"]["port"] == ports["grpc"])
    end = seconds(settings["ASCRIBE_LAME_DUCK"]) + seconds(settings["ASCRIBE_DRAIN_TIMEOUT"])
    expect("a drain fits into the grace period", end < pod["terminationGracePeriodSeconds"], end)


def metrics_named(expression):
    """The metrics of a query, each with the labels that are asked of it."""
    plain = re.sub(r'"[^"]*"', '""', expression)
    grouped = {label.strip() for labels in re.findall(r"by \(([^)]*)\)", plain) for label in labels.split(",")}
    selected = re.findall(r"\b((?:grpc|ascribe)_\w+)\{([^}]*)\}", plain)
    return [(name, grouped | set(re.findall(r"(\w+)\s*[=!]", labels))) for name, labels in selected]


def dashboard(binary):
    with open("deploy/grafana/dashboard.json", encoding="utf-8") as file:
        panels = json.load(file)["panels"]
    with Server(binary, None, "--admin-listen", "127.0.0.1:0") as server:
        with grpc.insecure_channel(server.address) as channel:
            channel.unary_unary(ANALYZE)(analyze_request(TEXT))
            list(channel.stream_stream(STREAM)(iter([stream_request(TEXT)])))
        exposed = server.metrics()
    labels = {}
    for name, found in re.findall(r"^(\w+)(?:\{(.*)\})? ", exposed, re.M):
        labels.setdefault(name, set()).update(re.findall(r'(\w+)="', found))
    queries = [target["expr"] for panel in panels for target in panel["targets"]]
    shown = set()
    for query in queries:
        named = metrics_named(query)
        expect(query[:100], named and all(name in labels and wanted - ADDED_LABELS <= labels[name]
                                          for name, wanted in named), named)
        shown.update(re.sub("_(bucket|sum|count)$", "", name) for name, _ in named)
    unseen = {re.sub("_(bucket|sum|count)$", "", name) for name in labels} - shown
    expect("the dashboard shows every metric", not unseen, unseen)


def service_config(binary):
    with open("deploy/service-config.json", encoding="utf-8") as file:
        config = json.dumps(json.load(file))
    calls = 8
    with Server(binary, None, "--admin-listen", "127.0.0.1:0", "--max-concurrent-analyses", "1",
                "--max-queue-length", "0") as server:
        def call():
            options = [("grpc.service_config", config), ("grpc.use_local_subchannel_pool", 1)]
            with grpc.insecure_channel(server.address, options) as channel:
                try:
                    channel.unary_unary(ANALYZE)(analyze_request(TEXT * 2000), timeout=20)
                except grpc.RpcError as error:
                    codes.append(error.code())

        codes = []
        callers = [threading.Thread(target=call) for _ in range(calls)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join(30)
        started = sum(map(int, re.findall(r"^grpc_server_started_total\{.*\} (\d+)", server.metrics(), re.M)))
    expect("clients with the service config try again when they are refused", started > calls, (started, codes))
    expect("and fail by nothing else", set(codes) <= {grpc.StatusCode.RESOURCE_EXHAUSTED}, codes)


def units(binary):
    with tempfile.TemporaryDirectory() as folder:
        for unit in ("ascribe.service", "ascribe.socket"):
            text = pathlib.Path("deploy/systemd", unit).read_text(encoding="utf-8")
            text = text.replace("/usr/local/bin/ascribe", os.path.abspath(binary))
            pathlib.Path(folder, unit).write_text(text, encoding="utf-8")
        paths = sorted(map(str, pathlib.Path(folder).iterdir()))
        verified = subprocess.run(["systemd-analyze", "verify", *paths], capture_output=True, text=True, timeout=60)
        complaints = [line for line in verified.stderr.splitlines() if folder in line or "ascribe" in line]
        expect("systemd understands the units", verified.returncode == 0 and not complaints, verified.stderr)
        # Of ten; systemd calls what is below two OK.
        secure = subprocess.run(["systemd-analyze", "security", "--offline=yes", "--threshold=15", paths[0]],
                                capture_output=True, text=True, timeout=60)
        expect("and finds the service little exposed", secure.returncode == 0, secure.stdout[-300:] + secure.stderr)
        for address in (f"127.0.0.1:{free_port()}", f"{folder}/ascribe.sock"):
            activated(binary, address)


def activated(binary, address):
    """The program as a real system manager starts it: at the first connection, with the socket passed."""
    command = ["systemd-socket-activate", "--listen", address, "--setenv=ASCRIBE_LAME_DUCK=0s", binary, "serve"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        target = f"unix:{address}" if address.startswith("/") else address
        options = [("grpc.use_local_subchannel_pool", 1), ("grpc.default_authority", "localhost")]
        with grpc.insecure_channel(target, options) as channel:
            channel.unary_unary(ANALYZE)(analyze_request(TEXT), timeout=30, wait_for_ready=True)
        process.send_signal(signal.SIGTERM)
        expect(f"a socket of systemd is served and left in order: {address.rsplit('/', 1)[-1]}", process.wait(30) == 0)
    finally:
        process.kill()
        process.wait()


def image(binary):
    """What the image holds is enough: the program, libc and libgcc, and a user without a name or a home."""
    with open("deploy/Containerfile", encoding="utf-8") as file:
        said = file.read()
    user = re.search(r"^USER (\d+:\d+)$", said, re.M)[1]
    settings = dict(pair.split("=", 1) for pair in re.search(r"^ENV (.*)$", said, re.M)[1].split())
    linked = subprocess.run(["ldd", binary], check=True, capture_output=True, text=True).stdout
    libraries = re.findall(r"(/\S+) \(0x", linked)
    names = {re.sub(r"[.-].*", "", os.path.basename(library)) for library in libraries}
    expect("the program needs libc and libgcc only", names <= {"libc", "libm", "libgcc_s", "ld"}, names)
    with tempfile.TemporaryDirectory() as root:
        os.chmod(root, 0o755)
        for source, place in [(binary, "/usr/local/bin/ascribe"), *((library, library) for library in libraries)]:
            os.makedirs(os.path.dirname(root + place), exist_ok=True)
            shutil.copy(source, root + place)
        port = settings["ASCRIBE_LISTEN"].rsplit(":", 1)[1]
        settings |= {"ASCRIBE_LISTEN": f"127.0.0.1:{free_port()}", "ASCRIBE_ADMIN_LISTEN": "127.0.0.1:0"}
        process = subprocess.Popen([shutil.which("chroot"), "--userspec", user, root, "/usr/local/bin/ascribe", "serve"],
                                   env=settings | {"ASCRIBE_LAME_DUCK": "0s"}, stderr=subprocess.DEVNULL)
        try:
            with grpc.insecure_channel(settings["ASCRIBE_LISTEN"]) as channel:
                channel.unary_unary(ANALYZE)(analyze_request(TEXT), timeout=30, wait_for_ready=True)
            process.send_signal(signal.SIGTERM)
            expect("and runs with these alone, as nobody", process.wait(30) == 0)
        finally:
            process.kill()
            process.wait()
    expect("the image exposes the port that it listens on", re.search(rf"^EXPOSE .*\b{port}\b", said, re.M))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    args = parser.parse_args()
    for check in (manifests, dashboard, service_config, units, image):
        check(args.binary)


if __name__ == "__main__":
    main()
