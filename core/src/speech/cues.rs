//! Attributions: a cue, who its subject is, and the adjuncts beside it.

mod inverted;
mod nouns;
mod sources;
mod subjectless;
mod subjects;
mod verbs;

use std::ops::Range;

use super::adjuncts::{self, Adjuncts};
use super::clause::{is_related, phrase_after};
use super::nodes::{Kind, Node, SpeechTokens, SpeechUnit};
use crate::analysis::AttributionMethod;
use crate::lang::{CueFrame, CueFrames, CueWord, Form, LanguagePack, WordClass};
use crate::rules::Rule;
use inverted::{enclitic_before, inverted, named_behind};
use nouns::{is_noun, noun};
use sources::{according, behind_relative, source_of};
use subjectless::{asked, dropped, is_led, passive_clause, passive_verb, without_subject};
use subjects::{fronted, subject};
use verbs::{governing_start, is_verb, must_invert, verb_start};

/// Subjects are looked for no farther back than this, so that reading stays linear.
const FARTHEST: usize = 200;

/// A cue in its clause; all numbers are indices of nodes.
#[derive(Clone, Debug)]
pub(crate) struct CueClause {
    /// The cue.
    pub(crate) at: usize,
    /// One past the last word of the cue.
    pub(crate) cue_end: usize,
    /// The first node of the clause: the subject's, or the cue's where that comes first.
    pub(crate) begin: usize,
    /// One past the last node of the clause.
    pub(crate) end: usize,
    pub(crate) word: CueWord,
    pub(crate) negated: bool,
    pub(crate) speaker: Option<Range<usize>>,
    pub(crate) method: AttributionMethod,
    pub(crate) rule: Rule,
    pub(crate) adjuncts: Adjuncts,
    /// Who passes it on, where the cue is a noun with an owner of its own.
    pub(crate) relayer: Option<Range<usize>>,
}

impl CueClause {
    /// That of a cue alone.
    pub(crate) fn new(at: usize, word: CueWord, method: AttributionMethod, rule: Rule) -> Self {
        Self {
            at,
            cue_end: at + 1,
            begin: at,
            end: at + 1,
            word,
            negated: false,
            speaker: None,
            method,
            rule,
            adjuncts: Adjuncts::default(),
            relayer: None,
        }
    }

    pub(crate) fn frames(&self) -> CueFrames {
        self.word.frames
    }

    /// Who its subject is, where that is somebody: "on" may be anybody.
    pub(crate) fn subject(&self, tokens: &SpeechTokens<'_>) -> Option<&Range<usize>> {
        let anybody = |subject: &Range<usize>| {
            subject.len() == 1 && tokens.nodes[subject.start].is(WordClass::IndefiniteSubject)
        };
        self.speaker.as_ref().filter(|subject| !anybody(subject))
    }

    /// Whether its subject is nobody: "nobody has asked him to".
    pub(crate) fn is_by_nobody(&self, tokens: &SpeechTokens<'_>) -> bool {
        let subject = self.speaker.as_ref().and_then(|speaker| tokens.nodes.get(speaker.clone()));
        let [first, rest @ ..] = subject.unwrap_or_default() else { return false };
        let one = || rest.first().is_some_and(|node| node.span.of(tokens.text).eq_ignore_ascii_case("one"));
        first.is(WordClass::Placeholder) || first.is(WordClass::Negation) && one()
    }

    pub(crate) fn is_inverted(&self) -> bool {
        self.method == AttributionMethod::InvertedCue
    }
}

/// The clauses of speech of a unit, in order.
pub(crate) fn clauses(tokens: &SpeechTokens<'_>, unit: &SpeechUnit) -> Vec<CueClause> {
    let nodes = &tokens.nodes[..unit.nodes.end];
    let mut found: Vec<CueClause> = Vec::new();
    for at in unit.nodes.clone() {
        crate::interrupt::checkpoint();
        let low = unit.nodes.start.max(at.saturating_sub(FARTHEST));
        let node = &nodes[at];
        let source = if node.is(WordClass::SourcePhrase) { tokens.source_words(at) } else { None };
        let attribution = if node.is(WordClass::According) || source.is_some() {
            according(nodes, low, at, source)
        } else if let Some(word) = node.cue {
            let english = !tokens.pack.grammar().medial_attribution;
            let nominal = word.frames.has(CueFrame::Noun)
                && (matches!(word.form, Form::Present | Form::Gerund) || !english);
            if nominal && is_noun(nodes, low, at) {
                let read = noun(nodes, (low, at), word, found.last(), english);
                // "The trust claims that": no noun where nobody owns it.
                read.or_else(|| {
                    let clausal = english && word.frames.has(CueFrame::That);
                    clausal.then(|| verb(tokens.pack, nodes, (low, at), word, &found))?
                })
            } else {
                let led = at > low && nodes[at - 1].is(WordClass::Subordinator);
                let passive = led && word.frames.has(CueFrame::Wh) && word.form == Form::Past;
                let verb = if passive && !tokens.pack.grammar().medial_attribution {
                    asked(nodes, low, at, word)
                } else {
                    verb(tokens.pack, nodes, (low, at), word, &found).or_else(|| asked(nodes, low, at, word))
                };
                verb.or_else(|| {
                    let dropped = tokens.pack.grammar().null_subject.then(|| dropped(nodes, low, at, word));
                    dropped.flatten()
                })
            }
        } else {
            node.beside.and_then(|word| beside(tokens.pack, nodes, (low, at), word, &found))
        };
        found.extend(attribution.filter(|attribution| {
            !(attribution.is_by_nobody(tokens) || at > low && is_idle(nodes, low, attribution))
        }));
    }
    found
}

/// One past the words of a cue: with what completes it in "made clear", "made it known"; none where that is missing.
fn cue_end(nodes: &[Node], at: usize, word: CueWord) -> Option<usize> {
    if !word.frames.has(CueFrame::Phrase) {
        return Some(at + 1);
    }
    let it = nodes.get(at + 1).is_some_and(|node| node.is(WordClass::Expletive));
    let complement = at + 1 + usize::from(it);
    nodes.get(complement).filter(|node| node.is(WordClass::CueComplement)).map(|_| complement + 1)
}

/// Whether a verb that is one of speech only with a clause has none: "found a way", "to show how", but not "found that".
fn is_idle(nodes: &[Node], low: usize, clause: &CueClause) -> bool {
    use CueFrame::{Addressee, Bare, Complementizer, LabelAs, Noun, Np, Quote, QuoteOnly, Relay, That, Wh};
    let frames = clause.frames();
    if clause.method == AttributionMethod::AccordingTo
        || !frames.has(Complementizer) && !frames.has(Wh)
        || frames.any(&[Addressee, Bare, LabelAs, Noun, Np, Quote, QuoteOnly, Relay, That])
    {
        return false;
    }
    let next = nodes.get(clause.end);
    let follows = next.is_some_and(|next| {
        next.is(WordClass::Complementizer) && frames.has(Complementizer)
            || next.is(WordClass::Interrogative) && frames.has(Wh)
    });
    let purpose = nodes[low.max(clause.at.saturating_sub(3))..clause.at]
        .iter()
        .any(|node| node.is(WordClass::InfinitiveMarker));
    let behind = clause.begin > low
        && nodes[clause.begin - 1].kind == Kind::Comma
        && next.is_none_or(|next| matches!(next.kind, Kind::Stop | Kind::Comma));
    !(follows && !purpose || behind)
}

/// A verb with its subject before it or after it.
#[expect(clippy::too_many_lines, reason = "the readings of a verb, in the order in which they are tried")]
fn verb(
    pack: &LanguagePack,
    nodes: &[Node],
    (low, at): (usize, usize),
    word: CueWord,
    found: &[CueClause],
) -> Option<CueClause> {
    let romance = pack.grammar().medial_attribution;
    if !is_verb(nodes, low, at, word) {
        return None;
    }
    let start = verb_start(nodes, low, at);
    // "le maire accusé de fraude": a participle without its auxiliary has no speaker for its subject.
    if romance && word.form == Form::Participle && start == at && enclitic_before(nodes, low, at).is_none() {
        return None;
    }
    if pack.grammar().null_subject && is_led(nodes, low, start) {
        return None;
    }
    let start = governing_start(nodes, low, start, at);
    let negated = (start..at).any(|i| nodes[i].is(WordClass::Negation));
    let passive = word.form != Form::Gerund
        && (start..at).any(|i| nodes[i].is(WordClass::Copula))
        && !(start..at).any(|i| nodes[i].is(WordClass::InfinitiveMarker));
    let base = CueClause { negated, ..CueClause::new(at, word, AttributionMethod::Cue, Rule::CueSubject) };
    if passive && matches!(word.form, Form::Past | Form::Participle) {
        return passive_verb(nodes, base.clone()).or_else(|| passive_clause(nodes, low, start, base));
    }
    if let Some((begin, subject, between)) = inverted(nodes, (low, at), word, romance) {
        let (adjuncts, end) = adjuncts::read(nodes, subject.end.max(at + 1), word.frames, true);
        let adjuncts = between.or(adjuncts);
        let mut subject = subject;
        let apposed = match adjuncts::names_behind(nodes, &subject).filter(|_| !romance) {
            Some(names) => {
                let end = names.end;
                // "said the two deputies, Ann Lee and Tom Day": several are meant.
                subject = if names.len() > 1 && is_list(nodes, &names) { names } else { subject };
                end
            }
            None => adjuncts::skip_apposition(nodes, subject.end),
        };
        // "Comme l'a dit X, les aides restent": what follows is no apposition where nothing comes after it.
        let clause = nodes[begin].is(WordClass::Inverting)
            && nodes.get(apposed).is_none_or(|node| node.kind != Kind::Comma);
        let named = if romance { named_behind(nodes, subject.end) } else { subject.end };
        let mut end = if clause { end } else { end.max(apposed).max(named) };
        let method = AttributionMethod::InvertedCue;
        let mut rule = if nodes[begin].is(WordClass::Inverting) {
            Rule::CueAsInverted
        } else if subject.start < at {
            Rule::CueEnclitic
        } else {
            Rule::CueInverted
        };
        if word.frames.has(CueFrame::Impersonal) {
            rule = Rule::CueImpersonal;
            subject = source_of(nodes, end)?;
            end = subject.end;
        }
        return Some(CueClause { begin, end, speaker: Some(subject), method, rule, adjuncts, ..base });
    }
    if must_invert(nodes, low, at, word) {
        return None;
    }
    if at == low && !romance {
        let (speaker, comma) = fronted(nodes, at)?;
        let (adjuncts, end) = adjuncts::read(nodes, at + 1, word.frames, false);
        let rule = Rule::CueFronted;
        return (end < comma).then_some(CueClause { end, speaker: Some(speaker), adjuncts, rule, ..base });
    }
    let related = found.last().filter(|_| romance).and_then(|other| behind_relative(nodes, other, start));
    let Some((speaker, begin, rule)) = related.or_else(|| subject(nodes, low, start, word, found)) else {
        return without_subject(nodes, start, word, base);
    };
    if names(nodes, low, at, &speaker) {
        return None;
    }
    // "Neither the bank nor its auditor would say".
    let neither =
        speaker.start > low && nodes[speaker.start - 1].is(WordClass::Negation) && rule == Rule::CueSubject;
    let negated = negated || neither && is_list(nodes, &speaker);
    let cue_end = cue_end(nodes, at, word)?;
    let base = CueClause { cue_end, ..base };
    let (adjuncts, end) = adjuncts::read(nodes, cue_end, word.frames, false);
    let told =
        told_behind(nodes, low, (begin, end), word).filter(|_| !romance && adjuncts.addressee.is_none());
    let (adjuncts, end) = match told {
        Some(told) => {
            let addressee = Some(adjuncts::cover(nodes, told.start, told.end));
            (Adjuncts { addressee, ..adjuncts }, told.end)
        }
        None => (adjuncts, end),
    };
    let adjuncts = adjuncts.or(adjuncts::leading(nodes, low, begin));
    let begin = begin - usize::from(is_parenthesis(nodes, low, begin, end));
    // "cited X as saying": who cites passes it on.
    let cited = word.form == Form::Gerund && nodes[start - 1].is(WordClass::Comparative);
    let relayed = found.last().filter(|verb| cited && verb.frames().has(CueFrame::Relay));
    let relayer = relayed.and_then(|verb| verb.speaker.clone());
    Some(CueClause { begin, end, speaker: Some(speaker), rule, adjuncts, relayer, negated, ..base })
}

/// A verb for the manner of speaking, which attributes nothing but quoted words that touch its clause: `"…," he beamed`,
/// `"…?" she shot back`.
fn beside(
    pack: &LanguagePack,
    nodes: &[Node],
    (low, at): (usize, usize),
    word: CueWord,
    found: &[CueClause],
) -> Option<CueClause> {
    let mut attribution = verb(pack, nodes, (low, at), word, found)?;
    let ends = |at: usize| nodes.get(at).is_none_or(|node| !node.is_word() && node.kind != Kind::Figure);
    if attribution.end == at + 1 && nodes.get(at + 1).is_some_and(|next| next.is(WordClass::VerbParticle)) {
        attribution.end += usize::from(ends(at + 2));
    }
    // "…," X thanked Y for it: what has an object is told and does not tell.
    let next = nodes.get(attribution.end);
    let closed = ends(attribution.end)
        || next.is_some_and(|next| {
            next.classes.any(&[WordClass::Preposition, WordClass::Adverb, WordClass::Subordinator])
        });
    let run_at = |at: usize| nodes.get(at).is_some_and(|node| node.run().is_some());
    let before = attribution.begin > low && run_at(attribution.begin - 1);
    let mark = next.is_some_and(|node| matches!(node.kind, Kind::Comma | Kind::Colon));
    let after = mark && attribution.begin <= low + 1 && run_at(attribution.end + 1);
    let inverted = attribution.method == AttributionMethod::InvertedCue;
    attribution.rule = Rule::MannerVerb;
    (closed && (inverted || before || after)).then_some(attribution)
}

/// Who is told what stands before a clause of speech: "Nobody would lose a job, X promised the crews."
fn told_behind(
    nodes: &[Node],
    low: usize,
    (begin, end): (usize, usize),
    word: CueWord,
) -> Option<Range<usize>> {
    let said = begin > low + 3
        && nodes[begin - 1].kind == Kind::Comma
        && nodes[low..begin].iter().any(|node| node.finite)
        && !nodes[low].classes.any(&[WordClass::Subordinator, WordClass::Preposition]);
    let tells = word.frames.has(CueFrame::That) && word.frames.has(CueFrame::Infinitive);
    let phrase =
        phrase_after(nodes, end, nodes.len()).filter(|phrase| said && tells && phrase.start == end)?;
    let closed = nodes.get(phrase.end).is_none_or(|node| matches!(node.kind, Kind::Comma | Kind::Stop));
    closed.then_some(phrase)
}

/// Whether names are several.
fn is_list(nodes: &[Node], names: &Range<usize>) -> bool {
    nodes[names.clone()].iter().any(|node| node.is(WordClass::Coordinator))
}

/// Whether "called" tells the name of its subject: "a play called “…”", but not "what critics called “…”".
fn names(nodes: &[Node], low: usize, at: usize, subject: &Range<usize>) -> bool {
    let somebody = |node: &Node| {
        node.is_name() && node.classes.is_empty()
            || node.classes.any(&[WordClass::SubjectPronoun, WordClass::Collective])
    };
    nodes[at].is(WordClass::Naming)
        && nodes.get(at + 1).is_some_and(|next| next.run().is_some())
        && !nodes[subject.clone()].iter().any(somebody)
        && !is_related(nodes, low, subject.start)
}

/// Whether an "as" makes a parenthesis of the clause: "as X noted,".
fn is_parenthesis(nodes: &[Node], low: usize, begin: usize, end: usize) -> bool {
    begin > low
        && nodes[begin - 1].is(WordClass::Comparative)
        && (begin - 1 == low
            || matches!(nodes[begin - 2].kind, Kind::Comma | Kind::Dash)
            || nodes[begin - 2].is(WordClass::Coordinator))
        && nodes.get(end).is_none_or(|node| matches!(node.kind, Kind::Comma | Kind::Stop | Kind::Dash))
}
