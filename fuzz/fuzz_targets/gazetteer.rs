//! A gazetteer in either form.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: fuzz::load(), |input: &[u8]| fuzz::gazetteer(input));
