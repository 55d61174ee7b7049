//! Makes the model file.
//!
//! The weights of the second reading are learnt on documents as a first reading sees them that did not learn from
//! them: the sets are dealt into parts, and each part is read with the weights that the others teach. Still those are
//! documents of sets that it did learn from, on which it is right more often than elsewhere, and what it finds there is
//! trusted too much: so the second reading goes only a part of the way from the first to what is learnt.
//!
//! Both readings have the mean of the weights learnt on all parts and of those learnt without each of them (Breiman 1996).

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::thread;

use ascribe_core::linear::bio::{LABELS, Row};
use ascribe_core::linear::calibration::Platt;
use ascribe_core::linear::sequence_model::{Model, Weights};
use ascribe_core::names::document_features::DocumentFeatures;
use ascribe_core::names::first_pass::{FirstPass, story};
use ascribe_core::names::gazetteers::Gazetteers;
use ascribe_core::names::knowledge::Knowledge;
use ascribe_core::names::scoring::CLOSED;
use ascribe_core::names::words::{Case, Words};

use super::calibrate;
use super::corpus::{self, Cutter, Document, Letters, Mask};
use super::crf::{Schedule, Sentence};
use super::learn::{Learnt, Numbered, Real, UNIT};
use super::swap::People;

/// What a shipped model is trained on.
struct Recipe {
    /// The languages that it is for, joined by hyphens.
    language: &'static str,
    sets: &'static [&'static str],
    /// Into how many parts the documents are dealt.
    parts: usize,
}

/// The recipes. What a language has few texts for is learnt from those of its relatives as well, and its own count for
/// more.
const RECIPES: [Recipe; 6] = [
    Recipe {
        language: "en",
        sets: &[
            "conll03_train",
            "worldwide_train",
            "redocred_dev",
            "uner_ewt_dev",
            "crossner_politics_train",
            "gum_train",
        ],
        parts: 5,
    },
    Recipe { language: "de", sets: &["germeval_train", "conll03_de_train", "own_de", "own_de"], parts: 2 },
    Recipe { language: "nl", sets: &["conll02_nl_train", "own_nl"], parts: 2 },
    // Spanish and Portuguese share their weights.
    Recipe { language: "es-pt", sets: &["uner_pt_train", "conll02_es_train"], parts: 2 },
    Recipe {
        language: "it",
        sets: &["uner_pt_train", "conll02_es_train", "own_it", "own_it", "own_it"],
        parts: 2,
    },
    Recipe {
        language: "fr",
        sets: &[
            "wikiann_fr_train",
            "europeana_fr",
            "conll02_es_train",
            "uner_pt_train",
            "own_fr",
            "own_fr",
            "own_fr",
        ],
        parts: 2,
    },
];

/// How a model is made, where not in the usual way.
pub(crate) struct Options {
    /// The language that it is for.
    pub(crate) language: String,
    /// The sets to train on.
    pub(crate) sets: Vec<String>,
    /// How often the first pass goes through them.
    pub(crate) epochs: Option<u32>,
}

/// One document in so many is learnt from once more, with other people in it.
const RENAMED: usize = 2;
/// The most tokens of a sentence that are learnt from in one piece.
const LONGEST: usize = 100;
/// How far the second reading goes from the first to what is learnt.
const SHARE: f32 = 0.75;
/// How both readings are learnt.
const FIRST: Schedule = Schedule { epochs: 10, step: 0.3, decay: 0.2 };
const SECOND: Schedule = Schedule { epochs: 8, step: 0.1, decay: 2.0 };

/// Trains on sets of a folder and writes the file.
pub(crate) fn run(data: &Path, out: &Path, options: &Options) -> Result<(), Box<dyn Error>> {
    let recipe = RECIPES.iter().find(|recipe| recipe.language == options.language);
    let recipe = recipe.ok_or_else(|| format!("there is no recipe for {}", options.language))?;
    let usual: Vec<String> = recipe.sets.iter().map(ToString::to_string).collect();
    let sets = if options.sets.is_empty() { &usual } else { &options.sets };
    let mut rows = Vec::new();
    for set in sets {
        let read = corpus::read(data, set)?;
        println!("{set}: {} documents", read.len());
        rows.extend(read.into_iter().zip(rows.len()..).map(|(row, at)| (at, set.clone(), row)));
    }
    let mut people = People::load();
    let renamed = rows.iter().filter(|(at, ..)| at % RENAMED == 1);
    let renamed = renamed.filter_map(|(at, set, row)| Some((*at, set.clone(), people.rename(row, set)?)));
    let renamed: Vec<_> = renamed.collect();
    println!("{} of them once more, with other people", renamed.len());
    rows.extend(renamed);
    let epochs = options.epochs.unwrap_or(FIRST.epochs);
    let epochs_of =
        |case| Schedule { epochs: if case == Case::Mixed { epochs } else { epochs.div_ceil(2) }, ..FIRST };
    let learn = |case: Case| {
        let cutter = Cutter::load();
        let mut course = Course {
            case,
            first: epochs_of(case),
            parts: recipe.parts,
            gazetteers: Gazetteers::load(),
            knowledge: BTreeMap::new(),
            documents: Vec::new(),
        };
        for (at, set, row) in &rows {
            let documents = letters(case, *at)
                .into_iter()
                .map(|letters| (at % recipe.parts, cutter.cut(row, set, letters)));
            course.documents.extend(documents);
        }
        for (_, document) in &course.documents {
            let language = &document.language.code;
            course.knowledge.entry(language.clone()).or_insert_with(|| Knowledge::of_language(language));
        }
        course.learn()
    };
    let (mixed, single) = thread::scope(|scope| {
        let single = scope.spawn(|| learn(Case::Single));
        (learn(Case::Mixed), single.join())
    });
    let single = single.map_err(|_| "training the model for letters of one case failed")?;
    let weights = assemble(mixed, single);
    let bytes = weights.write();
    println!("{} features, {} bytes", weights.features.len(), bytes.len());
    fs::write(out, bytes)?;
    Ok(())
}

/// In which letters the `at`th document is read to learn a case. As it is it has headlines in capitals, with names that
/// the text below tells more of.
fn letters(case: Case, at: usize) -> Vec<Letters> {
    match case {
        Case::Mixed => vec![Letters::Kept],
        // Nothing can be passed over where capitals tell nothing, so three documents in four must do.
        Case::Single if at % 4 == 3 => vec![Letters::Kept],
        Case::Single if at.is_multiple_of(4) => vec![Letters::Kept, Letters::Upper],
        Case::Single => vec![Letters::Kept, Letters::Lower],
    }
}

/// Up to which size weights are too small to be kept; half of the file would be for text in one case.
fn faint(case: Case) -> i8 {
    if case == Case::Mixed { 2 } else { 3 }
}

/// What is learnt for one case: both readings, and how sure to be of what the second finds.
struct Taught {
    first: Learnt,
    second: Learnt,
    calibration: Platt,
}

/// What one case is learnt from.
struct Course {
    case: Case,
    first: Schedule,
    parts: usize,
    gazetteers: Gazetteers,
    /// By language; what the languages of the sets are learnt with.
    knowledge: BTreeMap<String, Knowledge>,
    /// The documents, each with the part that it belongs to.
    documents: Vec<(usize, Document)>,
}

impl Course {
    fn learn(&self) -> Taught {
        let case = self.case;
        let faint = faint(case);
        let (parts, sentences): (Vec<usize>, Vec<Sentence>) = self.sentences().into_iter().unzip();
        let numbered = Numbered::new(sentences);
        println!("{case:?}: {} sentences, {} features", numbered.sentences.len(), numbered.keys.len());
        let courses = numbered.courses(self.first, &parts, self.parts);
        let again = thread::scope(|scope| {
            let numbered = &numbered;
            let read = |(part, course)| {
                scope.spawn(move || self.again(&model(&numbered.rounded(course, faint)), part))
            };
            let readers: Vec<_> = (0..self.parts).zip(&courses).map(read).collect();
            let again = readers.into_iter().map(|reader| reader.join().expect("help: its message is above"));
            again.collect::<Vec<_>>()
        });
        let first = numbered.rounded(&Real::mean(courses), faint);
        let (parts, sentences): (Vec<usize>, Vec<Sentence>) = again
            .into_iter()
            .enumerate()
            .flat_map(|(part, sentences)| sentences.into_iter().map(move |sentence| (part, sentence)))
            .unzip();
        let numbered = Numbered::new(sentences);
        println!("{case:?}, second reading: {} features", numbered.keys.len());
        let courses = numbered.courses(SECOND, &parts, self.parts);
        // Sureness is measured on a part that neither reading has learnt from.
        let measured = self.parts - 1;
        let others = numbered.rounded(&courses[measured], faint).nearer_to(&first, SHARE);
        let unseen = (0..parts.len()).filter(|&at| parts[at] == measured).map(|at| &numbered.sentences[at]);
        let calibration = calibrate::fit(&numbered, unseen, &others);
        let second = numbered.rounded(&Real::mean(courses), faint).nearer_to(&first, SHARE);
        Taught { first, second, calibration }
    }

    /// The sentences of the case with their features in the first reading, each with its part.
    fn sentences(&self) -> Vec<(usize, Sentence)> {
        let mut all = Vec::new();
        for (part, document) in &self.documents {
            let words = Words::new(
                document.layers(),
                &self.gazetteers,
                Some(&self.knowledge[&document.language.code]),
            );
            let masks = document.masks(&words);
            for (index, tokens) in story(document.layers()) {
                if words.case(index) != self.case {
                    continue;
                }
                let base = |at| real(if words.is_open(at) { &[0; LABELS + 1] } else { &CLOSED });
                let features = |at, out: &mut Vec<u32>| {
                    if words.is_open(at) {
                        words.features(at, &tokens, self.case, out);
                    }
                };
                all.extend(
                    pieces(&words, &masks, &tokens)
                        .into_iter()
                        .map(|piece| (*part, Sentence::new(piece, &masks, features, base))),
                );
            }
        }
        all
    }

    /// The sentences of a part as the second reading sees them after a first one with `model`.
    fn again(&self, model: &Model, part: usize) -> Vec<Sentence> {
        let mut all = Vec::new();
        for (_, document) in self.documents.iter().filter(|(of, _)| *of == part) {
            let words = Words::new(
                document.layers(),
                &self.gazetteers,
                Some(&self.knowledge[&document.language.code]),
            );
            let masks = document.masks(&words);
            let reading = FirstPass::new(&words, model, None);
            let elsewhere = DocumentFeatures::gather(&words, &reading);
            for (index, tokens) in story(document.layers()) {
                if words.case(index) != self.case || !tokens.clone().any(|at| elsewhere.is_open(at)) {
                    continue;
                }
                let features = |at, out: &mut Vec<u32>| {
                    if elsewhere.is_open(at) {
                        elsewhere.features(at, &tokens, self.case, out);
                    }
                };
                let base = |at: usize| real(&reading.scores[at]);
                all.extend(
                    pieces(&words, &masks, &tokens)
                        .into_iter()
                        .map(|piece| Sentence::new(piece, &masks, features, base)),
                );
            }
        }
        all
    }
}

/// A model for first readings in one case.
fn model(learnt: &Learnt) -> Model {
    let transitions = [[learnt.transitions; 2]; 2];
    Model::read(
        &Weights { transitions, calibration: [Platt::default(); 2], features: learnt.features.clone() }
            .write(),
    )
}

/// Scores as training reckons with them.
fn real(scores: &Row<i16>) -> Row<f32> {
    scores.map(|score| f32::from(score) / UNIT)
}

/// The stretches of a sentence that can have names in them, in pieces that are not too long and cut no name.
fn pieces(words: &Words<'_>, masks: &[Mask], tokens: &Range<usize>) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    for run in words.runs(tokens) {
        let mut begin = run.start;
        for at in run.clone() {
            if at - begin >= LONGEST && corpus::may_start(masks[at]) {
                pieces.push(begin..at);
                begin = at;
            }
        }
        pieces.push(begin..run.end);
    }
    pieces
}

/// Everything in one table. A hash that two features have by chance keeps the weights of the one that comes first.
fn assemble(mixed: Taught, single: Taught) -> Weights {
    let transitions = [
        [mixed.first.transitions, single.first.transitions],
        [mixed.second.transitions, single.second.transitions],
    ];
    let calibration = [mixed.calibration, single.calibration];
    let learnt = [mixed.first, mixed.second, single.first, single.second];
    let mut features: Vec<_> = learnt.into_iter().flat_map(|learnt| learnt.features).collect();
    features.sort_by_key(|&(key, _)| key);
    features.dedup_by_key(|&mut (key, _)| key);
    Weights { transitions, calibration, features }
}
