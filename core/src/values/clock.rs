//! Times of day.

use super::words::Language;
use super::{Read, Reader};

/// Time zones and their distance from UTC, where it does not change over the year.
const ZONES: [(&str, &str); 22] = [
    ("GMT", "Z"),
    ("UTC", "Z"),
    ("EST", "-05:00"),
    ("EDT", "-04:00"),
    ("CST", "-06:00"),
    ("CDT", "-05:00"),
    ("MST", "-07:00"),
    ("MDT", "-06:00"),
    ("PST", "-08:00"),
    ("PDT", "-07:00"),
    ("BST", "+01:00"),
    ("CET", "+01:00"),
    ("CEST", "+02:00"),
    ("MESZ", "+02:00"),
    ("MEZ", "+01:00"),
    ("EET", "+02:00"),
    ("MSK", "+03:00"),
    ("JST", "+09:00"),
    ("KST", "+09:00"),
    ("AEST", "+10:00"),
    ("ET", ""),
    ("PT", ""),
];

impl Reader<'_> {
    /// A time of day, or two that bound a stretch: "9 a.m. to 5 p.m.", "between 14:00 and 15:30".
    pub(super) fn clock(&self, at: usize) -> Read {
        let first = self.one_clock(at);
        // "9 to 11 a.m.": the half of the day stands once.
        let end = first.as_ref().map_or(at + 1, |(_, end)| *end);
        let between = self.is_one_of(at.wrapping_sub(1), at, &["between"]);
        let joined = self.is_one_of(end, at, &["to", "until", "-", "–", "bis"])
            || between && self.is_one_of(end, at, &["and"]);
        let second =
            self.next(end + 1, at).filter(|_| joined && self.digit(at)).and_then(|next| self.one_clock(next));
        let Some((to, last)) = second else { return first };
        let from = match &first {
            Some((from, _)) => from.clone(),
            None => {
                let half = (end + 2..end + 4).find_map(|half| self.half(half, at))?;
                let hour: u8 = self.document.text(at).parse().ok().filter(|hour| (1..=12).contains(hour))?;
                format!("T{:02}:00", hour % 12 + if half { 12 } else { 0 })
            }
        };
        if from.len() > to.len() { first } else { Some((format!("{from}/{to}"), last)) }
    }

    /// "5 p.m.", "10:30", "5:30 a.m. EST", "14.05 Uhr", "14h30", "noon".
    fn one_clock(&self, at: usize) -> Read {
        let named = match self.document.text(at) {
            "noon" => "T12:00",
            "midnight" => "T00:00",
            _ => "",
        };
        if !named.is_empty() && self.language == Language::English {
            return Some((named.to_owned(), at + 1));
        }
        let text = self.document.text(at);
        let glued = ["am", "pm"].into_iter().find(|half| text.ends_with(half));
        let text = glued.map_or(text, |half| &text[..text.len() - half.len()]);
        let (hour, minute) = text.split_once([':', '.', 'h']).unwrap_or((text, ""));
        let written = text.contains(':') && minute.len() == 2;
        let number = |digits: &str| digits.parse::<u8>().ok();
        let mut hour = number(hour).filter(|hour| *hour < 25)?;
        let minute =
            if minute.is_empty() { Some(0) } else { number(minute) }.filter(|minute| *minute < 60)?;
        let mut end = at + 1;
        let half = glued.map(|half| half == "pm");
        if let Some(afternoon) = half.or_else(|| self.half(end, at)) {
            if hour > 12 {
                return None;
            }
            hour = hour % 12 + if afternoon { 12 } else { 0 };
            end = if glued.is_some() { end } else { self.half_end(end, at) };
        } else if self.is_one_of(end, at, &["Uhr", "o'clock"]) || self.is_hour(end, at) {
            end += 1;
        } else if text.contains('h') && self.language == Language::French {
            // "14h30" is a time by itself.
        } else if !written || self.is_score(at) {
            return None;
        }
        let zone = self.next(end, at).and_then(|zone| {
            let zone = self.document.text(zone).trim_end_matches('.');
            ZONES.iter().find(|(name, _)| *name == zone).map(|(_, offset)| *offset)
        });
        end += usize::from(zone.is_some());
        Some((format!("T{hour:02}:{minute:02}{}", zone.unwrap_or_default()), end))
    }

    /// Whether "a.m." or "p.m." stands at a token, and which.
    fn half(&self, at: usize, first: usize) -> Option<bool> {
        let at = self.next(at, first)?;
        match self.document.text(at).to_ascii_lowercase().as_str() {
            "am" | "a.m." | "a.m" => Some(false),
            "pm" | "p.m." | "p.m" => Some(true),
            _ => None,
        }
    }

    /// "heures" and "horas" after an hour of the day, not after how many there were.
    fn is_hour(&self, at: usize, first: usize) -> bool {
        const LEADS: [&str; 9] = ["à", "vers", "dès", "avant", "après", "las", "la", "jusqu'à", "et"];
        self.is_one_of(at, first, &["heures", "heure", "horas", "hora"])
            && self.is_one_of(first.wrapping_sub(1), first, &LEADS)
    }

    fn half_end(&self, at: usize, first: usize) -> usize {
        let stop = !self.document.text(at).ends_with('.') && self.document.text(at).contains('.');
        at + 1 + usize::from(stop && self.is_one_of(at + 1, first, &["."]))
    }

    /// "2:15" behind a verb of winning is a score or a running time; two digits before the colon are a clock's.
    fn is_score(&self, at: usize) -> bool {
        self.document.text(at).find(':') == Some(1)
            && !self.is_one_of(at.wrapping_sub(1), at, &["at", "by", "until", "around", "from", "about"])
    }
}
