//! The data sets, cut into sentences and tokens as the service cuts them.

use std::io;
use std::path::Path;

use ascribe_core::analysis::{Language, Layers, MentionKind, Structure, Tokens};
use ascribe_core::input::Source;
use ascribe_core::linear::bio::{KINDS, OUTSIDE, begin, inside};
use ascribe_core::names::words::Words;
use ascribe_core::sentences::Splitter;
use ascribe_core::structure::Parser;
use ascribe_core::text::Span;
use ascribe_core::text::marks::{self, QuotedRun};
use ascribe_core::tokens::Tokenizer;

use super::scheme::{self, Kinds};
use crate::{articles, sets};

/// A document, analysed up to its tokens, with its names.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) text: String,
    pub(crate) structure: Structure,
    pub(crate) tokens: Tokens,
    pub(crate) language: Language,
    /// The names, in order.
    pub(crate) names: Vec<Gold>,
    /// Kinds that may hide among the tokens without a label.
    pub(crate) unlabelled: Kinds,
}

/// A name as the set has it.
#[derive(Clone, Debug)]
pub(crate) struct Gold {
    pub(crate) span: Span,
    /// What it may be a name of.
    pub(crate) kinds: Kinds,
}

/// The labels that a token may have: bit `i` for label `i`.
pub(crate) type Mask = u32;

/// How the letters of a text are changed, so that the model learns to do without them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Letters {
    /// As they are.
    Kept,
    /// All lower case.
    Lower,
    /// All upper case.
    Upper,
}

/// What cuts a text.
pub(crate) struct Cutter {
    parser: Parser,
    splitter: Splitter,
    tokenizer: Tokenizer,
}

impl Cutter {
    pub(crate) fn load() -> Self {
        let tokenizer = Tokenizer::load();
        Self { parser: Parser::load(), splitter: Splitter::load(&tokenizer), tokenizer }
    }

    /// Cuts a text without labels; `set` says in which language it is.
    pub(crate) fn cut_text(&self, text: String, set: &str) -> Document {
        let plain = sets::Document { text, genre: String::new(), lang: String::new(), entities: Vec::new() };
        self.cut(&plain, set, Letters::Kept)
    }

    /// Cuts a document; `set` says whose labels it has.
    pub(crate) fn cut(&self, row: &sets::Document, set: &str, letters: Letters) -> Document {
        let offsets = sets::byte_offsets(&row.text);
        let names = row.entities.iter().filter_map(|entity| {
            let span = sets::span(entity, &offsets);
            let kinds = scheme::kinds(set, &entity.label, span.of(&row.text));
            (kinds != 0).then_some(Gold { span, kinds })
        });
        let mut names: Vec<_> = names.collect();
        names.sort_by_key(|name| (name.span.begin(), std::cmp::Reverse(name.span.end())));
        let source = Source { text: rewrite(&row.text, letters), ..Source::default() };
        let language = if row.lang.is_empty() { language_of(set) } else { &row.lang };
        let language = ascribe_core::langid::declared(language);
        let mut structure = self.parser.parse(&source);
        structure.sentences = self.splitter.split(&source.text, &structure.blocks, &language.code);
        let tokens = self.tokenizer.tokenize(&source.text, &structure.sentences, &language.code);
        Document {
            text: source.text,
            structure,
            tokens,
            language,
            names,
            unlabelled: scheme::unlabelled(set),
        }
    }
}

impl Document {
    /// The layers that the recogniser reads.
    pub(crate) fn layers(&self) -> Layers<'_> {
        Layers {
            text: &self.text,
            language: &self.language,
            structure: &self.structure,
            tokens: &self.tokens,
            quoted: &[],
        }
    }

    /// What stands in quotation marks.
    pub(crate) fn quoted(&self) -> Vec<QuotedRun> {
        let paragraphs: Vec<Span> = self.structure.blocks.iter().map(|block| block.span).collect();
        marks::quoted_runs(&self.text, &paragraphs)
    }

    /// The labels that each token may have.
    pub(crate) fn masks(&self, words: &Words<'_>) -> Vec<Mask> {
        let free = 1 << OUTSIDE | labels(self.unlabelled, begin) | labels(self.unlabelled, inside);
        let mut masks = vec![free; self.tokens.spans.len()];
        let mut at = 0;
        for name in &self.names {
            while at < masks.len() && self.tokens.spans[at].end() <= name.span.begin() {
                at += 1;
            }
            let mut first = true;
            while at < masks.len() && self.tokens.spans[at].begin() < name.span.end() {
                let starts = self.tokens.bounds.binary_search(&(at as u32)).is_ok();
                masks[at] = labels(name.kinds, if first || starts { begin } else { inside });
                first = false;
                at += 1;
            }
        }
        for (at, mask) in masks.iter_mut().enumerate() {
            let after_closed = at.checked_sub(1).is_some_and(|before| !words.is_open(before));
            if !words.is_open(at) {
                *mask = 1 << OUTSIDE;
            } else if after_closed && !may_start(*mask) {
                // The name begins here for a reader who passes over what is closed.
                *mask >>= 1;
            }
        }
        self.forbid_stray_insides(&mut masks);
        masks
    }

    /// A token that may go on with a name may do so only from a token that may be in one.
    fn forbid_stray_insides(&self, masks: &mut [Mask]) {
        for &start in &self.tokens.bounds {
            if let Some(mask) = masks.get_mut(start as usize) {
                *mask &= !labels(Kinds::MAX, inside);
            }
        }
    }
}

/// Whether a token with these labels may be the first of a piece of text.
pub(crate) fn may_start(mask: Mask) -> bool {
    mask & !labels(Kinds::MAX, inside) != 0
}

fn labels(kinds: Kinds, label: fn(usize) -> usize) -> Mask {
    (0..KINDS.len()).filter(|kind| kinds >> kind & 1 != 0).fold(0, |mask, kind| mask | 1 << label(kind))
}

/// The text in other letters, each as long as the one it stands for.
fn rewrite(text: &str, letters: Letters) -> String {
    let change = |c: char| {
        let mut changed: Vec<char> = match letters {
            Letters::Lower => c.to_lowercase().collect(),
            Letters::Upper => c.to_uppercase().collect(),
            Letters::Kept => vec![c],
        };
        match changed.pop() {
            Some(one) if changed.is_empty() && one.len_utf8() == c.len_utf8() => one,
            _ => c,
        }
    };
    text.chars().map(change).collect()
}

fn language_of(set: &str) -> &str {
    set.strip_prefix("wikineural_").map_or("en", |rest| &rest[..2])
}

/// What the names of sets of this project's own articles begin with, which go on with their language.
pub(crate) const OWN: &str = "own_";

/// Reads a set, the own ones from this repository and without those that are kept for measuring. Genres under a licence
/// that forbids commerce are left out of those that have genres.
pub(crate) fn read(data: &Path, set: &str) -> io::Result<Vec<sets::Document>> {
    if let Some(language) = set.strip_prefix(OWN) {
        return Ok(articles::of_language(language)?.into_iter().map(own).collect());
    }
    const NOT_FREE: [&str; 5] = ["essay", "fiction", "letter", "podcast", "whow"];
    let mut rows: Vec<sets::Document> = sets::read(&data.join(format!("{set}.jsonl")))?;
    rows.retain(|row| !NOT_FREE.contains(&row.genre.as_str()));
    Ok(rows)
}

/// An article of our own as a row of a data set.
fn own(article: articles::Article) -> sets::Document {
    let (text, analysis) = article;
    let before = |byte: usize| text[..byte].chars().count();
    let mentions = analysis.entities.iter().flat_map(|entity| {
        entity.mentions.iter().filter(|mention| mention.kind == MentionKind::Name).map(|mention| {
            let span = mention.span.range();
            let label = format!("{:?}", entity.kind);
            sets::Annotation { start: before(span.start), end: before(span.end), label }
        })
    });
    let entities = mentions.collect();
    sets::Document { entities, genre: String::new(), lang: analysis.language.code, text }
}
