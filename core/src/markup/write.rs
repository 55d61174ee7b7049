use super::RULE;
use super::names::Named;
use super::notes::Note;
use crate::analysis::{Analysis, Block, BlockKind, Entity, MentionKind, Quotation, Structure};
use crate::text::{Span, trim};

/// Writes a document with its analysis; [`read`](super::read()) is its inverse.
///
/// ```
/// use ascribe_core::analysis::Analysis;
/// use ascribe_core::markup;
///
/// let (text, analysis) = markup::read("{headline Port opens}\nIt did.")?;
/// assert_eq!(text, "Port opens\nIt did.");
/// assert!(markup::write(&text, &analysis).starts_with("{headline Port opens}\nIt did.\n"));
/// # Ok::<(), markup::MarkupError>(())
/// ```
#[must_use]
pub fn write(text: &str, analysis: &Analysis) -> String {
    let mut marks = Vec::new();
    mark_structure(text, &analysis.structure, &mut marks);
    for (id, quotation) in analysis.quotations.iter().enumerate() {
        mark_quotation(id, quotation, &mut marks);
    }
    for (id, entity) in analysis.entities.iter().enumerate() {
        mark_entity(id, entity, &mut marks);
    }
    // Stable, so that of equal spans the one that was added first is the outer one.
    marks.retain(|(span, _)| !span.is_empty());
    marks.sort_by_key(|(span, _)| (span.begin(), u32::MAX - span.end()));
    let mut out = marked(text, &marks);
    out.push_str(RULE);
    for note in notes(analysis) {
        out.push_str(&note.line());
        out.push('\n');
    }
    out
}

type Marks = Vec<(Span, String)>;

fn mark_structure(text: &str, structure: &Structure, marks: &mut Marks) {
    for block in structure.blocks.iter().filter(|block| !is_whole_line(text, block)) {
        let level = if block.level > 0 { format!(":{}", block.level) } else { String::new() };
        marks.push((block.span, format!("{}{level}", block.kind.name())));
    }
    if let Some(byline) = &structure.byline {
        marks.extend(byline.span.map(|span| (span, "credit".into())));
        let authors = byline.authors.iter().enumerate();
        marks.extend(authors.filter_map(|(id, author)| Some((author.span?, format!("author#{id}")))));
    }
    marks.extend(structure.dateline.as_ref().map(|dateline| (dateline.span, "dateline".into())));
    let published = structure.publication_date.as_ref();
    marks.extend(published.and_then(|date| Some((date.span?, "published".into()))));
}

/// Whether a block is what an unmarked line is taken for.
fn is_whole_line(text: &str, block: &Block) -> bool {
    let begin = text[..block.span.begin() as usize].rfind('\n').map_or(0, |at| at + 1);
    let end = text[begin..].find('\n').map_or(text.len(), |at| begin + at);
    block.kind == BlockKind::Paragraph && block.level == 0 && block.span == trim(text, Span::from(begin..end))
}

fn mark_quotation(id: usize, quotation: &Quotation, marks: &mut Marks) {
    let speaker = quotation.speaker.as_ref();
    let entity =
        speaker.and_then(|speaker| speaker.entity).map_or(String::new(), |entity| format!("<{entity}"));
    marks.extend(quotation.segments.iter().map(|&span| (span, format!("Q#{id}{entity}"))));
    marks.extend(quotation.quoted_parts.iter().map(|&span| (span, format!("q#{id}"))));
    for (label, span) in [
        ("cue", quotation.cue.as_ref().map(|cue| cue.span)),
        ("by", speaker.and_then(|speaker| speaker.span)),
        ("to", quotation.addressee),
        ("at", quotation.venue),
        ("on", quotation.time),
    ] {
        marks.extend(span.map(|span| (span, format!("{label}#{id}"))));
    }
}

fn mark_entity(id: usize, entity: &Entity, marks: &mut Marks) {
    for mention in &entity.mentions {
        let kind = match mention.kind {
            MentionKind::Name => String::new(),
            kind => format!(":{}", kind.name()),
        };
        marks.push((mention.span, format!("{}#{id}{kind}", entity.kind.name())));
    }
}

/// The text with its marks, which are sorted so that outer ones come first.
fn marked(text: &str, marks: &[(Span, String)]) -> String {
    let mut out = String::with_capacity(text.len() + marks.len() * 12);
    // Open marks, outermost first.
    let mut open: Vec<(u32, &str)> = Vec::new();
    let mut marks = marks.iter().peekable();
    for (at, c) in text.char_indices().map(|(at, c)| (at as u32, Some(c))).chain([(text.len() as u32, None)])
    {
        close(&mut out, &mut open, at);
        while let Some((span, label)) = marks.next_if(|(span, _)| span.begin() == at) {
            // A mark that ends before one inside which it would stand is cut by it: the longer one goes outside.
            let crossed = open.iter().position(|&(end, _)| end < span.end()).unwrap_or(open.len());
            let cut = open.split_off(crossed);
            cut.iter().for_each(|_| out.push('}'));
            begin(&mut out, &mut open, "", span.end(), label);
            cut.into_iter().for_each(|(end, label)| begin(&mut out, &mut open, "+", end, label));
        }
        let Some(c) = c else { break };
        let rule = c == '=' && text[..at as usize].ends_with('\n') && text[at as usize..].starts_with("===");
        if rule || matches!(c, '\\' | '{' | '}') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn begin<'a>(out: &mut String, open: &mut Vec<(u32, &'a str)>, prefix: &str, end: u32, label: &'a str) {
    out.push('{');
    out.push_str(prefix);
    out.push_str(label);
    out.push(' ');
    open.push((end, label));
}

/// Closes the marks that end here; longer ones are always outside shorter ones.
fn close(out: &mut String, open: &mut Vec<(u32, &str)>, at: u32) {
    while open.last().is_some_and(|&(end, _)| end <= at) {
        open.pop();
        out.push('}');
    }
}

fn notes(analysis: &Analysis) -> Vec<Note> {
    let structure = &analysis.structure;
    let mut notes = vec![Note::new("language").flag(&analysis.language.code, true)];
    if let Some(byline) = &structure.byline {
        let note = byline
            .authors
            .iter()
            .fold(Note::new("byline"), |note, author| note.field("author", &author.name));
        notes.push(note.field("agency", &byline.agency));
    }
    if let Some(dateline) = &structure.dateline {
        let note = Note::new("dateline").field("location", &dateline.location);
        notes.push(note.field("agency", &dateline.agency).field("date", &dateline.date));
    }
    if let Some(date) = &structure.publication_date {
        notes.push(Note::new("published").field("date", &date.value));
    }
    notes.extend(analysis.entities.iter().enumerate().map(|(id, entity)| entity_note(id, entity)));
    notes.extend(analysis.quotations.iter().enumerate().map(|(id, quotation)| quotation_note(id, quotation)));
    notes
}

fn entity_note(id: usize, entity: &Entity) -> Note {
    let note =
        Note::new(format!("{}#{id} {}", entity.kind.name(), entity.name)).field("value", &entity.value);
    let note = entity.descriptions.iter().fold(note, |note, role| note.field("role", role));
    entity.knowledge_base_ids.iter().fold(note, |note, id| note.field("kb", id))
}

fn quotation_note(id: usize, quotation: &Quotation) -> Note {
    let mut note = Note::new(format!("Q#{id} {}", quotation.kind.name()));
    if let Some(speaker) = &quotation.speaker {
        note = note
            .field("by", &speaker.name)
            .field("as", speaker.kind.name())
            .field("how", speaker.method.name())
            .field("role", &speaker.description);
    }
    if let Some(cue) = &quotation.cue {
        note = note.field("cue", &cue.lemma).flag("negated", cue.negated);
    }
    let parent = quotation.parent.map(|id| id.to_string()).unwrap_or_default();
    let relayed: Vec<String> = quotation.relayed_by.iter().map(u32::to_string).collect();
    note.field("in", &parent).field("relayed", &relayed.join(","))
}
