//! Whether an encoder scores words as its trainer does.
//!
//! The trainer (`train/encoder`, `python -m encoder.agreement`) writes sentences with its words and the scores of all labels
//! for each, one JSON object a line; the service's own scores of the same words are put beside them.

use std::error::Error;
use std::fs;
use std::path::Path;

use ascribe_core::analysis::{Block, BlockKind, Language, Layers, Sentence, Structure, Tokens};
use ascribe_core::encoder::Encoder;
use ascribe_core::text::Span;
use serde::Deserialize;

/// A sentence as the trainer scores it.
#[derive(Debug, Deserialize)]
struct Scored {
    text: String,
    /// The words, in characters.
    words: Vec<(usize, usize)>,
    logits: Logits,
}

/// The scores of the labels of each word, by head.
#[derive(Debug, Deserialize)]
struct Logits {
    names: Vec<Vec<f32>>,
    content: Vec<Vec<f32>>,
    parts: Vec<Vec<f32>>,
}

/// How far scores are apart.
#[derive(Debug, Default)]
struct Distance {
    most: f32,
    sum: f64,
    scores: u32,
    words: u32,
    same: u32,
}

impl Distance {
    fn add(&mut self, one: &[f32], other: &[f32]) {
        for (a, b) in one.iter().zip(other) {
            self.most = self.most.max((a - b).abs());
            self.sum += f64::from((a - b).abs());
            self.scores += 1;
        }
        let best = |row: &[f32]| (0..row.len()).max_by(|&a, &b| row[a].total_cmp(&row[b]));
        self.words += 1;
        self.same += u32::from(best(one) == best(other));
    }
}

/// Prints how far the scores of an encoder are from its trainer's.
pub(crate) fn run(encoder: &Path, logits: &Path) -> Result<(), Box<dyn Error>> {
    let encoder = Encoder::read(fs::read(encoder)?)?;
    let mut distances = ["names", "content", "parts"].map(|head| (head, Distance::default()));
    let mut apart = 0;
    for line in fs::read_to_string(logits)?.lines() {
        let Scored { text, words, logits } = serde_json::from_str(line)?;
        let own = score(&encoder, &text, &words);
        if own.len() != words.len() {
            apart += 1;
            continue;
        }
        for (at, (_, own)) in own.iter().enumerate() {
            let mut rest = own.as_slice();
            for ((_, distance), theirs) in
                distances.iter_mut().zip([&logits.names, &logits.content, &logits.parts])
            {
                let head;
                (head, rest) = rest.split_at(theirs[at].len());
                distance.add(head, &theirs[at]);
            }
        }
    }
    for (head, distance) in &distances {
        let Distance { most, sum, scores, words, same } = distance;
        println!(
            "{head}: {words} words, scores apart by {:.4} on average and {most:.3} at most; the best label is the same for {:.2} %",
            sum / f64::from((*scores).max(1)),
            100.0 * f64::from(*same) / f64::from((*words).max(1)),
        );
    }
    if apart > 0 {
        return Err(format!("{apart} sentences have other words").into());
    }
    Ok(())
}

/// The scores of the words of a text, read as one sentence.
fn score(encoder: &Encoder, text: &str, words: &[(usize, usize)]) -> Vec<(usize, Vec<f32>)> {
    let mut places: Vec<u32> = text.char_indices().map(|(at, _)| at as u32).collect();
    places.push(text.len() as u32);
    let whole = Span::new(0, text.len() as u32);
    let structure = Structure {
        blocks: vec![Block { span: whole, kind: BlockKind::Paragraph, level: 0, language: None }],
        sentences: vec![Sentence { span: whole, block: 0 }],
        ..Structure::default()
    };
    let spans = words.iter().map(|&(begin, end)| Span::new(places[begin], places[end])).collect();
    let tokens = Tokens { spans, bounds: vec![0, words.len() as u32], ..Tokens::default() };
    let language = Language::default();
    let layers = Layers { text, language: &language, structure: &structure, tokens: &tokens, quoted: &[] };
    encoder.scores(layers)
}
