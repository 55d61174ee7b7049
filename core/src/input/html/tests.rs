use super::*;
use crate::analysis::BlockKind;
use crate::input::LayoutBlock;

/// A page as news sites build them, with everything around the story that must not get into it.
const PAGE: &str = r#"<!DOCTYPE html><html lang="en-GB"><head><title>Harbour wall to be rebuilt | The Coast Post</title>
<meta property="og:title" content="Harbour wall to be rebuilt"><meta property="og:site_name" content="The Coast Post">
<meta name="author" content="Ida Brandt"><meta property="article:published_time" content="2024-05-06T07:30:00+00:00">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Harbour wall to be rebuilt"}</script>
<style>p { color: red }</style></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Harbour wall to be rebuilt</h1>
<p>The council of Saltby voted on Monday to rebuild the harbour wall that a storm broke in January, after weeks of argument over who would pay.</p>
<p hidden>Hidden words that no reader sees, long enough to look like a paragraph of the story itself.</p>
<p style="display: none">More hidden words that no reader sees, and long enough to look like a paragraph.</p>
<!-- a comment --><script>var tracking = "code that must not leak";</script><noscript>Turn on scripts.</noscript>
<h2>Who pays</h2>
<p>“We will not leave the boats without shelter,” said the mayor, Odd Rasmussen, who had first opposed the plan &amp; then changed his mind.</p>
<blockquote><p>The wall is the town, and the town is the wall, as my grandfather used to say.</p></blockquote>
<ul><li>The work begins in June and takes eleven months.</li><li>It costs four million crowns, half of it from the state.</li></ul>
<p>Fishermen welcomed the vote. They had moored in the next bay since the storm, an hour to the north by road.</p>
</article><footer><p>Copyright The Coast Post</p></footer></body></html>"#;

fn shown(text: &str, layout: &[LayoutBlock]) -> Vec<(String, Option<BlockKind>, u32)> {
    let start = |block: &LayoutBlock| block.span.of(text).chars().take(16).collect();
    layout.iter().map(|block| (start(block), block.kind, block.level)).collect()
}

/// All that a page shows, rendered without a search for its main text.
fn rendered(html: &str) -> (String, Vec<LayoutBlock>) {
    let mut builder = Builder::default();
    render::render(html, &mut builder);
    builder.finish()
}

#[test]
fn a_year_of_the_text_is_no_date_of_the_page() {
    let undated =
        PAGE.replace(r#"<meta property="article:published_time" content="2024-05-06T07:30:00+00:00">"#, "");
    for page in [
        undated.replace("since the storm", "since the storm of 2021"),
        undated.replace("Copyright", "© 2019"),
    ] {
        assert_ne!(page, undated);
        assert_eq!(read(&page, None).metadata.dates, []);
    }
}

#[test]
fn the_main_text_comes_out_as_blocks_and_nothing_hidden_leaks() {
    let page = read(PAGE, None);
    assert_eq!(
        shown(&page.text, &page.layout),
        [
            ("Harbour wall to ".into(), Some(BlockKind::Headline), 1),
            ("The council of S".into(), None, 0),
            ("Who pays".into(), Some(BlockKind::Heading), 2),
            ("“We will not lea".into(), None, 0),
            ("The wall is the ".into(), Some(BlockKind::BlockQuote), 1),
            ("The work begins ".into(), Some(BlockKind::ListItem), 1),
            ("It costs four mi".into(), Some(BlockKind::ListItem), 1),
            ("Fishermen welcom".into(), None, 0),
        ]
    );
    assert!(page.text.contains("plan & then"));
    assert_eq!(page.metadata.headline, "Harbour wall to be rebuilt");
    assert_eq!(page.metadata.authors[0].value, ["Ida Brandt"]);
    assert!(page.metadata.dates[0].value.starts_with("2024-05-06"));
    assert_eq!(page.metadata.language, "en-GB");
    assert!(page.warnings.is_empty());
}

/// A page with a paragraph in the middle of its story.
fn page_with(paragraph: &str) -> String {
    let line = "<p>The council of Saltby voted on Monday to rebuild the harbour wall that a storm broke in January.</p>";
    format!(
        "<html><body><article><h1>Harbour wall to be rebuilt</h1>{line}{paragraph}{line}</article></body></html>"
    )
}

#[test]
fn what_stands_behind_an_element_inside_of_a_paragraph_is_kept() {
    for (inside, shown) in [
        ("opened on <time datetime=2024-05-06>Monday</time> after", "opened on Monday after"),
        ("the old<wbr> harbour", "the old harbour"),
        ("the crane <svg width=8><path d='M0'/></svg>under the wall", "the crane under the wall"),
        ("it <button>was closed</button> to boats", "it was closed to boats"),
        ("closed for <x-note>most of June</x-note> while", "closed for most of June while"),
        ("the rules<b class=sr-only> in a new window</b> apply", "the rules apply"),
        ("the rules <i hidden>no longer</i>apply", "the rules apply"),
    ] {
        let text = format!(
            "The harbour office said {inside} the long winter, and that boats may come back to the quay."
        );
        let page = read(&page_with(&format!("<p>{text}</p>")), None);
        let expect = format!("The harbour office said {shown} the long winter");
        assert!(page.text.contains(&expect), "{inside}: {}", page.text);
    }
}

#[test]
fn a_story_of_one_paragraph_comes_once() {
    let brief = "<p>“The pier has held,” said Greta Lund, who had slept in her office for a week while the storm went on.</p>";
    let page = read(
        &format!("<html><body><main><h1>Pier holds</h1><article>{brief}</article></main></body></html>"),
        None,
    );
    assert_eq!(page.text.matches("The pier has held").count(), 1, "{}", page.text);
}

#[test]
fn a_page_that_scripts_draw_shows_what_it_has_for_readers_without_them() {
    let story = page_with("");
    let page =
        read(&format!("<html><body><div id=app></div><noscript>{story}</noscript></body></html>"), None);
    assert!(page.text.contains("The council of Saltby voted"), "{}", page.text);
}

#[test]
fn a_page_that_is_not_tame_keeps_its_text_and_says_so() {
    let deep = format!("{}The port opened.<script>leak()</script><p hidden>leak", "<div>".repeat(100_000));
    let page = read(&deep, None);
    assert_eq!(page.text, "The port opened.");
    assert_eq!(page.warnings[0].code, WarningCode::MainTextNotFound);
    // Formatting that stays open is around each paragraph: a small page has many nodes far down.
    let formatting: String = (0..250).map(|id| format!("<b id={id}>")).collect();
    let page = read(&format!("{formatting}{}The port opened.", "<p>".repeat(9_000)), None);
    assert_eq!(page.text, "The port opened.");
    assert_eq!(page.warnings[0].code, WarningCode::MainTextNotFound);
}

#[test]
fn hostile_pages_end() {
    for unit in [
        "<div>",
        "<p>",
        "<b id=1>",
        "<table><td>",
        "<a href=\"",
        "<!--",
        "<![CDATA[",
        "</",
        "<",
        "&amp;",
        "&#",
        "<svg><desc>",
        "<ul><li>",
        "<select><option>",
        "<font><p></b>",
        "<svg/><math/>",
        "<title>",
        "<q>",
        "<x/>",
        "<nobr>",
    ] {
        let _ = read(&format!("<html><body>{}", unit.repeat(300_000 / unit.len())), None);
    }
    let bomb = "<!DOCTYPE html [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><p>&b; text</p>";
    assert!(read(bomb, None).text.contains("&b; text"));
}

#[test]
fn everything_that_is_shown_is_rendered() {
    for (html, expect) in [
        ("one<br>two<br><br>three", "one\ntwo\n\nthree"),
        ("<p>a <b>bold</b>\n  word</p>tail", "a bold word\n\ntail"),
        ("<table><tr><th>Team<th>Points<tr><td>Saltby<td>3</table>", "Team\tPoints\n\nSaltby\t3"),
        ("<pre>a  b\n c</pre>", "a  b\n c"),
        ("<p hidden>no<p>yes<div hidden><div>no</div>no</div> and yes", "yes\n\nand yes"),
        ("<button>no</button><svg><text>no</text></svg>yes", "yes"),
    ] {
        assert_eq!(rendered(html).0, expect, "{html}");
    }
}

#[test]
fn what_a_page_says_of_itself_is_read_however_it_says_it() {
    let article = r#"{"@type":"NewsArticle","headline":"Harbour wall to be rebuilt","datePublished":"2024-05-06T08:00:00Z",
        "author":{"@type":"Person","name":"Ida Brandt"}}"#;
    let json = |text: String| format!("<script type='application/ld+json'>{text}</script>");
    let title = "<title>Harbour wall to be rebuilt</title>";
    for head in [
        json(format!(r#"[{{"@type":"BreadcrumbList"}},{article}]"#)) + "<meta property='og:locale' content='en_GB'>",
        json(format!(r#"{{"@graph":[{{"@type":"WebSite","name":"Sund News"}},{article}]}}"#))
            + "<meta http-equiv='content-language' content='en-GB'>",
        "<meta property='og:title' content='Harbour wall to be rebuilt'><meta name='author' content='Ida Brandt'>\
         <meta property='article:published_time' content='2024-05-06T08:00:00Z'><meta name='language' content='en-GB'>"
            .to_owned(),
        format!("{title}<meta name='byl' content='By Ida Brandt'><meta name='DC.date' content='2024-05-06'>\
                 <meta property='og:locale' content='en_GB'>"),
    ] {
        let paragraphs = "<p>The council of Sund voted on Tuesday to rebuild the wall of the harbour, which fell into the \
                          sea in the storms of the winter before, at a cost of four million.</p>"
            .repeat(3);
        let page = read(&format!("<html><head>{head}</head><body><article>{paragraphs}</article></body></html>"), None);
        let Metadata { headline, authors, dates, language, .. } = page.metadata;
        assert_eq!((headline.as_str(), language.as_str()), ("Harbour wall to be rebuilt", "en-GB"), "{head}");
        assert!(authors[0].value[0].ends_with("Ida Brandt"), "{head}");
        assert!(dates[0].value.starts_with("2024-05-06"), "{head}");
    }
}
