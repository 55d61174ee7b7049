use std::borrow::Cow;
use std::time::Instant;

use super::decode::Labels;
use super::file::{EncoderError, EncoderFile};
use super::model::{Model, Workspace};
use super::pieces::{Cutter, Pieces};
use super::sample::{self, HEADS, HIDDEN, PIECES, WINDOW, Weights, Writer};
use super::windows::{Window, pack};
use super::{Encoder, Labelling};
use crate::analysis::{Block, BlockKind, Language, Layers, QuotationKind, Sentence, Structure, Tokens};
use crate::interrupt::{Interrupt, Interrupted};
use crate::linear::bio::{LABELS, Row, begin};
use crate::text::Span;

/// A text in layers: a paragraph a line, a sentence up to each full stop, words by blanks and stops.
struct Sample {
    text: String,
    structure: Structure,
    tokens: Tokens,
    language: Language,
}

impl Sample {
    fn new(text: &str) -> Self {
        let (mut structure, mut tokens) = (Structure::default(), Tokens::default());
        tokens.bounds.push(0);
        let place = |part: &str| {
            let begin = part.as_ptr() as usize - text.as_ptr() as usize;
            Span::new(begin as u32, (begin + part.len()) as u32)
        };
        for line in text.lines().filter(|line| !line.is_empty()) {
            let kind = if line.starts_with("By ") { BlockKind::Byline } else { BlockKind::Paragraph };
            structure.blocks.push(Block { span: place(line), kind, level: 0, language: None });
            for sentence in line.split_inclusive('.') {
                let block = structure.blocks.len() as u32 - 1;
                structure.sentences.push(Sentence { span: place(sentence.trim()), block });
                for word in sentence.split_whitespace() {
                    let (word, stop) = word.split_at(word.find('.').unwrap_or(word.len()));
                    tokens
                        .spans
                        .extend([word, stop].iter().filter(|part| !part.is_empty()).map(|part| place(part)));
                }
                tokens.bounds.push(tokens.spans.len() as u32);
            }
        }
        Self { text: text.to_owned(), structure, tokens, language: Language::default() }
    }

    fn layers(&self) -> Layers<'_> {
        let Self { text, structure, tokens, language } = self;
        Layers { text, language, structure, tokens, quoted: &[] }
    }

    fn words(&self, tokens: &std::ops::Range<usize>) -> &str {
        self.tokens.spans[tokens.start].cover(self.tokens.spans[tokens.end - 1]).of(&self.text)
    }
}

fn read(file: &Writer) -> Result<Encoder, EncoderError> {
    Encoder::read(file.finish())
}

#[test]
fn a_file_that_is_none_says_what_is_wrong() {
    let sample = sample::by_word();
    assert!(read(&sample).is_ok());
    assert_eq!(Encoder::read(&b"PK\x03\x04"[..]).unwrap_err(), EncoderError::NotAnEncoder);
    assert_eq!(Encoder::read(b"ascribe-encoder 1\nname x\n".to_vec()).unwrap_err(), EncoderError::Endless);
    assert_eq!(Encoder::read(b"ascribe-encoder 12\nend\n".to_vec()).unwrap_err(), EncoderError::NotAnEncoder);
    let message = |change: &dyn Fn(&mut Writer)| {
        let mut file = sample.clone();
        change(&mut file);
        read(&file).unwrap_err().to_string()
    };
    let replaced = |from: &'static str, to: &'static str| {
        message(&|file: &mut Writer| {
            let line = file.lines.iter_mut().find(|line| line.contains(from)).unwrap();
            *line = line.replace(from, to);
        })
    };
    let dropped =
        |key: &'static str| message(&|file: &mut Writer| file.lines.retain(|line| !line.contains(key)));
    assert_eq!(dropped("layer.1.output.bias"), "there is no “layer.1.output.bias”");
    assert_eq!(dropped("temperature parts"), "there is no “temperature parts”");
    assert_eq!(dropped("pieces "), "there is no “pieces”");
    assert_eq!(
        replaced("hidden 16", "hidden 24"),
        "“layer.0.query.weight” is 16 × 16, not 24 × 24 of i8",
        "the first matrix that does not fit is named"
    );
    assert_eq!(
        replaced("name sample", "name"),
        "line 2 of the header, “name”: a key and its fields are parted by a blank"
    );
    assert!(replaced("B-PER", "B-ANIMAL").contains("one B- and one I-"));
    assert!(replaced("B-PER I-PER", "B-ANIMAL I-ANIMAL").contains("one is not known here"));
    assert!(replaced("window 18", "window 33").contains("for which there are positions"));
    assert!(replaced("gelu erf", "gelu relu").contains("neither erf nor tanh"));
    assert!(replaced("unk 3", "unk 99").contains("one is no piece"));
    let cut = message(&|file| file.data.truncate(file.data.len() - 64));
    assert!(cut.contains("it lies behind the end of the file"), "{cut}");
    let broken = message(&|file| file.data.fill(0xff));
    assert!(broken.contains("not in order or outside of the file"), "{broken}");
    let infinite = message(&|file| {
        file.lines.retain(|line| !line.contains("link.cue.distance"));
        file.reals("link.cue.distance", 1, 24, &[f32::INFINITY; 24]);
    });
    assert_eq!(
        infinite,
        "“link.cue.distance” has a value that cannot be: one of its numbers is infinite or none"
    );
}

/// The pieces of a word by the sample's vocabulary.
fn cut(word: &str, spaced: bool) -> Vec<&'static str> {
    let file = EncoderFile::read(Cow::Owned(sample::by_word().finish())).unwrap();
    let pieces = Pieces::read(&file, &[0, 1, 2, 3], 3).unwrap();
    let mut out = Vec::new();
    pieces.cut(file.bytes(), word, spaced, &mut Cutter::default(), &mut out);
    out.iter().map(|&piece| PIECES[piece as usize].0).collect()
}

#[test]
fn a_word_is_cut_into_the_pieces_with_the_best_sum() {
    assert_eq!(cut("Ada", true), ["▁Ada"]);
    assert_eq!(cut("Ａｄａ", true), ["▁Ada"], "wide letters are normalised");
    assert_eq!(cut("rain", true), ["▁rain"]);
    assert_eq!(cut("rain", false), ["r", "a", "in"]);
    assert_eq!(cut("raa", true), ["▁ra", "a"], "-10.5, beside -19 for the single letters");
    assert_eq!(cut("Ada", false), ["<unk>", "a"], "two unknown letters are one piece");
    assert_eq!(cut("</s>", true), ["▁", "<unk>"], "signs are no text");
    assert_eq!(cut("雨", false), ["<unk>"]);
    assert_eq!(cut("a".repeat(40_000).as_str(), false), ["a"; 12], "no more than twelve are read");
    assert_eq!(cut("", false), ["<unk>"]);
}

/// The windows of a text whose words have so many pieces each, with this much room.
fn windows(text: &str, size: u32, room: usize) -> Vec<Window> {
    let sample = Sample::new(text);
    let layers = sample.layers();
    let (mut bounds, mut sum) = (Vec::new(), 0);
    for (sentence, range) in sample.structure.sentences.iter().zip(sample.tokens.bounds.windows(2)) {
        for _ in range[0]..range[1] {
            bounds.push(sum);
            sum += if sample.structure.blocks[sentence.block as usize].kind.is_story() { size } else { 0 };
        }
    }
    bounds.push(sum);
    let windows = pack(layers, &bounds, room, room);
    let mut labelled = vec![0; sample.tokens.spans.len()];
    for window in &windows {
        assert!((bounds[window.all.end] - bounds[window.all.start]) as usize <= room, "{window:?}");
        assert!(window.all.start <= window.own.start && window.own.end <= window.all.end, "{window:?}");
        window.own.clone().filter(|&at| bounds[at] < bounds[at + 1]).for_each(|at| labelled[at] += 1);
    }
    let story = |at: usize| i32::from(bounds[at] < bounds[at + 1]);
    assert!(labelled.iter().enumerate().all(|(at, &count)| count == story(at)), "{labelled:?}");
    windows
}

fn window(all: std::ops::Range<usize>, own: std::ops::Range<usize>, ends_paragraph: bool) -> Window {
    Window { all, own, ends_paragraph }
}

#[test]
fn paragraphs_are_packed_and_long_ones_cut_where_sentences_end() {
    let text = "a b c.\nd e.\nf g h i.";
    assert_eq!(windows(text, 1, 20), [window(0..12, 0..12, true)]);
    assert_eq!(windows(text, 1, 8), [window(0..8, 0..7, true), window(4..12, 7..12, true)]);
    assert_eq!(windows(text, 2, 24), [window(0..12, 0..12, true)]);
    let long = "a b c. d e. f g h i.\nj k.";
    assert_eq!(windows(long, 1, 8), [window(0..8, 0..7, false), window(7..15, 7..15, true)]);
    let longest = "a b c d e f g h i j k l. m n.";
    assert_eq!(
        windows(longest, 1, 5),
        [
            window(0..5, 0..5, false),
            window(5..10, 5..10, false),
            window(9..14, 10..13, false),
            window(11..16, 13..16, true)
        ],
        "a sentence with no room is cut between words"
    );
    assert_eq!(windows("By Ada Lind\na b c.\nBy me\nd e.", 1, 20), [window(0..12, 3..12, true)]);
    assert!(windows("By Ada Lind", 1, 20).is_empty());
    assert!(windows("", 1, 20).is_empty());
    windows(&"a b c d. e f.\n".repeat(300), 3, 64);
}

/// Rows multiplied with the rows of weights, as plain as can be; what is multiplied is quantised first where `most` says to
/// how much.
fn dense(rows: &[f32], weights: &Weights, name: &str, most: Option<u8>) -> Vec<f32> {
    let (weight, bias) = (&weights[&format!("{name}.weight")], &weights[&format!("{name}.bias")]);
    let inputs = weight.len() / bias.len();
    let mut out = Vec::new();
    for row in rows.chunks(inputs) {
        let low = row.iter().copied().fold(0.0, f32::min);
        let scale = (row.iter().copied().fold(0.0, f32::max) - low) / most.map_or(1.0, f32::from);
        let zero = (-low / scale).round_ties_even();
        let value = |value: f32| match most {
            Some(_) => ((value / scale).round_ties_even() + zero).clamp(0.0, 255.0) * scale - zero * scale,
            None => value,
        };
        out.extend(weight.chunks(inputs).zip(bias).map(|(weights, bias)| {
            weights.iter().zip(row).map(|(weight, &input)| weight * value(input)).sum::<f32>() + bias
        }));
    }
    out
}

fn normalized(rows: &[f32], weights: &Weights, name: &str) -> Vec<f32> {
    let (weight, bias) = (&weights[&format!("{name}.weight")], &weights[&format!("{name}.bias")]);
    let norm = |row: &[f32]| {
        let mean = row.iter().sum::<f32>() / HIDDEN as f32;
        let variance = row.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / HIDDEN as f32;
        row.iter().map(|value| (value - mean) / (variance + 1e-12).sqrt()).collect::<Vec<f32>>()
    };
    rows.chunks(HIDDEN)
        .flat_map(norm)
        .enumerate()
        .map(|(at, value)| value * weight[at % HIDDEN] + bias[at % HIDDEN])
        .collect()
}

/// The error function. Source: Abramowitz and Stegun 7.1.26, to 1.5e-7.
fn erf(x: f32) -> f32 {
    let t = 1.0 / (1.0 + 0.327_591_1 * x.abs());
    let poly =
        ((((1.061_405_4 * t - 1.453_152_1) * t + 1.421_413_8) * t - 0.284_496_72) * t + 0.254_829_6) * t;
    (1.0 - poly * (-x * x).exp()).copysign(x)
}

/// What an encoder makes of pieces, as plain as can be.
fn reference(weights: &Weights, pieces: &[u32], most: Option<u8>) -> Vec<f32> {
    let (words, positions) = (&weights["embeddings.word"], &weights["embeddings.position"]);
    let embedded = pieces.iter().enumerate().flat_map(|(at, &piece)| {
        (0..HIDDEN).map(move |i| words[piece as usize * HIDDEN + i] + positions[(1 + at) * HIDDEN + i])
    });
    let mut rows = normalized(&embedded.collect::<Vec<f32>>(), weights, "embeddings.norm");
    let own = HIDDEN / HEADS;
    for layer in 0..2 {
        let name = |part: &str| format!("layer.{layer}.{part}");
        let part = |part: &str| dense(&rows, weights, &name(part), most);
        let (queries, keys, values) = (part("query"), part("key"), part("value"));
        let mut context = vec![0.0; rows.len()];
        for at in 0..pieces.len() {
            for head in (0..HIDDEN).step_by(own) {
                let dot = |other: usize| {
                    let at_other =
                        |i: usize| queries[at * HIDDEN + head + i] * keys[other * HIDDEN + head + i];
                    ((0..own).map(at_other).sum::<f32>() / (own as f32).sqrt()).exp()
                };
                let seen: Vec<f32> = (0..pieces.len()).map(dot).collect();
                let sum: f32 = seen.iter().sum();
                for i in head..head + own {
                    let value = |(other, seen): (usize, &f32)| seen / sum * values[other * HIDDEN + i];
                    context[at * HIDDEN + i] = seen.iter().enumerate().map(value).sum();
                }
            }
        }
        let plus =
            |rows: &[f32], more: Vec<f32>| rows.iter().zip(more).map(|(a, b)| a + b).collect::<Vec<f32>>();
        rows = normalized(
            &plus(&rows, dense(&context, weights, &name("attention"), most)),
            weights,
            &name("attention_norm"),
        );
        let gelu = |x: f32| x / 2.0 * (1.0 + erf(x / 2.0_f32.sqrt()));
        let wide: Vec<f32> =
            dense(&rows, weights, &name("intermediate"), most).into_iter().map(gelu).collect();
        rows = normalized(
            &plus(&rows, dense(&wide, weights, &name("output"), most)),
            weights,
            &name("output_norm"),
        );
    }
    rows
}

#[test]
fn what_is_computed_is_what_plain_arithmetic_gives() {
    let (bytes, weights) = sample::random();
    let file = EncoderFile::read(Cow::Owned(bytes)).unwrap();
    let model = Model::read(&file, PIECES.len()).unwrap();
    let mut space = Workspace::default();
    let farthest = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    let all: Vec<u32> = [0, 4, 5, 9, 10, 11, 12, 13, 8, 6, 7, 8, 3, 3, 3, 2].repeat(2)[..31].to_vec();
    // Vectors and tiles have ends of their own at several lengths.
    for pieces in [2, 3, 7, 8, 15, 16, 17, 31].map(|count| &all[..count]) {
        model.run(file.bytes(), pieces, &mut space);
        assert_eq!(space.hidden.len(), pieces.len() * HIDDEN);
        let (exact, quantized) =
            (reference(&weights, pieces, None), reference(&weights, pieces, Some(model.most)));
        let apart = farthest(&space.hidden, &quantized);
        assert!(apart < 1e-4, "{apart} from the same with the same whole numbers");
        let apart = farthest(&space.hidden, &exact);
        assert!(apart < 0.12, "{apart} from what would be without whole numbers");
        let fresh = &mut Workspace::default();
        model.run(file.bytes(), pieces, fresh);
        assert_eq!(fresh.hidden, space.hidden, "what was computed before leaves no trace");
    }
}

fn labelling(text: &str) -> (Sample, Labelling) {
    let sample = Sample::new(text);
    let found = read(&sample::by_word()).unwrap().label(sample.layers());
    (sample, found)
}

#[test]
fn labels_become_names_and_speech_with_its_parts() {
    let (sample, found) = labelling("By Ada\nAda said rain fell. rain fell fell Ada said.\nrain.");
    assert_eq!(people(&found), [2, 10], "a byline is no story");
    let contents: Vec<_> = found.contents.iter().map(|found| sample.words(&found.tokens)).collect();
    assert_eq!(contents, ["rain fell", "rain fell fell", "rain"]);
    let parts: Vec<_> =
        found.contents.iter().map(|found| (found.cue.clone(), found.source.clone())).collect();
    assert_eq!(parts[0], (Some(3..4), Some(2..3)));
    assert_eq!(parts[2], (Some(11..12), Some(10..11)));
    assert!(found.contents.iter().all(|found| found.kind == QuotationKind::Indirect));
    assert!(found.contents.iter().all(|found| found.confidence > 0.5));
}

/// The tokens with which the name of a person begins.
fn people(found: &Labelling) -> Vec<usize> {
    let begins = |row: &Row<i16>| (0..LABELS).all(|label| label == begin(0) || row[label] < row[begin(0)]);
    (0..found.names.len()).filter(|&token| begins(&found.names[token])).collect()
}

#[test]
fn a_source_that_names_nobody_has_the_name_of_whom_it_means() {
    let (_, found) = labelling("Ada said rain fell. said said said ra said rain fell.");
    let sources = found.contents.iter().map(|found| (found.source.clone(), found.antecedent.clone()));
    assert_eq!(sources.collect::<Vec<_>>(), [(Some(0..1), None), (Some(8..9), Some(0..1))]);
    let (_, found) = labelling("ra said rain fell.");
    assert_eq!(found.contents[0].antecedent, None);
}

#[test]
fn a_paragraph_is_labelled_alike_wherever_its_window_is() {
    let paragraph = "Ada said rain fell. Ada Ada said rain rain fell fell.\n";
    assert!(paragraph.split(' ').count() + 2 < WINDOW);
    let (_, once) = labelling(paragraph);
    let (_, often) = labelling(&paragraph.repeat(50));
    let count = once.contents.len();
    assert_eq!((often.names.len(), often.contents.len()), (50 * once.names.len(), 50 * count));
    assert_eq!(often.names[49 * once.names.len()..], once.names);
    let (words, last) = (13, often.contents.len() - count);
    for (content, other) in once.contents.iter().zip(&often.contents[last..]) {
        let moved = |tokens: &std::ops::Range<usize>| tokens.start + 49 * words..tokens.end + 49 * words;
        assert_eq!(moved(&content.tokens), other.tokens);
        assert_eq!(content.confidence, other.confidence);
    }
    assert_eq!(labelling(&paragraph.repeat(50)).1, often);
}

#[test]
fn reading_ends_between_windows_once_it_is_interrupted() {
    let encoder = read(&sample::by_word()).unwrap();
    let sample = Sample::new(&"Ada said rain fell.\n".repeat(100));
    let past = Interrupt { deadline: Some(Instant::now()), ..Interrupt::default() };
    let ended = past.watch(|| encoder.label(sample.layers()).contents.len());
    assert_eq!(ended, Err(Interrupted::DeadlineExceeded));
    assert_eq!(Interrupt::never().watch(|| encoder.label(sample.layers()).contents.len()), Ok(100));
}

#[test]
fn spans_are_those_of_the_best_labels_that_fit_together() {
    let mut file = sample::by_word();
    let scores = [
        // O, B-PER, I-PER, B-ORG, I-ORG and a column of another head.
        [0.0, 0.0, 3.0, 1.0, 0.0, 9.0],
        [0.0, 0.0, 3.0, 0.0, 2.5, 9.0],
        [2.0, 0.0, 0.0, 0.0, 0.0, 9.0],
        [0.0, 0.5, 0.0, 0.0, 0.0, 9.0],
    ];
    let decoded = |file: &Writer| {
        let file = EncoderFile::read(Cow::Owned(file.finish())).unwrap();
        let labels = Labels::read(&file, "names").unwrap();
        let spans = labels.decode(&labels.log_probabilities(scores.as_flattened(), 6, 0));
        spans.into_iter().map(|span| (span.rows, span.kind)).collect::<Vec<_>>()
    };
    assert_eq!(
        decoded(&file),
        [(0..2, 1), (3..4, 0)],
        "none begins with a further word, though that scores best"
    );
    let line = file.lines.iter_mut().find(|line| line.starts_with("penalty names")).unwrap();
    *line = "penalty names 1.0".into();
    assert_eq!(decoded(&file), [(0..2, 1)], "what is opened costs");
}
