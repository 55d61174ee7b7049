//! What each stage costs on one article of about 970 words, then the whole analysis, and what the contract adds.
//!
//! ```text
//! cargo bench                     everything
//! cargo bench -- quotations       one
//! ```
//!
//! `recognition` counts tokens, `analyze_accurately` words, the other stages bytes.
//!
//! Wall time is for people at a quiet machine; `benches/instructions` counts what is the same on every run.

use std::hint::black_box;
use std::sync::Arc;

use ascribe::rpc::convert::{self, Reply, Timing};
use ascribe::rpc::v1::AnalyzeDocumentResponse;
use ascribe_core::analysis::{Analysis, Language, Layers, Model, Structure, Tokens};
use ascribe_core::encoder::Encoder;
use ascribe_core::input::Source;
use ascribe_core::interrupt::Interrupt;
use ascribe_core::pipeline::{Analyzer, Features};
use ascribe_core::text::marks::{QuotedRun, quoted_runs};
use ascribe_core::text::offsets::Unit;
use ascribe_core::{data, langid, names, sentences, structure, tokens};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use prost::Message;

const ARTICLE: &str = include_str!("article.txt");

fn main() {
    divan::main();
}

fn source() -> Source {
    Source { text: ARTICLE.into(), ..Source::default() }
}

/// What the later stages build on.
struct Prepared {
    language: Language,
    structure: Structure,
    tokens: Tokens,
    quoted: Vec<QuotedRun>,
}

impl Prepared {
    fn new() -> Self {
        let mut structure = structure::Parser::load().parse(&source());
        let tokenizer = tokens::Tokenizer::load();
        structure.sentences = sentences::Splitter::load(&tokenizer).split(ARTICLE, &structure.blocks, "en");
        let tokens = tokenizer.tokenize(ARTICLE, &structure.sentences, "en");
        let paragraphs: Vec<_> = structure.blocks.iter().map(|block| block.span).collect();
        let quoted = quoted_runs(ARTICLE, &paragraphs);
        Self { language: langid::declared("en"), structure, tokens, quoted }
    }

    fn layers(&self) -> Layers<'_> {
        let Self { language, structure, tokens, quoted } = self;
        Layers { text: ARTICLE, language, structure, tokens, quoted }
    }
}

fn analysis() -> Analysis {
    let analysis = Analyzer::load().analyze(&source(), Features::DEFAULT, &Interrupt::never());
    analysis.expect("nobody interrupts")
}

fn response(analysis: Analysis, unit: Unit, include_text: bool) -> AnalyzeDocumentResponse {
    let reply = Reply { unit, include_text, ..Reply::default() };
    convert::response(reply, Features::DEFAULT, source(), analysis, Timing::default())
}

#[divan::bench_group]
mod stage {
    use super::*;

    #[divan::bench]
    fn structure(bencher: Bencher<'_, '_>) {
        let (parser, source) = (structure::Parser::load(), source());
        bencher.counter(BytesCount::of_str(ARTICLE)).bench(|| parser.parse(black_box(&source)));
    }

    #[divan::bench]
    fn language(bencher: Bencher<'_, '_>) {
        let detector = langid::Detector::load();
        bencher.counter(BytesCount::of_str(ARTICLE)).bench(|| detector.detect(&[black_box(ARTICLE)]));
    }

    #[divan::bench]
    fn sentences(bencher: Bencher<'_, '_>) {
        let (splitter, prepared) = (sentences::Splitter::load(&tokens::Tokenizer::load()), Prepared::new());
        let blocks = &prepared.structure.blocks;
        bencher
            .counter(BytesCount::of_str(ARTICLE))
            .bench(|| splitter.split(black_box(ARTICLE), blocks, "en"));
    }

    #[divan::bench]
    fn tokens(bencher: Bencher<'_, '_>) {
        let (tokenizer, prepared) = (tokens::Tokenizer::load(), Prepared::new());
        let sentences = &prepared.structure.sentences;
        bencher
            .counter(BytesCount::of_str(ARTICLE))
            .bench(|| tokenizer.tokenize(black_box(ARTICLE), sentences, "en"));
    }

    #[divan::bench]
    fn marks(bencher: Bencher<'_, '_>) {
        let prepared = Prepared::new();
        let paragraphs: Vec<_> = prepared.structure.blocks.iter().map(|block| block.span).collect();
        bencher.counter(BytesCount::of_str(ARTICLE)).bench(|| quoted_runs(black_box(ARTICLE), &paragraphs));
    }

    #[divan::bench]
    fn recognition(bencher: Bencher<'_, '_>) {
        let (recognizer, prepared) = (names::Recognizer::load(), Prepared::new());
        bencher
            .counter(ItemsCount::new(prepared.tokens.spans.len()))
            .bench(|| recognizer.recognize(black_box(prepared.layers())));
    }

    #[divan::bench]
    fn meaning(bencher: Bencher<'_, '_>) {
        let (analyzer, prepared) = (Analyzer::load(), Prepared::new());
        let names = names::Recognizer::load().recognize(prepared.layers());
        bencher
            .counter(BytesCount::of_str(ARTICLE))
            .bench(|| analyzer.entities(black_box(prepared.layers()), &names, &Interrupt::never()));
    }
}

/// Structure, language and sentences together, as for those who want no meaning: what each text costs counts here,
/// so many short ones are measured beside a long one.
#[divan::bench_group]
mod reading {
    use super::*;

    /// The sentences of articles of about five kilobytes, each of its own paragraphs in its own order.
    #[divan::bench]
    fn articles(bencher: Bencher<'_, '_>) {
        let paragraphs: Vec<&str> = ARTICLE.split("\n\n").collect();
        let (head, body) = paragraphs.split_at(3);
        let article = |first: usize| {
            let (after, before) = body.split_at(first);
            source_of([head, before, after].concat().join("\n\n"))
        };
        read(bencher, &(0..body.len()).map(article).collect::<Vec<_>>());
    }

    /// One text of half a megabyte.
    #[divan::bench]
    fn long_text(bencher: Bencher<'_, '_>) {
        read(bencher, &[source_of(vec![ARTICLE; 100].join("\n\n"))]);
    }

    fn source_of(text: String) -> Source {
        Source { text, ..Source::default() }
    }

    fn read(bencher: Bencher<'_, '_>, sources: &[Source]) {
        let features = Features { structure: true, language: true, ..Features::NONE };
        let (analyzer, never) = (Analyzer::load(), Interrupt::never());
        let bytes: usize = sources.iter().map(|source| source.text.len()).sum();
        bencher.counter(BytesCount::new(bytes)).bench(|| {
            for source in sources {
                black_box(analyzer.analyze(black_box(source), features, &never)).expect("nobody interrupts");
            }
        });
    }
}

#[divan::bench_group]
mod whole {
    use super::*;

    #[divan::bench]
    fn load() -> Analyzer {
        Analyzer::load()
    }

    #[divan::bench]
    fn analyze(bencher: Bencher<'_, '_>) {
        let (analyzer, source) = (Analyzer::load(), source());
        bencher
            .counter(BytesCount::of_str(ARTICLE))
            .bench(|| analyzer.analyze(black_box(&source), Features::DEFAULT, &Interrupt::never()));
    }

    /// The weights of the encoder.
    #[divan::bench]
    fn load_encoder(bencher: Bencher<'_, '_>) {
        bencher.bench(|| Encoder::read(black_box(data::ENCODER)));
    }

    /// With the encoder.
    #[divan::bench]
    fn analyze_accurately(bencher: Bencher<'_, '_>) {
        let encoder = Encoder::read(data::ENCODER).expect("what is embedded is an encoder");
        let (analyzer, source) = (Analyzer::load().with_encoder(Arc::new(encoder)), source());
        let features = Features { model: Model::Accurate, ..Features::DEFAULT };
        bencher
            .counter(ItemsCount::new(ARTICLE.split_whitespace().count()))
            .bench(|| analyzer.analyze(black_box(&source), features, &Interrupt::never()));
    }
}

#[divan::bench_group]
mod contract {
    use super::*;

    #[divan::bench(args = [Unit::Utf8, Unit::Utf16, Unit::Utf32])]
    fn convert(bencher: Bencher<'_, '_>, unit: Unit) {
        let analysis = analysis();
        bencher.with_inputs(|| analysis.clone()).bench_values(|analysis| response(analysis, unit, false));
    }

    #[divan::bench]
    fn convert_with_text(bencher: Bencher<'_, '_>) {
        let analysis = analysis();
        bencher
            .with_inputs(|| analysis.clone())
            .bench_values(|analysis| response(analysis, Unit::Utf8, true));
    }

    #[divan::bench]
    fn encode_protobuf(bencher: Bencher<'_, '_>) {
        let response = response(analysis(), Unit::Utf8, false);
        bencher.bench(|| black_box(&response).encode_to_vec());
    }

    #[divan::bench]
    fn encode_json(bencher: Bencher<'_, '_>) {
        let response = response(analysis(), Unit::Utf8, false);
        bencher.bench(|| serde_json::to_vec(black_box(&response)));
    }
}
