//! Configuration of `ascribe serve`: flags, then environment, then a TOML file, then defaults.
//!
//! Every setting is declared once, in [`Serve`]. Its variable is `ASCRIBE_` and the flag in upper case; its key in the file
//! is the flag with underscores. No other module reads either.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io, thread};

use clap::parser::ValueSource;
use clap::{ArgAction, ArgMatches, Args, ValueEnum};
use http::{HeaderValue, Uri};

use crate::rpc::{LARGEST_BATCH, Limits};
use ascribe_core::analysis::Model;

/// Room for identifiers, hints and options beside the document in a message.
const ENVELOPE: u32 = 64 << 10;

/// Settings of the server.
#[derive(Args, Clone, Debug)]
pub struct Serve {
    /// Address to listen on, or `unix:PATH`; a socket that systemd passes is used instead
    #[arg(long, env = "ASCRIBE_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:50051")]
    pub listen: String,

    /// TOML file with settings named like these flags (`max_batch_size = 100`); flags and environment win over it
    #[arg(long, env = "ASCRIBE_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Address of a plain HTTP port with /livez, /readyz and /metrics (Prometheus) [default: none]
    #[arg(long, env = "ASCRIBE_ADMIN_LISTEN", value_name = "HOST:PORT")]
    pub admin_listen: Option<String>,

    /// Whether to serve the playground, a page to try the service in a browser [default: on for a loopback port]
    #[arg(long, env = "ASCRIBE_PLAYGROUND", value_name = "on|off", hide_possible_values = true)]
    pub playground: Option<Switch>,

    /// File of names whose identifiers entities get (CSV or JSON lines); several are separated by commas
    #[arg(long, env = "ASCRIBE_GAZETTEER", value_name = "FILE", value_delimiter = ',')]
    pub gazetteer: Vec<PathBuf>,

    /// File with the weights of an encoder, for the accurate engine [default: those of the program]
    #[arg(long, env = "ASCRIBE_ENCODER", value_name = "FILE", help_heading = "Engines")]
    pub encoder: Option<PathBuf>,

    /// Engines to load: fast, accurate, or both, separated by commas [default: all that there are]
    #[arg(
        long,
        env = "ASCRIBE_MODELS",
        value_name = "MODEL",
        value_delimiter = ',',
        hide_possible_values = true,
        help_heading = "Engines"
    )]
    pub models: Vec<Engine>,

    /// Engine of requests that choose none: fast or accurate
    #[arg(
        long,
        env = "ASCRIBE_DEFAULT_MODEL",
        value_name = "MODEL",
        default_value = "fast",
        hide_possible_values = true,
        help_heading = "Engines"
    )]
    pub default_model: Engine,

    #[command(flatten)]
    limits: LimitArgs,

    #[command(flatten)]
    security: SecurityArgs,

    /// Threads that serve connections; analyses have their own
    #[arg(long, env = "ASCRIBE_IO_THREADS", value_name = "N", default_value_t = io_threads(),
        value_parser = clap::value_parser!(u32).range(1..=1024), help_heading = "Resources")]
    pub io_threads: u32,

    /// How long to serve on after reporting NOT_SERVING, so that load balancers notice
    #[arg(long, env = "ASCRIBE_LAME_DUCK", value_name = "TIME", default_value = "1s",
        value_parser = duration, help_heading = "Shutdown")]
    pub lame_duck: Duration,

    /// How long to wait for accepted calls after that
    #[arg(long, env = "ASCRIBE_DRAIN_TIMEOUT", value_name = "TIME", default_value = "25s",
        value_parser = duration, help_heading = "Shutdown")]
    pub drain_timeout: Duration,

    /// Format of the log on standard error
    #[arg(
        long,
        env = "ASCRIBE_LOG_FORMAT",
        value_name = "FORMAT",
        default_value = "human",
        help_heading = "Logging"
    )]
    pub log_format: LogFormat,

    /// Address of a collector of traces, `http://HOST:PORT`, that speaks OTLP over gRPC [default: none, no traces]
    #[arg(long, env = "ASCRIBE_OTLP_ENDPOINT", value_name = "URL", value_parser = collector, help_heading = "Logging")]
    pub otlp_endpoint: Option<String>,

    /// What to log: a level (`warn`), or levels by target (`info,ascribe::access=off`)
    #[arg(
        long,
        env = "ASCRIBE_LOG",
        value_name = "FILTER",
        default_value = "info",
        help_heading = "Logging"
    )]
    pub log: String,
}

/// Tokens, TLS and origins.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Security")]
struct SecurityArgs {
    /// File with the accepted bearer tokens, one per line; reloaded when it changes [default: all may call]
    #[arg(long, env = "ASCRIBE_TOKENS_FILE", value_name = "FILE")]
    tokens_file: Option<PathBuf>,

    /// Certificate chain of the server in PEM; reloaded when it changes [default: plaintext]
    #[arg(long, env = "ASCRIBE_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,

    /// Private key of the server in PEM
    #[arg(long, env = "ASCRIBE_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,

    /// Authorities in PEM that must have signed the certificates of clients [default: clients need none]
    #[arg(long, env = "ASCRIBE_TLS_CLIENT_CA", value_name = "FILE", requires = "tls_cert")]
    tls_client_ca: Option<PathBuf>,

    /// Origins whose pages may call by gRPC-Web, separated by commas [default: none, gRPC-Web is off]
    #[arg(long, env = "ASCRIBE_GRPC_WEB_ORIGINS", value_name = "ORIGIN", value_delimiter = ',', value_parser = origin)]
    grpc_web_origins: Vec<HeaderValue>,

    /// How often to check these files for changes
    #[arg(long, env = "ASCRIBE_RELOAD_INTERVAL", value_name = "TIME", default_value = "10s", value_parser = duration)]
    reload_interval: Duration,
}

/// The files that TLS needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// Certificate chain of the server, in PEM.
    pub certificate: PathBuf,
    /// Its private key, in PEM.
    pub key: PathBuf,
    /// Authorities of clients, in PEM; if absent, clients need no certificate.
    pub client_ca: Option<PathBuf>,
}

/// The limits as flags; see [`Limits`].
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Limits")]
struct LimitArgs {
    /// Largest content of one document (bytes, or with KiB or MiB)
    #[arg(long, env = "ASCRIBE_MAX_DOCUMENT_BYTES", value_name = "SIZE", default_value = "4MiB", value_parser = size)]
    max_document_bytes: u32,

    /// Largest number of requests in a batch
    #[arg(long, env = "ASCRIBE_MAX_BATCH_SIZE", value_name = "N", default_value_t = 100,
        value_parser = clap::value_parser!(u32).range(1..=LARGEST_BATCH.into()))]
    max_batch_size: u32,

    /// Largest message after decompression [default: twice the largest document]
    #[arg(long, env = "ASCRIBE_MAX_MESSAGE_BYTES", value_name = "SIZE", value_parser = size)]
    max_message_bytes: Option<u32>,

    /// Documents analysed at the same time, on a thread each [default: the number of cores]
    #[arg(long, env = "ASCRIBE_MAX_CONCURRENT_ANALYSES", value_name = "N", default_value_t = cores(),
        hide_default_value = true, value_parser = clap::value_parser!(u32).range(1..=1024))]
    max_concurrent_analyses: u32,

    /// Calls that may wait in the queue before others are rejected
    #[arg(long, env = "ASCRIBE_MAX_QUEUE_LENGTH", value_name = "N", default_value_t = 128,
        value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    max_queue_length: u32,

    /// Requests of one stream in flight before the server stops reading
    #[arg(long, env = "ASCRIBE_MAX_STREAM_IN_FLIGHT", value_name = "N", default_value_t = 16,
        value_parser = clap::value_parser!(u32).range(1..=100_000))]
    max_stream_in_flight: u32,

    /// Longest time for a call, or for a document of a stream; a client can only lower it
    #[arg(long, env = "ASCRIBE_MAX_DEADLINE", value_name = "TIME", default_value = "60s", value_parser = duration)]
    max_deadline: Duration,

    /// Concurrent HTTP/2 streams per connection
    #[arg(long, env = "ASCRIBE_MAX_HTTP2_STREAMS", value_name = "N", default_value_t = 256, value_parser = positive())]
    max_http2_streams: u32,

    /// Open connections before further ones are closed at once
    #[arg(long, env = "ASCRIBE_MAX_CONNECTIONS", value_name = "N", default_value_t = 1000, value_parser = positive())]
    max_connections: u32,

    /// Age at which a connection is asked to reconnect [default: none]
    #[arg(long, env = "ASCRIBE_MAX_CONNECTION_AGE", value_name = "TIME", value_parser = duration)]
    max_connection_age: Option<Duration>,
}

/// A switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

/// An engine that reads names and speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    /// Rules and linear models.
    Fast,
    /// An encoder.
    Accurate,
}

impl From<Engine> for Model {
    fn from(engine: Engine) -> Self {
        match engine {
            Engine::Fast => Self::Fast,
            Engine::Accurate => Self::Accurate,
        }
    }
}

/// The format of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One readable line per event, in colour on a terminal.
    Human,
    /// One JSON object per event.
    Json,
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file is not TOML.
    #[error("{path} is not TOML: {source}")]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Where and why not.
        source: Box<toml::de::Error>,
    },
    /// A key of the file is not a setting, or its value has the wrong type.
    #[error("{path}: `{key}` {problem}")]
    Setting {
        /// The file.
        path: PathBuf,
        /// The key.
        key: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// Two limits contradict each other.
    #[error(
        "--max-message-bytes ({message}) must be at least 64 KiB more than --max-document-bytes ({document}), \
         or a document that is slightly too large gets no error of its own"
    )]
    MessageSmallerThanDocument {
        /// The limit of messages.
        message: u32,
        /// The limit of documents.
        document: u32,
    },
}

impl Serve {
    /// The tokens file, if any.
    #[must_use]
    pub fn tokens_file(&self) -> Option<&Path> {
        self.security.tokens_file.as_deref()
    }

    /// The files of TLS, if any.
    #[must_use]
    pub fn tls_files(&self) -> Option<TlsFiles> {
        let SecurityArgs { tls_cert, tls_key, tls_client_ca, .. } = self.security.clone();
        Some(TlsFiles { certificate: tls_cert?, key: tls_key?, client_ca: tls_client_ca })
    }

    /// The origins whose pages may call by gRPC-Web.
    #[must_use]
    pub fn grpc_web_origins(&self) -> &[HeaderValue] {
        &self.security.grpc_web_origins
    }

    /// How often to check the files of tokens and TLS for changes.
    #[must_use]
    pub fn reload_interval(&self) -> Duration {
        self.security.reload_interval
    }

    /// The limits of these settings.
    ///
    /// # Errors
    /// Two of them contradict each other.
    pub fn limits(&self) -> Result<Limits, ConfigError> {
        let document = self.limits.max_document_bytes;
        let message =
            self.limits.max_message_bytes.unwrap_or(document.saturating_mul(2).max(document + ENVELOPE));
        if message < document.saturating_add(ENVELOPE) {
            return Err(ConfigError::MessageSmallerThanDocument { message, document });
        }
        Ok(Limits {
            max_document_bytes: document,
            max_batch_size: self.limits.max_batch_size,
            max_message_bytes: message,
            max_concurrent_analyses: self.limits.max_concurrent_analyses,
            max_queue_length: self.limits.max_queue_length,
            max_stream_in_flight: self.limits.max_stream_in_flight,
            max_deadline: self.limits.max_deadline,
            max_http2_streams: self.limits.max_http2_streams,
            max_connections: self.limits.max_connections,
            max_connection_age: self.limits.max_connection_age,
        })
    }
}

/// The settings of a file as additional flags, without those that flags or environment set.
///
/// `matches` are those of the command that [`Serve`] is flattened into.
///
/// # Errors
/// The file cannot be read, is not TOML, or has a key that is not a setting.
pub fn file_flags(path: &Path, matches: &ArgMatches) -> Result<Vec<OsString>, ConfigError> {
    let text =
        fs::read_to_string(path).map_err(|source| ConfigError::Unreadable { path: path.into(), source })?;
    let table: toml::Table = toml::from_str(&text)
        .map_err(|source| ConfigError::Syntax { path: path.into(), source: Box::new(source) })?;
    let settings = Serve::augment_args(clap::Command::new("serve"));
    let mut flags = Vec::new();
    for (key, value) in table {
        let refuse = |problem| ConfigError::Setting { path: path.into(), key: key.clone(), problem };
        let setting = settings.get_arguments().find(|argument| *argument.get_id() == key && key != "config");
        let setting =
            setting.ok_or_else(|| refuse("is not a setting; see `ascribe serve --help` for their names"))?;
        let values = values(value, setting).map_err(refuse)?;
        let given = matches.value_source(&key);
        if !matches!(given, Some(ValueSource::CommandLine | ValueSource::EnvVariable)) {
            let flag = key.replace('_', "-");
            flags.extend(values.into_iter().map(|value| OsString::from(format!("--{flag}={value}"))));
        }
    }
    Ok(flags)
}

/// The values of a setting: one, or several as an array where the flag takes several.
fn values(value: toml::Value, setting: &clap::Arg) -> Result<Vec<String>, &'static str> {
    let scalar = |value| match value {
        toml::Value::String(text) => Ok(text),
        toml::Value::Integer(number) => Ok(number.to_string()),
        _ => Err("must be text or a whole number, or an array of these where several are allowed"),
    };
    let toml::Value::Array(values) = value else { return Ok(vec![scalar(value)?]) };
    if !matches!(setting.get_action(), ArgAction::Append) {
        return Err("takes a single value, not an array");
    }
    let values: Vec<String> = values.into_iter().map(scalar).collect::<Result<_, _>>()?;
    match values.iter().any(|value| value.contains(',')) {
        true => Err("must not hold a comma within an element"),
        false => Ok(values),
    }
}

fn cores() -> u32 {
    thread::available_parallelism().map_or(1, |cores| u32::try_from(cores.get()).unwrap_or(u32::MAX))
}

/// One thread serves some ten thousand small calls a second, so a few suffice for any number of analyses.
fn io_threads() -> u32 {
    cores().div_ceil(2).min(8)
}

fn positive() -> clap::builder::RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(1..)
}

/// Parses a size: a number of bytes, or one with `KiB` or `MiB`.
pub(crate) fn size(text: &str) -> Result<u32, String> {
    let (digits, unit) = split_unit(text);
    let unit = match unit {
        "" | "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        _ => return Err(format!("unknown unit `{unit}`; write a number of bytes, or one with KiB or MiB")),
    };
    let bytes = digits.parse::<u32>().ok().and_then(|number| number.checked_mul(unit));
    // Spans are 32-bit, and the largest message is up to twice as large.
    match bytes {
        Some(bytes) if (1..=1 << 30).contains(&bytes) => Ok(bytes),
        _ => Err("write a size from 1 byte to 1024MiB".into()),
    }
}

/// Parses an origin: scheme, host and port, as browsers send them.
fn origin(text: &str) -> Result<HeaderValue, String> {
    let help = || {
        format!("`{text}` is not an origin; write one like https://desk.example.org or http://localhost:5173")
    };
    let uri: Uri = text.parse().map_err(|_| help())?;
    let is_web = matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some();
    // A browser never sends a path, so an origin with one would never match.
    if !is_web || uri.path() != "/" || uri.query().is_some() || text.ends_with('/') {
        return Err(help());
    }
    HeaderValue::from_str(text).map_err(|_| help())
}

/// Parses the address of a collector, in plaintext: it runs beside the service.
fn collector(text: &str) -> Result<String, String> {
    let uri = text.parse::<Uri>().ok();
    match uri.is_some_and(|uri| uri.scheme_str() == Some("http") && uri.host().is_some()) {
        true => Ok(text.into()),
        false => Err(
            "write `http://HOST:PORT`; run a collector beside the service, which forwards traces over TLS"
                .into(),
        ),
    }
}

/// Parses a time: a number with `ms`, `s`, `m` or `h`.
fn duration(text: &str) -> Result<Duration, String> {
    let (digits, unit) = split_unit(text);
    let millis: u64 = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return Err("write a number with its unit: ms, s, m or h".into()),
    };
    let number =
        digits.parse::<u32>().map_err(|_| "write a whole number with its unit: 500ms, 30s".to_owned())?;
    Ok(Duration::from_millis(u64::from(number) * millis))
}

fn split_unit(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}
