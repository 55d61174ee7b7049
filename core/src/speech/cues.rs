//! Attributions: a cue, who its subject is, and the adjuncts beside it.

mod inverted;
mod nouns;
mod sources;
mod subjectless;

use std::ops::Range;

use super::adjuncts::{self, Adjuncts};
use super::clause::{is_related, phrase_after, phrase_before};
use super::nodes::{Kind, Node, SpeechTokens, SpeechUnit};
use crate::analysis::AttributionMethod;
use crate::lang::{CueFrame, CueFrames, CueWord, Form, LanguagePack, WordClass};
use crate::rules::Rule;
use inverted::{enclitic_before, inverted, named_behind};
use nouns::{is_noun, noun};
use sources::{according, behind_relative, is_inverting, source_of};
use subjectless::{asked, dropped, is_led, passive_clause, passive_verb, without_subject};

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
            if word.frames.has(CueFrame::Noun) && is_noun(nodes, low, at) {
                noun(nodes, low, at, word, found.last())
            } else {
                let verb =
                    verb(tokens.pack, nodes, (low, at), word, &found).or_else(|| asked(nodes, low, at, word));
                verb.or_else(|| {
                    let dropped = tokens.pack.grammar().null_subject.then(|| dropped(nodes, low, at, word));
                    dropped.flatten()
                })
            }
        } else {
            node.beside.and_then(|word| beside(tokens.pack, nodes, (low, at), word, &found))
        };
        found.extend(attribution.filter(|attribution| !attribution.is_by_nobody(tokens)));
    }
    found
}

/// A verb with its subject before it or after it.
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
        let apposed = adjuncts::skip_apposition(nodes, subject.end);
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
        let mut subject = subject;
        if word.frames.has(CueFrame::Impersonal) {
            rule = Rule::CueImpersonal;
            subject = source_of(nodes, end)?;
            end = subject.end;
        }
        return Some(CueClause { begin, end, speaker: Some(subject), method, rule, adjuncts, ..base });
    }
    let related = found.last().filter(|_| romance).and_then(|other| behind_relative(nodes, other, start));
    let Some((speaker, begin, rule)) = related.or_else(|| subject(nodes, low, start, word, found)) else {
        return without_subject(nodes, start, word, base);
    };
    if names(nodes, low, at, &speaker) {
        return None;
    }
    let (adjuncts, end) = adjuncts::read(nodes, at + 1, word.frames, false);
    let adjuncts = adjuncts.or(adjuncts::leading(nodes, low, begin));
    let begin = begin - usize::from(is_parenthesis(nodes, low, begin, end));
    // "cited X as saying": who cites passes it on.
    let cited = word.form == Form::Gerund && nodes[start - 1].is(WordClass::Comparative);
    let relayed = found.last().filter(|verb| cited && verb.frames().has(CueFrame::Relay));
    let relayer = relayed.and_then(|verb| verb.speaker.clone());
    Some(CueClause { begin, end, speaker: Some(speaker), rule, adjuncts, relayer, ..base })
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

/// Where the verb group begins: auxiliaries, adverbs and negation before the cue belong to it.
fn verb_start(nodes: &[Node], low: usize, at: usize) -> usize {
    let mut start = at;
    while start > low {
        let node = &nodes[start - 1];
        let parenthesis = node.kind == Kind::Comma
            && start > low + 2
            && nodes[start - 2].is(WordClass::Adverb)
            && nodes[start - 3].kind == Kind::Comma;
        if parenthesis {
            start -= 3;
        } else if node.classes.any(&[
            WordClass::Auxiliary,
            WordClass::Adverb,
            WordClass::Negation,
            WordClass::InfinitiveMarker,
            WordClass::TimeAdverb,
        ]) && !node.classes.any(&[WordClass::PossessiveClitic, WordClass::SubjectPronoun])
            && !node.is(WordClass::Pronoun)
            || node.manner && node.classes.is_empty()
            || node.is(WordClass::Clitic)
            || node.is(WordClass::PossessiveClitic)
                && node.is(WordClass::Auxiliary)
                && start > low + 1
                && nodes[start - 2].is(WordClass::SubjectPronoun)
        {
            start -= 1;
        } else {
            break;
        }
    }
    start
}

/// Where the verb group begins that governs an infinitive: "officials started to claim".
fn governing_start(nodes: &[Node], low: usize, start: usize, at: usize) -> usize {
    let infinitive = (start..at).any(|i| nodes[i].is(WordClass::InfinitiveMarker));
    let governor = start.checked_sub(1).filter(|&i| i > low && infinitive).map(|i| &nodes[i]);
    let verb = governor.is_some_and(|node| {
        node.is_word()
            && !node.is_name()
            && node.classes.is_empty()
            && !nodes[start - 2].classes.any(&[WordClass::Determiner, WordClass::PossessiveDeterminer])
    });
    if verb { verb_start(nodes, low, start - 1) } else { start }
}

/// Whether the cue is a verb here, as far as its neighbours tell.
fn is_verb(nodes: &[Node], low: usize, at: usize, word: CueWord) -> bool {
    if at == low {
        return word.form == Form::Gerund;
    }
    if nodes[at].is_name() && !in_title_case(nodes, low, at) {
        return false;
    }
    let before = &nodes[at - 1];
    // "One says", "most said that", but "most claims" and "all reported cases".
    let counts = before.is(WordClass::Quantifier)
        && matches!(word.form, Form::Past | Form::Present)
        && (word.form == Form::Past || !word.frames.any(&[CueFrame::Ambiguous, CueFrame::Noun]))
        && nodes.get(at + 1).is_none_or(|next| {
            next.classes.any(&[
                WordClass::Complementizer,
                WordClass::SubjectPronoun,
                WordClass::Determiner,
                WordClass::PossessiveDeterminer,
            ]) || next.is_name()
                || !next.is_word()
        });
    let noun_place = !counts
        && before.classes.any(&[WordClass::Determiner, WordClass::PossessiveDeterminer])
        && !(before.is(WordClass::Clitic) && (word.form == Form::Past || is_inverting(nodes, low, at - 1)))
        && !before.is(WordClass::Complementizer)
        && !before.classes.any(&[WordClass::SubjectPronoun, WordClass::Collective]);
    if noun_place || (before.is(WordClass::PossessiveClitic) && !before.is(WordClass::Auxiliary)) {
        return false;
    }
    if before.is(WordClass::PossessiveClitic) && !matches!(word.form, Form::Gerund) {
        let pronoun = at > low + 1 && nodes[at - 2].is(WordClass::SubjectPronoun);
        return pronoun;
    }
    match word.form {
        Form::Present if word.frames.has(CueFrame::Ambiguous) => {
            let led = [
                WordClass::SubjectPronoun,
                WordClass::Auxiliary,
                WordClass::InfinitiveMarker,
                WordClass::Adverb,
                WordClass::Collective,
                WordClass::Relative,
            ];
            before.classes.any(&led) || before.is_name() && !nodes[at].is_name()
        }
        Form::Present => !before.is(WordClass::Preposition) || before.is(WordClass::InfinitiveMarker),
        _ => {
            !(before.is(WordClass::Preposition)
                && !before.is(WordClass::Subordinator)
                && word.form == Form::Past)
        }
    }
}

/// Whether a cue with a capital stands in a headline whose words all have one.
fn in_title_case(nodes: &[Node], low: usize, at: usize) -> bool {
    let around = &nodes[low.max(at.saturating_sub(6))..nodes.len().min(at + 7)];
    let lower =
        around.iter().filter(|node| node.is_word() && !node.is_name() && node.classes.is_empty()).count();
    let names = around.iter().filter(|node| node.is_name()).count();
    lower == 0 && names > 3 && nodes[at].cue.is_some_and(|cue| !cue.frames.has(CueFrame::Ambiguous))
}

/// The subject before a verb group that begins at `start`, where its clause begins, and what tells it.
fn subject(
    nodes: &[Node],
    low: usize,
    start: usize,
    word: CueWord,
    found: &[CueClause],
) -> Option<(Range<usize>, usize, Rule)> {
    if start == low {
        return None;
    }
    let before = &nodes[start - 1];
    if before.kind == Kind::Comma && word.form != Form::Gerund {
        if let Some((head, full)) = apposition(nodes, low, start - 1) {
            return Some((head, full, Rule::CueApposition));
        }
    } else if word.form == Form::Gerund
        && before.is(WordClass::Comparative)
        && let Some(cited) = phrase_before(nodes, low, start - 1)
    {
        return Some((cited, start, Rule::CitedAsSaying));
    } else if before.is(WordClass::Relative) {
        let mut end = start - 1;
        while end > low && matches!(nodes[end - 1].kind, Kind::Comma) {
            end -= 1;
        }
        // Behind a comma the whole phrase is meant: "a person close to the talks, who said".
        let restricts = end == start - 1;
        let subject = phrase_before(nodes, low, end)?;
        let subject = if restricts { nearest(nodes, subject) } else { subject };
        return Some((subject, start, Rule::CueRelative));
    } else if before.is(WordClass::Complementizer) && !before.is(WordClass::SubjectPronoun) {
        let antecedent = phrase_before(nodes, low, start - 1)?;
        return Some((antecedent, start, Rule::CueRelative));
    }
    let direct = if word.form == Form::Gerund || before.is(WordClass::Coordinator) {
        None
    } else {
        phrase_before(nodes, low, start)
    };
    if let Some(subject) = direct
        && !is_object(nodes, low, &subject)
    {
        let begin = subject.start;
        return Some((subject, begin, Rule::CueSubject));
    }
    shared(nodes, low, start, found).map(|subject| (subject, start, Rule::CueSharedSubject))
}

/// The last noun phrase of a phrase, which a relative pronoun means: "a payment to a man who said".
fn nearest(nodes: &[Node], phrase: Range<usize>) -> Range<usize> {
    let begins = |at: usize| {
        nodes[at - 1].is(WordClass::NounPreposition)
            && nodes[at].classes.any(&[WordClass::Determiner, WordClass::PossessiveDeterminer])
    };
    let begin = (phrase.start + 1..phrase.end).rev().find(|&at| begins(at));
    begin.unwrap_or(phrase.start)..phrase.end
}

/// Whether a phrase is what a preposition or an infinitive before it governs, so that it cannot be a subject.
fn is_object(nodes: &[Node], low: usize, phrase: &Range<usize>) -> bool {
    let pronoun = phrase.len() == 1
        && nodes[phrase.start].is(WordClass::Pronoun)
        && !nodes[phrase.start].is(WordClass::SubjectPronoun);
    pronoun || phrase.start > low && nodes[phrase.start - 1].is(WordClass::InfinitiveMarker)
}

/// The subject before an apposition that ends at a comma: its head, and where it begins.
fn apposition(nodes: &[Node], low: usize, comma: usize) -> Option<(Range<usize>, usize)> {
    let mut end = comma;
    for _ in 0..4 {
        let first =
            (low..end).rev().take(40).find(|&i| nodes[i].kind == Kind::Comma || nodes[i].run().is_some())?;
        if nodes[first].run().is_some() {
            return phrase_before(nodes, first + 1, comma).map(|phrase| (phrase.clone(), phrase.start));
        }
        let phrase = phrase_before(nodes, low, first)?;
        let lead = &nodes[phrase.start];
        let inner = phrase.start > low
            && nodes[phrase.start - 1].kind == Kind::Comma
            && (!lead.is_name() || phrase.len() < 2)
            && (low..phrase.start - 1).any(|i| nodes[i].is_name());
        if !inner {
            return Some((phrase.clone(), phrase.start));
        }
        end = phrase.start - 1 + 1;
        end = end.min(first);
    }
    None
}

/// The subject that a verb shares with what stands before it: "X did this and said", "…, saying".
fn shared(nodes: &[Node], low: usize, start: usize, found: &[CueClause]) -> Option<Range<usize>> {
    let nearest = found.iter().rev().find(|other| other.at < start && other.method == AttributionMethod::Cue);
    if let Some(other) = nearest {
        // "X asked whether it would rain, he looked up and said": a pronoun behind a comma begins a clause of its own.
        let own = (other.end + 1..start).rev().find(|&at| {
            nodes[at - 1].kind == Kind::Comma
                && nodes[at].classes.has(WordClass::SubjectPronoun)
                && !nodes[at].classes.any(&[WordClass::Relative, WordClass::Determiner])
        });
        return own.map_or_else(|| other.speaker.clone(), |at| Some(at..at + 1));
    }
    // Else the first noun phrase of the clause: after a comma where adverbials lead.
    let mut begin = low;
    while begin < start {
        let node = &nodes[begin];
        if node.is_name() && node.classes.is_empty()
            || node.is(WordClass::SubjectPronoun)
            || node.classes.any(&[WordClass::Determiner, WordClass::PossessiveDeterminer])
        {
            let governed = begin > low && nodes[begin - 1].is(WordClass::Preposition);
            let phrase = phrase_after(nodes, begin, start).filter(|_| !governed);
            // "Eight years ago, she …"
            let time = phrase.as_ref().is_some_and(|phrase| {
                nodes.get(phrase.end).is_some_and(|next| next.is(WordClass::Adverb))
                    && nodes.get(phrase.end + 1).is_some_and(|next| next.kind == Kind::Comma)
            });
            if !governed && !time {
                return phrase;
            }
        }
        begin += 1;
    }
    None
}
