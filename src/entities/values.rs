//! Dates, times, amounts, shares, quantities and ordinals, by grammar, with their values.

use super::Thing;
use crate::analysis::{EntityType, Layers, Mention, MentionKind, Shape};
use crate::dates::Reader;
use crate::text::Span;
use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

/// Adds values to the things; what overlaps a name is left to the name. Linear in the text.
pub(super) fn find(layers: Layers<'_>, dates: &Reader, things: &mut Vec<Thing>) {
    let mut taken: Vec<Span> =
        things.iter().flat_map(|thing| thing.mentions.iter().map(|mention| mention.span)).collect();
    taken.sort_unstable();
    let base = base_date(layers);
    let english =
        matches!(layers.language.code.as_str(), "en" | "und") || layers.language.code.starts_with("en-");
    for (sentence, bounds) in layers.tokens.bounds.windows(2).enumerate() {
        let block = layers.structure.sentences[sentence].block as usize;
        if !layers.structure.blocks[block].kind.is_story() {
            continue;
        }
        let mut at = bounds[0] as usize;
        let end = bounds[1] as usize;
        while at < end {
            let phrase = Phrase { layers, at, end };
            let found = if english { phrase.value(base, dates) } else { phrase.language_free(dates) };
            let Some((length, kind, value)) = found else {
                at += 1;
                continue;
            };
            let span = layers.tokens.spans[at].cover(layers.tokens.spans[at + length - 1]);
            at += length;
            let next = taken.partition_point(|name| name.end() <= span.begin());
            if !taken.get(next).is_some_and(|name| name.overlaps(span)) {
                add(layers, things, span, kind, value);
            }
        }
    }
}

/// Adds a mention to the thing of the same kind and value, or a new thing.
fn add(layers: Layers<'_>, things: &mut Vec<Thing>, span: Span, kind: EntityType, value: String) {
    let mention = Mention { span, kind: MentionKind::Name, confidence: 0.9 };
    let recent = things.iter_mut().rev().take(40);
    let mut same = recent.filter(|thing| thing.kind == kind && !value.is_empty() && thing.value == value);
    if let Some(thing) = same.next() {
        thing.mentions.push(mention);
        return;
    }
    things.push(Thing {
        kind,
        name: span.of(layers.text).split_whitespace().collect::<Vec<_>>().join(" "),
        parts: Vec::new(),
        gender: None,
        value,
        mentions: vec![mention],
        descriptions: Vec::new(),
        roles: Vec::new(),
    });
}

/// The day that relative dates count from: of publication, where it is known in full.
fn base_date(layers: Layers<'_>) -> Option<NaiveDate> {
    let published = layers.structure.publication_date.as_ref().map(|date| date.value.as_str());
    let filed = layers.structure.dateline.as_ref().map(|dateline| dateline.date.as_str());
    let full = |value: &str| value.get(..10).and_then(|day| day.parse().ok());
    published.and_then(full).or_else(|| filed.and_then(full))
}

/// Tokens from one on to the end of their sentence.
#[derive(Clone, Copy)]
struct Phrase<'a> {
    layers: Layers<'a>,
    at: usize,
    end: usize,
}

type Value = (usize, EntityType, String);

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sunday", Weekday::Sun),
];

impl<'a> Phrase<'a> {
    fn word(&self, offset: usize) -> &'a str {
        let at = self.at + offset;
        if at < self.end { self.layers.tokens.spans[at].of(self.layers.text) } else { "" }
    }

    fn lower(&self, offset: usize) -> String {
        self.word(offset).to_ascii_lowercase()
    }

    /// A quick look at the first token keeps most words from being looked at any further.
    fn may_begin(&self) -> bool {
        let word = self.word(0);
        let first = word.bytes().next().unwrap_or(b' ');
        first.is_ascii_digit()
            || matches!(
                self.layers.tokens.shapes[self.at],
                Shape::Number | Shape::Symbol | Shape::Alphanumeric
            )
            || word.starts_with(['$', '€', '£', '¥'])
            || (word.len() <= 10 && b"jfmasondtwyjlhpeJFMASONDTWYLHPE".contains(&first))
    }

    fn language_free(self, dates: &Reader) -> Option<Value> {
        if !self.word(0).starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        self.percent().or_else(|| self.money()).or_else(|| self.calendar(dates))
    }

    fn value(self, base: Option<NaiveDate>, dates: &Reader) -> Option<Value> {
        if !self.may_begin() {
            return None;
        }
        self.percent()
            .or_else(|| self.money())
            .or_else(|| self.time())
            .or_else(|| self.calendar(dates))
            .or_else(|| self.relative(base))
            .or_else(|| self.ago(base))
            .or_else(|| self.quantity())
            .or_else(|| self.ordinal())
    }

    /// A number in digits or words, with a scale: its tokens and its value.
    fn number(self, from: usize) -> Option<(usize, f64)> {
        let word = self.word(from);
        let digits = word.trim_start_matches(['$', '€', '£', '¥']).trim_end_matches('%');
        let (text, glued) = match digits.find(|c: char| c.is_ascii_alphabetic()) {
            Some(cut @ 1..) => digits.split_at(cut),
            _ => (digits, ""),
        };
        let value = if text.starts_with(|c: char| c.is_ascii_digit()) {
            text.replace(',', "").parse().ok()?
        } else {
            let small = [
                "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
                "eleven", "twelve",
            ];
            let lower = word.to_ascii_lowercase();
            small.iter().position(|known| *known == lower)? as f64
        };
        let scale = |word: &str| match word.to_ascii_lowercase().as_str() {
            "thousand" | "k" => Some(1e3),
            "million" | "m" | "mn" => Some(1e6),
            "billion" | "bn" => Some(1e9),
            "trillion" | "tn" => Some(1e12),
            "" => None,
            _ => Some(f64::NAN),
        };
        match scale(glued) {
            Some(factor) if factor.is_nan() => None,
            Some(factor) => Some((1, value * factor)),
            None => match scale(self.word(from + 1)).filter(|factor| !factor.is_nan()) {
                Some(factor) if self.word(from + 1).len() > 2 => Some((2, value * factor)),
                _ => Some((1, value)),
            },
        }
    }

    /// "87%", "87 percent", "87 and 92 percent"; several shares in one phrase are one value, parted by a slash.
    fn percent(self) -> Option<Value> {
        let (mut length, first) = self.number(0)?;
        if self.word(0).ends_with('%') {
            return Some((1, EntityType::Percent, format!("{first}%")));
        }
        let mut value = first.to_string();
        if matches!(self.word(length), "and" | "or" | "to" | "-" | "–")
            && let Some((more, second)) = self.number(length + 1)
            && (self.percent_sign(length + 1 + more) > 0 || self.word(length + 1).ends_with('%'))
        {
            value = format!("{value}%/{second}");
            length += 1 + more;
        }
        let sign = self.percent_sign(length);
        let done = sign > 0 || self.word(length - 1).ends_with('%');
        done.then(|| (length + sign, EntityType::Percent, format!("{value}%")))
    }

    fn percent_sign(self, at: usize) -> usize {
        match self.lower(at).as_str() {
            "%" | "percent" | "prozent" => 1,
            "per" if self.lower(at + 1) == "cent" => 2,
            "pour" if self.lower(at + 1) == "cent" => 2,
            "por" if self.lower(at + 1) == "ciento" => 2,
            _ => 0,
        }
    }

    fn money(self) -> Option<Value> {
        let symbol = |word: &str| match word.chars().next() {
            Some('$') => Some("USD"),
            Some('€') => Some("EUR"),
            Some('£') => Some("GBP"),
            Some('¥') => Some("JPY"),
            _ => None,
        };
        if let Some(currency) = symbol(self.word(0)) {
            let apart = usize::from(self.word(0).chars().count() == 1);
            let (length, value) = self.number(apart)?;
            return Some((apart + length, EntityType::Money, format!("{currency} {value}")));
        }
        let (length, value) = self.number(0)?;
        let currency = match self.lower(length).as_str() {
            "dollars" | "dollar" => "USD",
            "euros" | "euro" | "€" => "EUR",
            "pounds" => "GBP",
            "yen" => "JPY",
            "rupees" => "INR",
            "rubles" | "roubles" => "RUB",
            "yuan" => "CNY",
            "francs" => "CHF",
            _ => return None,
        };
        Some((length + 1, EntityType::Money, format!("{currency} {value}")))
    }

    /// "14:05", "9 a.m.", "10.30 p.m."
    fn time(self) -> Option<Value> {
        let word = self.word(0);
        let (hour, minute) = word.split_once([':', '.']).unwrap_or((word, "00"));
        let hour: u32 = hour.parse().ok().filter(|&hour| hour < 24)?;
        let minute: u32 = minute.parse().ok().filter(|&minute| minute < 60)?;
        let half = match self.lower(1).trim_end_matches('.').replace('.', "").as_str() {
            "am" => Some(hour % 12),
            "pm" => Some(hour % 12 + 12),
            _ => None,
        };
        if let Some(hour) = half {
            return Some((2, EntityType::Time, format!("T{hour:02}:{minute:02}")));
        }
        (word.contains(':') && word.len() >= 4)
            .then(|| (1, EntityType::Time, format!("T{hour:02}:{minute:02}")))
    }

    /// A date with a month name or in digits; a year alone where a preposition stands before it.
    fn calendar(self, dates: &Reader) -> Option<Value> {
        let first = self.word(0);
        let number = first.starts_with(|c: char| c.is_ascii_digit());
        if number && first.len() == 4 && self.at > 0 {
            let year: u32 = first.parse().ok().filter(|year| (1500..2100).contains(year))?;
            let before = self.layers.tokens.spans[self.at - 1].of(self.layers.text).to_ascii_lowercase();
            let led = [
                "in", "since", "until", "by", "of", "from", "im", "jahr", "en", "before", "after", "late",
                "early",
            ];
            return led.contains(&before.as_str()).then(|| (1, EntityType::Date, year.to_string()));
        }
        if !number && !first.starts_with(char::is_uppercase) || first.is_empty() {
            return None;
        }
        // The longest run of tokens that is a date as a whole.
        let most = (self.end - self.at).min(5);
        (1..=most).rev().find_map(|length| {
            let spans = &self.layers.tokens.spans;
            let text = spans[self.at].cover(spans[self.at + length - 1]).of(self.layers.text);
            let last = self.word(length - 1);
            if !last.chars().all(|c| c.is_alphanumeric() || ".-/".contains(c))
                || WEEKDAYS.iter().any(|(day, _)| first.eq_ignore_ascii_case(day))
            {
                return None;
            }
            let found = dates.parse(text)?;
            let ambiguous = length == 1 && (number || first == "May" || first == "March" || first.len() < 4);
            (found.month.is_some() && !ambiguous).then(|| (length, EntityType::Date, found.to_string()))
        })
    }

    /// "Tuesday", "yesterday", "last month": counted from the base date.
    fn relative(self, base: Option<NaiveDate>) -> Option<Value> {
        let date = |length, day: Option<NaiveDate>| {
            Some((length, EntityType::Date, day.map(|day| day.to_string()).unwrap_or_default()))
        };
        let word = self.lower(0);
        let weekday = |word: &str| WEEKDAYS.iter().find(|(name, _)| *name == word).map(|&(_, day)| day);
        if let Some(day) = weekday(&word).filter(|_| self.word(0).starts_with(char::is_uppercase)) {
            return date(1, base.and_then(|base| on_or_before(base, day)));
        }
        match word.as_str() {
            "yesterday" => return date(1, base.and_then(|base| base.checked_sub_days(Days::new(1)))),
            "today" | "tonight" => return date(1, base),
            "tomorrow" => return date(1, base.and_then(|base| base.checked_add_days(Days::new(1)))),
            "last" | "next" | "this" => {}
            _ => return None,
        }
        let step: i32 = match word.as_str() {
            "last" => -1,
            "next" => 1,
            _ => 0,
        };
        let unit = self.lower(1);
        if let Some(day) = weekday(&unit) {
            let found = base.and_then(|base| match step {
                1 => on_or_before(base.checked_add_days(Days::new(7))?, day),
                _ => on_or_before(base, day),
            });
            return date(2, found);
        }
        let value = base.and_then(|base| shifted(base, &unit, step));
        matches!(unit.as_str(), "week" | "month" | "year")
            .then(|| (2, EntityType::Date, value.unwrap_or_default()))
    }

    /// "two years ago".
    fn ago(self, base: Option<NaiveDate>) -> Option<Value> {
        let (length, count) = self.number(0)?;
        let unit = self.lower(length);
        let unit = unit.strip_suffix('s').unwrap_or(&unit);
        if self.lower(length + 1) != "ago" || !matches!(unit, "day" | "week" | "month" | "year") {
            return None;
        }
        let value = base.and_then(|base| shifted(base, unit, -(count as i32)));
        Some((length + 2, EntityType::Date, value.unwrap_or_default()))
    }

    fn quantity(self) -> Option<Value> {
        let (length, value) = self.number(0)?;
        let unit = match self.lower(length).as_str() {
            "km" | "kilometers" | "kilometres" | "kilometer" | "kilometre" => "km",
            "m" | "meters" | "metres" | "meter" | "metre" => "m",
            "miles" | "mile" => "mi",
            "feet" | "foot" => "ft",
            "kg" | "kilograms" | "kilogrammes" => "kg",
            "tons" | "tonnes" | "ton" | "tonne" => "t",
            "pounds" => "lb",
            "acres" | "acre" => "acre",
            "hectares" => "ha",
            "barrels" => "bbl",
            "degrees" => "deg",
            "megawatts" | "mw" => "MW",
            "litres" | "liters" => "l",
            _ => return None,
        };
        Some((length + 1, EntityType::Quantity, format!("{value} {unit}")))
    }

    fn ordinal(self) -> Option<Value> {
        const WORDS: [&str; 10] =
            ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
        let word = self.lower(0);
        if let Some(at) = WORDS.iter().position(|known| *known == word) {
            return Some((1, EntityType::Ordinal, (at + 1).to_string()));
        }
        let digits = word.strip_suffix("th").or(word.strip_suffix("st")).or(word.strip_suffix("nd"));
        let number: u32 = digits.or(word.strip_suffix("rd"))?.parse().ok()?;
        Some((1, EntityType::Ordinal, number.to_string()))
    }
}

/// The last such weekday on or before a day.
fn on_or_before(base: NaiveDate, day: Weekday) -> Option<NaiveDate> {
    let back = (7 + base.weekday().num_days_from_monday() - day.num_days_from_monday()) % 7;
    base.checked_sub_days(Days::new(back.into()))
}

/// A day, week, month or year some steps away, in ISO 8601.
fn shifted(base: NaiveDate, unit: &str, steps: i32) -> Option<String> {
    let count = steps.unsigned_abs();
    let by_days = |days: u32| {
        let days = Days::new(days.into());
        if steps < 0 { base.checked_sub_days(days) } else { base.checked_add_days(days) }
    };
    let by_months = |months: u32| {
        let months = Months::new(months);
        if steps < 0 { base.checked_sub_months(months) } else { base.checked_add_months(months) }
    };
    match unit {
        "day" => by_days(count).map(|day| day.to_string()),
        "week" => by_days(count.checked_mul(7)?).map(|day| {
            let week = day.iso_week();
            format!("{:04}-W{:02}", week.year(), week.week())
        }),
        "month" => by_months(count).map(|day| day.format("%Y-%m").to_string()),
        "year" => by_months(count.checked_mul(12)?).map(|day| format!("{:04}", day.year())),
        _ => None,
    }
}
