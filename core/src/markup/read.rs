use super::RULE;
use super::names::Named;
use super::notes::Note;
use crate::analysis::{
    Analysis, AttributionMethod, Author, Block, BlockKind, Byline, Cue, Dateline, Entity, EntityType,
    Language, Mention, MentionKind, PublicationDate, Quotation, QuotationKind, Speaker, SpeakerKind,
};
use crate::text::{Span, trim};

/// Why a marked string cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}: {place:?}")]
pub struct MarkupError {
    problem: &'static str,
    // The mark or note at fault, or what stands before it.
    place: String,
}

fn error(problem: &'static str, place: &str) -> MarkupError {
    MarkupError { problem, place: place.chars().take(80).collect() }
}

/// Reads a marked document: its text, and what the marks and notes say of it. Confidences come back as 1.
///
/// # Errors
/// A mark is not closed or not known, or a note is not what it should be.
pub fn read(marked: &str) -> Result<(String, Analysis), MarkupError> {
    let (body, notes) = marked.split_once(RULE).unwrap_or((marked, ""));
    let (text, marks) = marks(body)?;
    let mut analysis = Analysis::default();
    for line in notes.lines().filter(|line| !line.is_empty() && !line.starts_with("//")) {
        note(&Note::parse(line), &mut analysis)?;
    }
    for mark in &marks {
        place(mark, &mut analysis)?;
    }
    let structure = &mut analysis.structure;
    add_whole_lines(&text, &mut structure.blocks);
    let headline = structure.blocks.iter().find(|block| block.kind == BlockKind::Headline);
    structure.headline = headline.map(|block| block.span);
    Ok((text, analysis))
}

/// One mark of the text: `name#id<entity:detail`.
#[derive(Debug)]
struct Mark<'a> {
    label: &'a str,
    span: Span,
}

impl<'a> Mark<'a> {
    fn parts(&self) -> (&'a str, Option<usize>, &'a str) {
        let at = self.label.find(['#', '<', ':']).unwrap_or(self.label.len());
        let (name, rest) = self.label.split_at(at);
        let Some(rest) = rest.strip_prefix('#') else { return (name, None, rest) };
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        (name, rest[..end].parse().ok(), &rest[end..])
    }
}

/// The text of a marked body, and its marks in order of where they begin.
fn marks(body: &str) -> Result<(String, Vec<Mark<'_>>), MarkupError> {
    let mut text = String::with_capacity(body.len());
    let mut marks: Vec<Mark<'_>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut rest = body;
    while let Some(at) = rest.find(['\\', '{', '}']) {
        text.push_str(&rest[..at]);
        let sign = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        match sign {
            b'\\' => {
                let c = rest.chars().next().ok_or_else(|| error("a backslash at the end", body))?;
                text.push(c);
                rest = &rest[c.len_utf8()..];
            }
            b'{' => {
                let (label, after) =
                    rest.split_once(' ').ok_or_else(|| error("a mark without text", rest))?;
                rest = after;
                let here = Span::from(text.len()..text.len());
                open.push(match label.strip_prefix('+') {
                    Some(label) => marks
                        .iter()
                        .rposition(|mark| mark.label == label)
                        .ok_or_else(|| error("a second piece without a first", label))?,
                    None => {
                        marks.push(Mark { label, span: here });
                        marks.len() - 1
                    }
                });
            }
            _ => {
                let mark = open.pop().ok_or_else(|| error("a closing brace too many before", rest))?;
                let here = Span::from(text.len()..text.len());
                marks[mark].span = marks[mark].span.cover(here);
            }
        }
    }
    text.push_str(rest);
    match open.last() {
        Some(&mark) => Err(error("a mark that is not closed", marks[mark].label)),
        None => Ok((text, marks)),
    }
}

/// Puts a mark where it belongs; what it refers to was made from the notes.
fn place(mark: &Mark<'_>, analysis: &mut Analysis) -> Result<(), MarkupError> {
    let (name, id, detail) = mark.parts();
    let unknown = || error("a mark that is not known, or has no note", mark.label);
    let span = mark.span;
    if let Some(kind) = BlockKind::named(name) {
        let level = detail.strip_prefix(':').map_or(Ok(0), str::parse).map_err(|_| unknown())?;
        analysis.structure.blocks.push(Block { span, kind, level, language: None });
        return Ok(());
    }
    let structure = &mut analysis.structure;
    match name {
        "credit" => structure.byline.as_mut().ok_or_else(unknown)?.span = Some(span),
        "dateline" => structure.dateline.as_mut().ok_or_else(unknown)?.span = span,
        "published" => structure.publication_date.as_mut().ok_or_else(unknown)?.span = Some(span),
        "author" => {
            let authors = structure.byline.as_mut().map(|byline| &mut byline.authors);
            authors.and_then(|authors| authors.get_mut(id?)).ok_or_else(unknown)?.span = Some(span);
        }
        _ if EntityType::named(name).is_some() => {
            let kind = match detail.strip_prefix(':') {
                Some(kind) => MentionKind::named(kind).ok_or_else(unknown)?,
                None => MentionKind::Name,
            };
            let entity = id.and_then(|id| analysis.entities.get_mut(id)).ok_or_else(unknown)?;
            entity.mentions.push(Mention { span, kind, confidence: 1.0 });
        }
        _ => {
            let quotation = id.and_then(|id| analysis.quotations.get_mut(id)).ok_or_else(unknown)?;
            place_in_quotation(name, detail, span, quotation).ok_or_else(unknown)?;
        }
    }
    Ok(())
}

fn place_in_quotation(name: &str, detail: &str, span: Span, quotation: &mut Quotation) -> Option<()> {
    match name {
        "Q" => {
            quotation.segments.push(span);
            if let Some(entity) = detail.strip_prefix('<') {
                quotation.speaker.as_mut()?.entity = Some(entity.parse().ok()?);
            }
        }
        "q" => quotation.quoted_parts.push(span),
        "cue" => quotation.cue.as_mut()?.span = span,
        "by" => quotation.speaker.as_mut()?.span = Some(span),
        "to" => quotation.addressee = Some(span),
        "at" => quotation.venue = Some(span),
        "on" => quotation.time = Some(span),
        _ => return None,
    }
    Some(())
}

/// Makes what a note describes.
fn note(note: &Note, analysis: &mut Analysis) -> Result<(), MarkupError> {
    let structure = &mut analysis.structure;
    match note.head.as_str() {
        "language" => {
            let code = note.fields.first().map_or("und", |(code, _)| code.as_str());
            analysis.language = Language { code: code.into(), ..Language::default() };
        }
        "byline" => {
            let author = |name: &str| Author { name: name.into(), span: None };
            let authors = note.values("author").map(author).collect();
            structure.byline = Some(Byline { span: None, authors, agency: note.value("agency").into() });
        }
        "dateline" => {
            structure.dateline = Some(Dateline {
                span: Span::default(),
                location: note.value("location").into(),
                agency: note.value("agency").into(),
                date: note.value("date").into(),
            });
        }
        "published" => {
            structure.publication_date =
                Some(PublicationDate { span: None, value: note.value("date").into() });
        }
        head => {
            let (label, name) = head.split_once(' ').unwrap_or((head, ""));
            let (kind, id) = label.split_once('#').ok_or_else(|| error("a note that is not known", head))?;
            let next = if kind == "Q" { analysis.quotations.len() } else { analysis.entities.len() };
            if id.parse() != Ok(next) {
                return Err(error("a note out of order", head));
            }
            match (kind, EntityType::named(kind), QuotationKind::named(name)) {
                ("Q", _, Some(kind)) => analysis.quotations.push(quotation(kind, note)?),
                (_, Some(kind), _) => analysis.entities.push(entity(kind, name, note)),
                _ => return Err(error("a note that is not known", head)),
            }
        }
    }
    Ok(())
}

fn entity(kind: EntityType, name: &str, note: &Note) -> Entity {
    Entity {
        name: name.into(),
        kind,
        mentions: Vec::new(),
        descriptions: note.values("role").map(str::to_owned).collect(),
        value: note.value("value").into(),
        knowledge_base_ids: note.values("kb").map(str::to_owned).collect(),
        salience: 0.0,
    }
}

fn quotation(kind: QuotationKind, note: &Note) -> Result<Quotation, MarkupError> {
    let wrong = |problem| move || error(problem, &note.head);
    let number =
        |text: &str| text.parse::<u32>().map_err(|_| error("a note with a wrong number", &note.head));
    let speaker = if note.has("as") {
        Some(Speaker {
            span: None,
            name: note.value("by").into(),
            entity: None,
            kind: SpeakerKind::named(note.value("as")).ok_or_else(wrong("an unknown kind of speaker"))?,
            description: note.value("role").into(),
            method: AttributionMethod::named(note.value("how")).ok_or_else(wrong("an unknown method"))?,
            confidence: 1.0,
        })
    } else {
        None
    };
    let cue = || Cue { span: Span::default(), lemma: note.value("cue").into(), negated: note.has("negated") };
    let relayed = note.value("relayed").split(',').filter(|id| !id.is_empty());
    Ok(Quotation {
        kind,
        segments: Vec::new(),
        quoted_parts: Vec::new(),
        cue: note.has("cue").then(cue),
        speaker,
        addressee: None,
        venue: None,
        time: None,
        parent: note.values("in").next().map(number).transpose()?,
        relayed_by: relayed.map(number).collect::<Result<_, _>>()?,
        rule: None,
        explanation: None,
        confidence: 1.0,
    })
}

/// Adds a paragraph for each line that no marked block touches.
fn add_whole_lines(text: &str, blocks: &mut Vec<Block>) {
    let mut marked = blocks.iter().map(|block| block.span).collect::<Vec<Span>>().into_iter().peekable();
    let mut begin = 0;
    for line in text.split_inclusive('\n') {
        let span = trim(text, Span::from(begin..begin + line.len()));
        begin += line.len();
        while marked.next_if(|block| block.end() <= span.begin()).is_some() {}
        if !span.is_empty() && marked.peek().is_none_or(|block| !block.overlaps(span)) {
            blocks.push(Block { span, kind: BlockKind::Paragraph, level: 0, language: None });
        }
    }
    blocks.sort_by_key(|block| block.span);
}
