//! A request whose fields are set as chance wants it.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: fuzz::load(), |input: &[u8]| fuzz::options(input));
