use std::fs::OpenOptions;
use std::io::{self, BufReader, BufWriter, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use super::answer::{self, Problem, Refusal};
use super::kept::Kept;
use super::lines::{Line, Lines, STDIN};
use super::options::RequestArgs;
use super::ordered::{self, Sink};
use super::peek::Look;
use crate::rpc::convert::InvalidArgument;
use crate::rpc::{Analyze, Failure, v1};

/// Room in a line for identifiers, hints and options beside the document.
const ENVELOPE: u64 = 64 << 10;

/// Upper bound of JSON bytes per byte of text ("\u0001").
const SPELLING: u64 = 6;

/// Size of the write buffer.
const BUFFER: usize = 256 << 10;

/// Answers a corpus: one request per line, one response per line, in order and on several threads.
///
/// # Errors
/// The input cannot be read or the output cannot be written.
pub(super) fn analyze(
    analyze: &Analyze,
    args: &RequestArgs,
    paths: Vec<PathBuf>,
    threads: usize,
    output: Option<OutputFile>,
) -> io::Result<ExitCode> {
    let paths = if paths.is_empty() { vec![STDIN.into()] } else { paths };
    let progress = progress(&paths, output.is_some());
    let (writer, kept) = match output {
        Some(output) => output.open()?,
        None => (Box::new(io::stdout()) as Box<dyn Write + Send>, Kept::default()),
    };
    let read = progress.clone();
    let limit = u64::from(args.max_document_bytes) * SPELLING + ENVELOPE;
    let mut lines = Lines::new(paths, limit, move |length| read.inc(length));
    let failed = Mutex::new(Failed::default());
    kept.skip(lines.by_ref().map(|task| task.map(|task| task.what)))?;
    progress.reset_eta();
    let work = |line, answer: &mut Vec<u8>| {
        if let Err(line) = write_answer(analyze, args, line, answer) {
            failed.lock().unwrap_or_else(PoisonError::into_inner).add(&line);
        }
    };
    let writer = BufWriter::with_capacity(BUFFER, writer);
    let done = ordered::run(threads, lines, work, Out { writer, progress: progress.clone(), lines: 0 });
    progress.finish_and_clear();
    done?;
    if let Some(summary) = failed.into_inner().unwrap_or_else(PoisonError::into_inner).summary() {
        super::complain(&summary);
    }
    Ok(ExitCode::SUCCESS)
}

/// The output file.
#[derive(Debug)]
pub(super) struct OutputFile {
    /// Its path.
    pub(super) path: PathBuf,
    /// Whether to keep the responses that it holds; otherwise it is truncated.
    pub(super) resume: bool,
}

impl OutputFile {
    /// Opens the file for appending behind the responses to keep.
    fn open(&self) -> io::Result<(Box<dyn Write + Send>, Kept)> {
        let explain = |error: io::Error| super::about(&self.path, error.kind(), &error);
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        let file = options.open(&self.path).map_err(explain)?;
        let kept = if self.resume {
            Kept::read(BufReader::with_capacity(BUFFER, &file)).map_err(explain)?
        } else {
            Kept::default()
        };
        file.set_len(kept.bytes).map_err(explain)?;
        Ok((Box::new(file), kept))
    }
}

/// The lines that failed.
#[derive(Debug, Default)]
struct Failed {
    count: u64,
    // The first by number; threads report them in any order.
    example: (u64, String),
}

impl Failed {
    fn add(&mut self, line: &Line) {
        self.count += 1;
        if self.count == 1 || line.number < self.example.0 {
            self.example = (line.number, line.to_string());
        }
    }

    fn summary(&self) -> Option<String> {
        let Self { count, example: (_, example) } = self;
        match count {
            0 => None,
            1 => Some(format!("{example} could not be analysed; the answer there says why")),
            _ => Some(format!(
                "{count} lines could not be analysed, such as {example}; the answers there say why"
            )),
        }
    }
}

/// Writes the response to one line, with its line break; returns the cleared line if it failed.
fn write_answer(analyze: &Analyze, args: &RequestArgs, line: Line, answer: &mut Vec<u8>) -> Result<(), Line> {
    let response = match request(args, &line) {
        Ok(request) => {
            let id = request.document.as_ref().map(|document| document.id.clone()).unwrap_or_default();
            answer::answer(analyze, request, args).map_err(|failure| (id, failure))
        }
        Err(refused) => Err(refused),
    };
    let line = Line { content: Ok(Vec::new()), ..line };
    let failure = match response {
        Ok(response) => match serde_json::to_writer(&mut *answer, &response) {
            Ok(()) => None,
            Err(_) => Some((response.document_id, Failure::Internal)),
        },
        Err(refused) => Some(refused),
    };
    if let Some((id, failure)) = &failure {
        answer.clear();
        let mut error = Problem::from(failure.clone());
        if id.is_empty() {
            error.message = format!("{line}: {}", error.message);
        }
        // Strings into memory cannot fail.
        let _ = serde_json::to_writer(&mut *answer, &Refusal { document_id: id, error });
    }
    answer.push(b'\n');
    if failure.is_none() { Ok(()) } else { Err(line) }
}

/// The request of a line, or why it has none, with the identifier of its document if it has one.
fn request(args: &RequestArgs, line: &Line) -> Result<v1::AnalyzeDocumentRequest, (String, Failure)> {
    let limit = u64::from(args.max_document_bytes);
    let bytes = match &line.content {
        Ok(bytes) => bytes,
        Err(size) => {
            return Err((String::new(), Failure::document_too_large("", *size, limit * SPELLING + ENVELOPE)));
        }
    };
    let text = str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to() + 1;
        let message = format!("byte {at} is not UTF-8; other encodings go into `data`, in base64");
        (String::new(), malformed("MALFORMED_TEXT", message))
    })?;
    if text.trim().is_empty() {
        return Err((String::new(), malformed("MALFORMED_JSON", "the line is empty".into())));
    }
    let look = serde_json::from_str::<Look<'_>>(text).unwrap_or_default();
    let request = if look.document.is_some() {
        serde_json::from_str(text)
    } else {
        serde_json::from_str(text)
            .map(|document| v1::AnalyzeDocumentRequest { document: Some(document), options: None })
    };
    let mut request = request.map_err(|error| (look.id(), malformed("MALFORMED_JSON", explain(&error))))?;
    args.complete(&mut request);
    Ok(request)
}

fn malformed(reason: &'static str, message: String) -> Failure {
    Failure::Invalid(InvalidArgument { field: String::new(), reason, message })
}

/// What is wrong with a line, without the parser's line number, which is always 1.
fn explain(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let what = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
    let kind = if error.is_data() { "" } else { "not JSON: " };
    format!("column {}: {kind}{what}", error.column())
}

/// The output, with its progress.
struct Out {
    writer: BufWriter<Box<dyn Write + Send>>,
    progress: ProgressBar,
    lines: u64,
}

impl Sink for Out {
    fn take(&mut self, answer: &[u8]) -> io::Result<()> {
        self.lines += 1;
        if !self.progress.is_hidden() {
            let rate = self.lines as f64 / self.progress.elapsed().as_secs_f64().max(1e-3);
            self.progress.set_message(format!("{} documents, {rate:.0}/s", HumanCount(self.lines)));
        }
        self.writer.write_all(answer)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// A progress bar, if standard error is a terminal and the output goes elsewhere.
fn progress(paths: &[PathBuf], to_a_file: bool) -> ProgressBar {
    if !io::stderr().is_terminal() || (io::stdout().is_terminal() && !to_a_file) {
        return ProgressBar::hidden();
    }
    let size = |path: &PathBuf| match path.as_os_str() {
        // The file that standard input is redirected from, if any.
        name if name == STDIN => std::fs::metadata("/dev/stdin"),
        name => std::fs::metadata(name),
    };
    let size = |path| size(path).ok().filter(std::fs::Metadata::is_file).map(|file| file.len());
    let (bar, template) = match paths.iter().map(size).sum::<Option<u64>>() {
        Some(total) => {
            (ProgressBar::new(total), "{bar:30} {percent:>3} %  {msg}, {bytes_per_sec}, {eta} left")
        }
        None => (ProgressBar::no_length(), "{spinner} {msg}, {bytes}, {bytes_per_sec}, {elapsed}"),
    };
    let style = ProgressStyle::with_template(template).expect("the template is constant and well formed");
    bar.with_style(style)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ascribe_core::analysis::Analysis;

    fn answers(content: Result<&str, u64>) -> serde_json::Value {
        let analyze: &Analyze = &|_, _, _| Ok(Analysis::default());
        let line = Line { input: None, number: 7, content: content.map(|text| text.as_bytes().to_vec()) };
        let mut answer = b"of the line before".to_vec();
        answer.clear();
        let mut args = RequestArgs::default();
        args.max_document_bytes = 1 << 20;
        let _ = write_answer(analyze, &args, line, &mut answer);
        assert_eq!(answer.pop(), Some(b'\n'));
        serde_json::from_slice(&answer).unwrap()
    }

    #[track_caller]
    fn check(line: &str, id: &str, reason: &str) {
        let answer = answers(Ok(line));
        assert_eq!(
            (&answer["documentId"], &answer["error"]["reason"]),
            (&id.into(), &reason.into()),
            "{answer}"
        );
        assert_eq!(answer["error"]["code"], "INVALID_ARGUMENT");
    }

    #[test]
    fn a_line_is_a_document_or_a_request() {
        assert_eq!(answers(Ok(r#"{"id": "a", "text": "Word."}"#))["documentId"], "a");
        let request = r#"{"document": {"id": "b", "text": "W\u00f6rd."}, "options": {"includeText": true}}"#;
        let answer = answers(Ok(request));
        assert_eq!((&answer["documentId"], &answer["text"]), (&"b".into(), &"Wörd.".into()));
    }

    #[test]
    fn a_bad_line_says_why_and_whose_it_is() {
        check("", "", "MALFORMED_JSON");
        check("[]", "", "MALFORMED_JSON");
        check(r#"{"id": "c", "text": 3}"#, "c", "MALFORMED_JSON");
        check(r#"{"id": "c", "txt": "Word."}"#, "c", "MALFORMED_JSON");
        check(r#"{"document": {"id": "d", "text": "Word."}, "options": 3}"#, "d", "MALFORMED_JSON");
        check(r#"{"id": "e"}"#, "e", "MISSING_CONTENT");
        check(r#"{"id": "e", "text": " "}"#, "e", "EMPTY_DOCUMENT");
        check(
            r#"{"document": {"id": "f", "text": "W."}, "options": {"minConfidence": 2}}"#,
            "f",
            "OUT_OF_RANGE",
        );
        let message = answers(Ok("{"))["error"]["message"].to_string();
        assert!(message.contains("line 7: column 1: not JSON"), "{message}");
        let message = answers(Ok(" "))["error"]["message"].to_string();
        assert!(message.contains("line 7: the line is empty"), "{message}");
        assert_eq!(answers(Err(1 << 40))["error"]["reason"], "DOCUMENT_TOO_LARGE");
    }
}
