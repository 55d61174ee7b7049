use crate::gazetteer::Gazetteer;
use crate::language;
use crate::rpc::{Limits, v1};

/// Describes this server; the answer to `GetServerInfo`.
pub(super) fn describe(limits: &Limits) -> v1::GetServerInfoResponse {
    let everything: Vec<i32> = [
        v1::Feature::Structure,
        v1::Feature::Language,
        v1::Feature::Entities,
        v1::Feature::Quotations,
        v1::Feature::Tokens,
    ]
    .map(i32::from)
    .to_vec();
    let languages = language::SUPPORTED.map(|tag| v1::LanguageSupport {
        language_code: tag.into(),
        name: language::declared(tag).name,
        features: everything.clone(),
    });
    v1::GetServerInfoResponse {
        version: env!("CARGO_PKG_VERSION").into(),
        models: ["embedded lexicons and rules", "languages (second opinion beside whatlang)"]
            .map(|name| v1::ModelInfo {
                name: name.into(),
                version: env!("CARGO_PKG_VERSION").into(),
                license: env!("CARGO_PKG_LICENSE").into(),
            })
            .into(),
        languages: languages.into(),
        features: everything,
        limits: Some(limits.into()),
        gazetteer: None,
    }
}

/// Describes the names that an operator brings along; nothing where there are none.
pub(super) fn describe_gazetteer(gazetteer: &Gazetteer) -> Option<v1::GazetteerInfo> {
    let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
    (!gazetteer.is_empty())
        .then(|| v1::GazetteerInfo { entries: count(gazetteer.entries()), names: count(gazetteer.len()) })
}
