//! One answer from two detectors: `whatlang` and the model of this project.

use whatlang::{Info, Lang, Script};

use super::model::{self, Model, Opinion};

/// How much less likely, in logarithms, a language is that `whatlang` does not know: the model knows it from little
/// text, and the news of the world is mostly in the others.
const RARER: f32 = 2.0;

/// How much, in logarithms, the word of `whatlang` weighs where it is sure.
const SECOND: f32 = 3.0;

/// Both of these double after so many letters, as what the model is sure of grows with the text.
const DOUBLES_AFTER: f32 = 100.0;

/// What `whatlang` must be sure of at the least to confirm the model.
const AGREEMENT: f64 = 0.3;

/// The languages of a text, the likeliest first, as far as they are worth a thought.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Verdict {
    /// ISO 639-3 codes, and how likely each is.
    pub(super) candidates: Vec<(String, f32)>,
    /// Whether it can be acted on.
    pub(super) reliable: bool,
}

/// Whether the model has languages in a script; where it has none, the script tells the language.
pub(super) fn is_shared(script: Script) -> bool {
    matches!(
        script,
        Script::Latin
            | Script::Cyrillic
            | Script::Arabic
            | Script::Devanagari
            | Script::Hebrew
            | Script::Bengali
            | Script::Ethiopic
            | Script::Mandarin
            | Script::Hiragana
            | Script::Katakana
    )
}

/// Weighs the two against each other.
pub(super) fn weigh(model: &Model, known: &[Option<Lang>], info: &Info, opinion: &Opinion) -> Verdict {
    const WORTH: f32 = 0.01;
    const MOST: usize = 3;
    let mut scores: Vec<f32> = opinion.shares.iter().map(|share| share.max(1e-9).ln()).collect();
    let growth = 1.0 + opinion.letters as f32 / DOUBLES_AFTER;
    for (score, known) in scores.iter_mut().zip(known) {
        match known {
            None => *score -= RARER * growth,
            Some(lang) if *lang == info.lang() => *score += SECOND * growth * info.confidence() as f32,
            Some(_) => {}
        }
    }
    model::softmax(&mut scores);
    let mut order: Vec<usize> = (0..scores.len()).collect();
    let higher = |&a: &usize, &b: &usize| scores[b].total_cmp(&scores[a]).then(a.cmp(&b));
    order.select_nth_unstable_by(MOST, higher);
    order[..MOST].sort_unstable_by(higher);
    let best = order[0];
    let candidates = order
        .iter()
        .take(MOST)
        .filter(|&&at| at == best || scores[at] >= WORTH)
        .map(|&at| (model.languages()[at].clone(), scores[at]))
        .collect();
    let agreed = known[best] == Some(info.lang()) && info.confidence() > AGREEMENT;
    let reliable = agreed && scores[best] > super::RELIABLE && odds(opinion, known, best) > needed(opinion);
    Verdict { candidates, reliable }
}

/// The odds of a language, in logarithms, if all languages of the model were as usual as each other.
fn odds(opinion: &Opinion, known: &[Option<Lang>], at: usize) -> f32 {
    let even = |(share, known): (&f32, &Option<Lang>)| {
        if known.is_some() { share / super::KNOWN_TURNS as f32 } else { *share }
    };
    let whole: f32 = opinion.shares.iter().zip(known).map(even).sum();
    let share = even((&opinion.shares[at], &known[at]));
    (share / (whole - share).max(1e-12)).ln()
}

/// The odds that a text of its own language has: they grow with its length. A text in a neighbour of that language
/// stays below, which is all that tells it where the model does not know the neighbour.
fn needed(opinion: &Opinion) -> f32 {
    const PER_ROOT: f32 = 0.6;
    const MOST: f32 = 8.0;
    (PER_ROOT * (opinion.letters as f32).sqrt()).min(MOST)
}

/// The language that a text betrays by letters which the usual language of its script has not.
pub(super) fn betrayed(text: &str) -> Option<&'static str> {
    const LETTERS: [(&str, &[char]); 3] = [
        ("asm", &['\u{9f0}', '\u{9f1}']),
        ("shn", &['\u{1075}', '\u{107d}', '\u{1078}', '\u{1081}', '\u{1082}']),
        ("yue", &['嘅', '喺', '咗', '哋']),
    ];
    let mut beyond = text.chars().filter(|&c| c >= '\u{9f0}');
    beyond.find_map(|c| LETTERS.iter().find(|(_, letters)| letters.contains(&c)).map(|(code, _)| *code))
}
