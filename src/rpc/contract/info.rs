use super::{Limits, Models, v1};
use ascribe_core::analysis::Model;
use ascribe_core::data;
use ascribe_core::gazetteer::Gazetteer;
use ascribe_core::lang::Packs;

/// The response of `GetServerInfo`.
pub(in crate::rpc) fn describe(limits: &Limits, models: &Models) -> v1::GetServerInfoResponse {
    let everything: Vec<i32> = [
        v1::Feature::Structure,
        v1::Feature::Language,
        v1::Feature::Entities,
        v1::Feature::Quotations,
        v1::Feature::Tokens,
    ]
    .map(i32::from)
    .to_vec();
    let packs = Packs::load();
    let supported = packs.all().into_iter().filter(|pack| pack.is_supported());
    let languages = supported.map(|pack| v1::LanguageSupport {
        language_code: pack.code.into(),
        name: pack.settings.name.clone(),
        features: everything.clone(),
    });
    v1::GetServerInfoResponse {
        version: env!("CARGO_PKG_VERSION").into(),
        models: engines(models)
            .chain([
                entity_model(),
                embedded("languages (second opinion beside whatlang)"),
                embedded("embedded lexicons and rules"),
            ])
            .collect(),
        languages: languages.collect(),
        features: everything,
        limits: Some(limits.into()),
        gazetteer: None,
    }
}

/// Describes the gazetteer, if there is one.
pub(in crate::rpc) fn describe_gazetteer(gazetteer: &Gazetteer) -> Option<v1::GazetteerInfo> {
    let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
    (!gazetteer.is_empty())
        .then(|| v1::GazetteerInfo { entries: count(gazetteer.entries()), names: count(gazetteer.len()) })
}

/// The engines that a request may choose.
fn engines(models: &Models) -> impl Iterator<Item = v1::ModelInfo> {
    let packs = Packs::load();
    let supported = packs.all().into_iter().filter(|pack| pack.is_supported());
    let codes: Vec<String> = supported.map(|pack| pack.code.to_owned()).collect();
    let loaded = Model::ALL.into_iter().filter(|&model| models.has(model));
    loaded.map(move |model| {
        let (name, contract) = match model {
            Model::Fast => ("rules and linear models", v1::Model::Fast),
            Model::Accurate => (models.encoder(), v1::Model::Accurate),
        };
        v1::ModelInfo {
            model: contract.into(),
            language_codes: codes.clone(),
            is_default: model == models.default_model(),
            ..embedded(name)
        }
    })
}

/// The model of entity names, from its card.
fn entity_model() -> v1::ModelInfo {
    let says = |heading| data::card_row(data::ENTITY_MODEL_CARD, heading);
    v1::ModelInfo {
        name: "recognition of names".into(),
        version: says("date").into(),
        license: says("licence of the weights").into(),
        training_sets: says("sets").split(", ").map(|set| set.trim_matches('`').into()).collect(),
        ..Default::default()
    }
}

/// Describes data without a model card.
fn embedded(name: &str) -> v1::ModelInfo {
    v1::ModelInfo {
        name: name.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        license: env!("CARGO_PKG_LICENSE").into(),
        ..Default::default()
    }
}
