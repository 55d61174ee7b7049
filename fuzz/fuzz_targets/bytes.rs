//! A document as bytes of which neither format nor encoding are known.
#![no_main]

use ascribe::rpc::v1::{Document, document::Content};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: fuzz::load(), |bytes: &[u8]| {
    fuzz::answer_in_full(Document { content: Some(Content::Data(bytes.to_vec())), ..Document::default() });
});
