//! A first parse of a page that keeps next to nothing and stops where the page costs too much.
//!
//! The parser of `html5ever` cannot be stopped from within, and how much a page costs it is told only by the tree that
//! it builds: end tags make elements, formatting is opened again in each block, tables throw out what they hold.
//! So it is run here on a sink that counts what it is asked for. It does the same each time, so that a page that is
//! affordable here is affordable where it is parsed for good.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, ParseOpts, QualName, parse_document};

use crate::interrupt::look_now;

/// The most nodes of a tree; news pages have 1,000 to 20,000. A node takes about 150 bytes in each of several copies.
const MAX_NODES: usize = 80_000;

/// The most questions that a parser may ask of its tree for one node; news pages lead to about 10.
const MAX_QUESTIONS: usize = 100;

/// How many nodes an attribute counts for that is added to an element that has others: each is put among all of them.
const ADDED_ATTRIBUTE: usize = 80;

/// How much of a page is parsed between two looks at the budget, in bytes.
const PIECE: usize = 1 << 10;

/// Whether the tree of a page is small and can be built in time that is proportional to the page.
pub(super) fn is_affordable(html: &str) -> bool {
    let mut parser = parse_document(Counter::default(), ParseOpts::default());
    let mut rest = html;
    while !rest.is_empty() {
        look_now();
        let (piece, after) = rest.split_at(rest.ceil_char_boundary(PIECE));
        parser.process(StrTendril::from(piece));
        if parser.tokenizer.sink.sink.is_spent() {
            return false;
        }
        rest = after;
    }
    !parser.finish().is_spent()
}

/// Counts the nodes of a tree and the questions asked of it; of each node it keeps the name alone.
#[derive(Default)]
struct Counter {
    names: RefCell<Vec<QualName>>,
    nodes: Cell<usize>,
    questions: Cell<usize>,
}

impl Counter {
    fn is_spent(&self) -> bool {
        let nodes = self.nodes.get();
        nodes > MAX_NODES || self.questions.get() > MAX_QUESTIONS * (nodes + PIECE)
    }

    fn ask(&self) {
        self.questions.set(self.questions.get() + 1);
    }

    fn add(&self, count: usize) {
        self.nodes.set(self.nodes.get() + count);
    }

    fn count(&self, child: &NodeOrText<usize>) {
        // A node was counted when it was made.
        self.add(usize::from(matches!(child, NodeOrText::AppendText(_))));
    }

    fn named(&self, name: QualName) -> usize {
        self.add(1);
        let mut names = self.names.borrow_mut();
        names.push(name);
        names.len() - 1
    }

    fn nameless(&self) -> usize {
        self.named(QualName::new(None, "".into(), "".into()))
    }
}

impl TreeSink for Counter {
    type Handle = usize;
    type Output = Self;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> usize {
        self.nameless()
    }

    fn elem_name<'a>(&'a self, target: &'a usize) -> Ref<'a, QualName> {
        self.ask();
        Ref::map(self.names.borrow(), |names| &names[*target])
    }

    fn create_element(&self, name: QualName, _: Vec<Attribute>, _: ElementFlags) -> usize {
        self.named(name)
    }

    fn create_comment(&self, _: StrTendril) -> usize {
        self.nameless()
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> usize {
        self.nameless()
    }

    fn append(&self, _: &usize, child: NodeOrText<usize>) {
        self.count(&child);
    }

    fn append_based_on_parent_node(&self, _: &usize, _: &usize, child: NodeOrText<usize>) {
        self.count(&child);
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {
        self.add(1);
    }

    fn get_template_contents(&self, target: &usize) -> usize {
        *target
    }

    fn same_node(&self, x: &usize, y: &usize) -> bool {
        self.ask();
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, _: &usize, new_node: NodeOrText<usize>) {
        self.count(&new_node);
    }

    /// Each start tag `html` and `body` after the first adds to the attributes of the one element.
    fn add_attrs_if_missing(&self, _: &usize, attributes: Vec<Attribute>) {
        self.add(ADDED_ATTRIBUTE * attributes.len());
    }

    fn remove_from_parent(&self, _: &usize) {}

    fn reparent_children(&self, _: &usize, _: &usize) {}
}
