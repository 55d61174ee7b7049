//! What documents that were made to cost much cost the program `ascribe serve`: memory and time of the processor, as a
//! multiple of what ordinary text of their size costs.
//!
//! `HOSTILE_BYTES=4194304 cargo test --test it costs -- --nocapture` shows it for documents of the service's limit.

use std::fs;
use std::time::Duration;

use ascribe::rpc::v1::{self, Format};

use super::Client;
use super::process::{Program, serve};

/// How large the documents are, where nobody asks for more.
const BYTES: usize = 1 << 20;

/// What the program may take in all, with these documents one after the other, in bytes.
const MEMORY: usize = 300 << 20;

/// How the allocator of the GNU C library is set in what is shipped for operators (`deploy/`), so that it gives large
/// blocks back.
const ALLOCATOR: [(&str, &str); 3] =
    [("MALLOC_ARENA_MAX", "2"), ("MALLOC_MMAP_THRESHOLD_", "262144"), ("MALLOC_TRIM_THRESHOLD_", "262144")];

/// How long after the last of them it is seen what the program still takes.
const WHILE: Duration = Duration::from_secs(10);

/// How many times as long as ordinary text a document may take.
const MOST: f64 = 2.5;

/// Times below this, in seconds, are noise: the system counts in hundredths.
const NOISE: f64 = 0.3;

/// Units that documents are filled with.
const PLAIN: [&str; 31] = [
    "he said she said ",
    "[({<",
    "&",
    "A: ",
    "A ",
    "a\n\n",
    "A.\n",
    "\"",
    "“",
    "(",
    ". ",
    "- ",
    "1 ",
    "$1 ",
    "5% ",
    "\"A\" ",
    "“a”A ",
    "“a,” said B. ",
    "A B. ",
    "Ola Berg, ",
    "Ada Berg ",
    "By Ola Berg\n",
    "Berg said. ",
    "2022-09-28 ",
    "Tuesday ",
    "http://a.b/ ",
    "x@y.z ",
    "&amp; ",
    "東",
    "👍🏽",
    "e\u{301}",
];
const MARKED_UP: [&str; 20] = [
    "</br>",
    "&",
    "<p>",
    "<p>a",
    "</p>",
    "<b>",
    "<b>a</b> ",
    "<h1>a</h1>",
    "<table><td>",
    "<td>a",
    "<li>a",
    "<!--",
    "<title>",
    "<math>",
    "<a href=\"",
    "<p title=\"a\">",
    "<select>",
    "</",
    "&lt;p",
    "<br>a",
];
const MARKDOWN: [&str; 18] = [
    "[a](",
    "*a_",
    "**a",
    "[",
    "*",
    "> ",
    "- a\n",
    "1. a\n",
    "# a\n",
    "|a|b|\n|-|-|\n",
    "a|",
    "`a`",
    "&",
    "<b>",
    "[a](b)",
    "[a]: b\n",
    "a\n===\n",
    "\\*",
];
const SUBTITLES: [&str; 3] = [
    "00:01.000 --> 00:02.000\nA: b\n\n",
    "00:01.000 --> 00:02.000\n>> <v A>b\n",
    "0:1.0 --> 0:2.0\n- {\\an8}a\n",
];

/// What newsrooms send: a format, what stands before the unit, the unit, and what stands behind.
const WIRES: [(Format, &str, &str, &str); 10] = [
    (Format::Email, "From: a\n", "A: b\n", "\n\na"),
    (Format::Email, "From: a\nContent-Type: multipart/mixed; boundary=b\n\n", "--b\n\na\n", "--b--\n"),
    (Format::Email, "From: a\nTo: ", "a@b.example, ", "\n\na"),
    (Format::FeedItem, "<rss version='2.0'><channel>", "<item/>", "</channel></rss>"),
    (
        Format::FeedItem,
        "<rss version='2.0'><channel><item><description>",
        "&lt;p>a",
        "</description></item></channel></rss>",
    ),
    (
        Format::FeedItem,
        "<!DOCTYPE a [<!ENTITY b \"b\">]><rss version='2.0'><channel><item><title>",
        "&b;",
        "</title></item></channel></rss>",
    ),
    (Format::Nitf, "<nitf><body><body.content>", "<p>a</p>", "</body.content></body></nitf>"),
    (Format::NewsmlG2, "<newsMessage>", "<newsItem/>", "</newsMessage>"),
    (Format::Ninjs, "{\"headline\":\"a\",\"body\":\"", "<p>a</p>", "\"}"),
    (Format::Ninjs, "{\"headline\":\"a\",\"body\":\"b\",\"authors\":[", "[],", "0]}"),
];

/// A word for each number.
fn word(number: usize) -> String {
    (0..5).map(|i| char::from(b'a' + (number >> (4 * i)) as u8 % 16)).collect()
}

/// As much of what is made of the numbers from 0 on as fits.
fn filled(bytes: usize, unit: impl Fn(usize) -> String) -> String {
    let mut text = String::with_capacity(bytes + 1024);
    let mut number = 0;
    while text.len() < bytes {
        text += &unit(number);
        number += 1;
    }
    text.truncate(text.floor_char_boundary(bytes));
    text
}

/// News as it is written, of invented people; no paragraph is another's, for what is repeated is no story.
fn ordinary(bytes: usize) -> String {
    filled(bytes, |number| {
        let name = word(number.wrapping_mul(7919));
        format!(
            "The council of L{name} closed the bridge on Tuesday after a storm, for the third time in {number} years.\n\n\
             “It will be open again in May,” Mayor Ada B{name} told reporters. She said that the repairs had cost ${number} \
             million, half of which the state would pay, according to the Harbour Authority.\n\n"
        )
    })
}

/// All documents, each with a name.
fn documents(bytes: usize) -> Vec<(String, Format, String)> {
    let units = |format: Format, units: &'static [&str]| {
        units
            .iter()
            .map(move |&unit| (format!("{format:?} {unit:?}"), format, filled(bytes, |_| unit.to_owned())))
    };
    let made = |name: &str, format, text: String| (name.to_owned(), format, text);
    let attributes = |before: &str, count| {
        format!(
            "{before}{}><p>The mayor said so.</p>",
            (0..count).map(|n| format!("a{n}=1 ")).collect::<String>()
        )
    };
    let formats = (0..300).map(|n| format!("<b id={n}>")).collect::<String>();
    let framed = |format: Format, before: &str, unit: &str, after: &str| {
        let text = format!("{before}{}{after}", filled(bytes, |_| unit.to_owned()));
        (format!("{format:?} {before} {unit:?}"), format, text)
    };
    let wires = WIRES.iter().map(|&(format, before, unit, after)| framed(format, before, unit, after));
    units(Format::PlainText, &PLAIN)
        .chain(units(Format::Html, &MARKED_UP))
        .chain(units(Format::Markdown, &MARKDOWN))
        .chain(units(Format::Subtitles, &SUBTITLES))
        .chain(wires.collect::<Vec<_>>())
        .chain([
            made("80,000 attributes", Format::Html, attributes("<div ", 80_000)),
            made("80,000 attributes of an end tag", Format::Html, attributes("<p></p ", 80_000)),
            made(
                "80,000 attributes in what is no comment",
                Format::Html,
                attributes("<!-- --!><div ", 80_000),
            ),
            made("formatting in each block", Format::Html, format!("<p>{formats}{}", "<p>a".repeat(4000))),
            made("identifiers", Format::Html, filled(bytes, |n| format!("<p id={} class={n}>a", word(n)))),
            made("links", Format::Markdown, filled(bytes, |n| format!("[{}]: b\n", word(n)))),
            made("names", Format::PlainText, filled(bytes, |n| format!("O{} ", word(n)))),
            made("names in lines", Format::PlainText, filled(bytes, |n| format!("O{}\n\n", word(n)))),
            made("speakers", Format::PlainText, filled(bytes, |n| format!("O{}: a\n", word(n)))),
            made(
                "people",
                Format::PlainText,
                filled(bytes, |n| format!("“It is,” said O{} B{}. ", word(n), word(n * 7))),
            ),
        ])
        .collect()
}

/// Seconds of the processor and the most memory of a process since it was asked before.
struct Meter {
    process: String,
    seconds: f64,
}

impl Meter {
    fn new(program: &Program) -> Self {
        Self { process: format!("/proc/{}", program.id()), seconds: 0.0 }
    }

    /// One of the sizes in the status of the process, in bytes.
    fn memory(&self, name: &str) -> usize {
        let status = fs::read_to_string(format!("{}/status", self.process)).unwrap();
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() << 10
    }

    fn read(&mut self) -> (f64, usize) {
        let stat = fs::read_to_string(format!("{}/stat", self.process)).unwrap();
        // Behind the name in brackets, which may have blanks: the 12th and 13th are times in user and in system.
        let times = stat.rsplit_once(')').unwrap().1.split_whitespace().skip(11).take(2);
        let seconds = times.map(|ticks| ticks.parse::<f64>().unwrap() / 100.0).sum::<f64>();
        let spent = seconds - self.seconds;
        self.seconds = seconds;
        let peak = self.memory("VmHWM");
        // From here on the peak is counted anew.
        fs::write(format!("{}/clear_refs", self.process), "5").unwrap();
        (spent, peak)
    }
}

/// Has a document analysed; that there is nothing in it is an answer, too.
async fn send(client: &mut Client, format: Format, text: String) {
    let content = Some(v1::document::Content::Text(text));
    let document = Some(v1::Document { content, format: format.into(), ..Default::default() });
    let answer = client.analyze_document(v1::AnalyzeDocumentRequest { document, options: None }).await;
    assert!(
        answer.as_ref().is_err_and(|status| status.code() == tonic::Code::InvalidArgument) || answer.is_ok(),
        "{answer:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "it is for tests alone, and shows what it measures"
)]
async fn no_document_costs_much_more_than_ordinary_text() {
    let bytes = std::env::var("HOSTILE_BYTES").map_or(BYTES, |bytes| bytes.parse().expect("a number"));
    let mut command = serve(&["--max-deadline", "10m"]);
    command.envs(ALLOCATOR);
    let program = Program::start(command);
    let mut client = program.client().await.max_decoding_message_size(usize::MAX);
    let mut meter = Meter::new(&program);
    // What is loaded at the first use is no cost of a text.
    for format in [Format::PlainText, Format::Html, Format::Markdown] {
        send(&mut client, format, ordinary(16 << 10)).await;
    }
    meter.read();
    let idle = meter.memory("VmRSS");
    send(&mut client, Format::PlainText, ordinary(bytes)).await;
    let (usual, peak) = meter.read();
    println!("{usual:5.2} s {:4} MiB ordinary text; idle {} MiB", peak >> 20, idle >> 20);
    let mut problems = Vec::new();
    for (name, format, text) in documents(bytes) {
        send(&mut client, format, text).await;
        let (seconds, peak) = meter.read();
        println!("{seconds:5.2} s {:4} MiB {name}", peak >> 20);
        if seconds > NOISE + MOST * usual {
            problems.push(format!("{name} takes {seconds:.2} s, ordinary text {usual:.2} s"));
        }
        if peak > MEMORY {
            problems.push(format!("{name} takes {} MiB", peak >> 20));
        }
    }
    tokio::time::sleep(WHILE).await;
    println!("{} MiB are kept", meter.memory("VmRSS") >> 20);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
