//! Lists that are written in one line: "1. Bread 2. Milk".

use crate::text::is_blank;

/// Where the second and later items of a list begin whose first item the text begins with.
///
/// The labels must count up in one style, and each must be followed by a capital, so that "1. Juni bis 2. Juli" in a
/// language with ordinals is the only doubt: there labels with a bare stop are not read.
pub(super) fn begins(slice: &str, ordinals: bool) -> Vec<usize> {
    let mut out = Vec::new();
    let body = slice.trim_start_matches(|c: char| is_blank(c) || matches!(c, '•' | '⁃'));
    let lead = &slice[..slice.len() - body.len()];
    let Some(mut label) = Label::read(body) else { return out };
    if ordinals && label.suffix == "." && label.is_number {
        return out;
    }
    let mut at = lead.len();
    while let Some(next) = label.next() {
        let needle = format!(" {lead}{}{} ", next.value(), next.suffix);
        let mut places = slice[at..].match_indices(&needle).map(|(place, _)| at + place);
        let is_item = |&place: &usize| {
            let after = slice[place + needle.len()..].trim_start_matches(is_blank);
            after.starts_with(char::is_uppercase) && !slice[..place].ends_with([',', ';', ':'])
        };
        let Some(place) = places.find(is_item) else { break };
        out.push(place + 1);
        at = place + needle.len() - 1;
        label = next;
    }
    out
}

/// The label of an item: a number or a letter, and what stands behind it.
#[derive(Clone, Copy)]
struct Label<'a> {
    number: u8,
    is_number: bool,
    suffix: &'a str,
}

impl<'a> Label<'a> {
    fn read(body: &'a str) -> Option<Self> {
        let first = body.bytes().next()?;
        let digits = body.bytes().take_while(u8::is_ascii_digit).count();
        let (number, is_number, width) = match digits {
            0 if first.is_ascii_lowercase() => (first, false, 1),
            1 | 2 => (body[..digits].parse().ok()?, true, digits),
            _ => return None,
        };
        let rest = &body[width..];
        let suffix = [".)", ")", "."].into_iter().find(|suffix| rest.starts_with(suffix))?;
        rest[suffix.len()..].starts_with(is_blank).then_some(Self { number, is_number, suffix })
    }

    fn next(self) -> Option<Self> {
        let last = if self.is_number { 99 } else { b'z' };
        (self.number < last).then(|| Self { number: self.number + 1, ..self })
    }

    fn value(self) -> String {
        if self.is_number { self.number.to_string() } else { char::from(self.number).to_string() }
    }
}
