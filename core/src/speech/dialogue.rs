//! Speech that quotation marks do not bound: turns that a dash or a name begins, and what tells who speaks in the
//! middle of a turn or of a quoted run ("C'est un drame, affirme-t-il, et …").

use std::collections::HashMap;
use std::ops::Range;

use crate::analysis::{BlockKind, Layers};
use crate::interrupt::checkpoint;
use crate::lang::{CueWord, Form, LanguagePack, WordClass};
use crate::structure::turns::TurnLabel;
use crate::text::Span;
use crate::text::hash;
use crate::text::marks::QuotedRun;

/// An incise has no more tokens.
const LONGEST_INCISE: usize = 14;
/// A label before a colon has no more tokens.
const LONGEST_LABEL: usize = 5;
/// A label of a letter, with its colon and a blank, in bytes.
const LONGEST_LETTER: u32 = 4;

/// The outermost stretches of speech of a document, in order: its quoted runs and its turns, cut at medial_attribution.
pub(crate) fn runs(layers: Layers<'_>, pack: &LanguagePack) -> Vec<QuotedRun> {
    let reader = Reader { layers, pack };
    let quoted = layers.quoted.iter().filter(|run| run.depth == 0).copied();
    let mut all: Vec<QuotedRun> = Vec::new();
    let turns = reader.turns();
    for run in quoted {
        checkpoint();
        let next = turns.partition_point(|turn| turn.outer.end() <= run.outer.begin());
        if turns.get(next).is_none_or(|turn| !turn.outer.overlaps(run.outer)) {
            reader.cut(run, false, &mut all);
        }
    }
    for turn in turns {
        checkpoint();
        reader.cut(turn, true, &mut all);
    }
    all.sort_by_key(|run| run.outer.begin());
    all
}

struct Reader<'a> {
    layers: Layers<'a>,
    pack: &'a LanguagePack,
}

impl Reader<'_> {
    /// Turns of a dialogue that has no marks, as runs.
    fn turns(&self) -> Vec<QuotedRun> {
        let blocks = &self.layers.structure.blocks;
        let story = |block: usize| {
            matches!(
                blocks[block].kind,
                BlockKind::Paragraph
                    | BlockKind::Lead
                    | BlockKind::ListItem
                    | BlockKind::Speaker
                    | BlockKind::Heading
            )
        };
        let label = |block: usize| {
            checkpoint();
            let speaks = blocks[block].kind == BlockKind::Speaker;
            if let Some(label) = self.turn_label(block) {
                let content =
                    Span::new(blocks[block].span.begin() + label.content as u32, blocks[block].span.end());
                let key = hash(&label.key(blocks[block].span.of(self.layers.text)));
                return Some((content, key));
            }
            self.label(blocks[block].span, speaks).filter(|_| story(block))
        };
        let labels: Vec<Option<(Span, u64)>> = (0..blocks.len()).map(label).collect();
        let mut counts: HashMap<u64, usize> = HashMap::new();
        for (_, key) in labels.iter().flatten() {
            *counts.entry(*key).or_default() += 1;
        }
        // Two who speak, or one who speaks twice: else it is a caption or a list.
        let interview = counts.len() > 1 && counts.values().any(|&count| count > 1);
        // Mark-up that says that somebody speaks here needs no second turn; a letter ("Q:") does.
        let is_told = |block: usize, content: Span| {
            let begin = blocks[block].span.begin();
            blocks[block].kind == BlockKind::Speaker && content.begin() - begin > LONGEST_LETTER
        };
        let is_below = |block: usize| self.is_below_label(block) && story(block);
        let mut turns = Vec::new();
        for (block, label) in labels.iter().enumerate() {
            checkpoint();
            match label {
                Some((content, _)) if interview || is_told(block, *content) => {
                    turns.extend(self.turn(*content, *content));
                }
                None if is_below(block) => turns.extend(self.turn(blocks[block].span, blocks[block].span)),
                _ if story(block) && self.pack.grammar().medial_attribution && self.in_dialogue(block) => {
                    let span = blocks[block].span;
                    let dash = span.of(self.layers.text).chars().next().map_or(0, |c| c.len_utf8() as u32);
                    turns.extend(self.turn(Span::new(span.begin() + dash, span.end()), span));
                }
                _ => {}
            }
        }
        turns
    }

    /// The label of a block that is known to be a turn.
    fn turn_label(&self, block: usize) -> Option<TurnLabel> {
        let block = &self.layers.structure.blocks[block];
        let speaks = block.kind == BlockKind::Speaker;
        TurnLabel::read(block.span.of(self.layers.text)).filter(|label| speaks && label.is_formal)
    }

    /// Whether a block stands below a label that is alone in its own.
    fn is_below_label(&self, block: usize) -> bool {
        let above = block.checked_sub(1);
        above.is_some_and(|above| {
            let length = self.layers.structure.blocks[above].span.len() as usize;
            self.turn_label(above).is_some_and(|label| label.content == length)
        })
    }

    fn turn(&self, content: Span, outer: Span) -> Option<QuotedRun> {
        let inner = crate::text::trim(self.layers.text, content);
        (!inner.is_empty()).then_some(QuotedRun { outer, inner, closed: true, continued: false, depth: 0 })
    }

    /// What a block says after the name of who says it, and that name's key: "Q: …", "FOSS: …", and where it is known to
    /// be a turn, "Q. …".
    fn label(&self, block: Span, speaks: bool) -> Option<(Span, u64)> {
        let tokens = self.tokens(block);
        let colon = (tokens.start..tokens.end.min(tokens.start + LONGEST_LABEL))
            .find(|&at| matches!(self.text(at), ":" | "："));
        let stop = || (tokens.start..tokens.end).take(2).find(|&at| self.text(at).ends_with('.'));
        let mark = colon.or_else(|| stop().filter(|_| speaks))?;
        let begin = self.layers.tokens.spans[mark].end();
        // Without its mark, which may be a wide one.
        let mut label = Span::new(block.begin(), begin).of(self.layers.text).chars();
        label.next_back();
        let names = !label.as_str().is_empty()
            && (tokens.start..mark).all(|at| {
                let shape = self.layers.tokens.shapes[at];
                shape.is_capitalized() || self.text(at) == "."
            });
        let content = crate::text::trim(self.layers.text, Span::new(begin, block.end()));
        let marked = content.of(self.layers.text).starts_with(['"', '“', '„', '«', '\'', '‘', '”']);
        (names && !marked && !content.is_empty()).then(|| (content, hash(label.as_str())))
    }

    /// Whether a block begins with a dash, as its neighbour may, and one of them tells who speaks.
    fn in_dialogue(&self, block: usize) -> bool {
        let dashed = |block: &usize| {
            let blocks = &self.layers.structure.blocks;
            blocks.get(*block).is_some_and(|block| block.span.of(self.layers.text).starts_with(['—', '–']))
        };
        dashed(&block)
            && [block.wrapping_sub(1), block, block + 1].iter().filter(|block| dashed(block)).any(|&block| {
                let tokens = self.tokens(self.layers.structure.blocks[block].span);
                (tokens.start + 1..tokens.end).any(|at| self.incise(at, tokens.end).is_some())
            })
    }

    /// Adds a run, without the medial_attribution in it; `turn` tells that no marks bound it.
    fn cut(&self, run: QuotedRun, turn: bool, all: &mut Vec<QuotedRun>) {
        if !self.pack.grammar().medial_attribution {
            all.push(run);
            return;
        }
        let tokens = self.tokens(run.inner);
        let (mut from, mut at) = (run.outer.begin(), tokens.start);
        let mut begin = run.inner.begin();
        while at < tokens.end {
            checkpoint();
            let Some(incise) = self.incise(at, tokens.end) else {
                at += 1;
                continue;
            };
            let end = self.layers.tokens.spans[incise.start - 1].end();
            let stop = self.layers.tokens.spans[incise.start - 1].begin();
            let keeps = matches!(self.text(incise.start - 1), "?" | "!" | "…" | "...");
            let piece = crate::text::trim(self.layers.text, Span::new(begin, if keeps { end } else { stop }));
            if !piece.is_empty() {
                all.push(QuotedRun {
                    outer: Span::new(from, piece.end()),
                    inner: piece,
                    closed: true,
                    ..run
                });
            }
            at = self.after_incise(incise.end, tokens.end);
            begin = self.layers.tokens.spans.get(at).map_or(run.inner.end(), |span| span.begin());
            from = begin;
        }
        let rest =
            crate::text::trim(self.layers.text, Span::new(begin.min(run.inner.end()), run.inner.end()));
        if !rest.is_empty() {
            let end = if turn { rest.end() } else { run.outer.end() };
            let continued = run.continued && from == run.outer.begin();
            all.push(QuotedRun { outer: Span::new(from, end), inner: rest, continued, ..run });
        }
    }

    /// The words of an incise after the mark at a token: ", affirme-t-il", "? demande Marcel", "—dijo Molina".
    fn incise(&self, mark: usize, high: usize) -> Option<Range<usize>> {
        let dash = matches!(self.text(mark), "—" | "–");
        if !(dash || matches!(self.text(mark), "," | "?" | "!" | "…" | "...")) {
            return None;
        }
        let mut at = mark + 1;
        while at < high && self.is(at, WordClass::Adverb) {
            at += 1;
        }
        let verb =
            self.cue(at).filter(|cue| matches!(cue.form, Form::Present | Form::Past | Form::Participle));
        let enclitic = self.is(at + 1, WordClass::Enclitic);
        let simple = verb.is_some()
            && (enclitic
                || self.capitalized(at + 1)
                || (self.is(at + 1, WordClass::Determiner) && !self.is(at + 1, WordClass::Pronoun))
                || (dash && at + 1 >= high));
        let told = |at: usize| self.cue(at).is_some_and(|cue| cue.form == Form::Participle);
        let names = |at: usize| {
            self.capitalized(at) || self.is(at, WordClass::Determiner) && !self.is(at, WordClass::Pronoun)
        };
        let compound = self.is(at, WordClass::Auxiliary)
            && (enclitic && self.cue(at + 2).is_some() || told(at + 1) && names(at + 2));
        if at >= high || !(simple || compound) {
            return None;
        }
        let ends = |i: usize| match self.text(i) {
            "—" | "–" => dash,
            "," | "." | ";" | ":" => !dash,
            _ => false,
        };
        let limit = high.min(mark + LONGEST_INCISE);
        let end = (at..limit).find(|&i| ends(i)).or_else(|| (limit == high).then_some(high))?;
        // "a prévenu le préfet, Alain Fourcade,": the name of who speaks.
        let name = (end + 1..limit).take_while(|&i| self.capitalized(i)).count();
        let named = name > 1 && !dash && self.text(end + 1 + name) == ",";
        Some(mark + 1..if named { end + 1 + name } else { end })
    }

    /// Where speech goes on after an incise: behind the marks that end it.
    fn after_incise(&self, at: usize, high: usize) -> usize {
        let mark = |at: usize| matches!(self.text(at), "—" | "–" | "," | "." | ";" | ":");
        (at..high).find(|&at| !mark(at)).unwrap_or(high)
    }

    /// The tokens that begin inside a span.
    fn tokens(&self, span: Span) -> Range<usize> {
        let spans = &self.layers.tokens.spans;
        let at = |offset: u32| spans.partition_point(|token| token.begin() < offset);
        at(span.begin())..at(span.end())
    }

    fn text(&self, at: usize) -> &str {
        self.layers.tokens.spans.get(at).map_or("", |span| span.of(self.layers.text))
    }

    fn is(&self, at: usize, wanted: WordClass) -> bool {
        self.layers.tokens.hashes.get(at).is_some_and(|&key| self.pack.get(key).classes.has(wanted))
    }

    fn cue(&self, at: usize) -> Option<CueWord> {
        let key = self.layers.tokens.hashes.get(at).filter(|_| !self.capitalized(at))?;
        self.pack.get(*key).cue
    }

    fn capitalized(&self, at: usize) -> bool {
        self.layers.tokens.shapes.get(at).is_some_and(|shape| shape.is_capitalized())
    }
}
