//! Reads a document once in each of its languages, and again at each depth of marks.

use std::sync::Arc;

use super::attribution::SpeechReading;
use super::boundary::{BoundaryCandidate, BoundaryModel};
use super::by_language::{Part, other_languages};
use super::flow::Flow;
use super::labelled::{self, LabelledClause};
use super::nodes::SpeechTokens;
use super::{content, cues, verb_bracket};
use crate::analysis::{Layers, QuotationKind};
use crate::encoder::LabelledContent;
use crate::interrupt::{Interrupt, Interrupted, checkpoint};
use crate::lang::Packs;

/// Units read between two looks at the interrupt.
const UNITS_PER_CHECK: usize = 64;

/// Finds attributions.
#[derive(Debug)]
pub(crate) struct SpeechReader {
    packs: Arc<Packs>,
    boundaries: BoundaryModel,
}

impl SpeechReader {
    /// Loads the language packs.
    pub(crate) fn load() -> Self {
        Self { packs: Packs::load(), boundaries: BoundaryModel::load() }
    }

    /// Whether a word is a form of a verb or noun of speech, by the pack of a language given by its BCP 47 tag.
    pub(crate) fn knows_cue(&self, language: &str, word: &str) -> bool {
        self.packs.of(language).get(crate::text::hash(word)).cue.is_some()
    }

    /// The paraphrases of a document, each with the places where it could end: what a trainer needs.
    pub(crate) fn end_choices(&self, layers: Layers<'_>) -> Vec<BoundaryCandidate> {
        let mut tokens = SpeechTokens::read(layers.text, layers, self.packs.of(&layers.language.code));
        tokens.join_tails();
        let mut choices = Vec::new();
        for unit in &tokens.units {
            let clauses = cues::clauses(&tokens, unit);
            let nodes = &tokens.nodes[..unit.nodes.end];
            for (index, segments) in content::contents(&tokens, unit, &clauses, None).into_iter().enumerate()
            {
                let Some(segment) = segments.last().filter(|segment| segment.start > clauses[index].at)
                else {
                    continue;
                };
                let at = (segment.start, index);
                choices.push(content::content_of(&tokens, nodes, &clauses, at).choice(segment.end));
            }
        }
        choices
    }

    /// The attributions of a document, in one reading for each language and depth of marks. Linear in the text.
    ///
    /// A block in another language that there is a pack for is read with that pack. `labelled` is what another engine
    /// found, where one read the document.
    ///
    /// # Errors
    /// Interrupted.
    pub(crate) fn read<'a>(
        &'a self,
        layers: Layers<'a>,
        labelled: Option<&[LabelledContent]>,
        interrupt: &Interrupt,
    ) -> Result<Vec<SpeechReading<'a>>, Interrupted> {
        let others = other_languages(layers.structure);
        let mut readings = Vec::new();
        if others.is_empty() {
            self.read_depths(layers.text, layers, labelled, &mut readings, interrupt)?;
            return Ok(readings);
        }
        for language in std::iter::once(None).chain(others.iter().map(Some)) {
            let part = Part::of(layers, language, &others);
            self.read_depths(layers.text, part.layers(layers), labelled, &mut readings, interrupt)?;
        }
        Ok(readings)
    }

    /// Reads a document in one language, then what is quoted inside of what is quoted.
    fn read_depths<'a>(
        &'a self,
        text: &'a str,
        layers: Layers<'_>,
        labelled: Option<&[LabelledContent]>,
        readings: &mut Vec<SpeechReading<'a>>,
        interrupt: &Interrupt,
    ) -> Result<(), Interrupted> {
        let mut tokens = SpeechTokens::read(text, layers, self.packs.of(&layers.language.code));
        let mut depth = 0;
        let labelled = labelled.map(|contents| labelled::clauses(&tokens, layers, contents));
        let mut labelled = labelled.as_deref();
        loop {
            let inside = tokens.inside(layers);
            let mut reading = self.read_units(tokens, depth, labelled.take(), interrupt)?;
            if depth > 0 {
                // What is quoted inside of quoted words is speech where they say so: else a title, or a word as such.
                for attribution in &mut reading.attributions {
                    checkpoint();
                    if attribution.cue.is_none() || attribution.kind != QuotationKind::Direct {
                        attribution.segments.clear();
                        attribution.quoted_parts.clear();
                    }
                }
            }
            readings.push(reading);
            let Some(inside) = inside else { return Ok(()) };
            (tokens, depth) = (inside, depth + 1);
        }
    }

    /// The attributions of one depth of marks; `labelled` is what another engine found at the outermost.
    fn read_units<'a>(
        &self,
        mut tokens: SpeechTokens<'a>,
        depth: usize,
        mut labelled: Option<&[LabelledClause]>,
        interrupt: &Interrupt,
    ) -> Result<SpeechReading<'a>, Interrupted> {
        // Where contents end is weighed where that was learnt.
        let ends = tokens.pack.settings.models.boundary.then_some(&self.boundaries);
        tokens.join_tails();
        let mut flow = Flow::new(&tokens);
        for (index, unit) in tokens.units.iter().enumerate() {
            if index % UNITS_PER_CHECK == 0 {
                interrupt.check()?;
            }
            let (clauses, contents) = if tokens.pack.grammar().verb_bracket {
                verb_bracket::read(&tokens, unit, flow.reports_before(unit))
            } else {
                let clauses = cues::clauses(&tokens, unit);
                let contents = content::contents(&tokens, unit, &clauses, ends);
                (clauses, contents)
            };
            if let Some(left) = &mut labelled {
                let own = left.partition_point(|clause| clause.segments[0].start < unit.nodes.end);
                flow.labelled_unit(unit, &left[..own], &clauses, &contents);
                *left = &left[own..];
            } else {
                flow.unit(unit, &clauses, &contents);
            }
        }
        let (attributions, spoke, rejected) = flow.finish();
        Ok(SpeechReading { tokens, attributions, spoke, rejected, depth })
    }
}
