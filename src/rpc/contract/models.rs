use super::Failure;
use ascribe_core::analysis::Model;

/// The engines that are loaded, and which of them answers those who choose none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Models {
    loaded: Vec<Model>,
    default: Model,
    /// What the file of the encoder calls it.
    encoder: String,
}

impl Models {
    /// Those of a configuration; nothing where the default is not among them.
    #[must_use]
    pub fn new(loaded: Vec<Model>, default: Model, encoder: String) -> Option<Self> {
        loaded.contains(&default).then_some(Self { loaded, default, encoder })
    }

    /// The engine of a request.
    ///
    /// # Errors
    /// It is not loaded.
    pub fn choose(&self, wanted: Option<Model>) -> Result<Model, Failure> {
        let model = wanted.unwrap_or(self.default);
        if self.loaded.contains(&model) { Ok(model) } else { Err(Failure::ModelNotLoaded(model)) }
    }

    /// Whether an engine is loaded.
    #[must_use]
    pub fn has(&self, model: Model) -> bool {
        self.loaded.contains(&model)
    }

    /// The engine of those who choose none.
    #[must_use]
    pub fn default_model(&self) -> Model {
        self.default
    }

    /// What the file of the encoder calls it; empty without one.
    #[must_use]
    pub fn encoder(&self) -> &str {
        &self.encoder
    }
}

impl Default for Models {
    /// The fast engine alone.
    fn default() -> Self {
        Self { loaded: vec![Model::Fast], default: Model::Fast, encoder: String::new() }
    }
}
