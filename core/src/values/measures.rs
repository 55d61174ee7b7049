//! Sums of money, shares and ordinals.

use super::number_words::NumberClass;
use super::numbers::{Number, plain};
use super::time_words::TimeClass;
use super::units::Glued;
use super::{Read, Reader};
use crate::analysis::Shape;
use crate::text::hash;

impl Reader<'_> {
    /// "$5 million", "US$5bn", "€3.5m", "5 million euros", "20 Australian dollars", "50 cents", "$5 to $10 million",
    /// "two or three billion pounds".
    pub(super) fn money(&self, at: usize) -> Read {
        if let Some((currency, number)) = self.sum_behind_sign(at) {
            return Some(self.up_to(at, currency, number));
        }
        if let Some(glued) = self.glued(at) {
            return match glued {
                Glued::Currency(value, code) => Some((format!("{code} {}", plain(value)), at + 1)),
                Glued::Cent(value, code) => Some((format!("{code} {}", plain(value / 100.0)), at + 1)),
                _ => None,
            };
        }
        let number = self.number(at)?;
        if let Some(range) = self.range_of_sums(number, at) {
            return Some(range);
        }
        let (sum, end) = self.sum(number, at)?;
        Some((sum, end))
    }

    /// A number and its currency.
    fn sum(&self, number: Number, first: usize) -> Read {
        let (currency, hundredth, end) = self.currency(number, first)?;
        let value = if hundredth { number.value / 100.0 } else { number.value };
        Some((format!("{currency} {}", plain(value)), end))
    }

    /// Two numbers with one currency, which share their scale: "5 to 10 million euros", "two or three billion pounds".
    fn range_of_sums(&self, from: Number, at: usize) -> Read {
        let or = self.is_number(from.end, at, NumberClass::Or);
        let second = self.next(from.end + 1, at).filter(|_| or || self.joins(from.end, at))?;
        let to = self.number(second)?;
        let (sum, end) = self.sum(to, at)?;
        let scale = if to.scaled && !from.scaled { scale_of(to.value) } else { 1.0 };
        let hundredth = self.currency(to, at)?.1;
        let low = from.value * scale / if hundredth { 100.0 } else { 1.0 };
        let code = sum.split(' ').next().unwrap_or_default();
        (from.value * scale < to.value).then(|| (format!("{code} {}/{sum}", plain(low)), end))
    }

    /// A sign or code before a number.
    fn sum_behind_sign(&self, at: usize) -> Option<(&'static str, Number)> {
        let Some(currency) = self.number_word(at).and_then(|word| word.currency) else {
            return self.glued_sign(at);
        };
        let text = self.document.text(at);
        // "Rs", "Ksh": two capitals or not, a code has three letters at the most.
        let is_code = text.len() <= 3 && self.document.capitalized(at);
        let sign = self.document.shape(at) == Shape::Symbol
            || text.contains(|c: char| !c.is_ascii_alphanumeric())
            || self.document.shape(at) == Shape::Upper
            || is_code;
        let amount = self.next(at + 1, at).filter(|&amount| sign && self.digit(amount))?;
        Some((currency, self.number(amount)?))
    }

    /// "US" and "$" are two tokens where the tokenizer parts letters and signs, or where a space does; but "the US $5m"
    /// may be what is given to a country.
    fn glued_sign(&self, at: usize) -> Option<(&'static str, Number)> {
        let is_code = self.document.shape(at) == Shape::Upper && self.document.text(at).len() > 1;
        let tied = self.touches_next(at) || is_code && !self.is(at.wrapping_sub(1), at, TimeClass::Narrative);
        let sign = self.next(at + 1, at).filter(|&sign| tied && self.document.text(sign) == "$")?;
        let joined = format!("{}$", self.document.text(at));
        let currency = self.words.numbers.get(hash(&joined))?.currency?;
        let amount = self.next(sign + 1, at).filter(|&amount| self.digit(amount))?;
        Some((currency, self.number(amount)?))
    }

    /// A second sum that makes a range of the first: "$5 to $10 million" has one scale for both.
    fn up_to(&self, at: usize, currency: &str, from: Number) -> (String, usize) {
        let alone = (format!("{currency} {}", plain(from.value)), from.end);
        let Some(next) = self.next(from.end + 1, at).filter(|_| self.joins(from.end, at)) else {
            return alone;
        };
        let second = match self.sum_behind_sign(next) {
            Some((same, number)) if same == currency => number,
            None if !self.is(from.end, at, TimeClass::And) => match self.number(next) {
                Some(number) if self.digit(next) => number,
                _ => return alone,
            },
            _ => return alone,
        };
        if self.measure_follows(second.end, at) {
            return alone;
        }
        let scale = if second.scaled && !from.scaled { scale_of(second.value) } else { 1.0 };
        (format!("{currency} {}/{currency} {}", plain(from.value * scale), plain(second.value)), second.end)
    }

    fn measure_follows(&self, at: usize, first: usize) -> bool {
        self.percent_sign(at, first).is_some() || self.unit(at, first).is_some()
    }

    /// The currency behind a number, whether what is counted are hundredths of it, and the token behind it.
    fn currency(&self, number: Number, first: usize) -> Option<(&'static str, bool, usize)> {
        // "3,5 milliards d'euros", "dos millones de euros".
        let of = number.scaled && self.is(number.end, first, TimeClass::Of);
        let at = self.next(number.end + usize::from(of), first)?;
        if let Some((end, code)) = self.number_phrase(at, first, NumberClass::Shared) {
            return Some((code, false, end));
        }
        if let Some((end, code)) = self.number_phrase(at, first, NumberClass::Currency) {
            return Some((code, false, end));
        }
        let at = match self.number_word(at) {
            Some(word) if word.measures() => at,
            _ => self.national(at, first)?,
        };
        let word = self.number_word(at)?;
        let sterling = self.is_number(at + 1, first, NumberClass::Sterling);
        match (word.currency, word.cent) {
            // Pounds are money by the million, or of sterling; else they weigh.
            (Some(code), _) if word.unit.is_none() || number.scaled || sterling => {
                Some((code, false, at + 1 + usize::from(sterling)))
            }
            (None, Some(code)) => Some((code, true, at + 1)),
            _ => None,
        }
    }

    /// The name of a currency behind that of its country, where no other country has one of that name: "Japanese yen".
    fn national(&self, at: usize, first: usize) -> Option<usize> {
        let nouns = (at + 1..at + 3).filter_map(|noun| self.next(noun, first));
        let is_currency = |noun: &usize| {
            let word = self.number_word(*noun);
            word.is_some_and(|word| word.currency.is_some() && !word.is(NumberClass::Shared))
        };
        nouns.take_while(|_| self.document.capitalized(at)).find(is_currency)
    }

    /// "87%", "4.5 percent", "87 and 92 percent", "5-10%", "two percentage points". Several shares in one phrase are
    /// one value, parted by a slash, as ISO 8601 parts the ends of an interval.
    pub(super) fn percent(&self, at: usize) -> Read {
        if let Some(Glued::Percent(value)) = self.glued(at) {
            return Some((format!("{}%", plain(value)), at + 1));
        }
        if let Some((part, end)) = self.part_of_one(at) {
            return self.percent_sign(end, at).map(|end| (format!("{}%", plain(part)), end));
        }
        let first = self.number(at)?;
        if let Some(end) = self.basis_points(first.end, at) {
            return Some((format!("{}%", plain(first.value / 100.0)), end));
        }
        if let Some(end) = self.percent_sign(first.end, at) {
            let range = self.joins_shares(end, at).then(|| self.shares(at, first, end)).flatten();
            return range.or_else(|| Some((format!("{}%", plain(first.value)), end)));
        }
        self.shares(at, first, first.end)
    }

    /// More shares behind the first one, joined by "and", "to", commas.
    fn shares(&self, at: usize, first: Number, mut end: usize) -> Read {
        let mut values = vec![plain(first.value)];
        while values.len() < 6 && (self.joins_shares(end, at) || self.is_mark(end, at, &[","])) {
            let number = self.next(end + 1, at).and_then(|next| {
                let skip = self.is(next, at, TimeClass::And) || self.is_number(next, at, NumberClass::Or);
                self.number(next + usize::from(skip)).filter(|number| self.next(number.end - 1, at).is_some())
            })?;
            values.push(plain(number.value));
            end = number.end;
            if let Some(sign) = self.percent_sign(end, at) {
                return Some((values.join("%/") + "%", sign));
            }
        }
        None
    }

    fn joins_shares(&self, at: usize, first: usize) -> bool {
        let classes = [TimeClass::To, TimeClass::And, TimeClass::Till];
        classes.iter().any(|&class| self.is(at, first, class))
            || self.is_number(at, first, NumberClass::Or)
            || self.is_dash(at, first)
    }

    /// The token after a sign or words for per cent or for points of it.
    pub(super) fn percent_sign(&self, at: usize, first: usize) -> Option<usize> {
        let phrase = |class| self.number_phrase(at, first, class).map(|(end, _)| end);
        let word = || {
            let word = self.number_word(self.next(at, first)?)?;
            (word.is(NumberClass::Percent) || word.is(NumberClass::Points)).then_some(at + 1)
        };
        phrase(NumberClass::Points).or_else(|| phrase(NumberClass::Percent)).or_else(word)
    }

    /// The token after words for hundredths of a per cent.
    fn basis_points(&self, at: usize, first: usize) -> Option<usize> {
        let phrase = self.number_phrase(at, first, NumberClass::BasisPoints).map(|(end, _)| end);
        phrase.or_else(|| self.is_number(at, first, NumberClass::BasisPoints).then_some(at + 1))
    }

    /// "third", "21st", "twenty-first".
    pub(super) fn ordinal(&self, at: usize) -> Read {
        if let Some(value) = self.number_word(at).and_then(|word| word.ordinal) {
            // "a third of the voters" is a share, "per second" a rate.
            let one = self.document.before(at).and_then(|before| self.time_word(before)?.number) == Some(1);
            let per = self.is_number(at.wrapping_sub(1), at, NumberClass::Per);
            let share = one && value > 2 && self.is(at + 1, at, TimeClass::Of);
            let rate = per && !one && self.unit_at(at, at).is_some();
            return (!share && !rate).then(|| (value.to_string(), at + 1));
        }
        let text = self.document.text(at);
        if let Some((tens, ones)) = text.split_once('-') {
            let tens = self.number_in(tens).filter(|tens| *tens >= 20.0)?;
            let ones = self.words.numbers.get(hash(ones))?.ordinal.filter(|ones| *ones < 10)?;
            return Some((plain(tens + f64::from(ones)), at + 1));
        }
        let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        let ending = &text[digits.len()..];
        let is_ending = ending != "." && self.words.time.part_is(ending, TimeClass::OrdinalEnding);
        let value: u32 = digits.replace(',', "").parse().ok().filter(|_| is_ending)?;
        Some((value.to_string(), at + 1))
    }
}

/// The power of a thousand that a scaled number was multiplied by.
fn scale_of(value: f64) -> f64 {
    [1e12, 1e9, 1e6, 1e3].into_iter().find(|scale| value >= *scale).unwrap_or(1.0)
}
