use crate::input::{Format, feed, newsml, ninjs, subtitles, xml};

/// How much of a document is looked at.
const HEAD: usize = 64 << 10;

/// Tags that a page or a fragment of one begins with.
const FIRST_TAGS: [&str; 26] = [
    "html",
    "head",
    "body",
    "title",
    "meta",
    "link",
    "script",
    "style",
    "div",
    "p",
    "article",
    "section",
    "main",
    "header",
    "h1",
    "h2",
    "h3",
    "h4",
    "table",
    "ul",
    "ol",
    "blockquote",
    "figure",
    "center",
    "span",
    "img",
];

/// How a text seems to be marked up. In doubt it is plain: a stray "<" or "#" is a part of the text.
pub(super) fn format(text: &str) -> Format {
    let head = &text[..text.floor_char_boundary(HEAD)];
    if let Some(format) = xml::root(head).and_then(|root| of_root(root, head)) {
        format
    } else if ninjs::is_json(text) {
        Format::Ninjs
    } else if is_html(head) {
        Format::Html
    } else if is_markdown(head) {
        Format::Markdown
    } else if subtitles::is_subtitles(head) {
        Format::Subtitles
    } else {
        Format::PlainText
    }
}

/// The format of XML with this root.
fn of_root(root: &str, head: &str) -> Option<Format> {
    feed::is_feed(root, head).then_some(Format::FeedItem).or_else(|| newsml::format(root))
}

fn is_html(head: &str) -> bool {
    let start = head.trim_start_matches(crate::text::is_blank);
    let starts = |prefix: &str| start.get(..prefix.len()).is_some_and(|s| s.eq_ignore_ascii_case(prefix));
    if starts("<!doctype html") || starts("<html") {
        return true;
    }
    let begins = start.starts_with("<!--")
        || starts("<?xml")
        || FIRST_TAGS.iter().any(|name| {
            let rest =
                start.strip_prefix('<').and_then(|rest| Some((rest.get(..name.len())?, &rest[name.len()..])));
            rest.is_some_and(|(found, rest)| {
                found.eq_ignore_ascii_case(name) && rest.starts_with([' ', '\t', '\r', '\n', '>', '/'])
            })
        });
    let count = |tag: &str| head.matches(tag).count();
    // Some systems give their stories as lines that end with a break.
    let breaks = ["<br>", "<br/>", "<br />", "<BR>"].iter().map(|tag| count(tag)).sum::<usize>();
    if breaks > 2 {
        return true;
    }
    // A fragment may begin with its text; paragraphs that are opened and closed are no accident.
    begins && (count("</") > 0 || count("<p") > 1) || count("</p>") > 1 && count("<p") + 1 >= count("</p>")
}

/// Whether a text has mark-up that nobody writes in plain text: front matter, or links, images, emphasis, headings
/// and code in combination.
fn is_markdown(head: &str) -> bool {
    let mut lines = head.lines();
    if lines.next() == Some("---") && lines.by_ref().take(30).any(|line| line == "---") {
        return head.contains(": ");
    }
    let headings = head.lines().any(is_heading);
    let links = head.contains("](http") || head.contains("](/");
    let emphasis = head.match_indices("**").nth(1).is_some();
    let code = head.lines().any(|line| line.starts_with("```"));
    headings && links || [headings, links, emphasis, code].into_iter().filter(|&found| found).count() > 2
}

fn is_heading(line: &str) -> bool {
    let text = line.trim_start_matches('#');
    (1..=6).contains(&(line.len() - text.len()))
        && text.strip_prefix(' ').is_some_and(|t| !t.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mark_up_is_told_from_text() {
        use Format::{FeedItem, Html, Markdown, NewsmlG2, Ninjs, Nitf, PlainText, Subtitles};
        for (text, expect) in [
            ("<!DOCTYPE HTML>\n<title>x</title>", Html),
            ("\u{feff}\n <html lang=en>text", Html),
            ("<p>The port opened.</p>", Html),
            ("<div class=\"story\"><br>Text</div>", Html),
            ("The port opened.</p><p>It had been closed.</p><p>No more.</p>", Html),
            ("The port <opened> on 1 < 2.", PlainText),
            ("<Applause> said the transcript. </end>", PlainText),
            ("Write <p> and </p> in a page.", PlainText),
            ("# Port opens\n\nAs [officials](https://example.com/a) said.", Markdown),
            ("---\ntitle: Port opens\n---\nThe port opened.", Markdown),
            ("# Port opens\n\nThe **port** opened.\n\n```\ncode\n```", Markdown),
            ("# Port opens\n\n- one\n- two", PlainText),
            ("<?xml version='1.0'?><rss version='2.0'><channel>", FeedItem),
            ("<feed xmlns='http://www.w3.org/2005/Atom'>", FeedItem),
            ("<feed>the cat</feed>", PlainText),
            ("<nitf>", Nitf),
            ("<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'>", NewsmlG2),
            ("{\"headline\": \"Port opens\"}", Ninjs),
            ("{\"Port opens\" was the headline.}", PlainText),
            ("1\n00:00:01,000 --> 00:00:02,000\nThe port opens.", Subtitles),
            ("We are #1\n---\n* one\n> two", PlainText),
            ("", PlainText),
        ] {
            assert_eq!(format(text), expect, "{text}");
        }
    }
}
