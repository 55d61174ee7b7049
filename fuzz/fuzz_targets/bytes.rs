//! A document as bytes of which neither format nor encoding are known.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: fuzz::load(), |input: &[u8]| fuzz::bytes(input));
