//! The one place that knows the order of the analysis.

#[cfg(test)]
mod circumstance_tests;
#[cfg(test)]
mod coreference_tests;
#[cfg(test)]
mod cue_frame_tests;
#[cfg(test)]
mod encoder_tests;
#[cfg(test)]
mod entity_tests;
#[cfg(test)]
mod language_tests;
#[cfg(test)]
mod pack_tests;
#[cfg(test)]
mod quotation_tests;
#[cfg(test)]
mod rule_tests;

use std::mem;
use std::sync::Arc;

use crate::analysis::{
    Analysis, Block, BlockKind, Entity, Language, Layers, Model, Quotation, RejectedRun, Sentence, Structure,
    Tokens, Warning, WarningCode,
};
use crate::coreference::antecedents::Choice;
use crate::document_tokens::DocumentTokens;
use crate::encoder::{Encoder, LabelledContent};
use crate::gazetteer::Gazetteer;
use crate::input::Source;
use crate::interrupt::{Interrupt, Interrupted, checkpoint};
use crate::lang::lexicon::Lexicon;
use crate::lang::{Packs, primary_subtag};
use crate::names::NameSpan;
use crate::speech::SpeechReader;
use crate::speech::boundary::BoundaryCandidate;
use crate::text::{Clean, Span, marks};
use crate::values::Values;
use crate::{coreference, data, langid, names, quotations, sentences, structure, tokens};

/// Which layers of an analysis a caller wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "a set: each flag is one feature of the contract")]
pub struct Features {
    /// Blocks, headline, byline, dateline, date, sentences.
    pub structure: bool,
    /// Language of the document and of its blocks.
    pub language: bool,
    /// Entities.
    pub entities: bool,
    /// Quotations.
    pub quotations: bool,
    /// Tokens.
    pub tokens: bool,
    /// What was weighed for each quotation, and why words in marks are no speech.
    pub explain: bool,
    /// The engine that reads names and speech; where it is not loaded, the fast one does.
    pub model: Model,
}

impl Features {
    /// Nothing.
    pub const NONE: Self = Self {
        structure: false,
        language: false,
        entities: false,
        quotations: false,
        tokens: false,
        explain: false,
        model: Model::Fast,
    };
    /// What a caller gets who asks for nothing in particular: everything but tokens and explanations.
    pub const DEFAULT: Self =
        Self { structure: true, language: true, entities: true, quotations: true, ..Self::NONE };
    /// The language alone.
    pub const LANGUAGE: Self = Self { language: true, ..Self::NONE };
}

impl Default for Features {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Whom a text talks about and who says what.
struct Meaning {
    entities: Vec<Entity>,
    quotations: Vec<Quotation>,
    rejected_runs: Vec<RejectedRun>,
}

/// Everything that an analysis needs, loaded once and shared by all threads.
#[derive(Debug)]
pub struct Analyzer {
    structure: structure::Parser,
    languages: langid::Detector,
    sentences: sentences::Splitter,
    tokens: tokens::Tokenizer,
    names: names::Recognizer,
    packs: Arc<Packs>,
    lexicon: Lexicon,
    values: Values,
    speech: SpeechReader,
    coreference: coreference::Resolver,
    quotations: quotations::Joiner,
    gazetteer: Gazetteer,
    encoder: Option<Arc<Encoder>>,
}

impl Analyzer {
    /// Loads the embedded lexicons and models.
    #[must_use]
    pub fn load() -> Self {
        let tokens = tokens::Tokenizer::load();
        Self {
            structure: structure::Parser::load(),
            languages: langid::Detector::load(),
            sentences: sentences::Splitter::load(&tokens),
            tokens,
            names: names::Recognizer::load(),
            packs: Packs::load(),
            lexicon: Lexicon::load(),
            values: Values::load(),
            speech: SpeechReader::load(),
            coreference: coreference::Resolver::load(),
            quotations: quotations::Joiner::load(),
            gazetteer: Gazetteer::default(),
            encoder: None,
        }
    }

    /// The same, with identifiers for the entities that this gazetteer knows.
    #[must_use]
    pub fn with_gazetteer(self, gazetteer: Gazetteer) -> Self {
        Self { gazetteer, ..self }
    }

    /// The same, with an encoder for those who ask for [`Model::Accurate`].
    #[must_use]
    pub fn with_encoder(self, encoder: Arc<Encoder>) -> Self {
        Self { encoder: Some(encoder), ..self }
    }

    /// The encoder, if there is one.
    #[must_use]
    pub fn encoder(&self) -> Option<&Encoder> {
        self.encoder.as_deref()
    }

    /// The names that give entities their identifiers.
    #[must_use]
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// Returns quotations that are too doubtful to be returned otherwise, too, for those who fit how doubtful they are.
    #[must_use]
    pub fn with_doubtful_quotations(mut self) -> Self {
        self.quotations = self.quotations.with_doubtful();
        self
    }

    /// The entities of a text whose names are known.
    ///
    /// # Errors
    /// Only when interrupted.
    pub fn entities(
        &self,
        layers: Layers<'_>,
        names: &[NameSpan],
        interrupt: &Interrupt,
    ) -> Result<Vec<Entity>, Interrupted> {
        Ok(self.meaning(layers, (names, None), Features::NONE, interrupt)?.entities)
    }

    /// What each pronoun of an English text may mean, for those who fit the weights of that choice.
    ///
    /// # Errors
    /// Only when interrupted.
    pub fn pronoun_choices(
        &self,
        layers: Layers<'_>,
        interrupt: &Interrupt,
    ) -> Result<Vec<Choice>, Interrupted> {
        let names = self.names.recognize(layers);
        let document = DocumentTokens::new(layers, self.packs.of(&layers.language.code));
        let speech = self.speech.read(layers, None, interrupt)?;
        let evidence = coreference::Evidence {
            document: &document,
            lexicon: &self.lexicon,
            names: &names,
            speech: &speech,
        };
        Ok(self.coreference.pronoun_choices(evidence))
    }

    /// The paraphrases of an English text, each with the places where it could end, for those who fit that choice.
    #[must_use]
    pub fn end_choices(&self, layers: Layers<'_>) -> Vec<BoundaryCandidate> {
        self.speech.end_choices(layers)
    }

    /// Whether a word is a form of a verb or noun of speech, by the pack of a language given by its BCP 47 tag.
    #[must_use]
    pub fn knows_cue(&self, language: &str, word: &str) -> bool {
        self.speech.knows_cue(language, word)
    }

    /// Analyses a document. Linear in its text.
    ///
    /// Layers that were not asked for stay empty; what they would have cost is saved where no other layer needs them.
    /// Plain text is read as people see it ([`Clean`]); spans point into the text as it is. Mark-up is
    /// rendered into clean text.
    ///
    /// # Errors
    /// Only when interrupted.
    pub fn analyze(
        &self,
        source: &Source,
        features: Features,
        interrupt: &Interrupt,
    ) -> Result<Analysis, Interrupted> {
        interrupt.watch(|| self.analyze_watched(source, features, interrupt))?
    }

    fn analyze_watched(
        &self,
        source: &Source,
        features: Features,
        interrupt: &Interrupt,
    ) -> Result<Analysis, Interrupted> {
        let clean = if source.layout.is_empty() { Clean::of(&source.text) } else { None };
        let Some(mut clean) = clean else { return self.analyze_clean(source, features, interrupt) };
        let text = mem::take(&mut clean.text);
        let seen = Source {
            text,
            format: source.format,
            charset: source.charset,
            layout: Vec::new(),
            metadata: source.metadata.clone(),
            language: source.language.clone(),
            publication_date: source.publication_date.clone(),
            warnings: source.warnings.clone(),
        };
        let mut analysis = self.analyze_clean(&seen, features, interrupt)?;
        analysis.place_spans(|span| clean.original(span));
        Ok(analysis)
    }

    fn analyze_clean(
        &self,
        source: &Source,
        features: Features,
        interrupt: &Interrupt,
    ) -> Result<Analysis, Interrupted> {
        let text = source.text.as_str();
        let mut warnings = source.warnings.clone();
        interrupt.check()?;
        let mut structure = self.structure.parse(source);
        let language = self.document_language(source, &structure, &mut warnings);
        for block in &mut structure.blocks {
            // Each of them costs more than a reading of the clock.
            interrupt.check()?;
            block.language = self.languages.differing(block.span.of(text), &language);
        }
        interrupt.check()?;
        if (Features { model: Model::Fast, ..features }) != Features::LANGUAGE {
            structure.sentences = self.sentences.split(text, &structure.blocks, &language.code);
            if let Some(dateline) = &structure.dateline {
                sentences::join(&mut structure.sentences, dateline.span);
            }
        }
        if features.entities {
            warn_of_entities(&language, &mut warnings);
        }
        let meaning = features.entities || features.quotations;
        let encoder = self.encoder.as_deref().filter(|_| features.model == Model::Accurate);
        let mut tokens = Tokens::default();
        let (mut entities, mut quotations, mut rejected_runs) = (Vec::new(), Vec::new(), Vec::new());
        if features.tokens || meaning {
            interrupt.check()?;
            tokens = self.tokens.tokenize_blocks(text, &structure, &language.code);
        }
        let unread = Unread::split_off(&mut structure, &tokens, &mut warnings);
        if meaning {
            interrupt.check()?;
            let paragraphs: Vec<Span> = structure.blocks.iter().map(|block| block.span).collect();
            let quoted = marks::quoted_runs(text, &paragraphs);
            let layers =
                Layers { text, language: &language, structure: &structure, tokens: &tokens, quoted: &quoted };
            let labelled = encoder.map(|encoder| encoder.label(layers));
            let names = match &labelled {
                Some(labelled) => self.names.recognize_with(layers, &labelled.names),
                None => self.names.recognize(layers),
            };
            let contents = labelled.as_ref().map(|labelled| labelled.contents.as_slice());
            let meaning = self.meaning(layers, (&names, contents), features, interrupt)?;
            Meaning { entities, quotations, rejected_runs } = meaning;
            self.gazetteer.link(text, &language.code, &mut entities);
        }
        unread.put_back(&mut structure, &mut tokens);
        if !features.language {
            structure.blocks.iter_mut().for_each(|block| block.language = None);
        }
        let model = if encoder.is_some() { Model::Accurate } else { Model::Fast };
        Ok(Analysis { language, structure, tokens, entities, quotations, rejected_runs, warnings, model })
    }

    /// Whom a text talks about and who says what, given its names and what an encoder found of its speech: values, then
    /// attributions, then whom words mean, then quotations.
    ///
    /// # Errors
    /// Interrupted.
    fn meaning(
        &self,
        layers: Layers<'_>,
        (names, contents): (&[NameSpan], Option<&[LabelledContent]>),
        features: Features,
        interrupt: &Interrupt,
    ) -> Result<Meaning, Interrupted> {
        interrupt.check()?;
        let document = DocumentTokens::new(layers, self.packs.of(&layers.language.code));
        let values = self.values.find(&document);
        let speech = self.speech.read(layers, contents, interrupt)?;
        let evidence =
            coreference::Evidence { document: &document, lexicon: &self.lexicon, names, speech: &speech };
        let known = self.coreference.resolve(evidence, values, features.explain, interrupt)?;
        interrupt.check()?;
        let mut quotations = Vec::new();
        if features.quotations {
            quotations = self.quotations.join(layers, &speech, &known, features.explain);
        }
        let rejected_runs = if features.explain { quotations::Joiner::rejected(&speech) } else { Vec::new() };
        Ok(Meaning { entities: known.entities, quotations, rejected_runs })
    }

    /// The language that the caller declares, else the one detected on the body of the story,
    /// which the page may decide where that leaves a doubt.
    fn document_language(
        &self,
        source: &Source,
        structure: &Structure,
        warnings: &mut Vec<Warning>,
    ) -> Language {
        let language = match &source.language {
            Some(tag) => langid::declared(tag),
            None => {
                let body: Vec<&str> = structure
                    .blocks
                    .iter()
                    .inspect(|_| checkpoint())
                    .filter(|block| block.kind != BlockKind::Boilerplate)
                    .map(|block| block.span.of(&source.text))
                    .collect();
                langid::hinted(self.languages.detect(&body), &source.metadata.language)
            }
        };
        if language.code == "und" {
            warnings.push(Warning {
                code: WarningCode::LanguageUndetermined,
                message: "there is not enough text to tell the language".into(),
            });
        } else if !language.supported {
            warnings.push(Warning {
                code: WarningCode::LanguageNotSupported,
                message: format!(
                    "there is no language pack for {}: quotations rest on marks, colons and continuation alone",
                    language.name
                ),
            });
        }
        language
    }
}

/// Warns where the recognition of names has not been measured on the document's language.
fn warn_of_entities(language: &Language, warnings: &mut Vec<Warning>) {
    let mut measured = data::card_row(data::ENTITY_MODEL_CARD, "measured on").split(", ");
    let code = primary_subtag(&language.code);
    if code != "und" && !measured.any(|known| known == code) {
        warnings.push(Warning {
            code: WarningCode::EntitiesLimited,
            message: format!(
                "the recognition of names has not been measured on {}: expect fewer and less certain entities",
                language.name
            ),
        });
    }
}

/// The end of a text that has too many tokens: its sentences, and the blocks in which none was read.
#[derive(Default)]
struct Unread {
    blocks: Vec<Block>,
    sentences: Vec<Sentence>,
}

impl Unread {
    /// Takes off what is behind the tokens, where there are any.
    fn split_off(structure: &mut Structure, tokens: &Tokens, warnings: &mut Vec<Warning>) -> Self {
        let read = tokens.bounds.len().saturating_sub(1);
        if read == 0 || read == structure.sentences.len() {
            return Self::default();
        }
        warnings.push(Warning {
            code: WarningCode::ContentTruncated,
            message: "the text has more words and signs than a text of its length; entities and quotations were looked for \
                      in its beginning"
                .into(),
        });
        let sentences = structure.sentences.split_off(read);
        let blocks = structure.sentences.last().map_or(0, |sentence| sentence.block as usize + 1);
        Self { blocks: structure.blocks.split_off(blocks), sentences }
    }

    /// Puts it back, with no tokens.
    fn put_back(self, structure: &mut Structure, tokens: &mut Tokens) {
        let end = tokens.bounds.last().copied().unwrap_or_default();
        tokens.bounds.resize(tokens.bounds.len() + self.sentences.len(), end);
        structure.blocks.extend(self.blocks);
        structure.sentences.extend(self.sentences);
    }
}
