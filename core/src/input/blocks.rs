use crate::analysis::BlockKind;
use crate::input::{LayoutBlock, clean};
use crate::text::{Span, is_blank};

/// Between two blocks of rendered text.
const GAP: &str = "\n\n";

/// How many blocks at the top of a document may repeat its headline.
const HEAD: usize = 6;

/// Puts the rendered text of a marked-up document together, block by block.
#[derive(Debug, Default)]
pub(super) struct Builder {
    text: String,
    blocks: Vec<LayoutBlock>,
    // Where the open block begins.
    begin: usize,
    // Whether blanks came after what the open block holds already.
    blank: bool,
    headline: String,
}

impl Builder {
    /// Starts a document with a headline, which is not repeated where the body has it too; it may be empty.
    pub(super) fn with_headline(headline: &str) -> Self {
        let mut builder = Self::default();
        builder.push(headline);
        builder.close(Some(BlockKind::Headline), 1);
        builder.headline = folded(headline);
        builder
    }

    /// Adds running text to the open block; white space comes out as one space.
    pub(super) fn push(&mut self, text: &str) {
        let text = &*clean(text);
        self.blank |= text.starts_with(|c: char| c.is_ascii_whitespace());
        for word in text.split_ascii_whitespace() {
            if self.blank && self.text.len() > self.begin && !self.text.ends_with(['\n', '\t']) {
                self.text.push(' ');
            }
            self.text.push_str(word);
            self.blank = true;
        }
        if !text.is_empty() {
            self.blank = text.ends_with(|c: char| c.is_ascii_whitespace());
        }
    }

    /// Adds text whose white space counts.
    pub(super) fn push_verbatim(&mut self, text: &str) {
        self.text.push_str(&clean(text));
        self.blank = false;
    }

    /// Adds text without mark-up, whose blocks are told by its lines; ends the open block.
    pub(super) fn push_plain(&mut self, text: &str) {
        self.close(None, 0);
        let text = clean(text);
        let text = text.trim_matches(is_blank);
        if !text.is_empty() {
            self.text.push_str(text);
            self.text.push_str(GAP);
            self.begin = self.text.len();
        }
    }

    /// Breaks the line (`\n`) or begins a cell (`\t`) inside the open block; two line breaks end it.
    ///
    /// Returns whether the block should be closed.
    pub(super) fn separate(&mut self, separator: char) -> bool {
        if self.is_open() {
            if separator == '\n' && self.text.ends_with('\n') {
                return true;
            }
            self.text.push(separator);
        }
        self.blank = false;
        false
    }

    /// Whether the open block has any text.
    pub(super) fn is_open(&self) -> bool {
        self.text.len() > self.begin
    }

    /// Whether the open block holds several cells.
    pub(super) fn has_cells(&self) -> bool {
        self.text[self.begin..].trim_end().contains('\t')
    }

    /// Ends the open block, if it holds anything.
    pub(super) fn close(&mut self, kind: Option<BlockKind>, level: u32) {
        self.blank = false;
        let block = &self.text[self.begin..];
        let kept = block.trim_matches(is_blank);
        let repeats = !self.headline.is_empty() && self.blocks.len() <= HEAD && folded(kept) == self.headline;
        if kept.is_empty() || repeats {
            self.text.truncate(self.begin);
            return;
        }
        let begin = kept.as_ptr() as usize - self.text.as_ptr() as usize;
        let end = begin + kept.len();
        self.blocks.push(LayoutBlock { span: Span::from(begin..end), kind, level });
        self.text.truncate(end);
        self.text.push_str(GAP);
        self.begin = self.text.len();
    }

    /// The text and its blocks.
    pub(super) fn finish(mut self) -> (String, Vec<LayoutBlock>) {
        self.close(None, 0);
        self.text.truncate(self.text.trim_end_matches(is_blank).len());
        (self.text, self.blocks)
    }
}

/// What two ways of writing one headline have in common: its letters and digits, without case.
fn folded(text: &str) -> String {
    // A paragraph need not be folded whole to see that it is no headline.
    text.chars().take(400).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
