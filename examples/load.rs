//! Measures a running server: calls per second and latencies of `AnalyzeDocument` beside those of the empty call
//! `GetServerInfo`, in the same run, so that the share of gRPC in the cost is seen.
//!
//! ```text
//! cargo run --release --example load -- --file article.txt --callers 1,16,64 --calls 500 --pid "$(pidof ascribe)"
//! ```
//!
//! With `--overload 4`, it goes on to call four times as often as was answered until then, whether or not answers come,
//! as the public does, and asks for health meanwhile; with `--rate`, as often per second as that says. What the figures
//! say of the server stands below them. Beside what a call costs the server it says what sending it cost this program: on a
//! machine that they share, the server has only the rest.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use std::{fmt, fs, iter, process};

use ascribe::rpc::v1;
use ascribe::rpc::v1::document_analysis_service_client::DocumentAnalysisServiceClient;
use clap::Parser;
use tokio::task::JoinSet;
use tonic::transport::{Channel, Endpoint};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

/// Ticks per second in which Linux tells programs what others have used.
const TICKS: f64 = 100.0;

/// How often health is asked for under a rate.
const PROBE: Duration = Duration::from_millis(20);

type Client = DocumentAnalysisServiceClient<Channel>;

/// Calls a running server from several callers at once, each a given number of times
#[derive(Parser)]
struct Load {
    /// Address of the server
    #[arg(long, default_value = "http://127.0.0.1:50051")]
    address: Endpoint,

    /// Text to have analysed
    #[arg(long)]
    file: PathBuf,

    /// How many call at once; several numbers for several runs
    #[arg(long, value_delimiter = ',', default_value = "1,16,64")]
    callers: Vec<u32>,

    /// Calls per caller
    #[arg(long, default_value_t = 500)]
    calls: u32,

    /// Most connections that the callers share
    #[arg(long, default_value_t = 16)]
    connections: u32,

    /// Calls per second to send afterwards, whether or not answers come
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    rate: Option<u32>,

    /// How many times the calls that were answered per second to send afterwards, whether or not answers come
    #[arg(long, conflicts_with = "rate", value_parser = clap::value_parser!(u32).range(1..=100))]
    overload: Option<u32>,

    /// How long to send at that rate, in seconds
    #[arg(long, default_value_t = 10)]
    seconds: u32,

    /// Process of the server, to say what a call costs it
    #[arg(long)]
    pid: Option<u32>,
}

/// What is called.
#[derive(Clone, Copy)]
enum Call {
    Info,
    Analyze,
}

/// What came of the calls of one run.
#[derive(Default)]
struct Outcome {
    latencies: Vec<Duration>,
    errors: Vec<tonic::Code>,
}

impl Outcome {
    fn add(&mut self, other: Self) {
        self.latencies.extend(other.latencies);
        self.errors.extend(other.errors);
    }
}

/// What a run takes, from its start on.
struct Meter {
    pid: Option<u32>,
    cpu: Option<f64>,
    own: Option<f64>,
    began: Instant,
}

/// What a run took: by the clock, of the server in seconds of CPU and in MiB, and of this program in seconds of CPU.
#[derive(Clone, Copy)]
struct Used {
    elapsed: Duration,
    cpu: Option<f64>,
    own: Option<f64>,
    rss: Option<f64>,
}

impl Meter {
    fn start(pid: Option<u32>) -> Self {
        let own = cpu_seconds(process::id());
        Self { pid, cpu: pid.and_then(cpu_seconds), own, began: Instant::now() }
    }

    fn stop(self) -> Used {
        let elapsed = self.began.elapsed();
        let since = |before: Option<f64>, pid| Some(cpu_seconds(pid)? - before?);
        let cpu = self.pid.and_then(|pid| since(self.cpu, pid));
        Used { elapsed, cpu, own: since(self.own, process::id()), rss: self.pid.and_then(rss_mib) }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let load = Load::parse();
    let text = fs::read_to_string(&load.file)?;
    let mut out = io::stdout();
    writeln!(
        out,
        "{:>8} {:<16} {:>9} {:>9} {:>9} {:>9} {:>9} {:>12} {:>8} {:>12}  errors",
        "callers",
        "call",
        "calls/s",
        "p50 ms",
        "p90 ms",
        "p99 ms",
        "p99.9 ms",
        "CPU µs/call",
        "RSS MiB",
        "own µs/call"
    )?;
    let mut runs = Vec::new();
    for &callers in &load.callers {
        let clients = connect(&load, callers).await?;
        let mut rows = Vec::new();
        for (name, call) in [("GetServerInfo", Call::Info), ("AnalyzeDocument", Call::Analyze)] {
            let meter = Meter::start(load.pid);
            let outcome = run(&clients, call, &text, callers, load.calls).await;
            let row = Row::new(outcome, meter.stop());
            writeln!(out, "{callers:>8} {name:<16} {row}")?;
            rows.push(row);
        }
        runs.extend(rows.try_into().map(|[empty, analysis]: [Row; 2]| Run { callers, empty, analysis }));
    }
    let capacity = runs.iter().map(|run| run.analysis.rate).fold(0.0, f64::max);
    let rate = load.rate.or(load.overload.map(|times| (capacity * f64::from(times)) as u32));
    let overload = match rate {
        Some(rate) => Some(flood(&load, &text, rate.max(1), &mut out).await?),
        None => None,
    };
    conclude(&runs, capacity, overload.as_ref(), &mut out)?;
    Ok(())
}

/// What came of a number of callers.
struct Run {
    callers: u32,
    empty: Row,
    analysis: Row,
}

/// Calls at a rate, and asks for health meanwhile; gives the figures of both.
async fn flood(load: &Load, text: &str, rate: u32, out: &mut impl Write) -> Result<[Row; 2], Box<dyn Error>> {
    let clients = connect(load, load.connections).await?;
    let health = HealthClient::new(load.address.connect().await?);
    let meter = Meter::start(load.pid);
    let probes = tokio::spawn(probe(health, load.seconds));
    let outcome = run_at(&clients, text, rate, load.seconds).await;
    let used = meter.stop();
    let calls = Row::new(outcome, used);
    writeln!(out, "{:>8} {:<16} {calls}", format!("{rate}/s"), "AnalyzeDocument")?;
    let used = Used { cpu: None, own: None, rss: None, ..used };
    let health = Row::new(probes.await?, used);
    writeln!(out, "{:>8} {:<16} {health}", "", "Health")?;
    Ok([calls, health])
}

/// Says what the figures mean.
fn conclude(
    runs: &[Run],
    capacity: f64,
    overload: Option<&[Row; 2]>,
    out: &mut impl Write,
) -> io::Result<()> {
    for Run { callers, empty, analysis } in runs {
        if let (Some(empty), Some(analysis)) = (empty.cpu, analysis.cpu) {
            let share = 100.0 * empty / analysis;
            writeln!(
                out,
                "{callers} callers: an empty call costs the server {share:.1} % of what an analysis does"
            )?;
        }
    }
    let (Some([calls, health]), Some(first)) = (overload, runs.first()) else { return Ok(()) };
    let goodput = 100.0 * calls.rate / capacity;
    writeln!(out, "under overload it answers {goodput:.1} % of the most that it answered before it")?;
    if let ([_, _, Some(late), _], [_, _, Some(alone), _]) = (calls.quantiles, first.analysis.quantiles) {
        let times = late.as_secs_f64() / alone.as_secs_f64();
        writeln!(out, "under overload p99 is {times:.1} times that of {} callers", first.callers)?;
    }
    if let [_, _, Some(late), _] = health.quantiles {
        writeln!(out, "under overload p99 of health is {:.1} ms", late.as_secs_f64() * 1e3)?;
    }
    Ok(())
}

async fn connect(load: &Load, callers: u32) -> Result<Vec<Client>, tonic::transport::Error> {
    let mut clients = Vec::new();
    for _ in 0..callers.min(load.connections).max(1) {
        let client = Client::new(load.address.connect().await?);
        clients.push(client.max_decoding_message_size(usize::MAX));
    }
    Ok(clients)
}

/// All callers call, one call after the other each.
async fn run(clients: &[Client], call: Call, text: &str, callers: u32, calls: u32) -> Outcome {
    let tasks: Vec<_> = iter::repeat(clients)
        .flatten()
        .take(callers as usize)
        .map(|client| tokio::spawn(caller(client.clone(), call, text.to_owned(), calls)))
        .collect();
    let mut all = Outcome::default();
    for task in tasks {
        all.add(task.await.unwrap_or_default());
    }
    all
}

/// Calls at a rate, and waits at the end for the answers that are still to come.
async fn run_at(clients: &[Client], text: &str, rate: u32, seconds: u32) -> Outcome {
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / rate);
    let mut calls = JoinSet::new();
    for client in iter::repeat(clients).flatten().take(rate as usize * seconds as usize) {
        ticks.tick().await;
        calls.spawn(caller(client.clone(), Call::Analyze, text.to_owned(), 1));
    }
    let mut all = Outcome::default();
    while let Some(call) = calls.join_next().await {
        all.add(call.unwrap_or_default());
    }
    all
}

async fn probe(mut health: HealthClient<Channel>, seconds: u32) -> Outcome {
    let mut outcome = Outcome::default();
    let mut ticks = tokio::time::interval(PROBE);
    let end = Instant::now() + Duration::from_secs(seconds.into());
    while Instant::now() < end {
        ticks.tick().await;
        let began = Instant::now();
        match health.check(HealthCheckRequest::default()).await {
            Ok(_) => outcome.latencies.push(began.elapsed()),
            Err(status) => outcome.errors.push(status.code()),
        }
    }
    outcome
}

async fn caller(mut client: Client, call: Call, text: String, calls: u32) -> Outcome {
    let content = Some(v1::document::Content::Text(text));
    let document = Some(v1::Document { content, ..Default::default() });
    let request = v1::AnalyzeDocumentRequest { document, options: None };
    let mut outcome = Outcome::default();
    for _ in 0..calls {
        let began = Instant::now();
        let result = match call {
            Call::Info => client.get_server_info(v1::GetServerInfoRequest {}).await.map(drop),
            Call::Analyze => client.analyze_document(request.clone()).await.map(drop),
        };
        match result {
            Ok(()) => outcome.latencies.push(began.elapsed()),
            Err(status) => outcome.errors.push(status.code()),
        }
    }
    outcome
}

/// The figures of one run; those that are not known stand as a dash.
struct Row {
    // Calls that were answered well, per second.
    rate: f64,
    // p50, p90, p99, p99.9.
    quantiles: [Option<Duration>; 4],
    // Microseconds of the processor per call, of the server and of this program.
    cpu: Option<f64>,
    own: Option<f64>,
    rss: Option<f64>,
    errors: BTreeMap<String, usize>,
}

impl Row {
    fn new(outcome: Outcome, used: Used) -> Self {
        let Outcome { mut latencies, errors: codes } = outcome;
        let Used { elapsed, cpu, own, rss } = used;
        latencies.sort_unstable();
        let calls = latencies.len() + codes.len();
        let quantile = |share: f64| {
            let index = (latencies.len() as f64 * share) as usize;
            latencies.get(index.min(latencies.len().saturating_sub(1))).copied()
        };
        let per_call = |seconds: f64| seconds * 1e6 / calls.max(1) as f64;
        let mut errors = BTreeMap::new();
        for code in &codes {
            *errors.entry(format!("{code:?}")).or_insert(0_usize) += 1;
        }
        Self {
            rate: latencies.len() as f64 / elapsed.as_secs_f64(),
            quantiles: [0.5, 0.9, 0.99, 0.999].map(quantile),
            cpu: cpu.map(per_call),
            own: own.map(per_call),
            rss,
            errors,
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = |figure: Option<f64>| figure.map_or_else(|| "–".into(), |figure| format!("{figure:.0}"));
        let millis = |latency: Option<Duration>| {
            latency.map_or_else(|| "–".into(), |latency| format!("{:.2}", latency.as_secs_f64() * 1e3))
        };
        let [p50, p90, p99, p999] = self.quantiles.map(millis);
        let [cpu, rss, own] = [self.cpu, self.rss, self.own].map(whole);
        let failed = if self.errors.is_empty() { "0".into() } else { format!("{:?}", self.errors) };
        let rate = self.rate;
        write!(f, "{rate:>9.0} {p50:>9} {p90:>9} {p99:>9} {p999:>9} {cpu:>12} {rss:>8} {own:>12}  {failed}")
    }
}

/// What a process has computed so far.
fn cpu_seconds(pid: u32) -> Option<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name of the program stands in brackets and may hold anything, so fields are counted from its end.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let [user, system] = [fields.get(11)?, fields.get(12)?].map(|ticks| ticks.parse::<f64>());
    Some((user.ok()? + system.ok()?) / TICKS)
}

fn rss_mib(pid: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().trim_end_matches(" kB").trim().parse::<f64>().ok()? / 1024.0)
}
