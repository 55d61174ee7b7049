//! What lines are by the lines beside them: turns of interviews and transcripts, entries with a time, rows of a table,
//! the header of a mail. None of them tells alone.

use super::lexicon::Lexicon;
use super::turns::TurnLabel;
use super::{Draft, line_shape};
use crate::analysis::BlockKind;
use crate::interrupt;
use crate::lang::phrases::PhraseKind;
use std::collections::HashMap;

/// Gives kinds to the units that are known by the lines beside them.
pub(super) fn mark(draft: &mut Draft<'_>, lexicon: &Lexicon) {
    questions_and_answers(draft, lexicon);
    transcript(draft);
    entries(draft);
    rows(draft);
    repeated_captions(draft);
    mail_header(draft, lexicon);
}

/// Turns that begin with a letter and a stop. Either letter may be an initial, so there has to be a question with its
/// answer.
fn questions_and_answers(draft: &mut Draft<'_>, lexicon: &Lexicon) {
    let begins = |letters: &str| {
        let (question, answer) = letters.split_once(' ')?;
        Some((question.to_uppercase() + ". ", answer.to_uppercase() + ". "))
    };
    let mut letters: Vec<_> = lexicon.all(PhraseKind::QuestionAnswer).filter_map(begins).collect();
    letters.sort();
    let answered = |(question, answer): &(String, String)| {
        (1..draft.units.len()).any(|at| {
            interrupt::checkpoint();
            let asked = draft.unit(at - 1);
            draft.unit(at).starts_with(answer.as_str())
                && asked.starts_with(question.as_str())
                && asked.ends_with(['?', '？'])
        })
    };
    let Some((question, answer)) = letters.into_iter().find(answered) else { return };
    for at in 0..draft.units.len() {
        interrupt::checkpoint();
        let is_turn = [&question, &answer].iter().any(|letter| draft.unit(at).starts_with(letter.as_str()));
        if is_turn && draft.kinds[at].is_none() {
            draft.kinds[at] = Some(BlockKind::Speaker);
        }
    }
}

/// Turns of a transcript, known by the form of their labels. They make up much of it, and somebody speaks again.
fn transcript(draft: &mut Draft<'_>) {
    const FEWEST: usize = 3;
    let label = |at: usize| {
        interrupt::checkpoint();
        let free = matches!(draft.kinds[at], None | Some(BlockKind::Heading | BlockKind::ListItem));
        let text = draft.unit(at);
        let label = TurnLabel::read(text).filter(|_| free)?;
        let key = label.key(text);
        Some((label.is_formal, key))
    };
    let labels: Vec<Option<(bool, String)>> = (0..draft.units.len()).map(label).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (_, key) in labels.iter().flatten() {
        *counts.entry(key).or_default() += 1;
    }
    let formal = labels.iter().flatten().filter(|(is_formal, _)| *is_formal).count();
    let turns: usize = counts.values().sum();
    let is_transcript = counts.len() > 1
        && counts.values().any(|&count| count > 1)
        && turns >= FEWEST
        && formal * 2 >= turns
        && turns * 3 >= labels.len();
    for at in (0..labels.len()).filter(|&at| is_transcript && labels[at].is_some()) {
        draft.kinds[at] = Some(BlockKind::Speaker);
    }
}

/// The places of the turns of a transcript: units that begin with a name and a colon, of several names of which one comes
/// again.
pub(super) fn turns(draft: &Draft<'_>, story: usize) -> Vec<bool> {
    let speaks = |at: usize| {
        interrupt::checkpoint();
        let text = draft.units[at].of(draft.text);
        // What ends like no sentence is a heading with a colon.
        if at >= story && line_shape::ends_sentence(text) { name_before_colon(text) } else { None }
    };
    let names: Vec<Option<&str>> = (0..draft.units.len()).map(speaks).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for name in names.iter().flatten() {
        *counts.entry(name).or_default() += 1;
    }
    let is_transcript = counts.len() > 1 && counts.values().any(|&count| count > 1);
    names.into_iter().map(|name| is_transcript && name.is_some()).collect()
}

/// The name that a unit begins with before a colon and what is said.
fn name_before_colon(text: &str) -> Option<&str> {
    const MOST_WORDS: usize = 4;
    let (name, said) = line_shape::head(text, 60).split_once(':')?;
    let words = name.split_whitespace();
    let is_name = words.clone().all(|word| word.starts_with(char::is_uppercase)) && !name.contains(',');
    (is_name && (1..=MOST_WORDS).contains(&words.count()) && said.starts_with(' ')).then_some(name)
}

/// Short lines that begin with a time of day, one right below the other: a list of what happened when.
fn entries(draft: &mut Draft<'_>) {
    let is_entry = |at: usize| {
        interrupt::checkpoint();
        let text = draft.unit(at);
        draft.kinds[at].is_none()
            && text.len() <= 160
            && !line_shape::ends_with_stop(text)
            && begins_with_time(text)
    };
    let entries: Vec<bool> = (0..draft.units.len()).map(is_entry).collect();
    for at in 1..entries.len() {
        interrupt::checkpoint();
        if entries[at - 1] && entries[at] && !draft.units[at].gap {
            draft.kinds[at - 1] = Some(BlockKind::ListItem);
            draft.kinds[at] = Some(BlockKind::ListItem);
        }
    }
}

/// Whether a text begins with a time of day that words follow ("16:40 Trains stop").
pub(super) fn begins_with_time(text: &str) -> bool {
    let Some((clock, after)) = text.split_once(' ') else { return false };
    let Some((hour, minute)) = clock.trim_end_matches([':', 'h', '-', '–']).split_once([':', '.', 'h'])
    else {
        return false;
    };
    let is_number = |number: &str, below: u8| {
        number.bytes().all(|byte| byte.is_ascii_digit())
            && number.parse::<u8>().is_ok_and(|value| value < below)
    };
    let words = after.trim_start_matches(['-', '–', '—', '|', ' ']);
    (1..=2).contains(&hour.len())
        && minute.len() == 2
        && is_number(hour, 24)
        && is_number(minute, 60)
        && line_shape::begins_sentence(words)
        && words.starts_with(|c: char| c.is_alphabetic() || line_shape::is_opening(c))
}

/// Lines with gaps right above or below a line of a table are lines of it, too: its head and rows without numbers.
fn rows(draft: &mut Draft<'_>) {
    let count = draft.units.len();
    let has_gaps = |draft: &Draft<'_>, at: usize| {
        let text = draft.unit(at);
        draft.kinds[at].is_none() && text.len() <= 200 && text.matches("   ").count() >= 2
    };
    for at in 1..count {
        interrupt::checkpoint();
        if draft.kinds[at - 1] == Some(BlockKind::Table) && !draft.units[at].gap && has_gaps(draft, at) {
            draft.kinds[at] = Some(BlockKind::Table);
        }
    }
    for at in (1..count).rev() {
        interrupt::checkpoint();
        if draft.kinds[at] == Some(BlockKind::Table) && !draft.units[at].gap && has_gaps(draft, at - 1) {
            draft.kinds[at - 1] = Some(BlockKind::Table);
        }
    }
}

/// A sentence that the next line repeats with a credit behind it describes a picture, twice: "The quay.", "The quay.Harbour
/// Press".
fn repeated_captions(draft: &mut Draft<'_>) {
    const LONGEST_CREDIT: usize = 40;
    for at in 2..draft.units.len() {
        interrupt::checkpoint();
        let (first, second) = (draft.unit(at - 1), draft.unit(at));
        let is_repeated = second.strip_prefix(first).is_some_and(|credit| {
            credit.len() <= LONGEST_CREDIT && credit.trim_start().starts_with(char::is_uppercase)
        }) && line_shape::ends_with_stop(first);
        if is_repeated && draft.kinds[at - 1].is_none() {
            draft.kinds[at - 1] = Some(BlockKind::Caption);
            draft.kinds[at] = Some(BlockKind::Caption);
        }
    }
}

/// The lines that a mail begins with, or that is forwarded below a note, belong to its envelope, all but the one of its
/// subject.
fn mail_header(draft: &mut Draft<'_>, lexicon: &Lexicon) {
    const FEWEST: usize = 3;
    let label = |at: usize| {
        let line = line_shape::head(draft.unit(at), 24);
        let colon = memchr::memchr(b':', line.as_bytes())?;
        Some(line[..colon].trim_matches('*').trim())
    };
    let is = |at: usize, kind: PhraseKind| {
        label(at)
            .is_some_and(|label| label.starts_with(char::is_uppercase) && lexicon.has_any_case(kind, label))
    };
    let is_subject = |at: usize| is(at, PhraseKind::MailSubject);
    let is_header = |at: &usize| is(*at, PhraseKind::MailHeader) || is_subject(*at);
    const REACH: usize = 20;
    let Some(first) = (0..draft.units.len().min(REACH)).find(is_header) else { return };
    let end = first + (first..draft.units.len()).take_while(is_header).count();
    if end - first < FEWEST || !(first..end).any(is_subject) {
        return;
    }
    let envelope: Vec<usize> =
        (first..end).filter(|&at| !is_subject(at) && draft.kinds[at] != Some(BlockKind::Date)).collect();
    for at in envelope {
        draft.kinds[at] = Some(BlockKind::Boilerplate);
    }
}
