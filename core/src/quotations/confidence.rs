//! How sure a quotation is: a logistic model of what can be read off it, fitted by the trainer.

use crate::analysis::{AttributionMethod, Quotation, QuotationKind, SpeakerKind};
use crate::data;
use crate::lang::pronouns::{Case, PronounReading};
use crate::lang::{LanguagePack, Packs, UNDETERMINED, WordClass};
use crate::linear::Weights;
use crate::linear::calibration::logistic;
use crate::text::hash;

/// A paraphrase that is less sure than this is held back: it would more often be wrong than it is missed.
pub(super) const LEAST: f32 = 0.35;

/// The weights of what can be read off a quotation. They were learnt with the words of the language that stands in for
/// those without a pack.
#[derive(Debug)]
pub(super) struct Confidence(Weights);

impl Confidence {
    pub(super) fn load() -> Self {
        Self(Weights::read(data::QUOTATION_WEIGHTS))
    }

    /// How likely it is that content and speaker are right.
    pub(super) fn of(&self, quotation: &Quotation, text: &str) -> f32 {
        let mut sum = 0.0;
        signs(quotation, text, &mut |name| sum += self.0.of(name));
        logistic(sum)
    }
}

/// Shows what can be read off a quotation, each by a name in parts: its kind, cue, speaker, how it begins and how long
/// it is.
pub fn signs(quotation: &Quotation, text: &str, see: &mut impl FnMut(&[&str])) {
    let kind = match quotation.kind {
        QuotationKind::Direct => "direct",
        QuotationKind::Mixed => "mixed",
        QuotationKind::Indirect => "indirect",
    };
    see(&["any"]);
    see(&[kind]);
    let method = quotation.speaker.as_ref().map(|speaker| speaker.method);
    see(&[kind, method.map_or("nobody", method_name)]);
    if let Some(speaker) = &quotation.speaker {
        see(&["speaker", speaker_name(speaker.kind)]);
        see(&[kind, if speaker.entity.is_some() { "known" } else { "unknown" }]);
    }
    if let Some(cue) = &quotation.cue {
        see(&["cue", &cue.lemma]);
        let written = cue.span.of(text);
        if written.ends_with("ing") {
            see(&[kind, "gerund"]);
        }
        if cue.negated {
            see(&["negated"]);
        }
    } else {
        see(&[kind, "without cue"]);
    }
    let content = quotation.segments.first().map_or("", |span| span.of(text));
    if quotation.kind != QuotationKind::Direct {
        see(&[kind, opening(content)]);
        paraphrase_signs(quotation, content, text, see);
    }
    let length = content.split_whitespace().take(31).count();
    see(&[kind, "size", SIZES[[1, 2, 3, 5, 8, 12, 20, 30].iter().filter(|&&most| length > most).count()]]);
    if quotation.segments.len() > 1 {
        see(&[kind, "in parts"]);
    }
    if content.contains('\n') {
        see(&["broken"]);
    }
}

/// Shows what makes words without marks a clause that is told: how it begins, whether it has a verb, and what stands
/// around its cue.
fn paraphrase_signs(quotation: &Quotation, content: &str, text: &str, see: &mut impl FnMut(&[&str])) {
    let lemma = quotation.cue.as_ref().map_or("none", |cue| cue.lemma.as_str());
    let opening = opening(content);
    let first = content.split_whitespace().next().unwrap_or_default();
    if first.starts_with(char::is_lowercase) {
        see(&["begins with", first]);
    }
    see(&[lemma, opening]);
    let packs = Packs::load();
    let finite = content.split_whitespace().take(20).any(|word| is_finite(packs.of(UNDETERMINED), word));
    let finite = if finite { "finite" } else { "no finite verb" };
    see(&[finite, opening]);
    see(&[lemma, finite]);
    if let Some(speaker) = &quotation.speaker {
        see(&[lemma, "by", speaker_name(speaker.kind)]);
        see(&[lemma, method_name(speaker.method)]);
        see(&[opening, speaker_name(speaker.kind), method_name(speaker.method)]);
    }
    if let Some(cue) = &quotation.cue {
        let written = cue.span.of(text);
        if written.starts_with(char::is_lowercase) {
            see(&["written", written]);
        }
        let before = text[..cue.span.range().start].split_whitespace().next_back().unwrap_or_default();
        let before = if before.starts_with(char::is_uppercase) { "Name" } else { before };
        see(&["before", before]);
        see(&["before", before, "form", ending(written)]);
        let gap = quotation.segments.first().map_or(0, |span| span.begin().abs_diff(cue.span.end()));
        let gap = match gap {
            0..2 => "none",
            2..12 => "small",
            _ => "large",
        };
        see(&["gap", gap]);
    }
    let after = quotation.segments.last().map_or("", |span| &text[span.range().end..]);
    let next = after.chars().next().map_or("end", |c| match c {
        '.' => "stop",
        ',' => "comma",
        ' ' => "word",
        '\n' => "line",
        _ => "mark",
    });
    see(&["then", next]);
    see(&[opening, "then", next]);
}

/// The last two letters of an English word.
fn ending(word: &str) -> &str {
    word.len().checked_sub(2).and_then(|at| word.get(at..)).unwrap_or(word)
}

/// Whether a word is a verb that can stand alone in a clause, or has one in it ("isn't", "she's").
fn is_finite(pack: &LanguagePack, word: &str) -> bool {
    let is = |word: &str, class| pack.known(word).classes.has(class);
    let apostrophe = word.find(['\'', '’']);
    is(word, WordClass::Modal)
        || apostrophe.is_some_and(|at| {
            let (host, clitic) = word.split_at(at);
            let negated = host.strip_suffix('n').filter(|_| is(&word[at - 1..], WordClass::Negation));
            let subject = is(host, WordClass::SubjectPronoun) || is(host, WordClass::Complementizer);
            negated.is_some_and(|verb| is(verb, WordClass::Modal))
                || subject && is(clitic, WordClass::PossessiveClitic)
        })
}

/// The names of sizes.
const SIZES: [&str; 9] = ["0", "1", "2", "3", "4", "5", "6", "7", "8"];

/// Whether a paraphrase begins with what nothing but a clause can follow: "that", "whether", "he".
pub(super) fn opens_clause(content: &str) -> bool {
    matches!(opening(content), "opens that" | "opens question" | "opens pronoun")
}

/// With what kind of word a paraphrase begins.
fn opening(content: &str) -> &'static str {
    let packs = Packs::load();
    let mut words = content.split_whitespace();
    let first = words.next().unwrap_or_default();
    let classes = |word| packs.of(UNDETERMINED).known(word).classes;
    let known = classes(first);
    let readings = packs.of(UNDETERMINED).pronouns.readings(hash(first));
    let reads = |fits: &dyn Fn(&PronounReading) -> bool| readings.iter().any(fits);
    // "this" may be all of what is said.
    let articles = [WordClass::DefiniteArticle, WordClass::IndefiniteArticle];
    let article = known.any(&articles) && !known.has(WordClass::Demonstrative);
    let marks = |word| classes(word).has(WordClass::InfinitiveMarker);
    let infinitive = marks(first) || known.has(WordClass::Negation) && words.next().is_some_and(marks);
    let begins_clause = |pack: &&LanguagePack| pack.known(first).classes.has(WordClass::Complementizer);
    match () {
        () if packs.all().iter().any(begins_clause) => "opens that",
        () if infinitive => "opens to",
        () if known.has(WordClass::Interrogative) => "opens question",
        () if reads(&|reading| reading.person != 2 && reading.case == Case::Subject) => "opens pronoun",
        () if article || reads(&|reading| reading.person == 3 && reading.case == Case::Possessive) => {
            "opens article"
        }
        () if first.starts_with(char::is_uppercase) => "opens capital",
        () => "opens other",
    }
}

fn method_name(method: AttributionMethod) -> &'static str {
    match method {
        AttributionMethod::Cue => "cue",
        AttributionMethod::InvertedCue => "inverted cue",
        AttributionMethod::AccordingTo => "according to",
        AttributionMethod::Noun => "noun",
        AttributionMethod::Passive => "passive",
        AttributionMethod::Continuation => "continuation",
        AttributionMethod::Floating => "floating",
        AttributionMethod::Colon => "colon",
        AttributionMethod::Alternation => "alternation",
        AttributionMethod::Model => "model",
    }
}

fn speaker_name(kind: SpeakerKind) -> &'static str {
    match kind {
        SpeakerKind::Named => "named",
        SpeakerKind::Nominal => "nominal",
        SpeakerKind::Pronoun => "pronoun",
        SpeakerKind::Collective => "collective",
        SpeakerKind::Anonymous => "anonymous",
        SpeakerKind::Implicit => "implicit",
    }
}
