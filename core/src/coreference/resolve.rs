//! What pronouns and descriptions without a name refer to.
//!
//! The text outside quotation marks is read first, from left to right; what is quoted is read after it, since a
//! speaker does not call himself "he". Each pronoun looks back at a bounded number of mentions.

use std::ops::Range;

use super::antecedents::{self, Candidate, Choice};
use super::cluster::{EntityCluster, MentionSpan, named_tokens};
use super::mention_in_context::{MentionInContext, verb_at};
use super::nameless::{self, Nameless};
use super::nominals::Roles;
use super::pronouns::{self, Pronoun, Pronouns};
use super::sources::{self, Speakers};
use super::speech_context::SpeechContext;
use crate::analysis::{EntityType, MentionKind, Shape};
use crate::document_tokens::DocumentTokens;
use crate::lang::lexicon::{Classes, Lexicon};
use crate::speech::attribution::SpeechReading;

/// Adds the pronouns of the third person and the nominals of a text to the clusters that they mean.
///
/// `choices`, where wanted, takes down what each choice of an antecedent was made from.
pub(super) fn resolve(
    (document, lexicon): (&DocumentTokens<'_>, &Lexicon),
    pronouns: &Pronouns<'_>,
    (speech, readings): (&SpeechContext, &[SpeechReading<'_>]),
    clusters: &mut Vec<EntityCluster>,
    mut choices: Option<&mut Vec<Choice>>,
) {
    let mut names: Vec<MentionInContext> = Vec::new();
    let named = named_tokens(document, clusters);
    for (index, cluster) in clusters.iter().enumerate() {
        let spoken_of = cluster.kind == EntityType::Person || super::is_impersonal(cluster.kind);
        for mention in cluster.mentions.iter().filter(|_| spoken_of) {
            crate::interrupt::checkpoint();
            names.push(recent(document, speech, index, mention.tokens.clone(), MentionKind::Name));
        }
    }
    names.sort_by_key(|mention| mention.tokens.start);
    let roles = Roles::of(document, clusters);
    let evidence = Evidence { document, lexicon, speech, pronouns, named: &named, roles: &roles };
    let mut said = read(&evidence, clusters, &names, None, choices.as_deref_mut());
    said.extend(names);
    said.sort_by_key(|mention| mention.tokens.start);
    let speakers = sources::outer_speakers(document, clusters, readings);
    read(&evidence, clusters, &said, Some(&speakers), choices);
}

/// What the resolution of pronouns rests on, beside the clusters.
#[derive(Clone, Copy)]
struct Evidence<'a> {
    document: &'a DocumentTokens<'a>,
    speech: &'a SpeechContext,
    pronouns: &'a Pronouns<'a>,
    lexicon: &'a Lexicon,
    /// Whether each token is part of a name.
    named: &'a [bool],
    roles: &'a Roles,
}

/// Reads the part of the text that is quoted, where it is known who speaks, else the part that is not, given the
/// mentions that are known. Returns the mentions that it found, which are also added to their clusters.
fn read(
    evidence: &Evidence<'_>,
    clusters: &mut Vec<EntityCluster>,
    known: &[MentionInContext],
    speakers: Option<&[Speakers<usize>]>,
    mut choices: Option<&mut Vec<Choice>>,
) -> Vec<MentionInContext> {
    let &Evidence { document, speech, pronouns, lexicon, named, roles } = evidence;
    let mut nameless = Nameless::new(document, lexicon, speech, named);
    let mut found = Vec::new();
    let mut history: Vec<MentionInContext> = Vec::with_capacity(known.len());
    let mut upcoming = known;
    let mut counts = vec![0_u32; clusters.len()];
    for at in 0..document.len() {
        crate::interrupt::checkpoint();
        while let Some((mention, rest)) = upcoming.split_first().filter(|(m, _)| m.tokens.start <= at) {
            counts[mention.cluster] += 1;
            history.push(mention.clone());
            upcoming = rest;
        }
        if document.is_quoted(at) != speakers.is_some() || !document.in_story(at) {
            continue;
        }
        let context = Context {
            document,
            clusters: &*clusters,
            history: &history,
            upcoming,
            counts: &counts,
            speech,
            speakers: speakers.unwrap_or_default(),
            pronouns,
        };
        let pronoun = pronouns.get(document.hash(at), speech.is_source(&(at..at + 1)));
        if let (Some(choices), Some(pronoun)) = (&mut choices, pronoun) {
            choices.extend(choice(&context, pronoun, at));
        }
        let resolved = match pronoun {
            Some(pronoun) => pronouns::antecedent(&context, pronoun, at)
                .map(|(cluster, confidence)| (cluster, at..at + 1, MentionKind::Pronoun, confidence)),
            // Where that was not learnt, only of those who speak.
            None if pronouns.speaking_only() && !speech.is_in_source(at) => None,
            None => roles
                .resolve(document, clusters, &history, upcoming.first(), at)
                .map(|(cluster, tokens, confidence)| (cluster, tokens, MentionKind::Nominal, confidence)),
        };
        let resolved = resolved.or_else(|| {
            let outside = speakers.is_none();
            let (cluster, tokens) = nameless.find(clusters, &history, at, outside)?;
            counts.resize(clusters.len(), 0);
            Some((cluster, tokens, MentionKind::Nominal, nameless::DESCRIBED))
        });
        let Some((cluster, tokens, kind, confidence)) = resolved else { continue };
        if let Some(gender) = pronoun.and_then(|pronoun| pronoun.gender) {
            clusters[cluster].gender.get_or_insert(gender);
        }
        clusters[cluster].mentions.push(MentionSpan { tokens: tokens.clone(), kind, confidence });
        let mention = recent(document, speech, cluster, tokens, kind);
        counts[cluster] += 1;
        history.push(mention.clone());
        found.push(mention);
    }
    found
}

/// What is known where a pronoun is read.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) document: &'a DocumentTokens<'a>,
    pub(super) clusters: &'a [EntityCluster],
    /// The mentions before it.
    pub(super) history: &'a [MentionInContext],
    /// The mentions after it.
    pub(super) upcoming: &'a [MentionInContext],
    /// How often each cluster was mentioned so far.
    pub(super) counts: &'a [u32],
    pub(super) speech: &'a SpeechContext,
    /// Who speaks in each reading, where what is quoted is read.
    pub(super) speakers: &'a [Speakers<usize>],
    pub(super) pronouns: &'a Pronouns<'a>,
}

/// What a choice between people is made from.
fn choice(context: &Context<'_>, pronoun: Pronoun, at: usize) -> Option<Choice> {
    pronoun.gender?;
    let candidates = pronouns::candidates(context, pronoun, at);
    let scores = pronouns::scores(context, pronoun, at, &candidates);
    let weighed = candidates.into_iter().zip(scores).map(|((mention, features), score)| Candidate {
        span: context.document.span(&mention.tokens),
        name: context.document.phrase(&context.clusters[mention.cluster].name),
        features,
        score,
    });
    let speaks = antecedents::speaks(context, pronoun, at);
    Some(Choice { span: context.document.span(&(at..at + 1)), speaks, candidates: weighed.collect() })
}

fn recent(
    document: &DocumentTokens<'_>,
    speech: &SpeechContext,
    cluster: usize,
    tokens: Range<usize>,
    kind: MentionKind,
) -> MentionInContext {
    let possessive = match kind {
        MentionKind::Pronoun => is_possessive_use(document, tokens.start),
        _ => document
            .same_sentence(tokens.end, tokens.start)
            .is_some_and(|at| document.is_possessive_clitic(at)),
    };
    let speaks = !possessive && speech.is_source(&tokens);
    let subject = speaks || !possessive && following_verb(document, &tokens).is_some();
    let begin = document.bounds(tokens.start).start;
    let initial = !possessive
        && tokens.start - begin <= 6
        && (begin..tokens.start).all(|at| document.capitalized(at) || !document.shape(at).is_word());
    MentionInContext { cluster, tokens, subject, possessive, speaks, initial, kind }
}

/// Whether "his" or "her" belongs to a noun that follows.
fn is_possessive_use(document: &DocumentTokens<'_>, at: usize) -> bool {
    document.is(at, Classes::POSSESSIVE)
        && document.same_sentence(at + 1, at).is_some_and(|next| {
            document.shape(next).is_word() && !document.is(next, Classes::FUNCTION)
                || document.shape(next) == Shape::Mark
        })
}

/// How far behind its subject a verb may stand, when appositions part them.
const FARTHEST_VERB: usize = 40;

/// The verb that follows a mention, at once or behind an apposition.
fn following_verb(document: &DocumentTokens<'_>, tokens: &Range<usize>) -> Option<usize> {
    let mut next = document.same_sentence(tokens.end, tokens.start)?;
    if document.text(next) == "(" {
        let close = (next + 1..next + 10).find(|&at| at < document.len() && document.text(at) == ")")?;
        next = document.same_sentence(close + 1, tokens.start)?;
    }
    if let Some(verb) = verb_at(document, next) {
        return Some(verb);
    }
    if !matches!(document.text(next), "," | "—" | "–") {
        return None;
    }
    let after_comma = |at: usize| {
        let verb = document.same_sentence(at + 1, next).filter(|&verb| document.is_predicate(verb));
        verb.filter(|_| document.text(at) == document.text(next))
    };
    (next + 1..next + FARTHEST_VERB)
        .map_while(|at| document.same_sentence(at, next))
        .take_while(|&at| document.shape(at) != Shape::Mark)
        .filter(|&at| document.shape(at) == Shape::Punctuation)
        .take(3)
        .find_map(after_comma)
}
