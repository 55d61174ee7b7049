//! Makes, measures and takes apart the models of `ascribe`.
//!
//! `train entities` makes a model file, `eval entities` scores it, `errors entities` groups what it gets wrong;
//! `train pronouns` fits the weights for whom a pronoun means, `train ends` those for where a paraphrase ends, `train
//! quotations` those for how sure a quotation is; `eval quotations` and `errors quotations` look at who said what, `eval
//! coreference` at who is who.
//! All read data sets from a folder given by `--data`. `agreement` compares an encoder's scores with those of its trainer,
//! which is `train/encoder`.

use std::error::Error;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use entities::eval::OtherModel;

mod agreement;
mod articles;
mod coreference;
mod entities;
mod language;
mod quotations;
mod sets;

/// Makes, measures and takes apart the models of ascribe.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes a model, the same to the last bit from the same data.
    Train {
        /// Which model.
        model: Model,
        /// The folder of the data sets.
        #[arg(long)]
        data: PathBuf,
        /// Where to write the model.
        #[arg(long)]
        out: PathBuf,
        /// The sets to train on instead of the usual ones.
        #[arg(long, value_delimiter = ',')]
        sets: Vec<String>,
        /// How often the data are gone through.
        #[arg(long)]
        epochs: Option<u32>,
        /// The language of a model that recognises names.
        #[arg(long, default_value = "en")]
        language: String,
    },
    /// Scores a model or the rules of a stage.
    Eval {
        /// Which model.
        model: Model,
        /// The folder of the data sets.
        #[arg(long)]
        data: PathBuf,
        /// The model file; the one embedded in the service where absent.
        #[arg(long)]
        file: Option<PathBuf>,
        /// The language of that file.
        #[arg(long, default_value = "en")]
        language: String,
        /// The sets to score instead of the usual ones.
        #[arg(long, value_delimiter = ',')]
        sets: Vec<String>,
    },
    /// Groups what a model gets wrong.
    Errors {
        /// Which model.
        model: Model,
        /// The folder of the data sets.
        #[arg(long)]
        data: PathBuf,
        /// The model file; the one embedded in the service where absent.
        #[arg(long)]
        file: Option<PathBuf>,
        /// The language of that file.
        #[arg(long, default_value = "en")]
        language: String,
        /// The set to look at instead of the usual one.
        #[arg(long)]
        set: Option<String>,
        /// Prints all examples of the groups whose names contain this.
        #[arg(long)]
        group: Option<String>,
    },
    /// Compares the scores of an encoder with those that its trainer wrote.
    Agreement {
        /// The file of the encoder.
        encoder: PathBuf,
        /// What the trainer wrote, one JSON object a line.
        logits: PathBuf,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Model {
    /// The recognition of names.
    Entities,
    /// The second opinion on languages.
    Language,
    /// Who said what.
    Quotations,
    /// Whom a pronoun means.
    Pronouns,
    /// Where a paraphrase ends.
    Ends,
    /// Which names and pronouns mean the same person.
    Coreference,
}

fn main() -> Result<(), Box<dyn Error>> {
    match Arguments::parse().command {
        Command::Train { model: Model::Entities, data, out, sets, epochs, language } => {
            entities::train::run(&data, &out, &entities::train::Options { language, sets, epochs })
        }
        Command::Train { model: Model::Language, data, out, epochs, .. } => {
            language::train::run(&data, &out, epochs)
        }
        Command::Train { model: Model::Pronouns, data, out, .. } => quotations::pronouns::run(&data, &out),
        Command::Train { model: Model::Ends, data, out, .. } => quotations::ends::run(&data, &out),
        Command::Train { model: Model::Quotations, data, out, .. } => {
            quotations::confidence::run(&data, &out)
        }
        Command::Train { model: Model::Coreference, .. } => {
            Err("that is done by rules: train pronouns instead".into())
        }
        Command::Eval { model: Model::Entities, data, file, language, sets } => {
            let other = file.map(|file| OtherModel { language, file });
            entities::eval::run(&data, other.as_ref(), &sets)
        }
        Command::Eval { model: Model::Language, data, sets, .. } => language::eval::run(&data, &sets),
        Command::Eval { model: Model::Coreference, data, sets, .. } => coreference::run(&data, &sets),
        Command::Eval { data, sets, .. } => quotations::eval::run(&data, &sets),
        Command::Errors { model: Model::Entities, data, file, language, set, .. } => {
            let other = file.map(|file| OtherModel { language, file });
            let set = set.as_deref().unwrap_or("worldwide_dev");
            entities::errors::run(&data, other.as_ref(), set)
        }
        Command::Errors { model: Model::Language, .. } => {
            Err("errors are grouped for names and quotations only".into())
        }
        Command::Errors { model: Model::Coreference, .. } => Err("there is only eval for that".into()),
        Command::Agreement { encoder, logits } => agreement::run(&encoder, &logits),
        Command::Errors { data, set, group, .. } => {
            quotations::errors::run(&data, set.as_deref().unwrap_or("polnear_train"), group.as_deref())
        }
    }
}
