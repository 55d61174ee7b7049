use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::analysis::BlockKind;
use crate::input::blocks::Builder;
use crate::input::{Rendered, hints};
use crate::interrupt::checkpoint;
use crate::lang::tag::is_well_formed;
use crate::metadata::{Metadata, declared};

/// Renders CommonMark: links as their text, images not at all, mark-up of HTML left out.
pub(super) fn read(markdown: &str) -> Rendered {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut renderer = Renderer::default();
    for event in Parser::new_ext(markdown, options) {
        checkpoint();
        renderer.take(event);
    }
    renderer.close();
    let (text, layout) = renderer.builder.finish();
    Rendered { text, layout, metadata: front_matter(&renderer.front_matter), warnings: Vec::new() }
}

#[derive(Default)]
struct Renderer {
    builder: Builder,
    heading: u32,
    lists: u32,
    quotes: u32,
    // How many images are open: their text describes what a reader would see instead of it.
    images: u32,
    verbatim: bool,
    table: bool,
    in_front_matter: bool,
    front_matter: String,
}

impl Renderer {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.in_front_matter => self.front_matter.push_str(&text),
            Event::Text(_) | Event::Code(_) if self.images > 0 => {}
            Event::Text(text) if self.verbatim => self.builder.push_verbatim(&text),
            Event::Text(text) | Event::Code(text) => self.builder.push(&text),
            Event::SoftBreak => self.builder.push(" "),
            Event::HardBreak => {
                self.builder.separate('\n');
            }
            Event::Rule => self.close(),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.close();
                self.heading = depth(*level);
            }
            Tag::List(_) => {
                self.close();
                self.lists += 1;
            }
            Tag::BlockQuote(_) => {
                self.close();
                self.quotes += 1;
            }
            Tag::CodeBlock(_) => {
                self.close();
                self.verbatim = true;
            }
            Tag::Table(_) => {
                self.close();
                self.table = true;
            }
            Tag::TableCell => {
                self.builder.separate('\t');
            }
            Tag::MetadataBlock(_) => self.in_front_matter = true,
            Tag::Image { .. } => self.images += 1,
            Tag::Paragraph | Tag::Item => self.close(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Image => self.images -= 1,
            TagEnd::MetadataBlock(_) => self.in_front_matter = false,
            TagEnd::Paragraph | TagEnd::Item | TagEnd::TableHead | TagEnd::TableRow => self.close(),
            TagEnd::Heading(_) => {
                self.close();
                self.heading = 0;
            }
            TagEnd::List(_) => {
                self.close();
                self.lists -= 1;
            }
            TagEnd::BlockQuote(_) => {
                self.close();
                self.quotes -= 1;
            }
            TagEnd::CodeBlock => {
                self.close();
                self.verbatim = false;
            }
            TagEnd::Table => self.table = false,
            _ => {}
        }
    }

    fn close(&mut self) {
        let (kind, level) = if self.heading > 0 {
            (Some(BlockKind::Heading), self.heading)
        } else if self.table {
            (Some(BlockKind::Table), 0)
        } else if self.lists > 0 {
            (Some(BlockKind::ListItem), self.lists)
        } else if self.quotes > 0 {
            (Some(BlockKind::BlockQuote), self.quotes)
        } else {
            (None, 0)
        };
        self.builder.close(kind, level);
    }
}

fn depth(level: HeadingLevel) -> u32 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// What the lines `key: value` before a text say of it, as generators of web sites read them.
fn front_matter(lines: &str) -> Metadata {
    let mut metadata = Metadata::default();
    for (key, value) in lines.lines().filter_map(|line| line.split_once(':')) {
        let value = value.trim().trim_matches(['"', '\'']);
        match key.trim().to_ascii_lowercase().as_str() {
            "title" | "headline" => value.clone_into(&mut metadata.headline),
            "author" | "authors" | "byline" => {
                let names = value
                    .trim_matches(['[', ']'])
                    .split(',')
                    .map(|name| name.trim().trim_matches(['"', '\'']));
                metadata.authors =
                    declared(names.filter(|name| !name.is_empty()).map(str::to_owned).collect());
            }
            "date" => metadata.dates = declared(hints::publication_date(value).unwrap_or_default()),
            "lang" | "language" if is_well_formed(value) => value.clone_into(&mut metadata.language),
            _ => {}
        }
    }
    metadata
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn blocks_follow_the_mark_up() {
        let markdown = "# Port opens\n\nThe **port** opened, [officials](http://example.com)\nsaid.\n\n- one\n  - two\n\n> We waited.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![alt](x.png)\n\n<div>x</div>\n\n```\ncode  here\n```\n";
        let Rendered { text, layout, .. } = read(markdown);
        let blocks: Vec<(&str, Option<BlockKind>, u32)> =
            layout.iter().map(|block| (block.span.of(&text), block.kind, block.level)).collect();
        assert_eq!(
            blocks,
            [
                ("Port opens", Some(BlockKind::Heading), 1),
                ("The port opened, officials said.", None, 0),
                ("one", Some(BlockKind::ListItem), 1),
                ("two", Some(BlockKind::ListItem), 2),
                ("We waited.", Some(BlockKind::BlockQuote), 1),
                ("a\tb", Some(BlockKind::Table), 0),
                ("1\t2", Some(BlockKind::Table), 0),
                ("code  here", None, 0),
            ]
        );
        assert_eq!(layout.last().map(|block| block.span.end()), Some(Span::whole(&text).end()));
    }

    #[test]
    fn front_matter_is_metadata_and_not_text() {
        let Rendered { text, metadata, .. } = read(
            "---\ntitle: \"Port opens: at last\"\nauthor: [Ida Brandt, Jon Vik]\ndate: 2024-05-06T07:00:00Z\nlang: en-GB\n---\n\nThe port opened.\n",
        );
        assert_eq!(text, "The port opened.");
        assert_eq!(metadata.headline, "Port opens: at last");
        assert_eq!(metadata.authors, declared(vec!["Ida Brandt".to_owned(), "Jon Vik".to_owned()]));
        assert_eq!(metadata.dates, declared("2024-05-06".to_owned()));
        assert_eq!(metadata.language, "en-GB");
    }

    #[test]
    fn deep_nesting_ends() {
        let deep = format!("{}text", "> ".repeat(20_000));
        assert!(read(&deep).text.contains("text"));
        assert!(read(&"[".repeat(50_000)).text.contains('['));
    }
}
