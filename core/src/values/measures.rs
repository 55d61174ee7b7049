//! Sums of money, shares, measures and ordinals.

use super::numbers::{Number, plain};
use super::words::Measure;
use super::{Read, Reader};
use crate::analysis::Shape;
use crate::text::hash;

impl Reader<'_> {
    /// "$5 million", "US$5bn", "€3.5m", "5 million euros", "20 Australian dollars", "50 cents", "$5 to $10 million".
    pub(super) fn money(&self, at: usize) -> Read {
        if let Some((currency, number)) = self.sum_behind_sign(at) {
            return Some(self.up_to(at, currency, number));
        }
        if let Some((value, unit)) = self.glued(at) {
            return match unit {
                Measure::Currency(code) => Some((format!("{code} {}", plain(value)), at + 1)),
                Measure::Cent(code) => Some((format!("{code} {}", plain(value / 100.0)), at + 1)),
                _ => None,
            };
        }
        let number = self.number(at)?;
        let (currency, end) = self.currency(number, at)?;
        if let Some(cents) = currency.strip_prefix('/') {
            return Some((format!("{cents} {}", plain(number.value / 100.0)), end));
        }
        Some((format!("{currency} {}", plain(number.value)), end))
    }

    /// A sign or code before a number.
    fn sum_behind_sign(&self, at: usize) -> Option<(&'static str, Number)> {
        let Some(Measure::Currency(currency)) = self.measure(at) else { return self.glued_sign(at) };
        let text = self.document.text(at);
        let sign = self.document.shape(at) == Shape::Symbol
            || text.contains(|c: char| !c.is_ascii_alphanumeric())
            || self.document.shape(at) == Shape::Upper
            || matches!(text, "Rs" | "Ksh");
        let amount = self.next(at + 1, at).filter(|&amount| sign && self.digit(amount))?;
        Some((currency, self.number(amount)?))
    }

    /// "US" and "$" are two tokens where the tokeniser parts letters and signs, or where a space does; but "the US $5m"
    /// may be what is given to a country.
    fn glued_sign(&self, at: usize) -> Option<(&'static str, Number)> {
        let is_code = self.document.shape(at) == Shape::Upper && self.document.text(at).len() > 1;
        let tied = self.touches_next(at) || is_code && !self.is_one_of(at.wrapping_sub(1), at, &["the"]);
        let sign = self.next(at + 1, at).filter(|&sign| tied && self.document.text(sign) == "$")?;
        let joined = format!("{}$", self.document.text(at));
        let Some(Measure::Currency(currency)) = self.vocabulary.measure(hash(&joined)) else { return None };
        let amount = self.next(sign + 1, at).filter(|&amount| self.digit(amount))?;
        Some((currency, self.number(amount)?))
    }

    /// A second sum that makes a range of the first: "$5 to $10 million" has one scale for both.
    fn up_to(&self, at: usize, currency: &str, from: Number) -> (String, usize) {
        let alone = (format!("{currency} {}", plain(from.value)), from.end);
        if !self.is_one_of(from.end, at, &["to", "-", "–", "and"]) {
            return alone;
        }
        let Some(next) = self.next(from.end + 1, at) else { return alone };
        let range =
            self.document.text(from.end) != "and" || self.is_one_of(at.wrapping_sub(1), at, &["between"]);
        let second = match self.sum_behind_sign(next) {
            Some((same, number)) if same == currency => number,
            None if self.document.text(from.end) != "and" => match self.number(next) {
                Some(number) if self.digit(next) => number,
                _ => return alone,
            },
            _ => return alone,
        };
        if !range || self.measure_follows(second.end, at) {
            return alone;
        }
        let scale = if second.scaled && !from.scaled { scale_of(second.value) } else { 1.0 };
        (format!("{currency} {}/{currency} {}", plain(from.value * scale), plain(second.value)), second.end)
    }

    fn measure_follows(&self, at: usize, first: usize) -> bool {
        self.next(at, first)
            .is_some_and(|at| matches!(self.measure(at), Some(Measure::Percent | Measure::Unit(_))))
    }

    /// The currency behind a number; one that is a hundredth of it begins with a slash.
    fn currency(&self, number: Number, first: usize) -> Option<(String, usize)> {
        // "3,5 milliards d'euros", "dos millones de euros".
        let of = number.scaled && self.is_one_of(number.end, first, &["d'", "d’", "de"]);
        let mut at = self.next(number.end + usize::from(of), first)?;
        if !matches!(self.measure(at), Some(Measure::Currency(_) | Measure::Cent(_) | Measure::Unit(_))) {
            at = match self.national(at, first)? {
                (noun, Some(code)) => return Some((code.to_owned(), noun + 1)),
                (noun, None) => noun,
            };
        }
        match self.measure(at)? {
            Measure::Currency(code) => Some((code.to_owned(), at + 1)),
            Measure::Cent(code) => Some((format!("/{code}"), at + 1)),
            // Pounds are money by the million, or of sterling; else they weigh.
            Measure::Unit("lb") if number.scaled || self.is_one_of(at + 1, first, &["sterling"]) => {
                Some(("GBP".to_owned(), at + 1 + usize::from(self.is_one_of(at + 1, first, &["sterling"]))))
            }
            _ => None,
        }
    }

    /// The name of a currency behind that of its country, and its code where other countries have one of that name:
    /// "Egyptian pounds", "Hong Kong dollars", "Turkish lira".
    fn national(&self, at: usize, first: usize) -> Option<(usize, Option<&'static str>)> {
        if !self.document.capitalized(at) && !self.is_one_of(at, first, &["cfa"]) {
            return None;
        }
        (at + 1..at + 3).filter_map(|noun| self.next(noun, first)).find_map(|noun| {
            let name = self.document.text(noun);
            let name = name.strip_suffix('s').unwrap_or(name);
            match self.vocabulary.shared(name) {
                Some(_) => {
                    let words = format!("{}_{name}", self.document.text(noun - 1));
                    self.vocabulary.shared(&words).map(|code| (noun, Some(code)))
                }
                None => matches!(self.measure(noun), Some(Measure::Currency(_))).then_some((noun, None)),
            }
        })
    }

    /// "87%", "4.5 percent", "87 and 92 percent", "5-10%", "two percentage points". Several shares in one phrase are
    /// one value, parted by a slash, as ISO 8601 parts the ends of an interval.
    pub(super) fn percent(&self, at: usize) -> Read {
        if let Some((value, Measure::Percent)) = self.glued(at) {
            return Some((format!("{}%", plain(value)), at + 1));
        }
        if let Some((part, end)) = self.part_of_one(at) {
            return self.percent_sign(end, at).map(|end| (format!("{}%", plain(part)), end));
        }
        let first = self.number(at)?;
        if self.is_one_of(first.end, at, &["basis"])
            && self.is_one_of(first.end + 1, at, &["point", "points"])
        {
            return Some((format!("{}%", plain(first.value / 100.0)), first.end + 2));
        }
        if let Some(end) = self.percent_sign(first.end, at) {
            let range = self
                .is_one_of(end, at, &["to", "-", "–", "and", "or"])
                .then(|| self.shares(at, first, end))
                .flatten();
            return range.or_else(|| Some((format!("{}%", plain(first.value)), end)));
        }
        self.shares(at, first, first.end)
    }

    /// More shares behind the first one, joined by "and", "to", commas.
    fn shares(&self, at: usize, first: Number, mut end: usize) -> Read {
        let mut values = vec![plain(first.value)];
        while values.len() < 6
            && self.is_one_of(end, at, &["and", "or", "to", "-", "–", ",", "und", "et", "y", "bis", "à", "a"])
        {
            let number = self.next(end + 1, at).and_then(|next| {
                let skip = usize::from(self.is_one_of(next, at, &["and", "or"]));
                self.number(next + skip).filter(|number| self.next(number.end - 1, at).is_some())
            })?;
            values.push(plain(number.value));
            end = number.end;
            if let Some(sign) = self.percent_sign(end, at) {
                return Some((values.join("%/") + "%", sign));
            }
        }
        None
    }

    /// The token after a sign or word for per cent.
    fn percent_sign(&self, at: usize, first: usize) -> Option<usize> {
        let at = self.next(at, first)?;
        match self.measure(at) {
            Some(Measure::Percent) => Some(at + 1),
            Some(Measure::Points) if self.is_one_of(at + 1, first, &["points", "point"]) => Some(at + 2),
            _ => {
                let two = self.is_one_of(at, first, &["per", "pour", "por"])
                    && self.is_one_of(at + 1, first, &["cent", "ciento"]);
                two.then_some(at + 2)
            }
        }
    }

    /// "third", "21st", "twenty-first".
    pub(super) fn ordinal(&self, at: usize) -> Read {
        if let Some(Measure::Ordinal(value)) = self.measure(at) {
            // "a third of the voters" is a share, "per second" a rate.
            let one = self.is_one_of(at.wrapping_sub(1), at, &["a", "one"]);
            if one && value > 2 && self.is_one_of(at + 1, at, &["of"])
                || self.is_one_of(at.wrapping_sub(1), at, &["per"])
            {
                return None;
            }
            return Some((value.to_string(), at + 1));
        }
        let text = self.document.text(at);
        if let Some((tens, ones)) = text.split_once('-') {
            let (Some(Measure::Number(tens @ 20..)), Some(Measure::Ordinal(ones @ ..10))) =
                (self.vocabulary.measure(hash(tens)), self.vocabulary.measure(hash(ones)))
            else {
                return None;
            };
            return Some(((tens + ones).to_string(), at + 1));
        }
        let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| text.strip_suffix(ending))?;
        let value: u32 = digits.replace(',', "").parse().ok()?;
        Some((value.to_string(), at + 1))
    }
}

/// The power of a thousand that a scaled number was multiplied by.
fn scale_of(value: f64) -> f64 {
    [1e12, 1e9, 1e6, 1e3].into_iter().find(|scale| value >= *scale).unwrap_or(1.0)
}
