//! Who speaks without being the subject of a verb of speech: sources, and what stands between a subject and its verb.

use std::ops::Range;

use super::super::circumstances;
use super::super::clause::{phrase_after, phrase_before};
use super::super::stream::{Item, Kind};
use super::super::words::{CueWord, Form, Trait};
use super::{Attribution, FARTHEST};
use crate::analysis::AttributionMethod;

/// "According to X", and its like in other languages.
pub(super) fn according(items: &[Item], low: usize, at: usize, words: Option<usize>) -> Option<Attribution> {
    let to = usize::from(items.get(at + 1).is_some_and(|next| next.is(Trait::To)));
    let begin = at + words.unwrap_or(1 + to);
    let cue_end = begin;
    let told = items.get(begin).filter(|verb| {
        !verb.is_name() && verb.cue.is_some_and(|cue| matches!(cue.form, Form::Past | Form::Present))
    });
    if told.is_some() {
        // "Según explicó, …": who spoke before.
        let base = Attribution::new(at, CueWord::NONE, AttributionMethod::AccordingTo);
        return Some(Attribution { end: begin + 1, ..base });
    }
    let mut speaker = phrase_after(items, begin, items.len())?;
    // "a count by the agency"
    if items.get(speaker.end).is_some_and(|by| by.is(Trait::Agent))
        && let Some(author) = phrase_after(items, speaker.end + 1, items.len())
    {
        speaker.end = author.end;
    }
    // "According to X, the bridge collapsed": an apposition ends at a second comma.
    let end = Some(circumstances::skip_apposition(items, speaker.end))
        .filter(|&end| items.get(end).is_none_or(|item| item.kind != Kind::Stop))
        .unwrap_or(speaker.end);
    // "…, according to a report released on Monday by X": what follows the source tells more of it.
    let end = source_end(items, end);
    // "But according to X," begins the sentence as well.
    let begin = if at == low + 1 && items[low].traits.any(&[Trait::But, Trait::And, Trait::Adverb]) {
        low
    } else {
        at
    };
    let base = Attribution::new(at, CueWord::NONE, AttributionMethod::AccordingTo);
    Some(Attribution { begin, end, cue_end, speaker: Some(speaker), ..base })
}

/// Where the words end that say more of a source behind its noun phrase.
fn source_end(items: &[Item], end: usize) -> usize {
    use Trait::{And, But, Relative, Subject, Subordinator, That};
    let told = items.get(end).is_some_and(|item| {
        item.is_word()
            && !item.is_name()
            && (item.traits.is_empty() || item.traits.any(&[Trait::Adverb, Trait::Preposition]))
    });
    let goes_on = |item: &&Item| {
        (item.is_word() || item.kind == Kind::Figure)
            && !item.traits.any(&[And, But, Relative, Subject, Subordinator, That])
    };
    if told { end + items[end..].iter().take(FARTHEST / 4).take_while(goes_on).count() } else { end }
}

/// From whom something is heard: "a-t-on appris de source policière", "auprès du parquet".
pub(super) fn source_of(items: &[Item], at: usize) -> Option<Range<usize>> {
    let led = |item: &&Item| item.traits.any(&[Trait::Preposition, Trait::Determiner]);
    let skipped = items[at..].iter().take(3).take_while(led).count();
    (skipped > 0).then(|| phrase_after(items, at + skipped, items.len()))?
}

/// The subject behind a relative clause with a cue of its own: "Un directivo que pidió el anonimato reconoció".
pub(super) fn behind_relative(
    items: &[Item],
    other: &Attribution,
    start: usize,
) -> Option<(Range<usize>, usize)> {
    let clause = other.begin.checked_sub(1).filter(|_| other.at < start && start <= other.at + 4)?;
    let related = items[clause].traits.any(&[Trait::Relative, Trait::That]);
    let object = phrase_before(items, other.at + 1, start)?;
    (related && object.start == other.at + 1 && object.end == start)
        .then_some((other.speaker.clone()?, start))
}

/// Whether a word follows an "as" behind which a verb precedes its subject: "comme le souligne X".
pub(super) fn is_inverting(items: &[Item], low: usize, at: usize) -> bool {
    at > low && items[at - 1].is(Trait::Inverting)
}
