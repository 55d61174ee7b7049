use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::names::Named;
use super::*;
use crate::analysis::{
    Analysis, AttributionMethod, Author, Block, BlockKind, Byline, Cue, Dateline, Entity, EntityType,
    Language, Mention, MentionKind, PublicationDate, Quotation, QuotationKind, Speaker, SpeakerKind,
};
use crate::text::{Span, trim};

const EXAMPLE: &str = "\
{headline Port opens}
{byline {credit By {author#0 {PER#2 Ida Brandt}}}}
{dateline {LOC#1 SALTBY}} — “{Q#0<0 It is}”, {cue#0 said} {by#0 {PER#0 Ola Berg}} {to#0 there}, “{Q#0<0 open to \\{all\\}.}”
{PER#0:pronoun He} smiled.
{boilerplate Advertisement}
{item:2 One}
===
language | en
byline | author=Ida Brandt | agency=AFP
dateline | location=Saltby
PER#0 Ola Berg | role=harbour master
LOC#1 Saltby
PER#2 Ida Brandt
Q#0 direct | by=Ola Berg | as=named | how=inverted cue | cue=say
";

#[test]
fn what_is_read_is_written_again_as_it_was() {
    let (text, analysis) = read(EXAMPLE).expect("help: the example is well formed");
    assert!(text.contains("“open to {all}.”"));
    assert_eq!(analysis.structure.blocks.len(), 6);
    assert_eq!(analysis.quotations[0].segments[1].of(&text), "open to {all}.");
    assert_eq!(analysis.entities[0].mentions[1].span.of(&text), "He");
    assert_eq!(write(&text, &analysis), EXAMPLE);
}

#[test]
fn marks_that_cross_are_cut() {
    let text = "one two three";
    let block = |begin, end, kind| Block { span: Span::new(begin, end), kind, level: 0, language: None };
    let mut analysis = Analysis::default();
    analysis.structure.blocks = vec![block(0, 7, BlockKind::Note), block(4, 13, BlockKind::Table)];
    let marked = write(text, &analysis);
    assert!(marked.starts_with("{note one }{table {+note two} three}\n"), "{marked}");
    assert_eq!(read(&marked).expect("well formed").1.structure.blocks, analysis.structure.blocks);
}

#[test]
fn faults_are_told() {
    for (marked, problem) in [
        ("{note open", "not closed"),
        ("shut}", "too many"),
        ("{wrong mark}", "not known"),
        ("{PER#0 Ola}", "no note"),
        ("{+note x}", "without a first"),
        ("x\n===\nQ#1 direct\n", "out of order"),
        ("x\n===\nQ#0 loud\n", "not known"),
    ] {
        let error = read(marked).expect_err(marked).to_string();
        assert!(error.contains(problem), "{marked}: {error}");
    }
}

fn one_of<T: Named + std::fmt::Debug>() -> impl Strategy<Value = T> {
    (0..T::NAMES.len()).prop_map(|at| T::NAMES[at].0)
}

/// Short texts with everything that the mark-up gives a meaning to.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zé{}\\\\=#| ]{0,6}",
        Just("\n===\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("👍🏽“".to_owned())
    ];
    vec(piece, 1..12).prop_map(|pieces| pieces.concat())
}

/// A span of a text that is not empty, if there is one at these places.
fn span_of(text: &str, (a, b): (u16, u16)) -> Option<Span> {
    let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let at = |x: u16| bounds[usize::from(x) % bounds.len()];
    let (begin, end) = (at(a).min(at(b)), at(a).max(at(b)));
    (begin < end).then(|| Span::from(begin..end))
}

type Place = (u16, u16);

#[derive(Clone, Debug)]
struct Raw {
    blocks: Vec<(BlockKind, u32)>,
    byline: Option<RawByline>,
    dateline: Option<(Place, String)>,
    published: Option<(Option<Place>, String)>,
    entities: Vec<RawEntity>,
    quotations: Vec<RawQuotation>,
}

type RawByline = (Option<Place>, Vec<(String, Option<Place>)>, String);
type RawEntity = (EntityType, String, Vec<(Place, MentionKind)>, Vec<String>);
type RawSpeaker = (Option<Place>, String, Option<u32>, SpeakerKind, AttributionMethod);
type RawQuotation = (
    QuotationKind,
    Vec<Place>,
    Vec<Place>,
    Option<(Place, String, bool)>,
    Option<RawSpeaker>,
    [Option<Place>; 3],
);

fn raws() -> impl Strategy<Value = Raw> {
    let place = any::<Place>;
    let name = || "[A-Zé|\\\\= ]{1,5}";
    let speaker = (option::of(place()), name(), option::of(0..9_u32), one_of(), one_of());
    let quotation = (
        one_of(),
        vec(place(), 1..3),
        vec(place(), 0..2),
        option::of((place(), name().prop_map(String::from), any::<bool>())),
        option::of(speaker),
        [option::of(place()), option::of(place()), option::of(place())],
    );
    (
        vec((one_of(), 0..3_u32), 12),
        option::of((option::of(place()), vec((name(), option::of(place())), 0..3), name())),
        option::of((place(), name())),
        option::of((option::of(place()), name())),
        vec((one_of(), name(), vec((place(), one_of()), 0..3), vec(name(), 0..2)), 0..3),
        vec(quotation, 0..3),
    )
        .prop_map(|(blocks, byline, dateline, published, entities, quotations)| Raw {
            blocks,
            byline,
            dateline,
            published,
            entities,
            quotations,
        })
}

fn analysis(text: &str, raw: Raw) -> Analysis {
    let mut analysis =
        Analysis { language: Language { code: "en".into(), ..Language::default() }, ..Analysis::default() };
    let span = |place: Place| span_of(text, place);
    let structure = &mut analysis.structure;
    let mut begin = 0;
    for (line, (kind, level)) in text.split_inclusive('\n').zip(raw.blocks.into_iter().cycle()) {
        let span = trim(text, Span::from(begin..begin + line.len()));
        begin += line.len();
        if !span.is_empty() {
            structure.blocks.push(Block { span, kind, level, language: None });
        }
    }
    let headline = structure.blocks.iter().find(|block| block.kind == BlockKind::Headline);
    structure.headline = headline.map(|block| block.span);
    structure.byline = raw.byline.map(|(place, authors, agency)| Byline {
        span: place.and_then(span),
        authors: authors.into_iter().map(|(name, at)| Author { name, span: at.and_then(span) }).collect(),
        agency,
    });
    structure.dateline = raw.dateline.and_then(|(place, location)| {
        Some(Dateline { span: span(place)?, location, agency: String::new(), date: String::new() })
    });
    structure.publication_date =
        raw.published.map(|(place, value)| PublicationDate { span: place.and_then(span), value });
    analysis.entities = raw.entities.into_iter().map(|entity| make_entity(text, entity)).collect();
    let quotations = raw.quotations.into_iter();
    analysis.quotations = quotations.filter_map(|quotation| make_quotation(text, quotation)).collect();
    analysis
}

fn make_entity(text: &str, (kind, name, mentions, descriptions): RawEntity) -> Entity {
    let mut mentions: Vec<Mention> = mentions
        .into_iter()
        .filter_map(|(place, kind)| Some(Mention { span: span_of(text, place)?, kind, confidence: 1.0 }))
        .collect();
    in_order(&mut mentions, |mention| mention.span);
    Entity {
        name,
        kind,
        mentions,
        descriptions,
        value: String::new(),
        knowledge_base_ids: Vec::new(),
        salience: 0.0,
    }
}

fn make_quotation(
    text: &str,
    (kind, segments, parts, cue, speaker, [to, at, on]): RawQuotation,
) -> Option<Quotation> {
    let span = |place: Place| span_of(text, place);
    let spans = |places: Vec<Place>| {
        let mut spans: Vec<Span> = places.into_iter().filter_map(span).collect();
        in_order(&mut spans, |&span| span);
        spans
    };
    let segments = spans(segments);
    (!segments.is_empty()).then(|| Quotation {
        kind,
        segments,
        quoted_parts: spans(parts),
        cue: cue.and_then(|(place, lemma, negated)| Some(Cue { span: span(place)?, lemma, negated })),
        speaker: speaker.map(|(place, name, entity, kind, method)| Speaker {
            span: place.and_then(span),
            name,
            entity,
            kind,
            description: String::new(),
            method,
            confidence: 1.0,
        }),
        addressee: to.and_then(span),
        venue: at.and_then(span),
        time: on.and_then(span),
        parent: None,
        relayed_by: vec![2, 0],
        rule: None,
        explanation: None,
        confidence: 1.0,
    })
}

/// Sorts items and leaves out those that overlap an earlier one, as in any layer.
fn in_order<T>(items: &mut Vec<T>, span: impl Fn(&T) -> Span) {
    items.sort_by_key(&span);
    let mut end = 0;
    items.retain(|item| {
        let fits = span(item).begin() >= end;
        end = if fits { span(item).end() } else { end };
        fits
    });
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_analysis_round_trips((text, raw) in (texts(), raws())) {
        let analysis = analysis(&text, raw);
        let marked = write(&text, &analysis);
        let (read_text, read_analysis) = read(&marked).expect(&marked);
        prop_assert_eq!(&read_text, &text);
        prop_assert_eq!(read_analysis, analysis, "{}", marked);
    }

    #[test]
    fn any_string_is_read_or_refused(marked in "[a-zPER#0{}\\\\ \n=|<:+]{0,40}") {
        let _ = read(&marked);
    }
}
