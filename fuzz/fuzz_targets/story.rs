//! A story of words and signs that rules look at.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: fuzz::load(), |input: &[u8]| fuzz::story(input));
