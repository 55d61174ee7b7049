use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use serde::Serialize;
use tonic::{Code, Status};
use tonic_types::StatusExt;

use super::options::RequestArgs;
use crate::rpc::{Analyze, Failure, convert, v1};
use ascribe_core::input;
use ascribe_core::interrupt::Interrupt;

/// Answers one request as the service would, on this thread.
///
/// # Errors
/// As for the service; a panic is [`Failure::Internal`] and ends this document only.
pub(super) fn answer(
    analyze: &Analyze,
    request: v1::AnalyzeDocumentRequest,
    args: &RequestArgs,
) -> Result<v1::AnalyzeDocumentResponse, Failure> {
    // Unwind safe: the analysis changes no shared state.
    catch_unwind(AssertUnwindSafe(|| compute(analyze, request, args))).unwrap_or(Err(Failure::Internal))
}

fn compute(
    analyze: &Analyze,
    request: v1::AnalyzeDocumentRequest,
    args: &RequestArgs,
) -> Result<v1::AnalyzeDocumentResponse, Failure> {
    let began = Instant::now();
    let mut job = convert::job(request.document, request.options)?;
    job.features.model = args.models.choose(job.model)?;
    let (field, size) = job.size();
    let allowed = args.max_document_bytes.into();
    if size > allowed {
        return Err(Failure::document_too_large(field, size, allowed));
    }
    let source = input::read(job.document).map_err(convert::InvalidArgument::from)?;
    let analysis = analyze(&source, job.features, &Interrupt::never())?;
    let timing = convert::Timing { analysis: began.elapsed(), ..convert::Timing::default() };
    Ok(convert::response(job.reply, job.features, source, analysis, timing))
}

/// The JSON in place of a response that failed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Refusal<'a> {
    pub(super) document_id: &'a str,
    pub(super) error: Problem,
}

/// The code, reason and message of the service.
#[derive(Debug, Serialize)]
pub(super) struct Problem {
    pub(super) code: String,
    pub(super) reason: String,
    pub(super) message: String,
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        let status = Status::from(failure);
        Self {
            code: code_name(status.code()),
            reason: status.get_details_error_info().map(|info| info.reason).unwrap_or_default(),
            message: status.message().into(),
        }
    }
}

/// The name of a code as `google.rpc.Code` spells it ("INVALID_ARGUMENT").
fn code_name(code: Code) -> String {
    let mut name = String::new();
    for (at, letter) in format!("{code:?}").char_indices() {
        if at > 0 && letter.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use ascribe_core::analysis::Analysis;

    fn request(text: &str) -> v1::AnalyzeDocumentRequest {
        let content = Some(v1::document::Content::Text(text.into()));
        let document = v1::Document { id: "a".into(), content, ..Default::default() };
        v1::AnalyzeDocumentRequest { document: Some(document), options: None }
    }

    fn args() -> RequestArgs {
        let mut args = RequestArgs::default();
        args.max_document_bytes = 8;
        args
    }

    #[track_caller]
    fn check(analyze: &Analyze, text: &str, code: &str, reason: &str) {
        let problem = Problem::from(answer(analyze, request(text), &args()).unwrap_err());
        assert_eq!((problem.code.as_str(), problem.reason.as_str()), (code, reason), "{}", problem.message);
    }

    #[test]
    fn what_cannot_be_answered_says_why_in_the_terms_of_the_service() {
        let nothing: &Analyze = &|_, _, _| Ok(Analysis::default());
        assert_eq!(answer(nothing, request("Word."), &args()).unwrap().document_id, "a");
        check(nothing, " ", "INVALID_ARGUMENT", "EMPTY_DOCUMENT");
        check(nothing, "More words.", "INVALID_ARGUMENT", "DOCUMENT_TOO_LARGE");
        let mut accurate = request("Word.");
        accurate.options =
            Some(v1::AnalysisOptions { model: v1::Model::Accurate.into(), ..Default::default() });
        let problem = Problem::from(answer(nothing, accurate, &args()).unwrap_err());
        assert_eq!(
            (problem.code.as_str(), problem.reason.as_str()),
            ("FAILED_PRECONDITION", "MODEL_NOT_LOADED")
        );
    }

    #[test]
    fn a_panic_ends_one_document_only() {
        check(&|_, _, _| panic!("a defect"), "Word.", "INTERNAL", "INTERNAL");
    }
}
