//! All spans of an analysis.

use super::{Analysis, Byline, Explanation, Quotation, Structure};
use crate::text::Span;

impl Analysis {
    /// Puts every span of every layer where `place` says.
    pub fn place_spans(&mut self, place: impl Fn(Span) -> Span) {
        let put = |span: &mut Span| *span = place(*span);
        self.structure.each_span(put);
        self.tokens.spans.iter_mut().for_each(put);
        self.entities
            .iter_mut()
            .flat_map(|entity| &mut entity.mentions)
            .for_each(|mention| put(&mut mention.span));
        self.quotations.iter_mut().for_each(|quotation| quotation.each_span(put));
        self.rejected_runs.iter_mut().for_each(|run| put(&mut run.span));
    }
}

impl Structure {
    fn each_span(&mut self, mut put: impl FnMut(&mut Span)) {
        // Named one by one, so that none that is added later is forgotten.
        let Self { headline, byline, dateline, publication_date, blocks, sentences, word_count: _ } = self;
        headline.iter_mut().for_each(&mut put);
        if let Some(Byline { span, authors, agency: _ }) = byline {
            span.iter_mut().for_each(&mut put);
            authors.iter_mut().filter_map(|author| author.span.as_mut()).for_each(&mut put);
        }
        dateline.iter_mut().for_each(|dateline| put(&mut dateline.span));
        publication_date.iter_mut().filter_map(|date| date.span.as_mut()).for_each(&mut put);
        blocks.iter_mut().for_each(|block| put(&mut block.span));
        sentences.iter_mut().for_each(|sentence| put(&mut sentence.span));
    }
}

impl Quotation {
    fn each_span(&mut self, mut put: impl FnMut(&mut Span)) {
        let Self {
            kind: _,
            segments,
            quoted_parts,
            cue,
            speaker,
            addressee,
            venue,
            time,
            parent: _,
            relayed_by: _,
            rule: _,
            explanation,
            confidence: _,
        } = self;
        if let Some(Explanation { speakers, antecedents }) = explanation.as_deref_mut() {
            speakers.iter_mut().chain(antecedents).for_each(|candidate| put(&mut candidate.span));
        }
        segments.iter_mut().for_each(&mut put);
        quoted_parts.iter_mut().for_each(&mut put);
        cue.iter_mut().for_each(|cue| put(&mut cue.span));
        speaker.iter_mut().filter_map(|speaker| speaker.span.as_mut()).for_each(&mut put);
        [addressee, venue, time].into_iter().flatten().for_each(&mut put);
    }
}
