//! What every element of a page is asked for, told once for all of them: how large it is, and whether it stands beside the
//! story.

use std::collections::{HashMap, HashSet};

use trafilatura::dom::{Document, NodeId};

use crate::text::squeezed;

/// The longest text of an element that may be a date, a byline or a heading, in bytes.
const LONGEST: usize = 400;

/// Elements and bytes of text from which on an element is long: no text of [`LONGEST`] bytes needs more.
const LONG: usize = 2 * LONGEST;

/// The sizes of the elements of a page, and which of them stand beside its story.
pub(super) struct Outline<'p> {
    page: &'p Document,
    /// Elements and bytes of text in each element; beyond [`LONG`] they are not counted on.
    sizes: HashMap<NodeId, usize>,
    /// Navigation, asides and footers, and what stands in them; the footer of an article belongs to it.
    aside: HashSet<NodeId>,
    /// Articles, and what stands in them.
    articles: HashSet<NodeId>,
}

impl<'p> Outline<'p> {
    /// The outline of a page with these elements, in document order. Linear in the page: an element is added to those
    /// around it until they are long, and what is around a long one is long.
    pub(super) fn of(page: &'p Document, elements: &[NodeId]) -> Self {
        let mut outline = Self {
            page,
            sizes: HashMap::with_capacity(elements.len()),
            aside: HashSet::new(),
            articles: HashSet::new(),
        };
        for &id in elements {
            crate::interrupt::checkpoint();
            outline.add(id);
        }
        outline
    }

    fn add(&mut self, id: NodeId) {
        let parent = self.page.parent(id);
        let is_within = |set: &HashSet<NodeId>| parent.is_some_and(|parent| set.contains(&parent));
        let tag = self.page.tag_name(id);
        let in_article = is_within(&self.articles);
        if matches!(tag, "nav" | "aside") || tag == "footer" && !in_article || is_within(&self.aside) {
            self.aside.insert(id);
        }
        if tag == "article" || in_article {
            self.articles.insert(id);
        }
        let texts = self.page.child_nodes(id).into_iter().filter(|&child| self.page.is_text(child));
        let bytes = |text: NodeId| {
            let text = self.page.text_content(text);
            text.split_whitespace().map(str::len).sum::<usize>()
        };
        let size = 1 + texts.map(bytes).sum::<usize>();
        let mut around = Some(id);
        while let Some(id) = around {
            let known = self.sizes.entry(id).or_default();
            if *known > LONG {
                return;
            }
            *known += size;
            around = self.page.parent(id);
        }
    }

    /// The text of an element, where it is short enough to be more than running text.
    pub(super) fn short_text(&self, id: NodeId) -> Option<String> {
        if self.sizes.get(&id).is_none_or(|&size| size > LONG) {
            return None;
        }
        let text = squeezed(&self.text(id));
        (!text.is_empty() && text.len() <= LONGEST).then_some(text)
    }

    /// The same, each line on a line of its own.
    pub(super) fn short_lines(&self, id: NodeId) -> Option<String> {
        self.short_text(id)?;
        let lines = self.text(id);
        let lines = lines.lines().map(squeezed).filter(|line| !line.is_empty());
        Some(lines.collect::<Vec<String>>().join("\n"))
    }

    /// The text of a short element as it is written, but for what its buttons say.
    fn text(&self, id: NodeId) -> String {
        let mut text = String::new();
        self.push(id, &mut text);
        text
    }

    fn push(&self, id: NodeId, text: &mut String) {
        for child in self.page.child_nodes(id) {
            if self.page.is_text(child) {
                // Line breaks of the source are blanks.
                text.extend(self.page.text_content(child).chars().map(|c| if c == '\n' { ' ' } else { c }));
                text.push(' ');
                continue;
            }
            match self.page.tag_name(child) {
                "button" | "script" | "style" => {}
                "br" => text.push('\n'),
                "p" | "div" | "li" | "ul" | "section" | "h2" | "h3" | "h4" => {
                    text.push('\n');
                    self.push(child, text);
                    text.push('\n');
                }
                _ => self.push(child, text),
            }
        }
    }

    /// Whether an element stands beside the story: in navigation, an aside or a footer.
    pub(super) fn is_aside(&self, id: NodeId) -> bool {
        self.page.parent(id).is_some_and(|parent| self.aside.contains(&parent))
    }
}
