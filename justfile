# What people do often; `just` lists it, https://just.systems runs it.

_default:
    @just --list

# Build the program.
build:
    cargo build --release

# Run the service on 127.0.0.1:50051.
serve *flags:
    cargo run --release -- serve {{flags}}

# Report on a file.
analyze file:
    cargo run --release -- analyze {{file}}

# What must pass before a change is proposed; .ci/run checks the same and more.
check:
    cargo fmt --check
    cargo clippy --workspace --all-targets -- -D warnings
    cargo test

# Everything that continuous integration checks.
ci:
    .ci/run

# Measure the stages, the whole analysis and the contract.
bench *filter:
    cargo bench -- {{filter}}

# Call a server of its own from 1, 16 and 64 callers and print rates, latencies, CPU and memory.
load file="examples/articles/wire.txt" calls="500": build
    #!/usr/bin/env bash
    set -euo pipefail
    cargo build --quiet --release --example load
    built=${CARGO_TARGET_DIR:-target}/release
    $built/ascribe serve --listen 127.0.0.1:50061 --log warn & server=$!
    trap 'kill $server; wait $server' EXIT
    sleep 1
    $built/examples/load --address http://127.0.0.1:50061 --file {{file}} --calls {{calls}} --pid $server

# Send a server of its own four times as many calls as it can answer, for a minute, each of the two on a core of its own.
overload file="examples/articles/wire.txt" seconds="60" calls="500": build
    #!/usr/bin/env bash
    set -euo pipefail
    cargo build --quiet --release --example load
    built=${CARGO_TARGET_DIR:-target}/release
    taskset -c 0 $built/ascribe serve --listen 127.0.0.1:50061 --log warn & server=$!
    trap 'kill $server; wait $server' EXIT
    sleep 1
    taskset -c 1 $built/examples/load --address http://127.0.0.1:50061 --file {{file}} --callers 1,8,64 --calls {{calls}} \
        --overload 4 --seconds {{seconds}} --pid $server

# Run each fuzz target so often, without guidance; fuzz/README.md says how with it.
fuzz runs="50000":
    FUZZ_RUNS={{runs}} cargo test --test it fuzz -- --nocapture

# Count instructions, which are the same on every machine.
instructions: build
    benches/instructions target/release/ascribe

# Take over what the golden documents now give; read the difference.
update-golden:
    UPDATE_EXPECT=1 cargo test --test it golden

# Write down what the commands of the documents now print; read the difference.
update-docs: build
    tests/wire/readme.py --binary target/release/ascribe --update README.md docs/offsets.md docs/quick-start.md docs/recipes.md
