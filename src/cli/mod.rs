//! The command line.
//!
//! `serve` runs the service. `analyze` answers the same requests without one: `answer` takes one request to its
//! response, `ordered` does that on all cores and keeps the order, `files` and `bulk` are its two inputs (`inputs`
//! finds the files, `kept` the answers of a run before), `report`, `html`, `csv` and JSON its outputs.
//!
//! Exit codes: 0 when everything was done, 1 when something failed, 2 when the command line is wrong. A closed pipe is 0:
//! the reader has what it wants.

mod answer;
mod analyze;
mod bulk;
mod csv;
mod engines;
mod files;
mod gazetteers;
mod html;
mod inputs;
mod kept;
mod lines;
mod options;
mod ordered;
mod peek;
mod report;
mod serve;

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use clap_complete::Shell;

pub use kept::Kept as KeptAnswers;

use crate::config;

const EXAMPLES: &str = "\
Examples:
  ascribe analyze article.txt                        who said what, for a person
  curl -s https://example.org/story | ascribe analyze -
  ascribe analyze --format json page.html | jq '.quotations[].speaker.name'
  ascribe analyze --format html articles/ > report.html
  ascribe analyze --jsonl < corpus.jsonl > analyses.jsonl
  ascribe serve --listen 127.0.0.1:50051             the gRPC service

Exit codes:
  0  everything was done (with --jsonl also when lines answer with an error of their own)
  1  something could not be done; standard error says what
  2  the command line is wrong";

/// Reads news text and answers who said what: structure, language, entities, attributed quotations.
#[derive(Debug, Parser)]
#[command(name = "ascribe", version, max_term_width = 110, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the gRPC API
    Serve(Box<config::Serve>),
    /// Analyse files, or a corpus line by line
    Analyze(Box<analyze::AnalyzeArgs>),
    /// Print a completion script for a shell
    #[command(
        after_help = "Example:\n  ascribe completions bash > ~/.local/share/bash-completion/completions/ascribe"
    )]
    Completions(CompletionsArgs),
}

#[derive(Args, Debug)]
struct CompletionsArgs {
    /// The shell that is to complete
    shell: Shell,
}

/// Runs the command line.
#[must_use]
pub fn run() -> ExitCode {
    match parse().and_then(dispatch) {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn dispatch(cli: Cli) -> Result<ExitCode, Box<dyn Error>> {
    match cli.command {
        Command::Serve(settings) => serve::serve(&settings)?,
        Command::Analyze(args) => return Ok(analyze::analyze(*args)?),
        Command::Completions(args) => completions(args.shell)?,
    }
    Ok(ExitCode::SUCCESS)
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

/// Prints the completion script of a shell.
fn completions(shell: Shell) -> io::Result<()> {
    // Into memory first: the generator panics when its output fails.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "ascribe", &mut script);
    io::stdout().write_all(&script)
}

/// Prints an error on standard error.
fn complain(problem: &impl std::fmt::Display) {
    // Not `eprintln!`, which panics when standard error is closed.
    let _ = writeln!(io::stderr(), "ascribe: {problem}");
}

/// An error that names its file.
fn about(path: &std::path::Path, kind: io::ErrorKind, problem: &impl std::fmt::Display) -> io::Error {
    io::Error::new(kind, format!("{}: {problem}", shown(path)))
}

/// The name of a file for people: what would move the cursor, colour or ring in a terminal is written as an escape.
fn shown(path: &std::path::Path) -> String {
    let name = path.to_string_lossy();
    name.chars().fold(String::with_capacity(name.len()), |mut out, c| {
        if c.is_control() || is_bidi(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
        out
    })
}

/// Whether a character turns the direction of what follows it, so that a name looks like another.
fn is_bidi(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether the reader of the output has gone, which is not a failure.
fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_does_nothing_to_a_terminal() {
        for (name, expect) in [
            ("Bj\u{f6}rn 1.txt", "Bj\u{f6}rn 1.txt"),
            ("a\u{1b}[31m\u{7}\nb", "a\\u{1b}[31m\\u{7}\\nb"),
            ("a\u{202e}txt.exe", "a\\u{202e}txt.exe"),
            ("a\u{9b}31m", "a\\u{9b}31m"),
        ] {
            assert_eq!(shown(std::path::Path::new(name)), expect);
        }
    }

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
