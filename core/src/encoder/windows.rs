//! What the encoder reads at once: the paragraphs of a story packed into windows of a fixed number of pieces, each with what
//! stands around it for context.

use std::ops::Range;

use crate::analysis::Layers;
use crate::interrupt::checkpoint;

/// A stretch of a text that is read at once, in tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// What is read.
    pub(super) all: Range<usize>,
    /// What is labelled: each token of the story in one window.
    pub(super) own: Range<usize>,
    /// Whether a paragraph ends with it.
    pub(super) ends_paragraph: bool,
}

/// Packs the sentences of the story, given the number of pieces before each token and at last of all, into windows of at
/// most `room` pieces, of which at most `own` are labelled. Linear in the tokens.
pub(super) fn pack(layers: Layers<'_>, bounds: &[u32], own: usize, room: usize) -> Vec<Window> {
    let count = |tokens: &Range<usize>| (bounds[tokens.end] - bounds[tokens.start]) as usize;
    let mut packer = Packer { bounds, room: own, windows: Vec::new(), own: None };
    let sentences = layers.structure.sentences.iter().zip(layers.tokens.bounds.windows(2));
    let mut sentences = sentences
        .filter(|(sentence, _)| layers.structure.blocks[sentence.block as usize].kind.is_story())
        .map(|(sentence, bounds)| (sentence.block, bounds[0] as usize..bounds[1] as usize))
        .filter(|(_, tokens)| count(tokens) > 0)
        .peekable();
    let mut paragraph = Vec::new();
    while let Some((block, tokens)) = sentences.next() {
        checkpoint();
        paragraph.push(tokens);
        if sentences.peek().is_none_or(|(next, _)| *next != block) {
            packer.paragraph(&paragraph);
            paragraph.clear();
        }
    }
    packer.flush(true);
    for window in &mut packer.windows {
        window.all = with_context(bounds, &window.own, room);
    }
    packer.windows
}

struct Packer<'a> {
    bounds: &'a [u32],
    room: usize,
    windows: Vec<Window>,
    own: Option<Range<usize>>,
}

impl Packer<'_> {
    fn fits(&self, tokens: &Range<usize>) -> bool {
        (self.bounds[tokens.end] - self.bounds[tokens.start]) as usize <= self.room
    }

    fn flush(&mut self, ends_paragraph: bool) {
        if let Some(own) = self.own.take() {
            self.windows.push(Window { all: own.clone(), own, ends_paragraph });
        }
    }

    fn paragraph(&mut self, sentences: &[Range<usize>]) {
        let [first, .., last] = sentences else { return self.add(&sentences[0], true) };
        let whole = first.start..last.end;
        if self.fits(&whole) {
            return self.add(&whole, true);
        }
        self.flush(true);
        for sentence in sentences {
            self.add(sentence, false);
        }
    }

    /// Adds a stretch to the window if it has room for it, else begins another with it; `whole` where it is a paragraph.
    fn add(&mut self, tokens: &Range<usize>, whole: bool) {
        let begin = self.own.as_ref().map_or(tokens.start, |own| own.start);
        if self.fits(&(begin..tokens.end)) {
            self.own = Some(begin..tokens.end);
            return;
        }
        self.flush(whole);
        let mut begin = tokens.start;
        while !self.fits(&(begin..tokens.end)) {
            checkpoint();
            // No word has as many pieces as there is room for.
            let most = self.bounds[begin] + self.room as u32;
            let end = self.bounds.partition_point(|&bound| bound <= most) - 1;
            self.own = Some(begin..end);
            self.flush(false);
            begin = end;
        }
        self.own = Some(begin..tokens.end);
    }
}

/// A stretch with as much of what stands around it as there is room for, as evenly as can be.
fn with_context(bounds: &[u32], own: &Range<usize>, room: usize) -> Range<usize> {
    let rest = room - (bounds[own.end] - bounds[own.start]) as usize;
    let before = |budget: usize| {
        let least = (bounds[own.start] as usize).saturating_sub(budget);
        bounds.partition_point(|&bound| (bound as usize) < least)
    };
    let after = |budget: usize| {
        let most = bounds[own.end] as usize + budget;
        bounds.partition_point(|&bound| bound as usize <= most) - 1
    };
    let begin = before(rest / 2);
    let end = after(rest - (bounds[own.start] - bounds[begin]) as usize);
    let begin = before(rest - (bounds[end] - bounds[own.end]) as usize);
    begin..end
}
