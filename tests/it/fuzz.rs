//! The fuzz targets on their seeds and on what chance makes of them: what fits into a test of what `cargo fuzz` does
//! with guidance and for hours. `FUZZ_RUNS=50000 cargo test --test it fuzz -- --nocapture` does more of it.

use std::panic;
use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

#[path = "../../fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "it is the library of another crate")]
mod targets;
use targets::{TARGETS, Target};

/// Runs of each target, where nobody asks for more.
const RUNS: u64 = 400;

/// What no run may take; the same as for `cargo fuzz`.
const SLOW: Duration = Duration::from_secs(10);

/// The longest input, in bytes; the same as for `cargo fuzz`.
const LONGEST: usize = 4096;

/// What mutations put in, because chance would hardly find it: what means something to one stage or another.
const TOKENS: [&str; 32] = [
    "\"",
    "“",
    "”",
    "‘",
    "’",
    "«",
    "»",
    "„",
    "「",
    "—",
    "''",
    "(",
    ")",
    "\r\n",
    "\n\n",
    "\u{feff}",
    "\u{301}",
    "👍🏽",
    "\0",
    " said ",
    " according to ",
    "She ",
    "Mr. ",
    "1,000 ",
    "<p>",
    "</div>",
    "<!--",
    "<![CDATA[",
    "&#x1F4A9",
    "```",
    "](",
    "\u{202e}",
];

#[test]
#[allow(clippy::disallowed_methods, reason = "it is for tests alone")]
fn what_chance_makes_of_the_seeds_breaks_no_target() {
    let runs = env::var("FUZZ_RUNS").map_or(RUNS, |runs| runs.parse().expect("FUZZ_RUNS is a number"));
    targets::load();
    thread::scope(|scope| {
        for target in TARGETS {
            scope.spawn(move || run(target, runs));
        }
    });
}

#[allow(clippy::print_stdout, reason = "whoever asks for more runs wants to see them")]
fn run((name, target): Target, runs: u64) {
    let seeds = seeds(name);
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let mut slowest = Duration::ZERO;
    for number in 0..runs {
        let mut input = seeds[number as usize % seeds.len()].clone();
        // Each seed as it is, first.
        if number >= seeds.len() as u64 {
            for _ in 0..=chance.below(8) {
                mutate(&mut input, &seeds, &mut chance);
            }
        }
        let began = Instant::now();
        let ended = panic::catch_unwind(|| target(&input));
        let took = began.elapsed();
        slowest = slowest.max(took);
        if ended.is_err() || took > SLOW {
            let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{name}"));
            fs::write(&path, &input).unwrap();
            panic!("{name} took {took:?} or panicked in run {number}; its input is in {}", path.display());
        }
    }
    println!("{name}: {runs} runs, the slowest of {slowest:?}");
}

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    // So that runs are the same everywhere.
    paths.sort();
    let seeds: Vec<_> = paths.into_iter().map(|path| fs::read(path).unwrap()).collect();
    assert!(!seeds.is_empty(), "{name} has no seeds");
    seeds
}

/// Changes an input in one place.
fn mutate(input: &mut Vec<u8>, seeds: &[Vec<u8>], chance: &mut Chance) {
    let begin = chance.below(input.len() + 1);
    let end = (begin + chance.below(64)).min(input.len());
    match chance.below(7) {
        0 => input[begin..end].iter_mut().take(1).for_each(|byte| *byte ^= 1 << chance.below(8)),
        1 => drop(input.drain(begin..end)),
        2 => {
            let again = input[begin..end].repeat(1 + chance.below(16));
            input.splice(end..end, again);
        }
        3 => {
            let bytes: Vec<u8> = (0..chance.below(8)).map(|_| chance.below(256) as u8).collect();
            input.splice(begin..end, bytes);
        }
        4 => {
            let other = &seeds[chance.below(seeds.len())];
            input.truncate(begin);
            input.extend_from_slice(&other[chance.below(other.len() + 1)..]);
        }
        _ => drop(input.splice(begin..begin, TOKENS[chance.below(TOKENS.len())].bytes())),
    }
    input.truncate(LONGEST);
}

/// Numbers as if by chance, the same in every run (xorshift64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % end as u64) as usize
    }
}
