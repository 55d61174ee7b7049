//! Whom "he" and "she" mean, and what "it" does.

use super::antecedents::{self, FeatureVector, PronounContext, Weights, clause_between};
use super::mention_in_context::MentionInContext;
use super::nameless::PERSON;
use super::person_clusters::genders_agree;
use super::resolve::Context;
use crate::analysis::EntityType;
use crate::lang::LanguagePack;
use crate::lang::WordClass;
use crate::lang::lexicon::Gender;
pub(super) use crate::lang::pronouns::Case;
use crate::lang::pronouns::{Number, PronounReading};

/// How many mentions a pronoun looks back at.
pub(super) const WINDOW: usize = 32;
/// How many sentences a pronoun looks back at.
const SENTENCES: u32 = 8;

/// How many sentences back who speaks on is looked for.
const RUNS_WITHIN: u32 = 3;
/// How sure it is who speaks on, and which body or group speaks that leads the sentence before.
const RUNS: f32 = 0.85;
const LED: f32 = 0.75;

/// A pronoun of the third person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pronoun {
    /// The gender it tells; none for "it" and "they".
    pub(super) gender: Option<Gender>,
    pub(super) case: Case,
    /// Whether it stands for several: "they", where it names who speaks.
    pub(super) plural: bool,
}

/// The pronouns of one language, and what their antecedents are chosen by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pronouns<'a> {
    pub(super) pack: &'a LanguagePack,
    pub(super) weights: &'a Weights,
}

impl Pronouns<'_> {
    /// Whether only those are resolved that are the subject of a verb of speech, where the choice was not learnt: "il"
    /// is often nobody there, and "sie" often several.
    pub(super) fn speaking_only(&self) -> bool {
        !self.pack.settings.models.pronouns
    }

    /// The pronoun of the third person that a word is, by its hash; `is_source` tells that it names who speaks ("selon
    /// lui").
    pub(super) fn get(&self, key: u64, is_source: bool) -> Option<Pronoun> {
        let resolved = |reading: &&PronounReading| {
            (reading.person, reading.number) == (3, Number::Singular)
                && (reading.gender.is_some() || reading.neuter && !self.speaking_only())
                && (reading.case == Case::Subject || is_source || !self.speaking_only())
        };
        let readings = self.pack.pronouns.readings(key);
        if let Some(reading) = readings.iter().find(resolved) {
            return Some(Pronoun { gender: reading.gender, case: reading.case, plural: false });
        }
        let plural = |reading: &&PronounReading| {
            (reading.person, reading.number, reading.case) == (3, Number::Plural, Case::Subject)
        };
        let reading = readings.iter().find(plural).filter(|_| is_source)?;
        Some(Pronoun { gender: None, case: reading.case, plural: true })
    }

    /// Whether a word, given by its hash, is a pronoun of the first person, and if so, whether it is plural.
    pub(super) fn first_person(&self, key: u64) -> Option<bool> {
        let reading = self.pack.pronouns.readings(key).iter().find(|reading| reading.person == 1)?;
        Some(reading.number == Number::Plural)
    }
}

/// The cluster that a pronoun means, and how sure that is.
pub(super) fn antecedent(context: &Context<'_>, pronoun: Pronoun, at: usize) -> Option<(usize, f32)> {
    if pronoun.plural {
        return leading(context, at, true).map(|cluster| (cluster, LED));
    }
    if pronoun.gender.is_none() {
        let led = leading(context, at, false).filter(|_| context.speech.is_source(&(at..at + 1)));
        return led.map(|cluster| (cluster, LED)).or_else(|| impersonal(context, pronoun, at));
    }
    if context.pronouns.speaking_only() && !antecedents::speaks(context, pronoun, at) {
        return None;
    }
    if let Some(cluster) = running(context, pronoun, at) {
        return Some((cluster, RUNS));
    }
    let candidates = candidates(context, pronoun, at);
    decode(&candidates, &scores(context, pronoun, at, &candidates))
}

/// The mentions outside of marks in the nearest sentence before that of a token in which `fits` holds for any, in order.
fn sentence_before<'a>(
    context: &Context<'a>,
    at: usize,
    fits: impl Fn(&MentionInContext) -> bool,
) -> Vec<&'a MentionInContext> {
    let Context { document, history, .. } = *context;
    let own = document.sentence(at);
    let mut found: Vec<&MentionInContext> = Vec::new();
    for mention in history.iter().rev().take(WINDOW) {
        let sentence = document.sentence(mention.tokens.start);
        if document.is_quoted(mention.tokens.start) || !fits(mention) {
            continue;
        }
        let ended = found.first().is_some_and(|first| document.sentence(first.tokens.start) != sentence);
        if ended || own - sentence.min(own) > RUNS_WITHIN {
            break;
        }
        found.push(mention);
    }
    found.reverse();
    found
}

/// Who speaks on: "he said" behind a sentence in which one man speaks, or which a description of one begins.
fn running(context: &Context<'_>, pronoun: Pronoun, at: usize) -> Option<usize> {
    let Context { document, clusters, .. } = *context;
    let speaks = pronoun.case == Case::Subject && context.speech.is_source(&(at..at + 1));
    if !speaks || document.is_quoted(at) {
        return None;
    }
    let fits = |mention: &MentionInContext| {
        let cluster = &clusters[mention.cluster];
        cluster.kind == EntityType::Person
            && genders_agree(pronoun.gender, cluster.gender)
            && (!cluster.is_nameless || cluster.name.clone().any(|at| document.is(at, PERSON)))
    };
    let before = sentence_before(context, at, fits);
    let first =
        before.first().filter(|first| document.sentence(first.tokens.start) < document.sentence(at))?;
    let speaker = before.iter().find(|mention| mention.speaks);
    let described = || Some(first).filter(|first| clusters[first.cluster].is_nameless && first.initial);
    Some(speaker.or_else(described)?.cluster)
}

/// The body or the group that speaks in the sentence before or leads it: what "it" and "they" mean that say something.
fn leading(context: &Context<'_>, at: usize, plural: bool) -> Option<usize> {
    let Context { document, clusters, .. } = *context;
    let kind = |mention: &MentionInContext| clusters[mention.cluster].kind;
    let before = sentence_before(context, at, |mention| mention.subject || mention.initial);
    let first =
        before.first().filter(|first| document.sentence(first.tokens.start) < document.sentence(at))?;
    let fits = |mention: &MentionInContext| match kind(mention) {
        EntityType::Organization => true,
        EntityType::Group => plural,
        EntityType::Location => !plural,
        _ => false,
    };
    let speaker = before.iter().find(|mention| mention.speaks && fits(mention));
    let leads = || Some(first).filter(|first| first.initial && first.subject && fits(first));
    Some(speaker.or_else(leads)?.cluster)
}

/// The score of each candidate by the linear model: what a second engine would give in its place.
pub(super) fn scores(
    context: &Context<'_>,
    pronoun: Pronoun,
    at: usize,
    candidates: &[(&MentionInContext, FeatureVector)],
) -> Vec<f32> {
    let weights = context.pronouns.weights.of(antecedents::speaks(context, pronoun, at));
    candidates.iter().map(|(_, features)| antecedents::score(weights, features)).collect()
}

/// The cluster of the best candidate, and how sure it is by what parts it from the best of another cluster.
fn decode(candidates: &[(&MentionInContext, FeatureVector)], scores: &[f32]) -> Option<(usize, f32)> {
    let mut best: Option<(usize, f32)> = None;
    let mut second = f32::MIN;
    for ((mention, _), &score) in candidates.iter().zip(scores) {
        match best {
            Some((known, top)) if known == mention.cluster => best = Some((known, top.max(score))),
            Some((_, top)) if top >= score => second = second.max(score),
            _ => {
                second = best.map_or(second, |(_, top)| top.max(second));
                best = Some((mention.cluster, score));
            }
        }
    }
    let (cluster, score) = best?;
    let margin = (score - second).min(3.0);
    Some((cluster, 0.55 + 0.13 * margin.max(0.0)))
}

/// The mentions that a pronoun may refer to, nearest first, each with what speaks for it.
pub(super) fn candidates<'a>(
    context: &Context<'a>,
    pronoun: Pronoun,
    at: usize,
) -> Vec<(&'a MentionInContext, FeatureVector)> {
    let Context { document, clusters, history, upcoming, .. } = *context;
    let place = PronounContext::new(context, pronoun, at);
    let next = upcoming.first();
    // Who speaks does not call himself "he".
    let within = context.speech.within(at).filter(|_| !context.speakers.is_empty());
    let speaker = within.and_then(|(reading, attribution)| context.speakers[reading].of(attribution));
    let bound = place.bound(document, history);
    let fits = |mention: &MentionInContext, ahead: bool| {
        let cluster = &clusters[mention.cluster];
        cluster.kind == EntityType::Person
            && Some(mention.cluster) != speaker
            && Some(mention.cluster) != bound
            && genders_agree(pronoun.gender, cluster.gender)
            && place.sentence.abs_diff(document.sentence(mention.tokens.start)) <= SENTENCES
            && (!ahead || place.looks_ahead_to(document, mention))
    };
    let behind = history.iter().rev().take(WINDOW).map(|mention| (mention, false));
    let mut nearest = true;
    let all = next.map(|mention| (mention, true)).into_iter().chain(behind);
    let fitting = all.filter(|&(mention, ahead)| fits(mention, ahead));
    let described = fitting.map(|(mention, ahead)| {
        let features = place.features(context, mention, ahead, nearest && !ahead);
        nearest &= ahead;
        (mention, features)
    });
    described.collect()
}

/// What "it" or "its" means: the organisation or place that is the subject before it in the same sentence, if it is
/// the only one. Anything less certain stays open.
fn impersonal(context: &Context<'_>, pronoun: Pronoun, at: usize) -> Option<(usize, f32)> {
    let Context { document, clusters, history, .. } = *context;
    let bounds = document.bounds(at);
    let here = history
        .iter()
        .rev()
        .take(WINDOW)
        .take_while(|mention| mention.tokens.start >= bounds.start)
        .filter(|mention| document.is_quoted(mention.tokens.start) == document.is_quoted(at));
    let mut subjects =
        here.filter(|mention| mention.subject && super::is_impersonal(clusters[mention.cluster].kind));
    let mention = subjects.next()?;
    if subjects.any(|other| other.cluster != mention.cluster) {
        return None;
    }
    let near = at - mention.tokens.end < 16;
    let predicate_follows =
        document.same_sentence(at + 1, at).is_some_and(|next| document.is_predicate(next));
    let empty = at + 2 < document.len() && document.has(at + 2, WordClass::ExpletivePredicate);
    let safe = match pronoun.case {
        Case::Possessive => true,
        _ => {
            let reported = document.before(at).is_some_and(|verb| document.is_predicate(verb));
            predicate_follows && !empty && (reported || clause_between(document, mention.tokens.end, at))
        }
    };
    (near && safe).then_some((mention.cluster, 0.6))
}
