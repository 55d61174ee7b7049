use std::time::Duration;

use super::confidence::drop_unsure;
use super::names;
use super::request::Reply;
use crate::rpc::contract::v1;
use ascribe_core::analysis::{
    Analysis, Block, Byline, Cue, Dateline, Entity, Explanation, Language, LanguageCandidate, Mention,
    PublicationDate, Quotation, RejectedRun, Sentence, Speaker, Structure, Tokens, Warning, WeighedCandidate,
};
use ascribe_core::input::{Format, Source};
use ascribe_core::interrupt::checkpoint;
use ascribe_core::pipeline::Features;
use ascribe_core::rules::Rule;
use ascribe_core::text::Span;
use ascribe_core::text::offsets::{Offsets, Unit};

/// How long a document took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timing {
    /// Time in the admission queue.
    pub queue: Duration,
    /// Time of its analysis.
    pub analysis: Duration,
}

/// Builds a response from an analysis.
#[must_use]
pub fn response(
    reply: Reply,
    features: Features,
    source: Source,
    analysis: Analysis,
    timing: Timing,
) -> v1::AnalyzeDocumentResponse {
    let Analysis {
        language: found,
        structure,
        tokens,
        mut entities,
        mut quotations,
        rejected_runs,
        warnings,
        model,
    } = analysis;
    drop_unsure(&mut entities, &mut quotations, reply.min_confidence);
    let spans = Spans::new(&source.text, &reply, features.explain);
    let sentences = if features.tokens { tokens.sentences() } else { Vec::new() };
    let structure = features.structure.then(|| spans.structure(structure));
    let tokens = if features.tokens { spans.tokens(&tokens, &sentences) } else { Vec::new() };
    let entities = entities.into_iter().enumerate().map(|(id, entity)| spans.entity(id, entity));
    let entities = if features.entities { entities.collect() } else { Vec::new() };
    let quotations = quotations.into_iter().enumerate().map(|(id, quotation)| spans.quotation(id, quotation));
    let quotations = quotations.collect();
    let rejected_runs = if features.explain { rejected_runs } else { Vec::new() };
    let rejected_runs = rejected_runs.into_iter().map(|run| spans.rejected_run(run)).collect();
    let rendered = source.format != Format::PlainText || source.charset.is_some();
    v1::AnalyzeDocumentResponse {
        document_id: reply.document_id,
        offset_encoding: names::unit(reply.unit).into(),
        language: features.language.then(|| language(found)),
        structure,
        entities,
        quotations,
        rejected_runs,
        tokens,
        warnings: warnings.into_iter().map(warning).collect(),
        timing: Some(v1::Timing {
            queue_duration: Some(duration(timing.queue)),
            analysis_duration: Some(duration(timing.analysis)),
        }),
        format: names::format(source.format).into(),
        model: names::model(model).into(),
        charset: source.charset.unwrap_or_default().into(),
        text: if rendered || reply.include_text { source.text } else { String::new() },
    }
}

/// Converts a language.
#[must_use]
pub fn language(language: Language) -> v1::Language {
    let Language { code, iso639_3, name, script, confidence, reliable, supported, alternatives } = language;
    v1::Language {
        language_code: code,
        iso639_3,
        name,
        script,
        confidence,
        reliable,
        supported,
        alternatives: alternatives
            .into_iter()
            .map(|LanguageCandidate { code, iso639_3, confidence }| v1::LanguageCandidate {
                language_code: code,
                iso639_3,
                confidence,
            })
            .collect(),
    }
}

fn warning(Warning { code, message }: Warning) -> v1::Warning {
    v1::Warning { code: names::warning_code(code).into(), message }
}

/// Converts a duration, saturating.
pub(in crate::rpc::contract) fn duration(duration: Duration) -> pbjson_types::Duration {
    pbjson_types::Duration {
        seconds: i64::try_from(duration.as_secs()).unwrap_or(i64::MAX),
        nanos: duration.subsec_nanos().cast_signed(),
    }
}

/// Converts the results of one text; its spans to the caller's unit.
struct Spans<'a> {
    text: &'a str,
    offsets: Offsets<'a>,
    include_text: bool,
    explain: bool,
}

impl<'a> Spans<'a> {
    fn new(text: &'a str, reply: &Reply, explain: bool) -> Self {
        let unit: Unit = reply.unit;
        Self { text, offsets: Offsets::new(text, unit), include_text: reply.include_text, explain }
    }

    fn span(&self, span: Span) -> v1::Span {
        checkpoint();
        v1::Span {
            begin: self.offsets.convert(span.begin()),
            end: self.offsets.convert(span.end()),
            text: if self.include_text { span.of(self.text).into() } else { String::new() },
        }
    }

    fn spans(&self, spans: &[Span]) -> Vec<v1::Span> {
        spans.iter().map(|&span| self.span(span)).collect()
    }

    fn maybe(&self, span: Option<Span>) -> Option<v1::Span> {
        span.map(|span| self.span(span))
    }

    fn structure(&self, structure: Structure) -> v1::Structure {
        let Structure { headline, byline, dateline, publication_date, blocks, sentences, word_count } =
            structure;
        v1::Structure {
            headline: self.maybe(headline),
            byline: byline.map(|byline| self.byline(byline)),
            dateline: dateline.map(|Dateline { span, location, agency, date }| v1::Dateline {
                span: Some(self.span(span)),
                location,
                agency,
                date,
            }),
            publication_date: publication_date
                .map(|PublicationDate { span, value }| v1::PublicationDate { span: self.maybe(span), value }),
            blocks: blocks.into_iter().map(|block| self.block(block)).collect(),
            sentences: sentences
                .into_iter()
                .map(|Sentence { span, block }| v1::Sentence { span: Some(self.span(span)), block })
                .collect(),
            word_count,
        }
    }

    fn byline(&self, Byline { span, authors, agency }: Byline) -> v1::Byline {
        let authors = authors.into_iter();
        v1::Byline {
            span: self.maybe(span),
            authors: authors
                .map(|author| v1::Author { name: author.name, span: self.maybe(author.span) })
                .collect(),
            agency,
        }
    }

    fn block(&self, Block { span, kind, level, language }: Block) -> v1::Block {
        v1::Block {
            span: Some(self.span(span)),
            kind: names::block_kind(kind).into(),
            level,
            language_code: language.unwrap_or_default(),
        }
    }

    fn tokens(&self, tokens: &Tokens, sentences: &[u32]) -> Vec<v1::Token> {
        tokens
            .spans
            .iter()
            .zip(&tokens.tags)
            .zip(sentences)
            .map(|((&span, &tag), &sentence)| v1::Token {
                span: Some(self.span(span)),
                part_of_speech: names::tag(tag).into(),
                sentence,
            })
            .collect()
    }

    fn entity(&self, id: usize, entity: Entity) -> v1::Entity {
        let Entity { name, kind, mentions, descriptions, value, knowledge_base_ids, salience } = entity;
        v1::Entity {
            id: id as u32,
            name,
            r#type: names::entity_type(kind).into(),
            mentions: mentions
                .into_iter()
                .map(|Mention { span, kind, confidence }| v1::EntityMention {
                    span: Some(self.span(span)),
                    kind: names::mention_kind(kind).into(),
                    confidence,
                })
                .collect(),
            descriptions,
            normalized_value: value,
            knowledge_base_ids,
            salience,
        }
    }

    fn quotation(&self, id: usize, quotation: Quotation) -> v1::Quotation {
        let Quotation {
            kind,
            segments,
            quoted_parts,
            cue,
            speaker,
            addressee,
            venue,
            time,
            parent,
            relayed_by,
            rule,
            explanation,
            confidence,
        } = quotation;
        v1::Quotation {
            id: id as u32,
            kind: names::quotation_kind(kind).into(),
            segments: self.spans(&segments),
            quoted_parts: self.spans(&quoted_parts),
            cue: cue.map(|Cue { span, lemma, negated }| v1::Cue {
                span: Some(self.span(span)),
                lemma,
                negated,
            }),
            speaker: speaker.map(|speaker| self.speaker(speaker)),
            addressee: self.maybe(addressee),
            venue: self.maybe(venue),
            time: self.maybe(time),
            parent_id: parent,
            relayed_by,
            confidence,
            explanation: rule.filter(|_| self.explain).map(|rule| self.explanation(rule, explanation)),
        }
    }

    fn explanation(&self, rule: Rule, explanation: Option<Box<Explanation>>) -> v1::Explanation {
        let Explanation { speakers, antecedents } =
            explanation.map(|explanation| *explanation).unwrap_or_default();
        let candidates =
            |weighed: Vec<WeighedCandidate>| weighed.into_iter().map(|one| self.candidate(one)).collect();
        v1::Explanation {
            rule: rule.id().into(),
            claim: rule.claim().into(),
            speakers: candidates(speakers),
            antecedents: candidates(antecedents),
        }
    }

    fn candidate(&self, candidate: WeighedCandidate) -> v1::Candidate {
        let WeighedCandidate { span, name, score, chosen } = candidate;
        v1::Candidate { span: Some(self.span(span)), name, score, chosen }
    }

    fn rejected_run(&self, RejectedRun { span, rule }: RejectedRun) -> v1::RejectedRun {
        v1::RejectedRun { span: Some(self.span(span)), rule: rule.id().into(), claim: rule.claim().into() }
    }

    fn speaker(&self, speaker: Speaker) -> v1::Speaker {
        let Speaker { span, name, entity, kind, description, method, confidence } = speaker;
        v1::Speaker {
            span: self.maybe(span),
            name,
            entity_id: entity,
            kind: names::speaker_kind(kind).into(),
            description,
            method: names::attribution_method(method).into(),
            confidence,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ascribe_core::analysis::EntityType;

    #[test]
    fn strings_are_moved_into_the_response() {
        let source = Source { text: "Ada Lindqvist".repeat(100), ..Source::default() };
        let entity = Entity {
            name: "Ada Lindqvist".to_owned(),
            kind: EntityType::Person,
            mentions: Vec::new(),
            descriptions: vec!["Mayor of the town".to_owned()],
            value: "a value".to_owned(),
            knowledge_base_ids: vec!["kb:1".to_owned()],
            salience: 1.0,
        };
        let analysis = Analysis { entities: vec![entity], ..Analysis::default() };
        let places = |name: &str, description: &str, value: &str, id: &str, text: &str| {
            [name, description, value, id, text].map(str::as_ptr)
        };
        let [before] = &*analysis.entities else { panic!() };
        let before = places(
            &before.name,
            &before.descriptions[0],
            &before.value,
            &before.knowledge_base_ids[0],
            &source.text,
        );
        let reply = Reply { include_text: true, ..Reply::default() };
        let sent = response(reply, Features::DEFAULT, source, analysis, Timing::default());
        let [after] = &*sent.entities else { panic!() };
        let (description, id) = (&after.descriptions[0], &after.knowledge_base_ids[0]);
        assert_eq!(places(&after.name, description, &after.normalized_value, id, &sent.text), before);
    }
}
