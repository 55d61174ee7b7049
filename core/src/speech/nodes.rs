//! A document as the engine reads it: words and marks in a row, each quoted run a single node, cut into units.
//!
//! A unit is what a sentence would be if nobody quoted several sentences inside one: the words around the runs,
//! from full stop to full stop.

mod named_in_marks;

use std::ops::Range;

use super::dialogue;
use crate::analysis::{Layers, RejectedRun, Shape, Tag};
use crate::interrupt::checkpoint;
use crate::lang::{CueFrame, CueWord, Form, LanguagePack, WordClass, WordClasses};
use crate::structure::turns::TurnLabel;
use crate::text::Span;
use crate::text::hash;
use crate::text::marks::QuotedRun;

/// A unit has no more nodes: no sentence does, so what is longer is cut, and whatever looks through a unit for each
/// of its nodes stays linear in the text.
const LONGEST_UNIT: usize = 256;

/// A time at the head of a block has fewer characters: "14:32".
const LONGEST_STAMP: usize = 9;

/// Characters of a compound in which the noun at its end is looked for.
const LONGEST_COMPOUND: usize = 40;

/// What an node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word, with a capital or without.
    Word {
        name: bool,
    },
    /// A number or a symbol.
    Figure,
    /// What stands in quotation marks: index into the runs.
    Run(u32),
    Comma,
    Colon,
    Semicolon,
    Dash,
    Open,
    Close,
    /// A full stop, question mark or exclamation mark.
    Stop,
    Other,
}

/// A word, a mark or a whole quoted run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) kind: Kind,
    pub(crate) classes: WordClasses,
    pub(crate) cue: Option<CueWord>,
    /// What it is beside words in marks alone: a verb for the manner of speaking.
    pub(crate) beside: Option<CueWord>,
    /// Whether it ends like an adverb of manner ("-ly").
    pub(crate) manner: bool,
    /// Whether it ends like an infinitive, where those tell what is said ("de rembourser").
    pub(crate) infinitive: bool,
    /// Whether it is a verb that may stand alone in a clause.
    pub(crate) finite: bool,
    pub(crate) tag: Tag,
}

impl Node {
    /// A run, or a name that stands in marks.
    fn of_run(run: QuotedRun, index: usize, named: bool) -> Self {
        Self {
            span: run.outer,
            kind: if named { Kind::Word { name: true } } else { Kind::Run(index as u32) },
            classes: WordClasses::default(),
            cue: None,
            beside: None,
            manner: false,
            infinitive: false,
            finite: false,
            tag: Tag::X,
        }
    }

    pub(crate) fn is(&self, wanted: WordClass) -> bool {
        self.classes.has(wanted)
    }

    pub(crate) fn is_word(&self) -> bool {
        matches!(self.kind, Kind::Word { .. })
    }

    pub(crate) fn is_name(&self) -> bool {
        matches!(self.kind, Kind::Word { name: true })
    }

    pub(crate) fn run(&self) -> Option<usize> {
        if let Kind::Run(index) = self.kind { Some(index as usize) } else { None }
    }

    /// Whether it may be part of a noun phrase: a word that holds no clause together, or a number.
    pub(crate) fn is_nounlike(&self) -> bool {
        use WordClass::{
            Adversative, Auxiliary, Complementizer, InfinitiveMarker, Interrogative, Negation, Preposition,
            Relative, SubjectPronoun, Subordinator,
        };
        let holds = self.classes.any(&[
            Auxiliary,
            Adversative,
            Negation,
            Preposition,
            Interrogative,
            Relative,
            SubjectPronoun,
            Subordinator,
            Complementizer,
            InfinitiveMarker,
        ]);
        // "May", "Will" and the like are names where they have a capital; a month is a noun.
        matches!(self.kind, Kind::Word { .. } | Kind::Figure)
            && (!holds || (self.is_name() && self.is(WordClass::Modal)))
            && !self.is(WordClass::Coordinator)
    }
}

/// A sentence around its quoted runs: a range of nodes.
#[derive(Clone, Debug)]
pub(crate) struct SpeechUnit {
    pub(crate) nodes: Range<usize>,
    pub(crate) block: u32,
}

/// A document in a row of nodes.
#[derive(Debug)]
pub(crate) struct SpeechTokens<'a> {
    pub(crate) text: &'a str,
    pub(crate) runs: Vec<QuotedRun>,
    pub(crate) pack: &'a LanguagePack,
    pub(crate) nodes: Vec<Node>,
    pub(crate) units: Vec<SpeechUnit>,
    /// Words in marks that name something and stand in the row as words.
    pub(crate) named: Vec<RejectedRun>,
}

impl<'a> SpeechTokens<'a> {
    /// Reads the blocks that tell the story.
    pub(crate) fn read(text: &'a str, layers: Layers<'_>, pack: &'a LanguagePack) -> Self {
        Self::of((text, layers), pack, dialogue::runs(layers, pack), None)
    }

    /// Reads what is quoted inside the runs of this tokens, where anything is.
    pub(crate) fn inside(&self, layers: Layers<'_>) -> Option<Self> {
        let around = |run: QuotedRun| {
            let next = self.runs.partition_point(|outer| outer.inner.end() < run.outer.end());
            let outer = self.runs.get(next)?.inner;
            (outer.begin() <= run.outer.begin() && outer != run.inner).then_some(outer)
        };
        let mut runs: Vec<QuotedRun> = Vec::new();
        let mut within: Vec<Span> = Vec::new();
        for &run in layers.quoted {
            checkpoint();
            let outermost = runs.last().is_none_or(|last| last.outer.end() <= run.outer.begin());
            if let Some(outer) = around(run).filter(|_| outermost) {
                runs.push(run);
                within.extend((within.last() != Some(&outer)).then_some(outer));
            }
        }
        (!runs.is_empty()).then(|| Self::of((self.text, layers), self.pack, runs, Some(&within)))
    }

    /// Reads the whole story, or what is `within` stretches of it, each of which begins a unit.
    fn of(
        (text, layers): (&'a str, Layers<'_>),
        pack: &'a LanguagePack,
        runs: Vec<QuotedRun>,
        within: Option<&[Span]>,
    ) -> Self {
        let mut tokens =
            Self { text, runs: Vec::new(), pack, nodes: Vec::new(), units: Vec::new(), named: Vec::new() };
        let mut outermost = (0..runs.len()).peekable();
        let mut swallowed = 0;
        let (mut stretch, mut enters) = (0, false);
        // Where and when it was written is no part of the story.
        let dateline = layers.structure.dateline.as_ref().map(|dateline| dateline.span);
        for (sentence, bounds) in layers.structure.sentences.iter().zip(layers.tokens.bounds.windows(2)) {
            checkpoint();
            if !layers.structure.blocks[sentence.block as usize].kind.is_story() {
                continue;
            }
            let mut first = sentence.span.begin() >= swallowed;
            let block = layers.structure.blocks[sentence.block as usize].span;
            if block.begin() == sentence.span.begin() {
                swallowed = swallowed.max(after_time_stamp(text, block));
            }
            for token in bounds[0] as usize..bounds[1] as usize {
                checkpoint();
                let span = layers.tokens.spans[token];
                let dated = dateline.is_some_and(|dateline| dateline.contains_offset(span.begin()));
                if span.begin() < swallowed || dated {
                    continue;
                }
                if let Some(within) = within {
                    let left = within[stretch..].iter().take_while(|left| left.end() <= span.begin()).count();
                    stretch += left;
                    enters |= left > 0;
                    if within.get(stretch).is_none_or(|stretch| !stretch.contains_offset(span.begin())) {
                        continue;
                    }
                }
                while outermost.next_if(|&i| runs[i].outer.end() <= span.begin()).is_some() {}
                let run = outermost.next_if(|&i| runs[i].outer.contains_offset(span.begin()));
                let node = match run {
                    Some(index) => {
                        swallowed = runs[index].outer.end();
                        let named = named_in_marks::rule(&tokens, runs[index], first);
                        let named = named.map(|rule| RejectedRun { span: runs[index].inner, rule });
                        tokens.named.extend(named);
                        Node::of_run(runs[index], index, named.is_some())
                    }
                    None => tokens.word(layers, token),
                };
                tokens.push(node, sentence.block, (first, enters), &runs);
                (first, enters) = (false, false);
            }
        }
        tokens.runs = runs;
        tokens
    }

    /// Whether a word is one with a trait, or where nouns are joined, a compound that ends with one ("Medienberichten").
    pub(crate) fn ends_like(&self, at: usize, wanted: WordClass) -> bool {
        let text = self.nodes[at].span.of(self.text);
        self.nodes[at].is(wanted)
            || self.pack.grammar().verb_bracket
                && self.nodes[at].is_word()
                && text
                    .char_indices()
                    .skip(3)
                    .take(LONGEST_COMPOUND)
                    .take_while(|&(i, _)| text.len() - i > 4)
                    .any(|(i, _)| self.pack.get(hash(&text[i..])).classes.has(wanted))
    }

    /// Whether a node is a name that stands in marks.
    pub(super) fn is_title(&self, node: &Node) -> bool {
        self.named.last().is_some_and(|named| node.span.contains(named.span))
    }

    /// How many nodes from `at` on make up a source of several words ("de acuerdo con").
    pub(crate) fn source_words(&self, at: usize) -> Option<usize> {
        self.pack.source_words(&self.nodes[at..].iter().map(|node| node.span.of(self.text)))
    }

    fn word(&self, layers: Layers<'_>, token: usize) -> Node {
        let (span, shape) = (layers.tokens.spans[token], layers.tokens.shapes[token]);
        let mut known = self.pack.get(layers.tokens.hashes[token]);
        if shape.is_capitalized() && self.is_name_like_function_word(layers, token) {
            known.classes = WordClasses::default();
        }
        let kind = match shape {
            shape if shape.is_word() => Kind::Word { name: shape.is_capitalized() },
            Shape::Number | Shape::Symbol => Kind::Figure,
            _ => match span.of(self.text) {
                "," | "،" | "、" => Kind::Comma,
                ":" | "：" => Kind::Colon,
                ";" => Kind::Semicolon,
                "-" | "--" | "–" | "—" | "―" | "---" => Kind::Dash,
                "(" | "[" => Kind::Open,
                ")" | "]" => Kind::Close,
                "." | "?" | "!" | "…" | "..." | "。" | "？" | "！" | "?!" => Kind::Stop,
                _ => Kind::Other,
            },
        };
        let tag = layers.tokens.tags[token];
        let manner = shape == Shape::Lower && tag == Tag::Adv && span.of(self.text).ends_with("ly");
        let (beside, cue) = match known.cue {
            Some(cue) if cue.frames.has(CueFrame::QuoteOnly) => (known.cue, None),
            cue => (None, cue),
        };
        let infinitive = shape == Shape::Lower && self.pack.is_infinitive(span.of(self.text));
        let finite = shape == Shape::Lower
            && (matches!(tag, Tag::Verb | Tag::Aux)
                || known.classes.any(&[WordClass::Auxiliary, WordClass::Modal]))
            && !known.classes.has(WordClass::PossessiveClitic)
            && !span.of(self.text).ends_with("ing");
        Node { span, kind, classes: known.classes, cue, beside, manner, infinitive, finite, tag }
    }

    /// Whether a word that is spelt like one of a closed class is a name: "the WHO", "CAN said", "Will said".
    fn is_name_like_function_word(&self, layers: Layers<'_>, token: usize) -> bool {
        use WordClass::{Copula, Interrogative, Modal, Pronoun, Relative};
        let shapes = &layers.tokens.shapes;
        let shouted = |at: Option<usize>| at.is_some_and(|at| shapes.get(at) == Some(&Shape::Upper));
        let classes = self.pack.get(layers.tokens.hashes[token]).classes;
        let next = layers.tokens.hashes.get(token + 1).and_then(|&key| self.pack.get(key).cue);
        // No infinitive follows it.
        let modal = classes.has(Modal)
            && !classes.has(Copula)
            && next.is_some_and(|cue| cue.form == Form::Past && cue.is_speech_verb());
        let acronym = shapes[token] == Shape::Upper
            && layers.tokens.spans[token].len() > 1
            && classes.any(&[Interrogative, Pronoun, Relative]);
        (acronym || modal) && !shouted(token.checked_sub(1)) && !shouted(Some(token + 1))
    }

    /// Adds an node; `first` tells that a sentence begins with it, `enters` that a stretch does.
    fn push(&mut self, node: Node, block: u32, (first, enters): (bool, bool), runs: &[QuotedRun]) {
        let at = self.nodes.len();
        self.nodes.push(node);
        let goes_on = match self.units.last() {
            Some(unit) if !enters && unit.block == block && unit.nodes.len() < LONGEST_UNIT => {
                !self.ends_before(at, first, runs)
            }
            _ => false,
        };
        match self.units.last_mut() {
            Some(unit) if goes_on => unit.nodes.end = at + 1,
            _ => self.units.push(SpeechUnit { nodes: at..at + 1, block }),
        }
    }

    /// Whether a unit ends between the node and the one before it.
    fn ends_before(&self, at: usize, first: bool, runs: &[QuotedRun]) -> bool {
        let before = &self.nodes[at - 1];
        match before.run() {
            Some(run) => {
                let end = last_char(self.text, runs[run]);
                matches!(end, '.' | '?' | '!' | '…') && self.starts_sentence(at)
            }
            None => first,
        }
    }

    /// Whether an node after a run begins with a capital or a mark.
    fn starts_sentence(&self, at: usize) -> bool {
        let node = &self.nodes[at];
        node.run().is_some() || node.is_name() || node.kind == Kind::Figure
    }

    /// The last character of what a run quotes.
    pub(crate) fn run_end(&self, run: usize) -> char {
        last_char(self.text, self.runs[run])
    }

    /// The letter alone that leads to an node at the head of its unit: "Q:", "A.".
    pub(crate) fn letter_before(&self, unit: &SpeechUnit, at: usize) -> Option<&str> {
        let before = &self.nodes[unit.nodes.start..at];
        let lead = before.first()?.span.cover(before.last()?.span).of(self.text);
        let letter = lead.strip_suffix([':', '.']).filter(|_| before.len() <= 2)?;
        (letter.len() == 1).then_some(letter)
    }

    /// Joins units that a question mark or a full stop inside a run parted: `"Why?" she asked.`
    pub(crate) fn join_tails(&mut self) {
        let mut joined: Vec<SpeechUnit> = Vec::with_capacity(self.units.len());
        for unit in std::mem::take(&mut self.units) {
            checkpoint();
            match joined.last_mut() {
                Some(last) if last.block == unit.block && self.is_tail(last, &unit) => {
                    last.nodes.end = unit.nodes.end;
                }
                _ => joined.push(unit),
            }
        }
        self.units = joined;
    }

    /// Whether a unit only says who spoke the run that ends the unit before it.
    fn is_tail(&self, last: &SpeechUnit, unit: &SpeechUnit) -> bool {
        if unit.nodes.end - last.nodes.start > LONGEST_UNIT {
            return false;
        }
        let Some(run) = self.nodes[last.nodes.end - 1].run() else { return false };
        let nodes = &self.nodes[unit.nodes.clone()];
        let firm = self.run_end(run) == '.';
        for (i, node) in nodes.iter().enumerate().take(9) {
            if let Some(cue) = node.cue.or(node.beside)
                && i > 0
                && matches!(cue.form, Form::Past | Form::Present)
            {
                let next = nodes.get(i + 1);
                let ends = next.is_none_or(|next| matches!(next.kind, Kind::Stop | Kind::Comma));
                return ends
                    || (!firm && next.is_some_and(|next| next.is_name() || next.is(WordClass::Determiner)));
            }
            if !node.is_nounlike()
                && !node.classes.any(&[
                    WordClass::SubjectPronoun,
                    WordClass::Adverb,
                    WordClass::NounPreposition,
                ])
            {
                return false;
            }
        }
        false
    }
}

/// Where a block goes on behind the time that it begins with ("14:32 Police say"); at its beginning where there is none.
fn after_time_stamp(text: &str, block: Span) -> u32 {
    let slice = block.of(text);
    if let Some(label) = TurnLabel::read(slice).filter(|_| slice.starts_with('[')) {
        return block.begin() + label.name.start as u32;
    }
    let stamp = slice.split_whitespace().next().unwrap_or_default();
    let is_time = stamp.split_once(['.', ':']).is_some_and(|(hour, minute)| {
        let minute = minute.trim_end_matches(|c: char| !c.is_ascii_digit());
        let below = |figures: &str, limit: u32| figures.parse::<u32>().is_ok_and(|figure| figure < limit);
        hour.len() <= 2
            && minute.len() == 2
            && stamp.len() < LONGEST_STAMP
            && below(hour, 24)
            && below(minute, 60)
    });
    let rest = slice[stamp.len()..].trim_start().trim_start_matches(['-', '–', '—', '|', ':']).trim_start();
    let speaks = rest.starts_with(|c: char| c.is_uppercase() || "\"“‘„«".contains(c));
    if is_time && speaks { block.end() - rest.len() as u32 } else { block.begin() }
}

fn last_char(text: &str, run: QuotedRun) -> char {
    run.inner.of(text).chars().next_back().unwrap_or(' ')
}
