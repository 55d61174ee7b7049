//! Whom "he" and "she" mean, and what "it" does.

use std::ops::Range;
use std::sync::Arc;

use super::antecedents::{self, FeatureVector, PronounContext, Weights, clause_between};
use super::cluster::EntityCluster;
use super::person_clusters::genders_agree;
use super::resolve::{Context, MentionInContext};
use crate::analysis::{EntityType, Tag};
use crate::data;
use crate::document_tokens::DocumentTokens;
use crate::lang::lexicon::Gender;
pub(super) use crate::lang::pronouns::Case;
use crate::lang::pronouns::{Number, PronounReading};
use crate::lang::{LanguagePack, Packs, WordClass};

/// How many mentions a pronoun looks back at.
pub(super) const WINDOW: usize = 32;
/// How many sentences a pronoun looks back at.
const SENTENCES: u32 = 8;

/// A pronoun of the third person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pronoun {
    /// The gender it tells; none for "it".
    pub(super) gender: Option<Gender>,
    pub(super) case: Case,
}

/// The pronouns that are resolved, and what their antecedents are chosen by, for all languages.
#[derive(Debug)]
pub(super) struct AllPronouns {
    packs: Arc<Packs>,
    weights: Weights,
}

impl AllPronouns {
    pub(super) fn load() -> Self {
        Self { packs: Packs::load(), weights: Weights::read(data::PRONOUN_WEIGHTS) }
    }

    /// What is known of a language, given by its BCP 47 tag.
    pub(super) fn pack(&self, language: &str) -> &LanguagePack {
        self.packs.of(language)
    }

    /// Those of a language, given by its BCP 47 tag.
    pub(super) fn of(&self, language: &str) -> Option<Pronouns<'_>> {
        let pack = self.packs.of(language);
        (!pack.is_empty()).then_some(Pronouns { pack, weights: &self.weights })
    }
}

/// The pronouns of one language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pronouns<'a> {
    pack: &'a LanguagePack,
    weights: &'a Weights,
}

impl Pronouns<'_> {
    /// Whether only those are resolved that are the subject of a verb of speech, where the choice was not learnt: "il"
    /// is often nobody there, and "sie" often several.
    pub(super) fn speaking_only(&self) -> bool {
        !self.pack.settings.models.pronouns
    }

    /// The pronoun of the third person that a word is, by its hash.
    pub(super) fn get(&self, key: u64) -> Option<Pronoun> {
        let resolved = |reading: &&PronounReading| {
            (reading.person, reading.number) == (3, Number::Singular)
                && (reading.gender.is_some() || reading.neuter && !self.speaking_only())
                && (reading.case == Case::Subject || !self.speaking_only())
        };
        let reading = self.pack.pronouns.readings(key).iter().find(resolved)?;
        Some(Pronoun { gender: reading.gender, case: reading.case })
    }

    /// Whether a word is a pronoun for the one who speaks, by its hash.
    pub(super) fn is_speaker(&self, key: u64) -> bool {
        let speaker = (1, Number::Singular);
        self.pack.pronouns.readings(key).iter().any(|reading| (reading.person, reading.number) == speaker)
    }

    /// The verb of speech whose subject a mention is, where verbs are known by that alone: right after it, or right
    /// before it behind a mark ("», sagte Lohmann").
    pub(super) fn verb_of(&self, document: &DocumentTokens<'_>, tokens: &Range<usize>) -> Option<usize> {
        let reports = |at: &usize| self.speaking_only() && self.reports(document, *at);
        let after = document.same_sentence(tokens.end, tokens.start).filter(reports);
        after.or_else(|| {
            let before = document.before(tokens.start).filter(reports)?;
            let mark = document
                .before(before)
                .is_none_or(|at| !document.shape(at).is_word() || document.tag(at) == Tag::Aux);
            mark.then_some(before)
        })
    }

    /// Whether a verb of speech stands at a token, or after auxiliaries and adverbs that begin there.
    pub(super) fn reports(&self, document: &DocumentTokens<'_>, at: usize) -> bool {
        for verb in (at..at + 4).map_while(|verb| document.same_sentence(verb, at)) {
            if self.pack.is_speech_verb(document.hash(verb)) && !document.capitalized(verb) {
                return true;
            }
            if !matches!(document.tag(verb), Tag::Aux | Tag::Adv) {
                return false;
            }
        }
        false
    }
}

/// The cluster that a pronoun means, and how sure that is.
pub(super) fn antecedent(context: &Context<'_>, pronoun: Pronoun, at: usize) -> Option<(usize, f32)> {
    if pronoun.gender.is_none() {
        return impersonal(context, pronoun, at);
    }
    if context.pronouns.speaking_only() && !antecedents::speaks(context, pronoun, at) {
        return None;
    }
    let mut best: Option<(usize, f32)> = None;
    let mut second = f32::MIN;
    let weights = context.pronouns.weights.of(antecedents::speaks(context, pronoun, at));
    for (mention, features) in candidates(context, pronoun, at) {
        let score = antecedents::score(weights, &features);
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
    // "C'est, dit-il, un drame": the one who speaks is meant, though the marks are around him.
    let apart = document.text(at).starts_with('-');
    let quoted = document.is_quoted(at) && !apart;
    let speaker = if quoted { speaker(document, clusters, history, next, at) } else { None };
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

/// Who speaks where a token is quoted: the subject outside the marks in the same sentence, else the last one
/// before it.
fn speaker(
    document: &DocumentTokens<'_>,
    clusters: &[EntityCluster],
    history: &[MentionInContext],
    next: Option<&MentionInContext>,
    at: usize,
) -> Option<usize> {
    let sentence = document.sentence(at);
    let speaks = |mention: &&MentionInContext| {
        mention.subject
            && !document.is_quoted(mention.tokens.start)
            && clusters[mention.cluster].kind == EntityType::Person
            && document.sentence(mention.tokens.start).abs_diff(sentence) <= 1
    };
    let behind = history.iter().rev().take(8).find(speaks);
    let ahead = next.filter(|mention| speaks(mention) && document.sentence(mention.tokens.start) == sentence);
    ahead.or(behind).map(|mention| mention.cluster)
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
