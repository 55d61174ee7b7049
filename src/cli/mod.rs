//! The command line.

mod serve;

use std::error::Error;
use std::io::{self, BufRead, Write};
use std::process::ExitCode;
use std::time::Instant;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::config;
use crate::input;
use crate::interrupt::Interrupt;
use crate::pipeline::Analyzer;
use crate::rpc::{convert, v1};

/// Reads news text and answers who said what.
#[derive(Debug, Parser)]
#[command(name = "ascribe", version, about, max_term_width = 110)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the gRPC API
    Serve(Box<config::Serve>),
    /// Analyse documents
    Analyze(AnalyzeArgs),
}

#[derive(Args, Debug)]
struct AnalyzeArgs {
    /// Read one document in JSON per line on standard input, write one analysis per line
    #[arg(long, required = true)]
    jsonl: bool,
}

/// Does what the command line says.
#[must_use]
pub fn run() -> ExitCode {
    match parse().and_then(dispatch) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Not `eprintln!`, which panics when standard error is closed.
            let _ = writeln!(io::stderr(), "ascribe: {error}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(cli: Cli) -> Result<(), Box<dyn Error>> {
    match cli.command {
        Command::Serve(settings) => Ok(serve::serve(&settings)?),
        Command::Analyze(_) => Ok(analyze_lines()?),
    }
}

/// Parses the command line, and for `serve` once more with the settings of its file added.
fn parse() -> Result<Cli, Box<dyn Error>> {
    let matches = Cli::command().get_matches();
    let cli = Cli::from_arg_matches(&matches)?;
    let (Command::Serve(settings), Some((_, given))) = (&cli.command, matches.subcommand()) else {
        return Ok(cli);
    };
    let Some(file) = &settings.config else { return Ok(cli) };
    let flags = config::file_flags(file, given)?;
    Ok(Cli::parse_from(std::env::args_os().chain(flags)))
}

/// Reads one document per line from standard input and writes one response per line to standard output.
///
/// # Errors
/// Standard input or output fails.
pub fn analyze_lines() -> io::Result<()> {
    let analyzer = Analyzer::load();
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line?;
        match analyze_line(&analyzer, &line) {
            Ok(response) => serde_json::to_writer(&mut out, &response)?,
            Err((id, message)) => serde_json::to_writer(
                &mut out,
                &serde_json::json!({"documentId": id, "error": {"code": "INVALID_ARGUMENT", "message": message}}),
            )?,
        }
        out.write_all(b"\n")?;
    }
    out.flush()
}

fn analyze_line(analyzer: &Analyzer, line: &str) -> Result<v1::AnalyzeDocumentResponse, (String, String)> {
    let plain = |message: String| (String::new(), message);
    let value: serde_json::Value = serde_json::from_str(line).map_err(|e| plain(e.to_string()))?;
    let request = if value.get("document").is_some() {
        serde_json::from_value::<v1::AnalyzeDocumentRequest>(value).map_err(|e| plain(e.to_string()))?
    } else {
        let document = serde_json::from_value(value).map_err(|e| plain(e.to_string()))?;
        v1::AnalyzeDocumentRequest { document: Some(document), options: None }
    };
    let began = Instant::now();
    let job = convert::job(request.document, request.options).map_err(|e| plain(e.to_string()))?;
    let id = job.reply.document_id.clone();
    let source = input::read(job.document).map_err(|e| (id.clone(), e.to_string()))?;
    let analysis = analyzer
        .analyze(&source, job.features, &Interrupt::never())
        .map_err(|e| (id.clone(), e.to_string()))?;
    let timing = convert::Timing { analysis: began.elapsed(), ..convert::Timing::default() };
    Ok(convert::response(job.reply, job.features, source, analysis, timing))
}
