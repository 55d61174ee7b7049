//! What the words of a language mean in sums and measures: `numbers.tsv` of its pack, and what all languages share.

use super::phrases::{Phrases, classes};
use crate::lang::table::Row;
use crate::text::{WordMap, hash};

classes! {
    /// What a word may mean in sums and measures. Most classes have no value.
    NumberClass {
        /// A power of ten.
        Scale = "scale",
        /// A power of ten right behind digits: "5bn".
        GluedScale = "glued_scale",
        /// A number in words.
        Number = "number",
        /// A place in a row.
        Ordinal = "ordinal",
        /// The symbol of a unit.
        Unit = "unit",
        /// A letter that is a unit right behind digits: "30C".
        GluedUnit = "glued_unit",
        /// An ISO 4217 code.
        Currency = "currency",
        /// The currency of a country whose name others share: "Egyptian pounds".
        Shared = "shared",
        /// The currency of which it is a hundredth.
        Cent = "cent",
        /// The same right behind digits: "25p".
        GluedCent = "glued_cent",
        /// "percent".
        Percent = "percent",
        /// "percentage points".
        Points = "points",
        /// A hundredth of them.
        BasisPoints = "basis_points",
        /// A part of one: "half a percent".
        Fraction = "fraction",
        /// Between two numbers of which either may hold.
        Or = "or",
        /// "barrels per day".
        Per = "per",
        /// Before a temperature below zero.
        Minus = "minus",
        /// "square miles".
        Square = "square",
        /// "cubic feet".
        Cubic = "cubic",
        /// What has a number and maybe a letter: "seat 30C" is no temperature.
        Labelled = "labelled",
        /// "six-foot-tall".
        Dimension = "dimension",
        /// Tells that pounds are money.
        Sterling = "sterling",
    }
}

/// What one word means in sums and measures.
#[derive(Clone, Debug, Default)]
pub(super) struct NumberWord {
    classes: u128,
    /// A power of ten.
    pub(super) scale: Option<u8>,
    /// A power of ten right behind digits.
    pub(super) glued_scale: Option<u8>,
    /// A number in words.
    pub(super) number: Option<f64>,
    /// A place in a row.
    pub(super) ordinal: Option<u8>,
    /// The symbol of a unit.
    pub(super) unit: Option<&'static str>,
    /// The symbol of a unit right behind digits.
    pub(super) glued_unit: Option<&'static str>,
    /// An ISO 4217 code.
    pub(super) currency: Option<&'static str>,
    /// The currency of which it is a hundredth.
    pub(super) cent: Option<&'static str>,
    /// The same right behind digits.
    pub(super) glued_cent: Option<&'static str>,
}

/// The classes with which a value may begin.
const BEGINNING: u128 = NumberClass::Scale.bit()
    | NumberClass::Number.bit()
    | NumberClass::Ordinal.bit()
    | NumberClass::Currency.bit()
    | NumberClass::Fraction.bit()
    | NumberClass::Minus.bit();

impl NumberWord {
    /// Whether the word belongs to a class.
    pub(super) const fn is(&self, class: NumberClass) -> bool {
        self.classes & class.bit() != 0
    }

    /// Whether a value may begin with the word.
    pub(super) const fn begins(&self) -> bool {
        self.classes & BEGINNING != 0
    }

    /// Whether it measures what stands before it.
    pub(super) const fn measures(&self) -> bool {
        self.unit.is_some() || self.currency.is_some() || self.cent.is_some()
    }

    /// Adds what a row says of the word; what is known already stays.
    fn add(&mut self, class: NumberClass, value: &'static str) -> Option<()> {
        self.classes |= class.bit();
        match class {
            NumberClass::Scale => keep(&mut self.scale, value.parse().ok()?),
            NumberClass::GluedScale => keep(&mut self.glued_scale, value.parse().ok()?),
            NumberClass::Number => keep(&mut self.number, value.parse().ok()?),
            NumberClass::Ordinal => keep(&mut self.ordinal, value.parse().ok()?),
            NumberClass::Unit => keep(&mut self.unit, value),
            NumberClass::GluedUnit => keep(&mut self.glued_unit, value),
            NumberClass::Currency => keep(&mut self.currency, value),
            NumberClass::Cent => keep(&mut self.cent, value),
            NumberClass::GluedCent => keep(&mut self.glued_cent, value),
            NumberClass::Fraction => drop(value.parse::<f64>().ok()?),
            _ => {}
        }
        Some(())
    }
}

fn keep<T>(slot: &mut Option<T>, value: T) {
    if slot.is_none() {
        *slot = Some(value);
    }
}

/// The words of sums and measures of one language.
#[derive(Debug, Default)]
pub(super) struct NumberWords {
    words: WordMap<NumberWord>,
    /// Expressions of several words, and all that are a part of one or the currency of one country.
    pub(super) phrases: Phrases<NumberClass>,
}

impl NumberWords {
    /// Adds a row of `numbers.tsv`: class, value, forms. Rows of the language come before those that all share.
    pub(super) fn add(&mut self, row: &Row<'_>) {
        let Some(class) = row.parse("class", row.field(0), NumberClass::parse) else { return };
        let value = row.field(1);
        for form in row.forms(2) {
            let is_phrase = form.contains('_');
            if is_phrase || class == NumberClass::Fraction {
                self.phrases.add(form, class, value);
            }
            if class == NumberClass::Shared {
                // The name of the currency stands last in some languages and first in others.
                for word in form.split('_') {
                    self.words.entry(hash(word)).or_default().classes |= class.bit();
                }
                continue;
            }
            if is_phrase && class != NumberClass::Fraction {
                continue;
            }
            let first = form.split('_').next().unwrap_or_default();
            if self.words.entry(hash(first)).or_default().add(class, value).is_none() {
                row.error(format_args!("\"{value}\" is no value of its class"));
            }
        }
    }

    /// What a word means.
    pub(super) fn get(&self, key: u64) -> Option<&NumberWord> {
        self.words.get(&key)
    }
}
