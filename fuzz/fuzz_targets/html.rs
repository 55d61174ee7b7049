//! A document as a web page.
#![no_main]

use ascribe::rpc::v1::{Document, Format, document::Content};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: fuzz::load(), |page: String| {
    let content = Some(Content::Text(page));
    fuzz::answer_in_full(Document { content, format: Format::Html.into(), ..Document::default() });
});
