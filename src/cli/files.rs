use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use anstream::AutoStream;
use clap::ColorChoice;
use indicatif::{ProgressBar, ProgressStyle};

use super::answer::{self, Problem};
use super::lines::STDIN;
use super::options::RequestArgs;
use super::ordered::{self, Sink, Task};
use super::{csv, html, report};
use crate::rpc::{Analyze, Failure, v1};

/// The form of the output.
#[derive(Clone, Copy, Debug)]
pub(super) enum Output {
    /// A report for a person.
    Report {
        /// When to use colours.
        color: ColorChoice,
        /// Columns; those of the terminal if absent.
        width: Option<u16>,
    },
    /// One page that shows every document.
    Html,
    /// One line for each quotation.
    Csv,
    /// The response in JSON.
    Json {
        /// Whether over several lines.
        pretty: bool,
    },
}

/// Analyses files one by one; reports failures on standard error and goes on.
///
/// # Errors
/// The output cannot be written.
pub(super) fn analyze(
    analyze: &Analyze,
    args: &RequestArgs,
    paths: Vec<PathBuf>,
    threads: usize,
    output: Output,
) -> io::Result<ExitCode> {
    let several = paths.len() > 1;
    let width = match output {
        Output::Report { width, .. } => report::width(width),
        Output::Html | Output::Csv | Output::Json { .. } => 0,
    };
    let failed = AtomicBool::new(false);
    let progress = progress(paths.len());
    let work = |(number, path): (usize, PathBuf), answer: &mut Vec<u8>| {
        respond(analyze, args, &path, output, |name, response, is_item| {
            let response = match response {
                Ok(response) => response,
                Err(problem) => {
                    failed.store(true, Ordering::Relaxed);
                    let complaint = format!("{}: {problem}", super::shown(name));
                    return progress.suspend(|| super::complain(&complaint));
                }
            };
            let is_first = answer.is_empty();
            match output {
                Output::Report { .. } => {
                    let name = (several || is_item).then(|| super::shown(name));
                    let blank = if number > 0 || !is_first { "\n" } else { "" };
                    answer.extend_from_slice(blank.as_bytes());
                    answer.extend_from_slice(report::report(&response, name.as_deref(), width).as_bytes());
                }
                Output::Html => {
                    let separator = if is_first { "" } else { html::SEPARATOR };
                    answer.extend_from_slice(separator.as_bytes());
                    answer.extend_from_slice(html::analysis(&response).as_bytes());
                }
                Output::Csv => answer.extend_from_slice(csv::rows(&response).as_bytes()),
                Output::Json { pretty } => write_json(&response, pretty, answer),
            }
        });
    };
    let (before, separator, after) = match output {
        Output::Report { .. } | Output::Json { .. } => Default::default(),
        Output::Html => {
            let (before, after) = html::frame();
            (before, html::SEPARATOR, after)
        }
        Output::Csv => (csv::HEADER.to_owned(), "", String::new()),
    };
    let mut out = stdout(output);
    out.write_all(before.as_bytes())?;
    let tasks = paths.into_iter().enumerate().map(|what| Ok(Task { what, last_for_now: true }));
    let done =
        ordered::run(threads, tasks, work, Printed { out, separator, any: false, progress: &progress });
    progress.finish_and_clear();
    done?;
    let mut out = stdout(output);
    out.write_all(after.as_bytes())?;
    Write::flush(&mut out)?;
    Ok(if failed.into_inner() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Analyses one file, of a feed each item by itself; gives each answer with its name and whether it is that of an item.
/// An error has the message of the system or the service.
fn respond(
    analyze: &Analyze,
    args: &RequestArgs,
    path: &Path,
    output: Output,
    mut take: impl FnMut(&Path, Result<v1::AnalyzeDocumentResponse, String>, bool),
) {
    let limit = args.max_document_bytes;
    let refused = |failure: Failure| Problem::from(failure).message;
    let (bytes, size) = match read(path, limit) {
        Ok(read) => read,
        Err(error) => return take(path, Err(error.to_string()), false),
    };
    if size > limit.into() {
        let problem = refused(Failure::document_too_large("", size, limit.into()));
        return take(path, Err(problem), false);
    }
    let answer = |mut request: v1::AnalyzeDocumentRequest| {
        if let Some(options) = &mut request.options {
            options.include_text |= !matches!(output, Output::Json { .. });
            if let Output::Html = output {
                // The script of the page slices UTF-16 strings.
                options.offset_encoding = v1::OffsetEncoding::Utf16.into();
            }
        }
        answer::answer(analyze, request, args).map_err(refused)
    };
    let (id, format) = (path.to_string_lossy(), args.format(format(path)));
    let mut items = args.items(&bytes, format);
    if let (Some(first), Some(second)) = (items.next(), items.next()) {
        for (number, item) in (1..).zip([first, second].into_iter().chain(items)) {
            let name = format!("{id}#{number}");
            take(Path::new(&name), answer(args.item(name.clone(), item)), true);
        }
        return;
    }
    drop(items);
    take(path, answer(args.request(id.into_owned(), bytes, format)), false);
}

/// The content of a file, truncated above the limit, and its size.
fn read(path: &Path, limit: u32) -> io::Result<(Vec<u8>, u64)> {
    let mut bytes = Vec::new();
    let most = u64::from(limit) + 1;
    let size = if path.as_os_str() == STDIN {
        io::stdin().take(most).read_to_end(&mut bytes)?;
        0
    } else {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        file.take(most).read_to_end(&mut bytes)?;
        size
    };
    // Pipes and devices report a size of 0.
    let size = size.max(bytes.len() as u64);
    Ok((bytes, size))
}

/// The extension of a file in lower case.
pub(super) fn ending(path: &Path) -> String {
    path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase()
}

/// The format that the extension of a file implies.
pub(super) fn format(path: &Path) -> v1::Format {
    match ending(path).as_str() {
        "html" | "htm" | "xhtml" => v1::Format::Html,
        "md" | "markdown" => v1::Format::Markdown,
        "eml" => v1::Format::Email,
        "rss" | "atom" => v1::Format::FeedItem,
        "srt" | "vtt" => v1::Format::Subtitles,
        "txt" | "text" => v1::Format::PlainText,
        _ => v1::Format::Unspecified,
    }
}

fn write_json(response: &v1::AnalyzeDocumentResponse, pretty: bool, answer: &mut Vec<u8>) {
    let written = if pretty {
        serde_json::to_writer_pretty(&mut *answer, response)
    } else {
        serde_json::to_writer(&mut *answer, response)
    };
    written.expect("every value of a response has a form in JSON, and memory takes all of it");
    answer.push(b'\n');
}

/// Standard output, which strips colours unless they are wanted.
fn stdout(output: Output) -> AutoStream<io::Stdout> {
    let choice = match output {
        Output::Html | Output::Csv | Output::Json { .. } => anstream::ColorChoice::AlwaysAnsi,
        Output::Report { color: ColorChoice::Always, .. } => anstream::ColorChoice::Always,
        Output::Report { color: ColorChoice::Never, .. } => anstream::ColorChoice::Never,
        Output::Report { color: ColorChoice::Auto, .. } => AutoStream::choice(&io::stdout()),
    };
    AutoStream::new(io::stdout(), choice)
}

/// A progress bar, if standard error is a terminal, the output goes elsewhere, and there are several files.
fn progress(files: usize) -> ProgressBar {
    if files < 2 || !io::stderr().is_terminal() || io::stdout().is_terminal() {
        return ProgressBar::hidden();
    }
    let template = "{bar:30} {percent:>3} %  {human_pos} of {human_len} files, {per_sec}, {eta} left";
    let style = ProgressStyle::with_template(template).expect("the template is constant and well formed");
    ProgressBar::new(files as u64).with_style(style)
}

/// Responses on standard output, with their separator.
struct Printed<'a> {
    out: AutoStream<io::Stdout>,
    separator: &'static str,
    any: bool,
    progress: &'a ProgressBar,
}

impl Sink for Printed<'_> {
    fn take(&mut self, answer: &[u8]) -> io::Result<()> {
        self.progress.inc(1);
        // A failed file has no output.
        if answer.is_empty() {
            return Ok(());
        }
        if self.any {
            self.out.write_all(self.separator.as_bytes())?;
        }
        self.any = true;
        self.out.write_all(answer)
    }

    fn flush(&mut self) -> io::Result<()> {
        Write::flush(&mut self.out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_tells_its_format() {
        for (name, expect) in [
            ("a.html", v1::Format::Html),
            ("a.HTM", v1::Format::Html),
            ("dir.html/a.md", v1::Format::Markdown),
            ("a.txt", v1::Format::PlainText),
            ("a.srt", v1::Format::Subtitles),
            ("a.eml", v1::Format::Email),
            ("a.xml", v1::Format::Unspecified),
            ("a", v1::Format::Unspecified),
            ("-", v1::Format::Unspecified),
        ] {
            assert_eq!(format(Path::new(name)), expect, "{name}");
        }
    }
}
