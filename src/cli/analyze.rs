use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

use clap::error::ErrorKind;
use clap::{Args, ColorChoice, Command, ValueEnum};

use super::options::RequestArgs;
use super::{bulk, engines, files, gazetteers, inputs};
use ascribe_core::analysis::Model;
use ascribe_core::pipeline::Analyzer;

const EXAMPLES: &str = "\
Examples:
  ascribe analyze article.txt                        a report for a person
  ascribe analyze --format json *.html               one analysis per line, on all cores
  ascribe analyze --format html articles/ > r.html   one page that shows each document of a folder
  ascribe analyze --format csv articles/ > q.csv     one line for each quotation
  ascribe analyze --jsonl < corpus.jsonl > out.jsonl
  ascribe analyze --jsonl corpus.jsonl --output out.jsonl --resume   goes on where it was stopped

A line of a corpus is a Document of the API in JSON,
  {\"id\": \"a\", \"text\": \"...\"}
or a whole AnalyzeDocumentRequest,
  {\"document\": {\"id\": \"a\", \"text\": \"...\"}, \"options\": {\"includeText\": true}}
Answers come in the same order. One that cannot be given is
  {\"documentId\": \"a\", \"error\": {\"code\": \"...\", \"message\": \"...\"}}
and the run goes on.";

/// Arguments of `ascribe analyze`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct AnalyzeArgs {
    /// Text, HTML, Markdown, mails, feeds, subtitles and stories of agencies, folders of them, or patterns; with --jsonl,
    /// documents in JSON, one per line; `-` is standard input
    #[arg(value_name = "FILE", required_unless_present = "jsonl")]
    files: Vec<PathBuf>,

    /// Read a corpus, one document in JSON per line, and answer each with one line
    #[arg(long)]
    jsonl: bool,

    /// What to print: text, a report for a person; html, the same as a page in one file; jsonl (or json), one response
    /// of the API per line; or csv, one line for each quotation [default: text]
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    format: Option<OutputFormat>,

    /// Print JSON over several lines, easier to read
    #[arg(long, requires = "format", conflicts_with = "jsonl")]
    pretty: bool,

    /// Where to write the answers of --jsonl [default: standard output]
    #[arg(long, short = 'o', value_name = "FILE", requires = "jsonl")]
    output: Option<PathBuf>,

    /// Keep the answers that --output holds already and go on with the line after them
    #[arg(long, requires = "output")]
    resume: bool,

    /// When to use colours; NO_COLOR is respected
    #[arg(long, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    color: ColorChoice,

    /// Columns of the report [default: those of the terminal, at most 100]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(20..))]
    width: Option<u16>,

    /// How many documents to analyse at a time [default: the number of cores]
    #[arg(long, short = 'j', value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,

    /// File of names whose identifiers entities get (CSV or JSON lines); several are separated by commas
    #[arg(long, value_name = "FILE", value_delimiter = ',')]
    gazetteer: Vec<PathBuf>,

    /// File with the weights of the encoder that `--model accurate` reads with [default: those of the program]
    #[arg(long, env = "ASCRIBE_ENCODER", value_name = "FILE")]
    encoder: Option<PathBuf>,

    #[command(flatten)]
    request: RequestArgs,
}

/// What `analyze` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum OutputFormat {
    /// A report for a person
    Text,
    /// The report as a page in one file
    Html,
    /// Responses of the API in JSON, one per line
    #[value(alias = "jsonl")]
    Json,
    /// One line for each quotation
    Csv,
}

/// Analyses what the command line names.
///
/// # Errors
/// The corpus cannot be read or the output cannot be written. Files that cannot be analysed are told on standard
/// error and by the exit code.
pub(super) fn analyze(mut args: AnalyzeArgs) -> io::Result<ExitCode> {
    let analyzer = Analyzer::load().with_gazetteer(gazetteers::load(&args.gazetteer)?);
    // Only a line of a corpus may ask for an engine that no flag names.
    let wanted: &[Model] = if args.jsonl || args.request.is_accurate() { &[] } else { &[Model::Fast] };
    let (analyzer, models) = engines::load(analyzer, args.encoder.as_deref(), wanted, Model::Fast)?;
    args.request.models = models;
    let analyze = move |source: &_, features, interrupt: &_| analyzer.analyze(source, features, interrupt);
    let jobs = args.jobs.map(usize::from);
    // Respects affinity and quotas.
    let threads = jobs.unwrap_or_else(|| thread::available_parallelism().map_or(1, std::num::NonZero::get));
    if args.jsonl {
        if !matches!(args.format, None | Some(OutputFormat::Json)) {
            let problem = "--jsonl answers in JSON lines; leave out `--format`";
            Command::new("ascribe").error(ErrorKind::ArgumentConflict, problem).exit();
        }
        if let Some(output) = args.output.as_deref().filter(|output| inputs::is_one_of(output, &args.files)) {
            let problem = format!("{} is both read and written", super::shown(output));
            Command::new("ascribe").error(ErrorKind::ArgumentConflict, problem).exit();
        }
        let output = args.output.map(|path| bulk::OutputFile { path, resume: args.resume });
        return bulk::analyze(&analyze, &args.request, args.files, threads, output);
    }
    let output = match args.format {
        Some(OutputFormat::Json) => files::Output::Json { pretty: args.pretty },
        Some(OutputFormat::Html) => files::Output::Html,
        Some(OutputFormat::Csv) => files::Output::Csv,
        Some(OutputFormat::Text) | None => files::Output::Report { color: args.color, width: args.width },
    };
    let files = inputs::files(args.files)?;
    let threads = threads.min(files.len());
    files::analyze(&analyze, &args.request, files, threads, output)
}
