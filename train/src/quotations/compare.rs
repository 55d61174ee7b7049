//! What is found beside what a set has. The measures are those of the project's scorer: contents are compared by
//! their words, speakers by the last word of their names.

use ascribe_core::analysis::{AttributionMethod, QuotationKind, Speaker};
use ascribe_core::text::Span;

use super::corpus::{Document, Gold};

/// A contiguous piece of a quotation that was found.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) span: Span,
    /// Index of the quotation.
    pub(crate) quotation: usize,
    words: Words,
}

/// The words of a document that a span covers: the first and one past the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Words(usize, usize);

impl Words {
    fn len(self) -> usize {
        self.1.saturating_sub(self.0)
    }

    fn shared(self, other: Self) -> usize {
        self.1.min(other.1).saturating_sub(self.0.max(other.0))
    }

    /// How much of the longer one both have.
    fn overlap(self, other: Self) -> f64 {
        self.shared(other) as f64 / self.len().max(other.len()).max(1) as f64
    }
}

/// A document with its pieces paired.
pub(crate) struct Pairs<'a> {
    pub(crate) document: &'a Document,
    /// What had to be found.
    pub(crate) wanted: Vec<&'a Gold>,
    /// What was found, less what may be found and need not be.
    pub(crate) found: Vec<Found>,
    /// The pairs that overlap at all, best first, each piece once: index of wanted, of found, overlap.
    pub(crate) pairs: Vec<(usize, usize, f64)>,
}

/// Pairs what is wanted in a document with what was found.
pub(crate) fn pair(document: &Document) -> Pairs<'_> {
    let starts = word_starts(&document.text);
    let words = |span: Span| {
        let at = |offset: u32| starts.partition_point(|&start| start < offset);
        Words(at(span.begin()), at(span.end()))
    };
    let wanted: Vec<&Gold> =
        document.gold.iter().filter(|gold| gold.wanted && words(gold.span).len() > 0).collect();
    let free: Vec<Words> =
        document.gold.iter().filter(|gold| !gold.wanted).map(|gold| words(gold.span)).collect();
    let within = |piece: Words, all: &[Words]| {
        let covered = (piece.0..piece.1).filter(|&at| all.iter().any(|one| one.0 <= at && at < one.1));
        2 * covered.count() >= piece.len()
    };
    let wanted_words: Vec<Words> = wanted.iter().map(|gold| words(gold.span)).collect();
    let mut found = Vec::new();
    for (quotation, segments) in document.analysis.quotations.iter().map(|q| &q.segments).enumerate() {
        found.extend(segments.iter().map(|&span| Found { span, quotation, words: words(span) }));
    }
    found.retain(|piece| {
        piece.words.len() > 0 && (!within(piece.words, &free) || within(piece.words, &wanted_words))
    });
    let mut all: Vec<(usize, usize, f64)> = Vec::new();
    for (i, gold) in wanted_words.iter().enumerate() {
        let overlaps = found.iter().enumerate().map(|(j, piece)| (i, j, gold.overlap(piece.words)));
        all.extend(overlaps.filter(|&(.., overlap)| overlap > 0.0));
    }
    all.sort_by(|a, b| b.2.total_cmp(&a.2));
    let (mut taken, mut used) = (vec![false; wanted.len()], vec![false; found.len()]);
    all.retain(|&(i, j, _)| {
        let free = !taken[i] && !used[j];
        taken[i] |= free;
        used[j] |= free;
        free
    });
    Pairs { document, wanted, found, pairs: all }
}

impl Pairs<'_> {
    /// The speaker of a piece that was found.
    pub(crate) fn speaker(&self, found: usize) -> Option<&Speaker> {
        self.document.analysis.quotations[self.found[found].quotation].speaker.as_ref()
    }

    /// How sure the service is of a piece.
    pub(crate) fn confidence(&self, found: usize) -> f32 {
        self.document.analysis.quotations[self.found[found].quotation].confidence
    }

    /// Of what kind a piece is, and what it rests on.
    pub(crate) fn method(&self, found: usize) -> String {
        let quotation = &self.document.analysis.quotations[self.found[found].quotation];
        let kind = match quotation.kind {
            QuotationKind::Direct => "direct",
            QuotationKind::Indirect => "indirect",
            QuotationKind::Mixed => "mixed",
        };
        let method = quotation.speaker.as_ref().map(|speaker| speaker.method);
        format!(
            "{kind} by {}",
            method.map_or("nobody".into(), |method: AttributionMethod| format!("{method:?}"))
        )
    }
}

/// Whether a speaker as written is the one that the set has. Where that is a relative pronoun alone ("a judge who
/// said"), the set does not tell who it is, and every speaker will do.
pub(crate) fn same_speaker(document: &Document, speaker: &Speaker, gold: &Gold) -> bool {
    let told = gold.speaker.as_ref().map(|(_, text)| text.to_lowercase());
    if gold.name.is_none() && told.is_some_and(|told| matches!(told.as_str(), "who" | "which" | "that")) {
        return true;
    }
    let written = speaker.span.map_or(speaker.name.as_str(), |span| span.of(&document.text));
    let names = [gold.speaker.as_ref().map(|(_, text)| text.as_str()), gold.name.as_deref()];
    names.into_iter().flatten().any(|name| same_name(written, name) || same_name(&speaker.name, name))
}

/// Whether a name is that of the speaker whom the set names.
pub(crate) fn same_name(name: &str, gold: &str) -> bool {
    let holds = |head: &Option<String>, of: &str| {
        head.as_ref().is_some_and(|head| words_of(of).any(|word| word == *head) && !is_empty_word(head))
    };
    let (mine, theirs) = (head(name), head(gold));
    holds(&mine, gold) || holds(&theirs, name) || (mine.is_some() && mine == theirs)
}

/// The last word of a name, before what follows a comma or a preposition.
fn head(name: &str) -> Option<String> {
    let ends =
        [",", " of ", " from ", " for ", " in ", " at ", " on ", " who ", " whose ", " with ", "(", ";"];
    let end = ends.iter().filter_map(|end| name.find(end)).min().filter(|&end| end > 0);
    let core = &name[..end.unwrap_or(name.len())];
    let full = |text: &str| words_of(text).filter(|word| !is_empty_word(word)).last();
    full(core).or_else(|| full(name)).or_else(|| words_of(name).last())
}

fn is_empty_word(word: &str) -> bool {
    const EMPTY: &str = " the a an of from for in at on to and who whom that which his her its their my our your this \
        these those said says mr mr. mrs mrs. ms ms. dr dr. sen sen. rep rep. gov gov. president senator governor former \
        republican democratic sir ";
    EMPTY.contains(&format!(" {word} "))
}

fn words_of(text: &str) -> impl Iterator<Item = String> + '_ {
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '.' | '_');
    text.split(move |c: char| !inner(c))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().replace('’', "'"))
        .map(|word| word.strip_suffix("'s").map_or(word.clone(), ToOwned::to_owned))
        .filter(|word| !word.is_empty())
}

/// Where the words of a text begin.
fn word_starts(text: &str) -> Vec<u32> {
    let mut starts = Vec::new();
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let word = c.is_alphanumeric() || c == '_';
        let joined = before.is_alphanumeric() || before == '_';
        if word && !joined {
            starts.push(at as u32);
        }
        // An apostrophe inside a word does not part it.
        let inside = matches!(c, '\'' | '’' | '`')
            && joined
            && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if !inside {
            before = c;
        }
    }
    starts
}
