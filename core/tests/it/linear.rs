//! Time is an invariant: each stage is linear in the text, for the worst texts too.
//!
//! The time of the thread is compared between a size and four times that, not wall time, which lies on a busy
//! machine; and the bound is generous, because what it looks for is a square: sixteen times as long, or worse.

use std::sync::LazyLock;
use std::time::Duration;

use ascribe_core::input::{self, Content, Document, Format};
use ascribe_core::interrupt::Interrupt;
use ascribe_core::pipeline::{Analyzer, Features};
use rustix::time::{ClockId, clock_gettime};

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(Analyzer::load);

/// The largest document that the service takes unless told otherwise.
const LIMIT: usize = 4 << 20;

/// How many times as long four times the text may take: four, and as much again for caches and allocation.
const MOST: u32 = 8;

/// How many bytes may be said for each of the text, which bounds how large an answer is.
const MOST_SAID: usize = 8;

/// Times below this are noise.
const NOISE: Duration = Duration::from_millis(20);

fn thread_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Costs a text in a language: detection, where it is empty, would take most of the worst texts for one that has no
/// pack.
fn cost(text: String, format: Format, language: &str) -> Duration {
    let began = thread_time();
    let document = Document {
        content: Content::Text(text),
        format: Some(format),
        language: Some(language.to_owned()).filter(|tag| !tag.is_empty()),
        ..Document::default()
    };
    if let Ok(source) = input::read(document) {
        let features = Features { tokens: true, ..Features::DEFAULT };
        let analysis = ANALYZER.analyze(&source, features, &Interrupt::never()).unwrap();
        let segments = analysis.quotations.iter().flat_map(|quotation| &quotation.segments);
        let said: usize = segments.map(|segment| segment.len() as usize).sum();
        let text = source.text.len();
        assert!(
            said <= MOST_SAID * text,
            "{said} bytes are said in {text}; help: contents nest without a bound"
        );
    }
    thread_time().checked_sub(began).unwrap_or_default()
}

/// What a size and four times that cost. Where that looks like a square it is taken again, up to three times: a square
/// is there each time, other load of the machine is not.
fn costs(small: impl Fn() -> Duration, large: impl Fn() -> Duration) -> (Duration, Duration) {
    let mut found = (small(), large());
    for _ in 0..2 {
        if is_in_proportion(found) {
            break;
        }
        found = (small(), large());
    }
    found
}

fn is_in_proportion((small, large): (Duration, Duration)) -> bool {
    large <= MOST * small.max(NOISE)
}

/// Fails where four times as much of a unit costs far more than four times as much.
#[track_caller]
fn check(unit: &str, format: Format) {
    check_up_to(LIMIT / 4, unit, format, "en");
}

#[track_caller]
fn check_up_to(most: usize, unit: &str, format: Format, language: &str) {
    let text = |bytes: usize| unit.repeat(bytes / unit.len());
    // What is loaded at the first use is no cost of a text.
    cost(text(4096), format, language);
    let (small, large) =
        costs(|| cost(text(most / 4), format, language), || cost(text(most), format, language));
    assert!(
        is_in_proportion((small, large)),
        "{unit:?}: {small:?} for {} KiB, {large:?} for {} KiB; help: some stage looks back or ahead without a bound",
        most / 4096,
        most / 1024
    );
}

#[test]
fn the_largest_documents_cost_time_in_proportion() {
    for unit in ["”", "\"", "(", "\n", "a", "he said \"", "“It is,” said Ola Berg. "] {
        check_up_to(LIMIT, unit, Format::PlainText, "en");
    }
    for unit in ["a", "a ", "東", "“It is,” said Ola Berg. "] {
        check_up_to(LIMIT, unit, Format::PlainText, "");
    }
    check_up_to(LIMIT, "<div>", Format::Html, "en");
    check_up_to(LIMIT, "> ", Format::Markdown, "en");
}

#[test]
fn marks_cost_time_in_proportion() {
    for unit in [
        "”",
        "“",
        "\"",
        "\" ",
        "'",
        "''",
        "‘’",
        "«",
        "„“",
        "“‘",
        "\"a\" ",
        "\"\n\n",
        "“a\n\n",
        "he said “",
        "\"he said '",
    ] {
        check(unit, Format::PlainText);
    }
}

#[test]
fn punctuation_and_blanks_cost_time_in_proportion() {
    for unit in [
        "(",
        ")",
        ". ",
        ".",
        ",",
        "- ",
        "—",
        "\n",
        "\r\n",
        " ",
        "\u{a0}",
        "\u{200b}x",
        ":\n",
        "...",
        "* ",
        "# x\n",
        "?!",
    ] {
        check(unit, Format::PlainText);
    }
}

#[test]
fn words_cost_time_in_proportion() {
    for unit in [
        "a",
        "A",
        "said ",
        "said Berg ",
        "he ",
        "He said. ",
        "Berg ",
        "Ola Berg, ",
        "of the ",
        "1",
        "1 ",
        "1,000 ",
        "U.S. ",
        "Mr. ",
        "A.",
        "and ",
        "that ",
        "according to ",
        "(AFP) ",
        "By Ola Berg\n",
        "Advertisement\n",
        "BERLIN, Sept 28 ",
        "Tuesday ",
        "2022-09-28 ",
        "Berg’s ",
        "the minister ",
        "x@y.z ",
        "http://a.b/ ",
        "東",
        "שלום ",
        "e\u{301}",
        "👍🏽",
        "“It is,” said Ola Berg. ",
        "Ola Berg said that he would say that ",
    ] {
        check(unit, Format::PlainText);
    }
}

#[test]
fn words_of_speech_cost_time_in_proportion_in_each_language() {
    let units = [
        (
            "de",
            [
                "sagte „",
                "Ola Berg sagte, dass er sagen werde, ",
                "laut Berg ",
                "er sei, ",
                "„Ja“, sagte Berg. ",
            ],
        ),
        (
            "fr",
            [
                "a dit « ",
                "Ola Berg a dit qu’il dirait que ",
                "selon Berg ",
                "— Oui, dit Berg. ",
                "« Oui », dit Berg. ",
            ],
        ),
        (
            "es",
            [
                "dijo «",
                "Ola Berg dijo que diría que ",
                "según Berg ",
                "—Sí —dijo Berg. ",
                "«Sí», dijo Berg. ",
            ],
        ),
        (
            "sv",
            [
                "sade ”",
                "Ola Berg sade att han skulle säga att ",
                "enligt Berg ",
                "– Ja, sade Berg. ",
                "”Ja”, sade Berg. ",
            ],
        ),
    ];
    for (language, units) in units {
        for unit in units {
            check_up_to(LIMIT / 8, unit, Format::PlainText, language);
        }
    }
    for unit in [
        "he said that ",
        "Berg said, ",
        "Berg said and ",
        "“I will”, Berg, a lawyer, said ",
        "Berg’s claim that ",
    ] {
        check(unit, Format::PlainText);
    }
}

#[test]
fn many_people_cost_time_in_proportion() {
    // Names that are all different: each could be compared with each.
    let text = |count: u32| -> String {
        let name =
            |n: u32| -> String { (0..4).map(|i| char::from(b'a' + (n >> (4 * i)) as u8 % 16)).collect() };
        (0..count)
            .map(|n| format!("“It is,” said O{} B{}. ", name(n), name(n.wrapping_mul(2_654_435_761) >> 12)))
            .collect()
    };
    cost(text(100), Format::PlainText, "en");
    let (small, large) =
        (cost(text(7_000), Format::PlainText, "en"), cost(text(28_000), Format::PlainText, "en"));
    assert!(large <= MOST * small.max(NOISE), "{small:?} for 7,000 names, {large:?} for 28,000");
}

#[test]
fn attributes_of_one_tag_cost_time_in_proportion() {
    let attributes = |count: u32| (0..count).map(|n| format!("a{n}=1 ")).collect::<String>();
    // In a tag; in an end tag; in a tag that is a comment or a style to a scanner, but not to the parser.
    for before in ["<div ", "<p></p ", "<!-- --!><div ", "<svg><style><div ", "<div title=\"", "<html><html "]
    {
        let page = |count| format!("{before}{}><p>The mayor said so.</p>", attributes(count));
        cost(page(10), Format::Html, "en");
        let (small, large) = (cost(page(20_000), Format::Html, "en"), cost(page(80_000), Format::Html, "en"));
        assert!(large <= MOST * small.max(NOISE), "{before}: {small:?} for 20,000, {large:?} for 80,000");
    }
}

#[test]
fn what_a_page_says_of_itself_costs_time_in_proportion() {
    let data = |json: String| format!("<script type=\"application/ld+json\">{json}</script>");
    let article = |fields: String| data(format!("{{\"@type\":\"NewsArticle\",\"headline\":\"A\",{fields}}}"));
    let list =
        |count: usize, item: &dyn Fn(usize) -> String| (0..count).map(item).collect::<Vec<_>>().join(",");
    let names = |count: usize| list(count, &|n| format!("\"Ola Berg{n}\""));
    let references = |count: usize| {
        let nodes = list(count, &|n| format!("{{\"@id\":\"#{n}\",\"name\":\"Ola Berg{n}\"}}"));
        let authors = list(count, &|n| format!("{{\"@id\":\"#{n}\"}}"));
        data(format!("{{\"@graph\":[{nodes},{{\"@type\":\"NewsArticle\",\"author\":[{authors}]}}]}}"))
    };
    let headings = |count: usize| "<h1>A bridge opens | Ola</h1>".repeat(count / 40);
    let page = |count: usize, row: usize| {
        let words = "word ".repeat(count);
        let head = match row {
            0 => article(format!("\"author\":[{}]", names(count))),
            1 => article(format!("\"publisher\":[{}]", names(count))) + &headings(count),
            2 => references(count),
            3 => format!("<title>{words}</title>") + &headings(count),
            4 => format!("<meta property=og:title content=\"{words}\">") + &headings(count),
            5 => article(format!("\"name\":\"{words}\"")) + &headings(count),
            6 => "<span itemprop=\"author name\" class=byline><b>Ola Berg</b></span>".repeat(count / 10),
            _ => "<div class=byline>".repeat(200) + &"<p>The mayor said so. </p>".repeat(count / 10),
        };
        format!("{head}<p>The mayor said so.</p>")
    };
    for row in 0..8 {
        cost(page(100, row), Format::Html, "en");
        let (small, large) =
            (cost(page(20_000, row), Format::Html, "en"), cost(page(80_000, row), Format::Html, "en"));
        assert!(large <= MOST * small.max(NOISE), "row {row}: {small:?} for 20,000, {large:?} for 80,000");
    }
}

#[test]
fn elements_that_a_parser_makes_of_its_own_accord_cost_time_in_proportion() {
    let formats: String = (0..300).map(|n| format!("<b id={n}>")).collect();
    for (before, unit) in [
        ("", "</br>"),
        ("<p>", "</p>"),
        ("<!-- --!>", "<b>a"),
        ("<svg><style>", "<b>a"),
        (&*format!("<p>{formats}"), "<p>a"),
        (&*format!("<table>{formats}"), "a<tr>"),
        ("<table>", "<b>a<i>"),
        ("", "<a><table>"),
    ] {
        let page = |bytes: usize| format!("{before}{}", unit.repeat(bytes / unit.len()));
        cost(page(10), Format::Html, "en");
        for size in [32 << 10, 256 << 10, LIMIT / 4] {
            let (small, large) =
                (cost(page(size / 4), Format::Html, "en"), cost(page(size), Format::Html, "en"));
            assert!(large <= MOST * small.max(NOISE), "{before:.20} {unit}: {small:?}, {large:?} for {size}");
        }
    }
}

#[test]
fn mark_up_costs_time_in_proportion() {
    for unit in [
        "<",
        "<p>a",
        "<div>",
        "<b>",
        "</p>",
        "<!--",
        "<a href=\"",
        "&amp;",
        "&",
        "<p hidden>",
        "<script>",
        "<table><td>",
    ] {
        check(unit, Format::Html);
    }
    for unit in ["> ", "- ", "[", "[a](", "*a ", "`", "# a\n", "|a|b|\n|-|-|\n", "<a ", "&amp;"] {
        check(unit, Format::Markdown);
    }
}

#[test]
fn formats_of_newsrooms_cost_time_in_proportion() {
    use Format::{Email, FeedItem, NewsmlG2, Ninjs, Nitf, Subtitles};
    let parts = "From: a\nContent-Type: multipart/mixed; boundary=b\n\n";
    let item = "<rss version='2.0'><channel><item><description>";
    let nitf = "<nitf><body><body.content>";
    for (format, before, units, after) in [
        (
            Subtitles,
            "WEBVTT\n\n00:01.000 --> 00:02.000\n",
            &["<v A", "{\\an8}", "A: b\n", ">> a\n", "00:01.000 --> 00:02.000\nA\n\n", "-"][..],
            "",
        ),
        (Email, "From: a\n", &["A: b\n", "Received: a\n", " a\n", "Subject: =?utf-8?q?a?=\n"], "\n\na"),
        (Email, "From: a\nSubject: ", &["=?utf-8?q?a?= ", "a ", "Re: ", "[a] "], "\n\na"),
        (Email, "From: a\nTo: ", &["a@b.example, ", "\"", "(", "<"], "\n\na"),
        (Email, "From: a\n\n", &["-- \n", "\n", "From a\n", "> a\n"], ""),
        (Email, parts, &["--b\n\na\n", "--b\n", "--", "--b\nA: b\n\n"], "--b--\n"),
        (
            FeedItem,
            "<rss version='2.0'><channel>",
            &["<item/>", "<a/>", "&a;", "<!--", "<item><title>a</title></item>"],
            "",
        ),
        (
            FeedItem,
            item,
            &["&lt;p>a", "a ", "<![CDATA[a]]>", "&", "<a xmlns:b='c'/>"],
            "</description></item></channel></rss>",
        ),
        (Nitf, nitf, &["<p>a", "<p>a</p>", "&amp;", "<a/>", "<hl2/>a"], "</body.content></body></nitf>"),
        (
            NewsmlG2,
            "<newsMessage>",
            &["<newsItem/>", "<by>a</by>", "<provider><name>a</name></provider>", "<headline>a</headline>"],
            "</newsMessage>",
        ),
        (Ninjs, "{\"headline\":\"a\",\"body\":\"", &["a ", "<p>a</p>", "\\n"], "\"}"),
        (Ninjs, "{\"headline\":\"a\",\"body\":\"b\",\"authors\":[", &["\"Ola Berg\","], "\"\"]}"),
    ] {
        units.iter().for_each(|unit| check_behind(before, unit, after, format));
    }
}

/// Fails where four times as much of a unit between two parts of a file costs far more than four times as much.
#[track_caller]
fn check_behind(before: &str, unit: &str, after: &str, format: Format) {
    let text = |bytes: usize| format!("{before}{}{after}", unit.repeat(bytes / unit.len()));
    cost(text(4096), format, "en");
    let most = LIMIT / 8;
    let (small, large) = costs(|| cost(text(most / 4), format, "en"), || cost(text(most), format, "en"));
    assert!(
        is_in_proportion((small, large)),
        "{before} {unit:?} {after}: {small:?}, {large:?} for four times as much"
    );
}
