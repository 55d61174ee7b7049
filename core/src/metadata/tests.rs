use trafilatura::dom::Document;

use super::{Metadata, Trust, read};

fn of(html: &str) -> Metadata {
    read(&Document::parse(html), Some("https://news.example/2024/05/07/port")).0
}

fn json(text: &str) -> Metadata {
    of(&format!("<head><script type='application/ld+json'>{text}</script></head><body><h1>Port opens</h1>"))
}

#[test]
fn the_date_of_publication_comes_before_all_others_and_a_change_never() {
    let first = |html: &str| of(html).dates.first().map(|claim| claim.value.clone()).unwrap_or_default();
    for (html, expect) in [
        (
            "<meta property='article:modified_time' content='2024-05-09'><meta property='article:published_time' content='2024-05-06'>",
            "2024-05-06",
        ),
        ("<meta property='article:modified_time' content='2024-05-09'>", "2024-05-07"),
        (
            "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"dateModified\":\"2024-05-09\",\"datePublished\":\"2024-05-05\"}</script>",
            "2024-05-05",
        ),
        (
            "<h1>Port opens</h1><span itemprop='datePublished' content='2024-05-04'>Saturday</span>",
            "2024-05-04",
        ),
        (
            "<h1>Port opens</h1><p>Updated <time datetime='2024-05-09'>9 May</time></p><p><time datetime='2024-05-03'>3 May</time>",
            "2024-05-03",
        ),
        ("<h1>Port opens</h1><div class='post-date'>2 May 2024 · Updated 9 May 2024</div>", "2 May 2024 · "),
        ("<h1>Port opens</h1><aside><time datetime='2020-01-01'>an old story</time></aside>", "2024-05-07"),
    ] {
        assert_eq!(first(html), expect, "{html}");
    }
    assert!(of("<h1>Port opens</h1>").dates.iter().all(|claim| claim.trust == Trust::Derived));
}

#[test]
fn authors_are_read_from_every_form_of_structured_data() {
    for (author, expect) in [
        (r#""Ada Lind""#, vec!["Ada Lind"]),
        (r#"["Ada Lind", {"@type":"Person","name":"Bo Hale"}]"#, vec!["Ada Lind", "Bo Hale"]),
        (r#"{"name":["Ada Lind","Bo Hale"]}"#, vec!["Ada Lind", "Bo Hale"]),
        (r##"{"@id":"#ada"}"##, vec!["Ada Maria Lind"]),
    ] {
        let metadata = json(&format!(
            r##"{{"@graph":[{{"@type":"Person","@id":"#ada","name":"Ada Maria Lind"}},
                 {{"@type":"NewsArticle","headline":"Port opens","author":{author}}}]}}"##
        ));
        assert_eq!(metadata.authors[0].value, expect, "{author}");
    }
}

#[test]
fn json_that_is_broken_in_common_ways_is_read() {
    for script in [
        "{\"@type\":\"NewsArticle\",\"description\":\"two\nlines\",\"author\":\"Ada Lind\"}",
        "{\"@type\":\"NewsArticle\",\"author\":\"Ada Lind\",}",
        "<![CDATA[{\"@type\":\"NewsArticle\",\"author\":[\"Ada Lind\",],}]]>",
        "{\"@type\":\"NewsArticle\",\"author\":\"Ada Lind\"};",
    ] {
        assert_eq!(json(script).authors[0].value, ["Ada Lind"], "{script}");
    }
}

#[test]
fn other_stories_of_a_page_are_not_its_own() {
    let metadata = json(
        r#"[{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"Other","author":"Bo Hale"}]},
            {"@type":"WebPage","mainEntity":{"@type":"NewsArticle","headline":"Port opens","author":"Ada Lind"}}]"#,
    );
    assert_eq!(metadata.authors[0].value, ["Ada Lind"]);
}

#[test]
fn bylines_are_read_line_by_line_and_the_innermost_counts() {
    for (html, expect) in [
        ("<div class=byline>By <span>Ada Lind</span> <button>Copy link</button></div>", vec!["By Ada Lind"]),
        ("<div class=byline>Ada Lind<br>Sund News</div>", vec!["Ada Lind\nSund News"]),
        (
            "<div class=byline><span class=author>Ada Lind</span><span class=author>Bo Hale</span></div>",
            vec!["Ada Lind", "Bo Hale"],
        ),
    ] {
        assert_eq!(of(&format!("<h1>Port opens</h1>{html}")).authors[0].value, expect, "{html}");
    }
}

#[test]
fn links_to_pages_about_authors_tell_their_names() {
    for (html, expect) in [
        ("<p>By <a href='/authors/ada-lind'>Ada Lind</a>", "Ada Lind"),
        ("<p>By <a href='https://news.example/author/slowtide7/?x=1'>slowtide7</a>", "slowtide7"),
        (
            "<article><p>Rain.</p><footer>Posted by <a rel=author href='/u/7'>Ada</a></footer></article>",
            "Ada",
        ),
        ("<div class='nova-author-name'>Ada Lind</div>", "Ada Lind"),
    ] {
        assert_eq!(of(&format!("<h1>Port opens</h1>{html}")).authors[0].value, [expect], "{html}");
    }
    for html in [
        "<p><a href='/news/author'>About the author</a>",
        "<footer><a rel=author href='/u/7'>Ada</a></footer>",
        "<div class='comment-author-name'>Bo Hale</div>",
    ] {
        assert_eq!(of(&format!("<h1>Port opens</h1>{html}")).authors, [], "{html}");
    }
}

#[test]
fn the_headline_is_that_of_the_story() {
    for (html, expect) in [
        (
            "<title>Port opens at last - SUND</title><h1>SUND Sund Logo</h1><h2>Port opens at last</h2>",
            "Port opens at last",
        ),
        (
            "<title>Port opens at last</title><h1>The Sund News</h1><h2>Port opens at last</h2>",
            "Port opens at last",
        ),
        (
            "<title>Port opens at last | Sund News</title><h1>Sund News</h1><h1>Port opens at last</h1>",
            "Port opens at last",
        ),
        (
            "<title>Port opens at last | Sund News</title><meta property='og:site_name' content='Sund News'><h1>Sund News</h1>",
            "Port opens at last",
        ),
        (
            "<meta property='og:title' content='Sund News - Port opens at last'><meta property='og:site_name' content='Sund News'>",
            "Port opens at last",
        ),
        (
            "<title>A port for Sund</title><h1>Ferries return to the harbour</h1>",
            "Ferries return to the harbour",
        ),
    ] {
        assert_eq!(of(html).headline, expect, "{html}");
    }
}
