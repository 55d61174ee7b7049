//! A file of answers that a run is to go on behind.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: fuzz::load(), |input: &[u8]| fuzz::answers(input));
