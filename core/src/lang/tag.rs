//! The form of BCP 47 language tags.

/// Whether a tag has the form that BCP 47 asks for; whether its subtags are registered is not looked at.
///
/// Source: RFC 5646, section 2.1.
pub(crate) fn is_well_formed(tag: &str) -> bool {
    let mut subtags = tag.split('-');
    let primary = subtags.next().unwrap_or_default();
    if primary.eq_ignore_ascii_case("x") {
        return are_extensions(tag.split('-'));
    }
    // Four letters are reserved, and no language of five to eight letters is registered.
    if !(2..=3).contains(&primary.len()) || !is_alphabetic(primary) {
        return false;
    }
    // What comes after a singleton is free in form; before it language, script, region and variants stand in order.
    let rest: Vec<&str> = subtags.collect();
    let singleton = rest.iter().position(|subtag| subtag.len() == 1).unwrap_or(rest.len());
    let mut rank = 0;
    for subtag in &rest[..singleton] {
        let Some(next) = rank_of(subtag, rank, primary.len()) else { return false };
        rank = next;
    }
    are_extensions(rest[singleton..].iter().copied())
}

/// The place in the order of subtags that one takes after those up to `rank`: extended language, script, region,
/// variant.
fn rank_of(subtag: &str, rank: u8, primary_length: usize) -> Option<u8> {
    let starts_with_digit = subtag.starts_with(|c: char| c.is_ascii_digit());
    let next = match subtag.len() {
        3 if is_alphabetic(subtag) && rank <= 1 && primary_length <= 3 => 1,
        4 if is_alphabetic(subtag) && rank < 2 => 2,
        2 if is_alphabetic(subtag) && rank < 3 => 3,
        3 if subtag.bytes().all(|b| b.is_ascii_digit()) && rank < 3 => 3,
        5..=8 if is_alphanumeric(subtag) => 4,
        4 if starts_with_digit && is_alphanumeric(subtag) => 4,
        _ => return None,
    };
    Some(next)
}

/// Whether subtags are extensions or private use: singletons, each followed by at least one longer subtag.
fn are_extensions<'a>(subtags: impl Iterator<Item = &'a str>) -> bool {
    let (mut private, mut owes_one) = (false, false);
    for subtag in subtags {
        if !is_alphanumeric(subtag) || subtag.len() > 8 {
            return false;
        }
        if subtag.len() == 1 && !private {
            if owes_one {
                return false;
            }
            private = subtag.eq_ignore_ascii_case("x");
            owes_one = true;
        } else {
            owes_one = false;
        }
    }
    !owes_one
}

fn is_alphabetic(subtag: &str) -> bool {
    !subtag.is_empty() && subtag.bytes().all(|b| b.is_ascii_alphabetic())
}

fn is_alphanumeric(subtag: &str) -> bool {
    !subtag.is_empty() && subtag.bytes().all(|b| b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_judged_by_their_form() {
        for tag in [
            "en",
            "pt-BR",
            "zh-Hant-TW",
            "es-419",
            "sl-rozaj-biske",
            "de-CH-1996",
            "zh-cmn-Hans-CN",
            "en-u-ca-gregory",
            "x-private",
            "und",
            "gsw",
            "EN-us",
        ] {
            assert!(is_well_formed(tag), "{tag}");
        }
        for tag in [
            "",
            "e",
            "english language",
            "english",
            "en_US",
            "en-",
            "-en",
            "en-US-en",
            "e1",
            "en-u",
            "en-x-",
            "日本語",
            "en--US",
        ] {
            assert!(!is_well_formed(tag), "{tag}");
        }
    }
}
