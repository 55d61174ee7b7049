//! A second engine that scores what a text says: one small encoder for every language.
//!
//! A [`file`](EncoderError) gives it: `pieces` cuts words into what it knows, [`windows`] packs a story into what it reads at
//! once, [`model`] computes what each word means there. Of that its heads make labels, which [`decode`] turns into names,
//! contents of speech, cues and source phrases, and [`links`] tells which of these belong to which content. What is made of
//! it is the business of the stages that its scores enter.
//!
//! Memory for the numbers of words is bounded: after so many words what was read is decoded and forgotten.

mod decode;
mod file;
mod links;
mod model;
mod ops;
mod pieces;
#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
mod windows;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::analysis::{EntityType, Layers, QuotationKind};
use crate::interrupt::{checkpoint, look_now, resize};
use crate::linear::bio::{LABELS, Row};
use decode::{Decoded, Labels};
pub use file::EncoderError;
use file::EncoderFile;
use links::{Compared, Distance, Link};
use model::{Kernels, Model, Workspace};
use pieces::{Cutter, Pieces};
use rten_gemm::PackedBMatrix;

/// Words after which what was read is decoded where a paragraph ends; after twice as many anywhere.
const MOST_WORDS: usize = 2048;
/// Of four parts of a window how many are for what is labelled in it; the rest shows what stands around that.
const OWN: usize = 3;
/// Words between a content and the farthest part that may belong to it.
const FARTHEST: usize = 100;

/// Names before a source phrase, and behind it, of which one may be whom it means.
const CANDIDATES: [usize; 2] = [24, 4];
/// What the scores of names are given in: so much is one in log odds.
const UNIT: f32 = 20.0;

/// What somebody said, with what the text writes about it.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelledContent {
    /// Its tokens, as indices into [`Tokens`](crate::analysis::Tokens).
    pub tokens: Range<usize>,
    /// How much of it is quoted.
    pub kind: QuotationKind,
    /// How likely it is somebody's words, from 0 to 1.
    pub confidence: f32,
    /// The words that make it speech.
    pub cue: Option<Range<usize>>,
    /// The phrase for who speaks.
    pub source: Option<Range<usize>>,
    /// The name of whom that phrase means where it names nobody.
    pub antecedent: Option<Range<usize>>,
}

/// What an encoder finds in a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labelling {
    /// For each token the scores of its labels as a part of a name, in the unit of the weights of [`names`](crate::names).
    pub names: Vec<Row<i16>>,
    /// What was said, in the order of the text.
    pub contents: Vec<LabelledContent>,
}

/// What a part of speech beside a content is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Cue,
    Source,
}

/// A head: labels, with what each of their kinds means.
#[derive(Debug)]
struct Head<K> {
    labels: Labels,
    kinds: Vec<K>,
    /// The column of its first label among all scores of a word.
    first: usize,
}

/// An encoder with its heads, loaded once and shared by all threads.
pub struct Encoder {
    name: String,
    bytes: Cow<'static, [u8]>,
    pieces: Pieces,
    model: Model,
    cls: u32,
    sep: u32,
    names: Head<EntityType>,
    contents: Head<QuotationKind>,
    parts: Head<Part>,
    heads: PackedBMatrix<f32>,
    bias: Vec<f32>,
    cue: Link,
    source: Link,
    antecedent: Link,
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder")
            .field("name", &self.name)
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}

impl Encoder {
    /// Reads a file. What is embedded is not copied, but for the weights of the layers, which are laid out for the
    /// processor.
    ///
    /// # Errors
    /// It is no such file, or does not have what it says.
    pub fn read(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, EncoderError> {
        let file = EncoderFile::read(bytes.into())?;
        let sign = |key| Ok(file.size(key)? as u32);
        let (cls, sep, unk, pad) = (sign("cls")?, sign("sep")?, sign("unk")?, sign("pad")?);
        let pieces = Pieces::read(&file, &[cls, sep, unk, pad], unk)?;
        if [cls, sep, unk, pad].iter().any(|&sign| sign as usize >= pieces.len()) {
            return Err(EncoderError::Value("cls, sep, unk, pad".to_owned(), "one is no piece"));
        }
        let model = Model::read(&file, pieces.len())?;
        let hidden = model.sizes.hidden;
        let (mut weights, mut bias) = (Vec::new(), Vec::new());
        let names = head(&file, "names", hidden, name_kind, (&mut weights, &mut bias))?;
        let contents = head(&file, "content", hidden, content_kind, (&mut weights, &mut bias))?;
        let parts = head(&file, "parts", hidden, part_kind, (&mut weights, &mut bias))?;
        Ok(Self {
            name: file.text("name")?.to_owned(),
            heads: Kernels::default().pack(&weights, hidden),
            bias,
            cue: Link::read(&file, "cue", ["content", "part"], hidden)?,
            source: Link::read(&file, "source", ["content", "part"], hidden)?,
            antecedent: Link::read(&file, "antecedent", ["anaphor", "antecedent"], hidden)?,
            bytes: file.into_bytes(),
            pieces,
            model,
            cls,
            sep,
            names,
            contents,
            parts,
        })
    }

    /// What the file calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Labels the story of a document. Linear in its text; looks at the interrupt between windows.
    #[must_use]
    pub fn label(&self, layers: Layers<'_>) -> Labelling {
        let mut reading = Reading::new(self);
        resize(&mut reading.found.names, layers.tokens.spans.len(), &[0; LABELS + 1]);
        self.read_windows(layers, &mut reading, |reading, ends_paragraph| {
            if reading.words.len() >= if ends_paragraph { MOST_WORDS } else { 2 * MOST_WORDS } {
                reading.decode();
            }
        });
        reading.decode();
        reading.found
    }

    /// The tokens of the story, each with the scores of all labels: those of names, of contents, of parts, in the order of
    /// the file. For those who compare them with a trainer's; all are kept in memory.
    #[must_use]
    pub fn scores(&self, layers: Layers<'_>) -> Vec<(usize, Vec<f32>)> {
        let mut reading = Reading::new(self);
        self.read_windows(layers, &mut reading, |_, _| {});
        let rows = reading.scores.chunks_exact(self.bias.len()).map(<[f32]>::to_vec);
        reading.words.into_iter().zip(rows).collect()
    }

    /// Reads a document window by window; `then` is told where a paragraph ends with one.
    fn read_windows(
        &self,
        layers: Layers<'_>,
        reading: &mut Reading<'_>,
        then: impl Fn(&mut Reading<'_>, bool),
    ) {
        ops::compute_alone();
        let (pieces, bounds) = self.cut(layers);
        // Each window begins and ends with a sign.
        let room = self.model.sizes.window - 2;
        let mut ids = Vec::new();
        for window in windows::pack(layers, &bounds, room * OWN / 4, room) {
            look_now();
            let place = bounds[window.all.start] as usize..bounds[window.all.end] as usize;
            ids.clear();
            ids.push(self.cls);
            ids.extend_from_slice(&pieces[place.clone()]);
            ids.push(self.sep);
            self.model.run(&self.bytes, &ids, &mut reading.space);
            let row = |token: usize| 1 + bounds[token] as usize - place.start;
            let words = window.own.clone().filter(|&token| bounds[token] < bounds[token + 1]);
            reading.take(words.map(|token| (token, row(token))));
            then(reading, window.ends_paragraph);
        }
    }

    /// The pieces of the words of the story, and how many there are before each token, and at last of all.
    fn cut(&self, layers: Layers<'_>) -> (Vec<u32>, Vec<u32>) {
        let tokens = layers.tokens;
        let (mut pieces, mut bounds) = (Vec::new(), Vec::with_capacity(tokens.spans.len() + 1));
        let mut cutter = Cutter::default();
        for (sentence, range) in layers.structure.sentences.iter().zip(tokens.bounds.windows(2)) {
            let is_story = layers.structure.blocks[sentence.block as usize].kind.is_story();
            for &span in &tokens.spans[range[0] as usize..range[1] as usize] {
                checkpoint();
                bounds.push(pieces.len() as u32);
                if is_story {
                    let before = layers.text[..span.range().start].chars().next_back();
                    let spaced = before.is_none_or(char::is_whitespace);
                    self.pieces.cut(&self.bytes, span.of(layers.text), spaced, &mut cutter, &mut pieces);
                }
            }
        }
        bounds.push(pieces.len() as u32);
        (pieces, bounds)
    }
}

/// Words of a document as far as they were read and not decoded.
struct Reading<'a> {
    encoder: &'a Encoder,
    space: Workspace,
    /// The tokens that were read.
    words: Vec<usize>,
    /// What is known of each, row by row.
    hidden: Vec<f32>,
    scores: Vec<f32>,
    found: Labelling,
}

impl<'a> Reading<'a> {
    fn new(encoder: &'a Encoder) -> Self {
        Self {
            encoder,
            space: Workspace::default(),
            words: Vec::new(),
            hidden: Vec::new(),
            scores: Vec::new(),
            found: Labelling::default(),
        }
    }

    /// Takes in tokens of a window that was computed, each with the row of its first piece.
    fn take(&mut self, words: impl Iterator<Item = (usize, usize)>) {
        let Encoder { model, heads, bias, .. } = self.encoder;
        let (width, begin) = (model.sizes.hidden, self.hidden.len());
        for (token, row) in words {
            self.words.push(token);
            self.hidden.extend_from_slice(&self.space.hidden[row * width..(row + 1) * width]);
        }
        self.space.kernels.score(&self.hidden[begin..], heads, bias, &mut self.scores);
    }

    /// Decodes what was read, and forgets it.
    fn decode(&mut self) {
        let Encoder { names, contents, parts, bias, .. } = self.encoder;
        let rows = names.labels.log_probabilities(&self.scores, bias.len(), names.first);
        for (&token, row) in self.words.iter().zip(&rows) {
            self.found.names[token] = names.labels.scores_of_names(row, &names.kinds);
        }
        let mentions = names.labels.decode(&rows);
        let compared = self.compared(&self.encoder.antecedent, mentions.iter());
        let rows = parts.labels.log_probabilities(&self.scores, bias.len(), parts.first);
        let parts_found = parts.labels.decode(&rows);
        let of = |part| parts_found.iter().filter(move |found| parts.kinds[found.kind] == part);
        let cues = self.compared(&self.encoder.cue, of(Part::Cue));
        let sources = self.compared(&self.encoder.source, of(Part::Source));
        let rows = contents.labels.log_probabilities(&self.scores, bias.len(), contents.first);
        for content in contents.labels.decode(&rows) {
            let source = self.linked(&self.encoder.source, &content, &sources);
            let antecedent = source.as_ref().and_then(|source| self.antecedent(source, &compared));
            let found = LabelledContent {
                cue: self.linked(&self.encoder.cue, &content, &cues).map(|rows| self.tokens(&rows)),
                source: source.map(|rows| self.tokens(&rows)),
                antecedent: antecedent.map(|rows| self.tokens(&rows)),
                tokens: self.tokens(&content.rows),
                kind: contents.kinds[content.kind],
                confidence: content.confidence,
            };
            self.found.contents.push(found);
        }
        self.words.clear();
        self.hidden.clear();
        self.scores.clear();
    }

    /// The tokens of rows.
    fn tokens(&self, rows: &Range<usize>) -> Range<usize> {
        self.words[rows.start]..self.words[rows.end - 1] + 1
    }

    /// What is known of the first word of rows and of the last.
    fn ends(&self, rows: &Range<usize>) -> (&[f32], &[f32]) {
        let width = self.encoder.model.sizes.hidden;
        let row = |at: usize| &self.hidden[at * width..(at + 1) * width];
        (row(rows.start), row(rows.end - 1))
    }

    /// The partners that a link may lead to.
    fn compared<'b>(
        &self,
        link: &Link,
        found: impl Iterator<Item = &'b Decoded>,
    ) -> Vec<(Compared, Range<usize>)> {
        found
            .map(|part| {
                let (first, last) = self.ends(&part.rows);
                (link.sought(first, last), part.rows.clone())
            })
            .collect()
    }

    /// The name of whom a source phrase means that has none in it.
    fn antecedent(&self, source: &Range<usize>, names: &[(Compared, Range<usize>)]) -> Option<Range<usize>> {
        let before = names.partition_point(|(_, rows)| rows.start < source.start);
        if before > 0 && names[before - 1].1.end > source.start
            || names.get(before).is_some_and(|(_, rows)| rows.start < source.end)
        {
            return None;
        }
        let link = &self.encoder.antecedent;
        let (first, last) = self.ends(source);
        let seeking = link.seeking(first, last);
        let [most_before, most_behind] = CANDIDATES;
        let near = before.saturating_sub(most_before)..(before + most_behind).min(names.len());
        let scored =
            near.map(|at| (link.score(&seeking, &names[at].0, Distance::in_mentions(before, at)), at));
        let best = scored.max_by(|(a, _), (b, _)| a.total_cmp(b)).filter(|&(score, _)| score > 0.0);
        best.map(|(_, at)| names[at].1.clone())
    }

    /// The rows of the part that belongs to a content: the best if any does.
    fn linked(
        &self,
        link: &Link,
        content: &Decoded,
        parts: &[(Compared, Range<usize>)],
    ) -> Option<Range<usize>> {
        let (first, last) = self.ends(&content.rows);
        let seeking = link.seeking(first, last);
        let score = |(part, rows): &(Compared, Range<usize>)| {
            checkpoint();
            (link.score(&seeking, part, Distance::in_words(&content.rows, rows)), rows.clone())
        };
        let is_near = |(_, rows): &&(Compared, Range<usize>)| {
            rows.start <= content.rows.end + FARTHEST && content.rows.start <= rows.end + FARTHEST
        };
        let best = parts.iter().filter(is_near).map(score).max_by(|(a, _), (b, _)| a.total_cmp(b));
        best.filter(|&(score, _)| score > 0.0).map(|(_, rows)| rows)
    }
}

/// Reads a head, whose weights follow those of the heads before it.
fn head<K>(
    file: &EncoderFile,
    name: &str,
    hidden: usize,
    kind: impl Fn(&str) -> Option<K>,
    (weights, bias): (&mut Vec<f32>, &mut Vec<f32>),
) -> Result<Head<K>, EncoderError> {
    let labels = Labels::read(file, name)?;
    let known = labels.kinds.iter().map(|name| kind(name)).collect::<Option<Vec<K>>>();
    let kinds =
        known.ok_or_else(|| EncoderError::Value(format!("labels {name}"), "one is not known here"))?;
    let first = bias.len();
    weights.extend(file.reals(&format!("head.{name}.weight"), labels.len(), hidden)?);
    bias.extend(file.vector(&format!("head.{name}.bias"), labels.len())?);
    Ok(Head { labels, kinds, first })
}

fn name_kind(label: &str) -> Option<EntityType> {
    Some(match label {
        "PER" => EntityType::Person,
        "ORG" => EntityType::Organization,
        "LOC" => EntityType::Location,
        "FAC" => EntityType::Facility,
        "GRP" => EntityType::Group,
        "EVT" => EntityType::Event,
        "PRD" => EntityType::Product,
        "WRK" => EntityType::Work,
        "OTH" => EntityType::Other,
        _ => return None,
    })
}

fn content_kind(label: &str) -> Option<QuotationKind> {
    Some(match label {
        "DIRECT" => QuotationKind::Direct,
        "INDIRECT" => QuotationKind::Indirect,
        "MIXED" => QuotationKind::Mixed,
        _ => return None,
    })
}

fn part_kind(label: &str) -> Option<Part> {
    Some(match label {
        "CUE" => Part::Cue,
        "SOURCE" => Part::Source,
        _ => return None,
    })
}
