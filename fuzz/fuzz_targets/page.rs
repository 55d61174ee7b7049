//! A page of tags, attributes and references.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: fuzz::load(), |input: &[u8]| fuzz::page(input));
