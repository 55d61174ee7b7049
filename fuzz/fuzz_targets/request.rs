//! A request as it comes from the network.
#![no_main]

use ascribe::rpc::v1::AnalyzeDocumentRequest;
use libfuzzer_sys::fuzz_target;
use prost::Message;

fuzz_target!(init: fuzz::load(), |message: &[u8]| {
    if let Ok(request) = AnalyzeDocumentRequest::decode(message) {
        fuzz::answer(request);
    }
});
