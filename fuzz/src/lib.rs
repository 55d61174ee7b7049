//! What the fuzz targets share: the way of a request through the program, but for the network.

mod shapes;

use std::sync::LazyLock;
use std::time::Duration;

use ascribe::cli::KeptAnswers;
use ascribe::rpc::Tokens;
use ascribe::rpc::convert::{self, Timing};
use ascribe::rpc::v1::document::Content;
use ascribe::rpc::v1::{self, AnalysisOptions, Document, Feature, Format, OffsetEncoding};
use ascribe_core::gazetteer::{Form, Gazetteer};
use ascribe_core::input;
use ascribe_core::interrupt::Interrupt;
use ascribe_core::pipeline::Analyzer;
use prost::Message;
use rustix::time::{ClockId, clock_gettime};

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(Analyzer::load);

/// Loads what analysis and the reader of pages need, so that the first run is not taken for a slow one.
pub fn load() {
    html(b"<p>The bridge is open again.</p>");
}

/// What is fuzzed, with the name of its seeds.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 14] = [
    ("text", text),
    ("html", html),
    ("bytes", bytes),
    ("request", request),
    ("story", story),
    ("page", page),
    ("markdown", markdown),
    ("options", options),
    ("gazetteer", gazetteer),
    ("tokens", tokens),
    ("answers", answers),
    ("mail", mail),
    ("feed", feed),
    ("newsml", newsml),
];

/// What a run may take of the processor: so much, and so much more for each byte of what is read. An unoptimised build
/// takes about 2 µs for each byte of ordinary text.
const TIME: Duration = Duration::from_millis(500);
const TIME_PER_BYTE: Duration = Duration::from_micros(20);

/// How large an answer may be for each byte of the document, which bounds the memory of all that it is made of.
const ANSWER_PER_BYTE: usize = 400;

/// Does work that has to take time in proportion to what it reads.
fn in_time(bytes: usize, work: impl FnOnce()) {
    let began = thread_time();
    work();
    let took = thread_time().saturating_sub(began);
    let most = TIME + TIME_PER_BYTE * u32::try_from(bytes).unwrap_or(u32::MAX);
    assert!(took <= most, "{took:?} for {bytes} bytes; help: some step looks back or ahead without a bound");
}

fn thread_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// A story of words and signs that rules look at.
pub fn story(input: &[u8]) {
    decoded(shapes::story(input).as_bytes(), Format::PlainText);
}

/// A page of tags, attributes and references.
pub fn page(input: &[u8]) {
    decoded(shapes::page(input).as_bytes(), Format::Html);
}

/// A text of delimiters and blocks of Markdown.
pub fn markdown(input: &[u8]) {
    decoded(shapes::markdown(input).as_bytes(), Format::Markdown);
}

/// A request whose fields are set as chance wants it.
pub fn options(input: &[u8]) {
    let (choices, text) = input.split_at(input.len().min(8));
    let choice = |at: usize| i32::from(choices.get(at).copied().unwrap_or_default());
    let hint = |at: usize| {
        ["", "en", "de-DE", "und", "2022-09-28", "tomorrow", "utf-8", "\0"][choice(at) as usize % 8].into()
    };
    let text = shapes::story(text);
    let content = match choice(0) % 3 {
        0 => None,
        1 => Some(Content::Text(text)),
        _ => Some(Content::Data(text.into_bytes())),
    };
    let document = Document {
        content,
        format: choice(1) % 12,
        language_code: hint(2),
        publication_date: hint(3),
        charset: hint(4),
        ..Document::default()
    };
    let options = AnalysisOptions {
        features: (0..8).filter(|feature| choice(5) >> feature & 1 == 1).collect(),
        offset_encoding: choice(6) % 6,
        min_confidence: choice(7) as f32 / 100.0,
        include_text: choice(6) > 127,
        ..AnalysisOptions::default()
    };
    answer(v1::AnalyzeDocumentRequest { document: Some(document), options: Some(options) });
}

/// A gazetteer in either form.
pub fn gazetteer(input: &[u8]) {
    let text = shapes::gazetteer(input);
    for form in [Form::Csv, Form::JsonLines] {
        in_time(text.len(), || {
            let mut gazetteer = Gazetteer::default();
            if gazetteer.add(text.as_bytes(), form).is_ok() {
                let gazetteer = gazetteer.sorted();
                assert!(gazetteer.len() >= gazetteer.entries().min(1));
            }
        });
    }
}

/// A file of tokens.
pub fn tokens(input: &[u8]) {
    let text = shapes::tokens(input);
    in_time(text.len(), || drop(Tokens::parse(&text)));
}

/// A file of answers that a run is to go on behind.
pub fn answers(input: &[u8]) {
    let text = shapes::answers(input);
    in_time(text.len(), || {
        if let Ok(kept) = KeptAnswers::read(text.as_bytes()) {
            let whole = text.rfind('\n').map_or(0, |end| end + 1);
            assert_eq!(kept.bytes, whole as u64);
        }
    });
}

/// A document as plain text.
pub fn text(input: &[u8]) {
    decoded(input, Format::PlainText);
}

/// A document as a web page.
pub fn html(input: &[u8]) {
    decoded(input, Format::Html);
}

/// An e-mail, as bytes.
pub fn mail(input: &[u8]) {
    let content = Some(Content::Data(input.to_vec()));
    answer_in_full(Document { content, format: Format::Email.into(), ..Document::default() });
}

/// A feed.
pub fn feed(input: &[u8]) {
    decoded(input, Format::FeedItem);
}

/// A story in NITF or NewsML-G2.
pub fn newsml(input: &[u8]) {
    decoded(input, Format::NewsmlG2);
}

fn decoded(input: &[u8], format: Format) {
    let content = Some(Content::Text(String::from_utf8_lossy(input).into_owned()));
    answer_in_full(Document { content, format: format.into(), ..Document::default() });
}

/// A document as bytes of which neither format nor encoding are known.
pub fn bytes(input: &[u8]) {
    answer_in_full(Document { content: Some(Content::Data(input.to_vec())), ..Document::default() });
}

/// A request as it comes from the network.
pub fn request(message: &[u8]) {
    if let Ok(request) = v1::AnalyzeDocumentRequest::decode(message) {
        answer(request);
    }
}

/// Answers a request as the server does.
///
/// A request that is refused is well; what must not happen is a panic, or an answer that cannot be sent.
fn answer(request: v1::AnalyzeDocumentRequest) {
    in_time(request.encoded_len(), || answer_untimed(request));
}

fn answer_untimed(request: v1::AnalyzeDocumentRequest) {
    let length = request.encoded_len();
    let Ok(job) = convert::job(request.document, request.options) else { return };
    let Ok(source) = input::read(job.document) else { return };
    let Ok(analysis) = ANALYZER.analyze(&source, job.features, &Interrupt::never()) else { return };
    let response = convert::response(job.reply, job.features, source, analysis, Timing::default());
    let sent = response.encode_to_vec();
    assert!(
        sent.len() <= (1 << 16) + ANSWER_PER_BYTE * length,
        "an answer of {} bytes to one of {length}",
        sent.len()
    );
    assert_eq!(v1::AnalyzeDocumentResponse::decode(&*sent), Ok(response));
}

/// Answers a request for everything about a document, with the text of each span, in the unit that is hardest to count.
fn answer_in_full(document: Document) {
    let features =
        [Feature::Structure, Feature::Language, Feature::Entities, Feature::Quotations, Feature::Tokens];
    let options = AnalysisOptions {
        features: features.map(i32::from).to_vec(),
        offset_encoding: OffsetEncoding::Utf16.into(),
        include_text: true,
        ..AnalysisOptions::default()
    };
    answer(v1::AnalyzeDocumentRequest { document: Some(document), options: Some(options) });
}
