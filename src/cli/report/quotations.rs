use super::wrap::{Run, paragraph};
use super::{BOLD, DIM, PLAIN, WORDS, add, explanation, heading, text};
use crate::rpc::v1;

/// Columns before the words of a quotation.
pub(super) const MARGIN: &str = "     ";

/// Adds every quotation in the order of the text: who, what, and how, when and where.
pub(super) fn write(out: &mut String, response: &v1::AnalyzeDocumentResponse, width: usize) {
    let asked = response.structure.is_some() || !response.quotations.is_empty();
    if !asked {
        return;
    }
    heading(out, "Who said what");
    if response.quotations.is_empty() {
        out.push_str("  Nobody is quoted.\n");
    }
    for (at, quotation) in response.quotations.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        out.push_str(&format!("{:>3}  ", at + 1));
        paragraph(out, MARGIN, width, &speaker(quotation.speaker.as_ref()));
        out.push_str(MARGIN);
        paragraph(out, MARGIN, width, &content(quotation));
        let details = details(quotation, response);
        let mut runs: Vec<Run<'_>> = Vec::new();
        for detail in &details {
            add(&mut runs, " · ", DIM, detail);
        }
        out.push_str(MARGIN);
        paragraph(out, MARGIN, width, &runs);
        if let Some(explanation) = &quotation.explanation {
            explanation::write(out, explanation, width);
        }
    }
    explanation::write_rejected(out, &response.rejected_runs, width);
}

/// Who speaks: the resolved name, what the text says instead, and the role.
fn speaker(speaker: Option<&v1::Speaker>) -> Vec<Run<'_>> {
    let Some(speaker) = speaker else { return vec![(DIM, "nobody named")] };
    let written = text(speaker.span.as_ref());
    let mut runs = Vec::new();
    if speaker.name.is_empty() {
        add(&mut runs, "", BOLD, if written.is_empty() { "nobody named" } else { written });
    } else {
        add(&mut runs, "", BOLD, &speaker.name);
        // A part of the name says nothing new.
        if !written.is_empty() && !speaker.name.contains(written) && !written.contains(speaker.name.as_str())
        {
            runs.extend([(DIM, " (“"), (DIM, written), (DIM, "”)")]);
        }
    }
    add(&mut runs, ", ", PLAIN, &speaker.description);
    runs
}

/// What is said, in marks where it is in the speaker's own words.
fn content(quotation: &v1::Quotation) -> Vec<Run<'_>> {
    let direct = quotation.kind() == v1::QuotationKind::Direct;
    let mut runs = Vec::new();
    if direct {
        runs.push((WORDS, "“"));
    }
    for (at, segment) in quotation.segments.iter().enumerate() {
        if at > 0 {
            runs.push((DIM, " … "));
        }
        if direct {
            runs.push((WORDS, &segment.text));
        } else {
            add_parts(&mut runs, segment, &quotation.quoted_parts);
        }
    }
    if direct {
        runs.push((WORDS, "”"));
    }
    runs
}

/// Adds a segment with its quoted parts set off. Offsets of both are bytes.
fn add_parts<'a>(runs: &mut Vec<Run<'a>>, segment: &'a v1::Span, quoted: &[v1::Span]) {
    let cut = |from: u32, to: u32| {
        let (from, to) = (from.saturating_sub(segment.begin), to.saturating_sub(segment.begin));
        segment.text.get(from as usize..to as usize).unwrap_or_default()
    };
    let mut at = segment.begin;
    for part in quoted.iter().filter(|part| segment.begin <= part.begin && part.end <= segment.end) {
        runs.push((PLAIN, cut(at, part.begin)));
        runs.push((WORDS, cut(part.begin, part.end)));
        at = part.end;
    }
    runs.push((PLAIN, cut(at, segment.end)));
}

/// How, to whom, where and when it was said, and by whom it was passed on.
fn details(quotation: &v1::Quotation, response: &v1::AnalyzeDocumentResponse) -> Vec<String> {
    let kind = quotation.kind().as_str_name().trim_start_matches("QUOTATION_KIND_").to_ascii_lowercase();
    let mut details = vec![kind];
    if let Some(cue) = &quotation.cue {
        let negated = if cue.negated { " (negated)" } else { "" };
        details.push(format!("{}{negated}", text(cue.span.as_ref())));
    }
    if let Some(addressee) = &quotation.addressee {
        details.push(format!("to {}", addressee.text));
    }
    details.extend(quotation.venue.as_ref().map(|venue| venue.text.clone()));
    details.extend(quotation.time.as_ref().map(|time| match resolved(time, &response.entities) {
        Some(value) => format!("{} ({value})", time.text),
        None => time.text.clone(),
    }));
    let names = quotation.relayed_by.iter().filter_map(|&id| response.entities.get(id as usize));
    details.extend(names.map(|entity| format!("relayed by {}", entity.name)));
    details.extend(quotation.parent_id.map(|id| format!("within {}", id + 1)));
    details
}

/// The date that a time is resolved to.
fn resolved<'a>(time: &v1::Span, entities: &'a [v1::Entity]) -> Option<&'a str> {
    let inside = |mention: &v1::EntityMention| {
        mention.span.as_ref().is_some_and(|span| time.begin <= span.begin && span.end <= time.end)
    };
    entities
        .iter()
        .filter(|entity| matches!(entity.r#type(), v1::EntityType::Date | v1::EntityType::Time))
        .find(|entity| entity.mentions.iter().any(inside))
        .map(|entity| entity.normalized_value.as_str())
        .filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Ann Bell told reporters on Monday that it was “a good day”.";

    fn span(part: &str) -> Option<v1::Span> {
        let begin = TEXT.find(part).unwrap() as u32;
        Some(v1::Span { begin, end: begin + part.len() as u32, text: part.into() })
    }

    fn quotation() -> v1::Quotation {
        v1::Quotation {
            kind: v1::QuotationKind::Mixed.into(),
            segments: vec![span("it was “a good day”").unwrap()],
            quoted_parts: vec![span("a good day").unwrap()],
            cue: Some(v1::Cue { span: span("told"), lemma: "tell".into(), negated: false }),
            addressee: span("reporters"),
            time: span("on Monday"),
            speaker: Some(v1::Speaker {
                span: span("Ann Bell"),
                name: "Ann Bell".into(),
                ..Default::default()
            }),
            ..Default::default()
        }
    }

    #[track_caller]
    fn check(quotation: v1::Quotation, expect: &str) {
        let monday = v1::Entity {
            name: "Monday".into(),
            r#type: v1::EntityType::Date.into(),
            normalized_value: "2024-05-06".into(),
            mentions: vec![v1::EntityMention { span: span("Monday"), ..Default::default() }],
            ..Default::default()
        };
        let response = v1::AnalyzeDocumentResponse {
            quotations: vec![quotation],
            entities: vec![monday],
            ..Default::default()
        };
        let mut out = String::new();
        write(&mut out, &response, 60);
        assert_eq!(anstream::adapter::strip_str(&out).to_string(), format!("\nWho said what\n\n{expect}"));
    }

    #[test]
    fn a_quotation_says_who_what_how_to_whom_and_when() {
        check(
            quotation(),
            "  1  Ann Bell\n     it was “a good day”\n     mixed · told · to reporters · on Monday (2024-05-06)\n",
        );
    }

    #[test]
    fn the_words_of_a_direct_quotation_stand_in_marks() {
        let direct = v1::Quotation {
            kind: v1::QuotationKind::Direct.into(),
            segments: vec![span("it was").unwrap(), span("good").unwrap()],
            speaker: None,
            cue: None,
            addressee: None,
            time: None,
            ..quotation()
        };
        check(direct, "  1  nobody named\n     “it was … good”\n     direct\n");
    }

    #[test]
    fn a_resolved_speaker_also_says_what_was_written() {
        let speaker = Some(v1::Speaker {
            span: Some(v1::Span { text: "she".into(), ..Default::default() }),
            name: "Ann Bell".into(),
            description: "mayor of Exton".into(),
            ..Default::default()
        });
        let quotation =
            v1::Quotation { speaker, time: None, addressee: None, parent_id: Some(3), ..quotation() };
        check(
            quotation,
            "  1  Ann Bell (“she”), mayor of Exton\n     it was “a good day”\n     mixed · told · within 4\n",
        );
    }
}
