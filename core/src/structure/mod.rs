//! The parts of a news document: blocks, headline, byline, dateline, date.
//!
//! `units` cuts the text into what will be blocks, `head` finds the parts above the story, `body` names the rest;
//! `byline` and `dateline` read those two, `pictures` what stands below a picture, `line_context` what lines are by those
//! beside them, `turns` the labels of who speaks, `line_phrases` and `lexicon` hold the words, `line_shape` describes short
//! texts.
//! The language is not known at this stage: all lists are those of all languages at once.

mod body;
mod byline;
mod claims;
mod dateline;
mod head;
mod lexicon;
mod line_shape;
mod line_context;
mod line_phrases;
#[cfg(test)]
mod dateline_tests;
#[cfg(test)]
mod page_tests;
mod pictures;
#[cfg(test)]
mod tests;
pub(crate) mod turns;
mod units;
mod wire;

use crate::analysis::{Block, BlockKind, Byline, Dateline, PublicationDate, Structure};
use crate::dates::Reader;
use crate::input::Source;
use crate::lang::phrases;
use lexicon::Lexicon;
use line_phrases::Phrases;
use units::Unit;

/// Takes documents apart.
#[derive(Debug)]
pub struct Parser {
    lexicon: Lexicon,
    phrases: Phrases,
    dates: Reader,
}

/// A document while its units are given kinds.
struct Draft<'a> {
    text: &'a str,
    units: Vec<Unit>,
    kinds: Vec<Option<BlockKind>>,
    byline: Option<Byline>,
    date: Option<PublicationDate>,
    /// Whether numbers of dates have the month first.
    month_first: bool,
}

impl Draft<'_> {
    fn unit(&self, at: usize) -> &str {
        self.units[at].of(self.text)
    }
}

impl Parser {
    /// Loads the phrase lists.
    #[must_use]
    pub fn load() -> Self {
        let phrases = phrases::load();
        let dates = Reader::load();
        Self { lexicon: Lexicon::new(&phrases, &dates), phrases: Phrases::new(phrases), dates }
    }

    /// All of the structure but its sentences, their words and the languages of its blocks. Linear in the text.
    #[must_use]
    pub fn parse(&self, source: &Source) -> Structure {
        let text = source.text.as_str();
        let units = units::units(source);
        let kinds = vec![None; units.len()];
        let mut draft =
            Draft { text, units, kinds, byline: None, date: None, month_first: source.metadata.month_first };
        body::mark(&mut draft, self);
        let story = head::find(&mut draft, self, &source.metadata.headline);
        let dateline = self.dateline(&mut draft, story);
        body::finish(&mut draft, story, self);
        let blocks: Vec<Block> = (0..draft.units.len()).map(|at| block(&draft, at)).collect();
        let headline = blocks.iter().find(|block| block.kind == BlockKind::Headline);
        let headline = headline.map(|block| wire::without_marks(text, block.span));
        Structure {
            headline,
            byline: claims::byline(draft.byline, &source.metadata, &self.lexicon),
            publication_date: claims::publication_date(draft.date, dateline.as_ref(), source, &self.dates),
            dateline,
            blocks,
            sentences: Vec::new(),
            word_count: u32::try_from(line_shape::word_count(&source.text)).unwrap_or(u32::MAX),
        }
    }

    /// The dateline, looked for in the first paragraphs from `story` on, then among the dates on lines of their own.
    fn dateline(&self, draft: &mut Draft<'_>, story: usize) -> Option<Dateline> {
        let colon = |at: usize| line_shape::begins_with_speaker(draft.unit(at));
        let end = draft.units.len().min(story + 12);
        let is_transcript = (story..end).filter(|&at| colon(at)).count() > 1;
        let mut is_first = true;
        for at in story..end {
            crate::interrupt::checkpoint();
            if draft.kinds[at].is_some_and(|kind| !matches!(kind, BlockKind::Paragraph | BlockKind::Lead)) {
                continue;
            }
            let context = dateline::Context { is_first, is_transcript };
            let reading = dateline::Reading { lexicon: &self.lexicon, dates: &self.dates, context };
            let found = dateline::read(draft.unit(at), draft.units[at].span.begin(), reading);
            if let Some(found) = found {
                draft.kinds[at] = Some(BlockKind::Paragraph);
                if draft.byline.is_none() {
                    draft.byline = dateline::reporters(draft.text, &found, draft.units[at].span);
                }
                return Some(found);
            }
            is_first &= !line_shape::ends_sentence(draft.unit(at));
        }
        (0..end).filter(|&at| draft.kinds[at] == Some(BlockKind::Date)).find_map(|at| {
            dateline::line(draft.unit(at), draft.units[at].span.begin(), &self.lexicon, &self.dates)
        })
    }
}

/// The block that a unit becomes.
fn block(draft: &Draft<'_>, at: usize) -> Block {
    crate::interrupt::checkpoint();
    let unit = draft.units[at];
    let kind = draft.kinds[at].unwrap_or(BlockKind::Paragraph);
    let level = match (kind, unit.hint, units::marker(unit.of(draft.text))) {
        (BlockKind::Heading | BlockKind::ListItem | BlockKind::BlockQuote, Some(hint), _)
            if hint.level > 0 =>
        {
            hint.level
        }
        (BlockKind::Heading, _, Some(units::Marker::Heading(level))) => level,
        (BlockKind::BlockQuote, _, Some(units::Marker::Quote(depth))) => depth,
        (BlockKind::Heading, ..) => 2,
        (BlockKind::ListItem | BlockKind::BlockQuote, ..) => 1,
        _ => 0,
    };
    Block { span: unit.span, kind, level, language: None }
}
