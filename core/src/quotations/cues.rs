//! Attributions: a cue, who its subject is, and the circumstances beside it.

mod inverted;
mod nouns;
mod sources;
mod subjectless;

use std::ops::Range;

use super::circumstances::{self, Circumstances};
use super::clause::{is_related, phrase_after, phrase_before};
use super::stream::{Item, Kind, Stream, Unit};
use super::words::{Act, Acts, CueWord, Form, Pack, Trait};
use crate::analysis::AttributionMethod;
use inverted::{enclitic_before, inverted, named_behind};
use nouns::{is_noun, noun};
use sources::{according, behind_relative, is_inverting, source_of};
use subjectless::{asked, dropped, is_led, passive_clause, passive_verb, without_subject};

/// Subjects are looked for no farther back than this, so that reading stays linear.
const FARTHEST: usize = 200;

/// A cue in its clause; all numbers are indices of items.
#[derive(Clone, Debug)]
pub(super) struct Attribution {
    /// The cue.
    pub(super) at: usize,
    /// One past the last word of the cue.
    pub(super) cue_end: usize,
    /// The first item of the clause: the subject's, or the cue's where that comes first.
    pub(super) begin: usize,
    /// One past the last item of the clause.
    pub(super) end: usize,
    pub(super) word: CueWord,
    pub(super) negated: bool,
    pub(super) speaker: Option<Range<usize>>,
    pub(super) method: AttributionMethod,
    pub(super) circumstances: Circumstances,
    /// Who passes it on, where the cue is a noun with an owner of its own.
    pub(super) relayer: Option<Range<usize>>,
}

impl Attribution {
    /// That of a cue alone.
    pub(super) fn new(at: usize, word: CueWord, method: AttributionMethod) -> Self {
        Self {
            at,
            cue_end: at + 1,
            begin: at,
            end: at + 1,
            word,
            negated: false,
            speaker: None,
            method,
            circumstances: Circumstances::default(),
            relayer: None,
        }
    }

    pub(super) fn acts(&self) -> Acts {
        self.word.acts
    }

    /// Who its subject is, where that is somebody: "on" may be anybody.
    pub(super) fn subject(&self, stream: &Stream<'_>) -> Option<&Range<usize>> {
        let anybody =
            |subject: &Range<usize>| subject.len() == 1 && stream.items[subject.start].is(Trait::Indefinite);
        self.speaker.as_ref().filter(|subject| !anybody(subject))
    }

    /// Whether its subject is nobody: "nobody has asked him to".
    pub(super) fn is_by_nobody(&self, stream: &Stream<'_>) -> bool {
        let subject = self.speaker.as_ref().and_then(|speaker| stream.items.get(speaker.clone()));
        let [first, rest @ ..] = subject.unwrap_or_default() else { return false };
        let one = || rest.first().is_some_and(|item| item.span.of(stream.text).eq_ignore_ascii_case("one"));
        first.is(Trait::Nobody) || first.is(Trait::Negation) && one()
    }

    pub(super) fn is_inverted(&self) -> bool {
        self.method == AttributionMethod::InvertedCue
    }
}

/// The attributions of a unit, in order.
pub(super) fn attributions(stream: &Stream<'_>, unit: &Unit) -> Vec<Attribution> {
    let items = &stream.items[..unit.items.end];
    let mut found: Vec<Attribution> = Vec::new();
    for at in unit.items.clone() {
        crate::interrupt::look();
        let low = unit.items.start.max(at.saturating_sub(FARTHEST));
        let item = &items[at];
        let source = if item.is(Trait::SourceLead) { stream.source_words(at) } else { None };
        let attribution = if item.is(Trait::According) || source.is_some() {
            according(items, low, at, source)
        } else if let Some(word) = item.cue {
            if word.acts.has(Act::Noun) && is_noun(items, low, at) {
                noun(items, low, at, word, found.last())
            } else {
                let verb =
                    verb(stream.pack, items, (low, at), word, &found).or_else(|| asked(items, low, at, word));
                verb.or_else(|| {
                    let dropped = stream.pack.drops_subjects.then(|| dropped(items, low, at, word));
                    dropped.flatten()
                })
            }
        } else {
            item.beside.and_then(|word| beside(stream.pack, items, (low, at), word, &found))
        };
        found.extend(attribution.filter(|attribution| !attribution.is_by_nobody(stream)));
    }
    found
}

/// A verb with its subject before it or after it.
fn verb(
    pack: &Pack,
    items: &[Item],
    (low, at): (usize, usize),
    word: CueWord,
    found: &[Attribution],
) -> Option<Attribution> {
    let romance = pack.incises;
    if !is_verb(items, low, at, word) {
        return None;
    }
    let start = verb_start(items, low, at);
    // "le maire accusé de fraude": a participle without its auxiliary has no speaker for its subject.
    if romance && word.form == Form::Participle && start == at && enclitic_before(items, low, at).is_none() {
        return None;
    }
    if pack.drops_subjects && is_led(items, low, start) {
        return None;
    }
    let start = governing_start(items, low, start, at);
    let negated = (start..at).any(|i| items[i].is(Trait::Negation));
    let passive = word.form != Form::Gerund
        && (start..at).any(|i| items[i].is(Trait::Be))
        && !(start..at).any(|i| items[i].is(Trait::To));
    let base = Attribution { negated, ..Attribution::new(at, word, AttributionMethod::Cue) };
    if passive && matches!(word.form, Form::Past | Form::Participle) {
        return passive_verb(items, base.clone()).or_else(|| passive_clause(items, low, start, base));
    }
    if let Some((begin, subject, between)) = inverted(items, (low, at), word, romance) {
        let (circumstances, end) = circumstances::read(items, subject.end.max(at + 1), word.acts, true);
        let circumstances = between.or(circumstances);
        let apposed = circumstances::skip_apposition(items, subject.end);
        // "Comme l'a dit X, les aides restent": what follows is no apposition where nothing comes after it.
        let clause = items[begin].is(Trait::Inverting)
            && items.get(apposed).is_none_or(|item| item.kind != Kind::Comma);
        let named = if romance { named_behind(items, subject.end) } else { subject.end };
        let mut end = if clause { end } else { end.max(apposed).max(named) };
        let method = AttributionMethod::InvertedCue;
        let mut subject = subject;
        if word.acts.has(Act::Impersonal) {
            subject = source_of(items, end)?;
            end = subject.end;
        }
        return Some(Attribution { begin, end, speaker: Some(subject), method, circumstances, ..base });
    }
    let related = found.last().filter(|_| romance).and_then(|other| behind_relative(items, other, start));
    let Some((speaker, begin)) = related.or_else(|| subject(items, low, start, word, found)) else {
        return without_subject(items, start, word, base);
    };
    if names(items, low, at, &speaker) {
        return None;
    }
    let (circumstances, end) = circumstances::read(items, at + 1, word.acts, false);
    let circumstances = circumstances.or(circumstances::leading(items, low, begin));
    let begin = begin - usize::from(is_parenthesis(items, low, begin, end));
    // "cited X as saying": who cites passes it on.
    let cited = word.form == Form::Gerund && items[start - 1].is(Trait::As);
    let relayed = found.last().filter(|verb| cited && verb.acts().has(Act::Relay));
    let relayer = relayed.and_then(|verb| verb.speaker.clone());
    Some(Attribution { begin, end, speaker: Some(speaker), circumstances, relayer, ..base })
}

/// A verb for the manner of speaking, which attributes nothing but quoted words that touch its clause: `"…," he beamed`,
/// `"…?" she shot back`.
fn beside(
    pack: &Pack,
    items: &[Item],
    (low, at): (usize, usize),
    word: CueWord,
    found: &[Attribution],
) -> Option<Attribution> {
    let mut attribution = verb(pack, items, (low, at), word, found)?;
    let ends = |at: usize| items.get(at).is_none_or(|item| !item.is_word() && item.kind != Kind::Figure);
    if attribution.end == at + 1 && items.get(at + 1).is_some_and(|next| next.is(Trait::Particle)) {
        attribution.end += usize::from(ends(at + 2));
    }
    // "…," X thanked Y for it: what has an object is told and does not tell.
    let next = items.get(attribution.end);
    let closed = ends(attribution.end)
        || next
            .is_some_and(|next| next.traits.any(&[Trait::Preposition, Trait::Adverb, Trait::Subordinator]));
    let run_at = |at: usize| items.get(at).is_some_and(|item| item.run().is_some());
    let before = attribution.begin > low && run_at(attribution.begin - 1);
    let mark = next.is_some_and(|item| matches!(item.kind, Kind::Comma | Kind::Colon));
    let after = mark && attribution.begin <= low + 1 && run_at(attribution.end + 1);
    let inverted = attribution.method == AttributionMethod::InvertedCue;
    (closed && (inverted || before || after)).then_some(attribution)
}

/// Whether "called" tells the name of its subject: "a play called “…”", but not "what critics called “…”".
fn names(items: &[Item], low: usize, at: usize, subject: &Range<usize>) -> bool {
    let somebody = |item: &Item| {
        item.is_name() && item.traits.is_empty() || item.traits.any(&[Trait::Subject, Trait::Collective])
    };
    items[at].is(Trait::Naming)
        && items.get(at + 1).is_some_and(|next| next.run().is_some())
        && !items[subject.clone()].iter().any(somebody)
        && !is_related(items, low, subject.start)
}

/// Whether an "as" makes a parenthesis of the clause: "as X noted,".
fn is_parenthesis(items: &[Item], low: usize, begin: usize, end: usize) -> bool {
    begin > low
        && items[begin - 1].is(Trait::As)
        && (begin - 1 == low
            || matches!(items[begin - 2].kind, Kind::Comma | Kind::Dash)
            || items[begin - 2].is(Trait::And))
        && items.get(end).is_none_or(|item| matches!(item.kind, Kind::Comma | Kind::Stop | Kind::Dash))
}

/// Where the verb group begins: auxiliaries, adverbs and negation before the cue belong to it.
fn verb_start(items: &[Item], low: usize, at: usize) -> usize {
    let mut start = at;
    while start > low {
        let item = &items[start - 1];
        let parenthesis = item.kind == Kind::Comma
            && start > low + 2
            && items[start - 2].is(Trait::Adverb)
            && items[start - 3].kind == Kind::Comma;
        if parenthesis {
            start -= 3;
        } else if item.traits.any(&[Trait::Auxiliary, Trait::Adverb, Trait::Negation, Trait::To, Trait::Time])
            && !item.traits.any(&[Trait::Possessive, Trait::Subject])
            && !item.is(Trait::Pronoun)
            || item.manner && item.traits.is_empty()
            || item.is(Trait::Clitic)
            || item.is(Trait::Possessive)
                && item.is(Trait::Auxiliary)
                && start > low + 1
                && items[start - 2].is(Trait::Subject)
        {
            start -= 1;
        } else {
            break;
        }
    }
    start
}

/// Where the verb group begins that governs an infinitive: "officials started to claim".
fn governing_start(items: &[Item], low: usize, start: usize, at: usize) -> usize {
    let infinitive = (start..at).any(|i| items[i].is(Trait::To));
    let governor = start.checked_sub(1).filter(|&i| i > low && infinitive).map(|i| &items[i]);
    let verb = governor.is_some_and(|item| {
        item.is_word()
            && !item.is_name()
            && item.traits.is_empty()
            && !items[start - 2].traits.any(&[Trait::Determiner, Trait::Owner])
    });
    if verb { verb_start(items, low, start - 1) } else { start }
}

/// Whether the cue is a verb here, as far as its neighbours tell.
fn is_verb(items: &[Item], low: usize, at: usize, word: CueWord) -> bool {
    if at == low {
        return word.form == Form::Gerund;
    }
    if items[at].is_name() && !in_title_case(items, low, at) {
        return false;
    }
    let before = &items[at - 1];
    // "One says", "most said that", but "most claims" and "all reported cases".
    let counts = before.is(Trait::Quantity)
        && matches!(word.form, Form::Past | Form::Present)
        && (word.form == Form::Past || !word.acts.any(&[Act::Ambiguous, Act::Noun]))
        && items.get(at + 1).is_none_or(|next| {
            next.traits.any(&[Trait::That, Trait::Subject, Trait::Determiner, Trait::Owner])
                || next.is_name()
                || !next.is_word()
        });
    let noun_place = !counts
        && before.traits.any(&[Trait::Determiner, Trait::Owner])
        && !(before.is(Trait::Clitic) && (word.form == Form::Past || is_inverting(items, low, at - 1)))
        && !before.is(Trait::That)
        && !before.traits.any(&[Trait::Subject, Trait::Collective]);
    if noun_place || (before.is(Trait::Possessive) && !before.is(Trait::Auxiliary)) {
        return false;
    }
    if before.is(Trait::Possessive) && !matches!(word.form, Form::Gerund) {
        let pronoun = at > low + 1 && items[at - 2].is(Trait::Subject);
        return pronoun;
    }
    match word.form {
        Form::Present if word.acts.has(Act::Ambiguous) => {
            let led = [
                Trait::Subject,
                Trait::Auxiliary,
                Trait::To,
                Trait::Adverb,
                Trait::Collective,
                Trait::Relative,
            ];
            before.traits.any(&led) || before.is_name() && !items[at].is_name()
        }
        Form::Present => !before.is(Trait::Preposition) || before.is(Trait::To),
        _ => !(before.is(Trait::Preposition) && !before.is(Trait::Subordinator) && word.form == Form::Past),
    }
}

/// Whether a cue with a capital stands in a headline whose words all have one.
fn in_title_case(items: &[Item], low: usize, at: usize) -> bool {
    let around = &items[low.max(at.saturating_sub(6))..items.len().min(at + 7)];
    let lower =
        around.iter().filter(|item| item.is_word() && !item.is_name() && item.traits.is_empty()).count();
    let names = around.iter().filter(|item| item.is_name()).count();
    lower == 0 && names > 3 && items[at].cue.is_some_and(|cue| !cue.acts.has(Act::Ambiguous))
}

/// The subject before a verb group that begins at `start`, and where its clause begins.
fn subject(
    items: &[Item],
    low: usize,
    start: usize,
    word: CueWord,
    found: &[Attribution],
) -> Option<(Range<usize>, usize)> {
    if start == low {
        return None;
    }
    let before = &items[start - 1];
    if before.kind == Kind::Comma && word.form != Form::Gerund {
        if let Some((head, full)) = apposition(items, low, start - 1) {
            return Some((head, full));
        }
    } else if word.form == Form::Gerund
        && before.is(Trait::As)
        && let Some(cited) = phrase_before(items, low, start - 1)
    {
        return Some((cited, start));
    } else if before.is(Trait::Relative) {
        let mut end = start - 1;
        while end > low && matches!(items[end - 1].kind, Kind::Comma) {
            end -= 1;
        }
        // Behind a comma the whole phrase is meant: "a person close to the talks, who said".
        let restricts = end == start - 1;
        let subject = phrase_before(items, low, end)?;
        return Some((if restricts { nearest(items, subject) } else { subject }, start));
    } else if before.is(Trait::That) && !before.is(Trait::Subject) {
        let antecedent = phrase_before(items, low, start - 1)?;
        return Some((antecedent, start));
    }
    let direct = if word.form == Form::Gerund || before.is(Trait::And) {
        None
    } else {
        phrase_before(items, low, start)
    };
    if let Some(subject) = direct
        && !is_object(items, low, &subject)
    {
        let begin = subject.start;
        return Some((subject, begin));
    }
    shared(items, low, start, found).map(|subject| (subject, start))
}

/// The last noun phrase of a phrase, which a relative pronoun means: "a payment to a man who said".
fn nearest(items: &[Item], phrase: Range<usize>) -> Range<usize> {
    let begins = |at: usize| {
        items[at - 1].is(Trait::Nominal) && items[at].traits.any(&[Trait::Determiner, Trait::Owner])
    };
    let begin = (phrase.start + 1..phrase.end).rev().find(|&at| begins(at));
    begin.unwrap_or(phrase.start)..phrase.end
}

/// Whether a phrase is what a preposition or an infinitive before it governs, so that it cannot be a subject.
fn is_object(items: &[Item], low: usize, phrase: &Range<usize>) -> bool {
    let pronoun = phrase.len() == 1
        && items[phrase.start].is(Trait::Pronoun)
        && !items[phrase.start].is(Trait::Subject);
    pronoun || phrase.start > low && items[phrase.start - 1].is(Trait::To)
}

/// The subject before an apposition that ends at a comma: its head, and where it begins.
fn apposition(items: &[Item], low: usize, comma: usize) -> Option<(Range<usize>, usize)> {
    let mut end = comma;
    for _ in 0..4 {
        let first =
            (low..end).rev().take(40).find(|&i| items[i].kind == Kind::Comma || items[i].run().is_some())?;
        if items[first].run().is_some() {
            return phrase_before(items, first + 1, comma).map(|phrase| (phrase.clone(), phrase.start));
        }
        let phrase = phrase_before(items, low, first)?;
        let lead = &items[phrase.start];
        let inner = phrase.start > low
            && items[phrase.start - 1].kind == Kind::Comma
            && (!lead.is_name() || phrase.len() < 2)
            && (low..phrase.start - 1).any(|i| items[i].is_name());
        if !inner {
            return Some((phrase.clone(), phrase.start));
        }
        end = phrase.start - 1 + 1;
        end = end.min(first);
    }
    None
}

/// The subject that a verb shares with what stands before it: "X did this and said", "…, saying".
fn shared(items: &[Item], low: usize, start: usize, found: &[Attribution]) -> Option<Range<usize>> {
    let nearest = found.iter().rev().find(|other| other.at < start && other.method == AttributionMethod::Cue);
    if let Some(other) = nearest {
        // "X asked whether it would rain, he looked up and said": a pronoun behind a comma begins a clause of its own.
        let own = (other.end + 1..start).rev().find(|&at| {
            items[at - 1].kind == Kind::Comma
                && items[at].traits.has(Trait::Subject)
                && !items[at].traits.any(&[Trait::Relative, Trait::Determiner])
        });
        return own.map_or_else(|| other.speaker.clone(), |at| Some(at..at + 1));
    }
    // Else the first noun phrase of the clause: after a comma where adverbials lead.
    let mut begin = low;
    while begin < start {
        let item = &items[begin];
        if item.is_name() && item.traits.is_empty()
            || item.is(Trait::Subject)
            || item.traits.any(&[Trait::Determiner, Trait::Owner])
        {
            let governed = begin > low && items[begin - 1].is(Trait::Preposition);
            let phrase = phrase_after(items, begin, start).filter(|_| !governed);
            // "Eight years ago, she …"
            let time = phrase.as_ref().is_some_and(|phrase| {
                items.get(phrase.end).is_some_and(|next| next.is(Trait::Adverb))
                    && items.get(phrase.end + 1).is_some_and(|next| next.kind == Kind::Comma)
            });
            if !governed && !time {
                return phrase;
            }
        }
        begin += 1;
    }
    None
}
