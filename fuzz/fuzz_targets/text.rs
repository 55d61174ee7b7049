//! A document as plain text.
#![no_main]

use ascribe::rpc::v1::{Document, Format, document::Content};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: fuzz::load(), |text: String| {
    let content = Some(Content::Text(text));
    fuzz::answer_in_full(Document { content, format: Format::PlainText.into(), ..Document::default() });
});
