//! Who wrote a story: names taken out of a byline.

use crate::analysis::Author;
use crate::lang::phrases::PhraseKind;
use crate::metadata::is_outlet;
use crate::structure::lexicon::Lexicon;
use crate::structure::line_shape;
use crate::text::{Span, squeezed};

/// What a byline says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Credits {
    pub(super) authors: Vec<Author>,
    pub(super) agency: String,
}

/// How sure the surroundings make it that a line is a byline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// The line has to look like a byline all by itself.
    Alone,
    /// It stands where bylines stand: anything short after "By" is one.
    Placed,
}

/// The longest byline, in bytes.
const LONGEST: usize = 240;

/// Reads a byline that begins with "By" in some language.
pub(super) fn introduced(line: &str, at: u32, lexicon: &Lexicon, trust: Trust) -> Option<Credits> {
    if line.len() > LONGEST || line.contains(['?', '!', '"', '“', '„']) {
        return None;
    }
    let rest = without_office(after_prefix(line, lexicon)?, lexicon);
    let offset = at + (line.len() - rest.len()) as u32;
    let names = until_cut(rest, lexicon);
    let mut credits = names_of(names, offset, lexicon);
    add_elsewhere(&mut credits, rest, names.len(), offset, lexicon);
    let found = !credits.authors.is_empty() || !credits.agency.is_empty();
    let is_whole = credits
        .authors
        .iter()
        .all(|author| author.name.contains(' ') || line_shape::is_uncased_start(&author.name));
    if found && (is_whole || trust == Trust::Placed) && !is_prose(rest) {
        return Some(credits);
    }
    let is_short = line_shape::word_count(rest) <= 6 && !line_shape::ends_with_stop(rest);
    (trust == Trust::Placed && is_short).then(|| unnamed(names, offset))
}

/// The authors that a page declares: each text is a name, or a line with names; outlets are no authors.
pub(super) fn declared(texts: &[String], outlets: &[String], lexicon: &Lexicon) -> Credits {
    let mut credits = Credits::default();
    for text in texts {
        let before = credits.authors.len();
        let agency = credits.agency.len();
        // Names parted by semicolons, bars or lines are several, and what a bracket holds is none.
        for line in text.split(['\n', ';', '|']) {
            let line = squeezed(line);
            let rest = without_office(after_prefix(&line, lexicon).unwrap_or(&line), lexicon);
            // What a line below the names begins with is what they are.
            let is_office = is_office(rest.split(',').next().unwrap_or_default(), lexicon);
            if is_office && credits.authors.len() > before {
                continue;
            }
            let found = names_of(until_cut(rest, lexicon), 0, lexicon);
            for author in found.authors {
                let is_outlet = is_outlet(&author.name, outlets);
                let is_known =
                    credits.authors.iter().any(|known| known.name.eq_ignore_ascii_case(&author.name));
                if is_outlet {
                    add_agency(&mut credits, &author.name);
                } else if !is_known {
                    credits.authors.push(Author { span: None, ..author });
                }
            }
            add_agency(&mut credits, &found.agency);
        }
        if credits.authors.len() == before && credits.agency.len() == agency {
            credits.authors.extend(account(text, outlets, lexicon));
        }
    }
    credits
}

/// Who writes under the name of an account ("slowtide7"): one word, and not that of an office of the site ("admin").
fn account(text: &str, outlets: &[String], lexicon: &Lexicon) -> Option<Author> {
    let line = squeezed(text);
    let name = after_prefix(&line, lexicon).unwrap_or(&line);
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let is_word = (3..=30).contains(&name.chars().count())
        && name.chars().all(fits)
        && name.starts_with(char::is_alphabetic);
    let is_nobody = lexicon.has_any_case(PhraseKind::BylineAccount, name) || is_outlet(name, outlets);
    (is_word && !is_nobody).then(|| Author { name: name.to_owned(), span: None })
}

/// Adds the authors who wrote elsewhere: "By Ada Lind in Exton and Bo Hale in Melby".
fn add_elsewhere(credits: &mut Credits, rest: &str, cut: usize, at: u32, lexicon: &Lexicon) {
    let mut from = cut;
    while let Some(and) = next_conjunction(&rest[from..], lexicon) {
        from += and;
        let more = until_cut(&rest[from..], lexicon);
        // A place without an author is where the first one wrote, too.
        let is_cut = more.len() + 1 < rest.len() - from;
        let others = names_of(more, at + from as u32, lexicon).authors;
        if credits.authors.is_empty() || !is_cut || others.iter().any(|author| !author.name.contains(' ')) {
            return;
        }
        credits.authors.extend(others);
        from += more.len();
    }
}

/// Where what follows the first conjunction begins.
fn next_conjunction(rest: &str, lexicon: &Lexicon) -> Option<usize> {
    let mut at = 0;
    // Some are prepositions or parts of names in other languages.
    let joins =
        |word: &str| lexicon.is_conjunction(word) && !lexicon.is_particle(word) && !lexicon.is_cut(word);
    rest.split_inclusive(char::is_whitespace).find_map(|word| {
        at += word.len();
        joins(word.trim()).then_some(at)
    })
}

/// Reads a byline without "By": names, maybe with a role after them, or an agency.
pub(super) fn bare(line: &str, at: u32, lexicon: &Lexicon) -> Option<Credits> {
    let (whole, line) = (line, line.trim_start_matches(['*', '_']));
    let at = at + (whole.len() - line.len()) as u32;
    // What has an article is no name.
    if line.len() > 120 || line.contains(['?', '!', ':', '"', '“', '„', '«']) || line.starts_with("The ")
    {
        return None;
    }
    let names = until_cut(line, lexicon);
    if !is_place_or_role(&line[names.len()..], lexicon) {
        return None;
    }
    let credits = names_of(names, at, lexicon);
    let named = |author: &Author| {
        let words = author.name.split_whitespace().count();
        (2..=4).contains(&words) || line_shape::is_uncased_start(&author.name)
    };
    let is_agency = credits.authors.is_empty() && lexicon.is_agency(&credits.agency);
    let has_names = !credits.authors.is_empty() && credits.authors.iter().all(named);
    // With a title behind the name the line may be cut at a comma; else it is the names and nothing more.
    (is_agency || has_names && !line_shape::ends_sentence(line)).then_some(credits)
}

/// Whether what follows the names of a byline says where they wrote or what they are: words in small letters are those of
/// bylines. What a mark cuts off may be anything.
fn is_place_or_role(rest: &str, lexicon: &Lexicon) -> bool {
    let fits = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        !bare.starts_with(char::is_lowercase)
            || lexicon.is_cut(bare)
            || lexicon.is_role(bare)
            || lexicon.is_particle(bare)
            || lexicon.is_conjunction(bare)
            || lexicon.has(PhraseKind::BylineSource, bare)
    };
    let is_marked = rest.trim_start().starts_with(|c: char| !c.is_alphanumeric());
    is_marked || rest.split_whitespace().all(fits)
}

/// Whether a line below a byline goes on with it: the agency or the office of who wrote ("Staff Writer"), in one
/// word ("Columnist") where it is the very next line.
pub(super) fn is_continued(line: &str, is_next_line: bool, lexicon: &Lexicon) -> bool {
    line.len() <= 60
        && line.starts_with(char::is_uppercase)
        && (lexicon.is_agency(line) || (is_next_line || line.contains(' ')) && is_office(line, lexicon))
}

/// Whether a line below a byline is the name of an agency and no office.
pub(super) fn is_agency_alone(line: &str, lexicon: &Lexicon) -> bool {
    lexicon.is_agency(line) && !is_office(line, lexicon)
}

/// Whether a line is an office and nothing else: words for offices, or one behind a few others ("Local democracy reporter").
pub(super) fn is_office(line: &str, lexicon: &Lexicon) -> bool {
    let mut words = line.split_whitespace();
    let is_long = words.clone().count() > 4;
    words.clone().all(|word| lexicon.is_role(word))
        || !is_long && words.next_back().is_some_and(|last| lexicon.is_role(last)) && words.all(is_plain_word)
}

fn is_plain_word(word: &str) -> bool {
    word.len() > 2 && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '&'))
}

/// A byline without the office that comes before the name, behind a word in small letters ("our correspondent Ada Lind").
fn without_office<'a>(rest: &'a str, lexicon: &Lexicon) -> &'a str {
    const MOST_WORDS: usize = 4;
    let is_small = |word: &str| word.starts_with(char::is_lowercase);
    if !is_small(rest) {
        return rest;
    }
    let words = rest.split_inclusive(' ').take(MOST_WORDS);
    let office = words.take_while(|word| is_small(word) || lexicon.is_role(word.trim_end()));
    let (length, ends) =
        office.fold((0, false), |(length, _), word| (length + word.len(), lexicon.is_role(word.trim_end())));
    if ends && length < rest.len() { &rest[length..] } else { rest }
}

/// What stands after "By" and words before it ("Written by").
fn after_prefix<'a>(line: &'a str, lexicon: &Lexicon) -> Option<&'a str> {
    let mut rest =
        line.trim_start_matches(['^', '*', '_', '(', '[', '—', '–', '-', '|', ' ', '✍', '\u{fe0f}']);
    for _ in 0..4 {
        let (word, after) = rest.split_once(|c: char| c.is_whitespace() || c == '：')?;
        if lexicon.is_prefix(word) {
            let after = after.trim_start();
            // "Text: von …" and "Reporter: …" may stand one before the other.
            let again = after
                .split_once(' ')
                .filter(|(word, _)| word.chars().all(char::is_lowercase) && lexicon.is_prefix(word));
            return Some(again.map_or(after, |(_, after)| after.trim_start()));
        }
        if !lexicon.is_before_prefix(word) {
            return None;
        }
        rest = after.trim_start();
    }
    None
}

/// A byline without what follows the names: addresses, places, outlets, dates.
fn until_cut<'a>(line: &'a str, lexicon: &Lexicon) -> &'a str {
    let mut end = line.find(['|', '@', '·', '•', '(', '[', ';', '=', '\n', '\t']).unwrap_or(line.len());
    for dash in [" – ", " — ", " - ", " / "] {
        end = line[..end].find(dash).unwrap_or(end);
    }
    let mut at = 0;
    for word in line[..end].split_inclusive(char::is_whitespace) {
        let bare = word.trim();
        let is_address = bare.contains(".com") && !bare.starts_with(char::is_uppercase) && at > 0;
        if at > 0 && (lexicon.is_cut(bare) && !lexicon.is_particle(bare) || is_address)
            || bare.starts_with(|c: char| c.is_numeric())
        {
            let names = line[..at].trim_end();
            // "By Ada Lind May 8, 2024".
            let month = names.rsplit_once(' ').filter(|(_, word)| lexicon.is_month(word));
            return month.map_or(names, |(names, _)| names.trim_end());
        }
        at += word.len();
    }
    // The address of whom "@" cut in two.
    let kept = line[..end].trim_end();
    match kept.rsplit_once(' ') {
        Some((before, last)) if line[end..].starts_with('@') && last.contains('.') => before,
        _ => kept,
    }
}

/// Names, agencies and roles, separated by commas and conjunctions.
fn names_of(names: &str, at: u32, lexicon: &Lexicon) -> Credits {
    let mut credits = Credits::default();
    for (begin, piece) in pieces(names, lexicon) {
        let piece = without_title(piece, lexicon);
        let is_role = piece.split_whitespace().any(|word| lexicon.is_role(word.trim_matches('.')));
        if lexicon.is_agency(piece) || is_role && begin == 0 {
            add_agency(&mut credits, piece);
        } else if is_place_behind(&names[..begin], piece, &credits, lexicon) {
            break;
        } else if is_role || !is_name(piece, lexicon) {
            // What follows a role or an unknown phrase is more of the same.
            break;
        } else {
            let span = Span::new(at + begin as u32, at + (begin + piece.len()) as u32);
            credits.authors.push(Author { name: squeezed(piece), span: Some(span) });
        }
    }
    credits
}

/// A name without the title before it ("Dr. Ada Lind") and the word for a reporter behind it ("김민수 기자").
fn without_title<'a>(piece: &'a str, lexicon: &Lexicon) -> &'a str {
    let titled = piece.split_once(' ').filter(|(title, _)| {
        lexicon.has(PhraseKind::BylineHonorific, &title.trim_end_matches('.').to_lowercase())
    });
    let piece = titled.map_or(piece, |(_, name)| name);
    let bare = lexicon.all(PhraseKind::BylineTitle).find_map(|title| piece.strip_suffix(title));
    let bare = bare.map(str::trim_end);
    bare.filter(|bare| bare.chars().count() >= 2).unwrap_or(piece)
}

/// Whether a piece behind a comma is where the authors or the agency before it wrote: a known place, or one word behind
/// whole names.
fn is_place_behind(before: &str, piece: &str, credits: &Credits, lexicon: &Lexicon) -> bool {
    let authors = &credits.authors;
    let is_odd =
        !authors.is_empty() && !piece.contains(' ') && authors.iter().all(|author| author.name.contains(' '));
    before.trim_end().ends_with(',')
        && (!authors.is_empty() || !credits.agency.is_empty())
        && (is_odd || lexicon.is_place(piece))
}

fn add_agency(credits: &mut Credits, name: &str) {
    if credits.agency.is_empty() && !name.is_empty() {
        name.trim().clone_into(&mut credits.agency);
    }
}

/// The parts between commas, slashes and conjunctions, with where each begins.
fn pieces<'a>(names: &'a str, lexicon: &Lexicon) -> Vec<(usize, &'a str)> {
    let mut out = Vec::new();
    let mut begin = 0;
    let mut at = 0;
    let mut push = |from: usize, to: usize| {
        let slice = &names[from..to];
        let piece = slice
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '*' | '_' | ')' | '、'));
        if !piece.is_empty() {
            out.push((from + slice.find(piece).unwrap_or(0), piece));
        }
    };
    for word in names.split_inclusive(|c: char| c.is_whitespace() || matches!(c, '/' | '、')) {
        let bare = word.trim();
        if at > 0 && (lexicon.is_conjunction(bare) || is_and_in_capitals(bare, lexicon)) {
            push(begin, at);
            begin = at + word.len();
        } else if bare.ends_with([',', '/', '、']) {
            push(begin, at + word.len());
            begin = at + word.len();
        }
        at += word.len();
    }
    push(begin, names.len());
    out
}

/// Whether a word is a conjunction in capitals; one letter may be an initial.
fn is_and_in_capitals(word: &str, lexicon: &Lexicon) -> bool {
    word.len() > 1
        && word.chars().all(char::is_uppercase)
        && lexicon.has_any_case(PhraseKind::BylineAnd, word)
}

/// Whether a piece is a person's name: up to six words, all with a capital but for particles.
fn is_name(piece: &str, lexicon: &Lexicon) -> bool {
    let words = piece.split_whitespace().count();
    let fits = |word: &str| {
        let first = word.chars().next().unwrap_or(' ');
        first.is_uppercase()
            || line_shape::is_uncased(first)
            || lexicon.is_particle(word)
            || word.starts_with("d'")
            || word.starts_with("d’")
    };
    let is_clean = |word: &str| {
        !word.chars().any(|c| c.is_numeric() || matches!(c, '<' | '>' | '%' | '$' | '=' | '+' | ':'))
    };
    (1..=6).contains(&words)
        && piece.chars().next().is_some_and(|c| c.is_uppercase() || line_shape::is_uncased(c))
        && piece.split_whitespace().all(|word| fits(word) && is_clean(word))
        && piece.chars().count() >= 2
}

/// Whether a line goes on like a sentence: it has a stop after a word in small letters.
fn is_prose(rest: &str) -> bool {
    let lower = rest.split_whitespace().filter(|word| word.starts_with(|c: char| c.is_lowercase())).count();
    line_shape::ends_with_stop(rest) && lower > 2 || lower > 8
}

/// A byline that names a newsroom in a way of its own ("By kicker").
fn unnamed(names: &str, at: u32) -> Credits {
    let name = squeezed(names);
    let words = name.split(' ').count();
    if (2..=3).contains(&words) && !name.contains('.') {
        let span = Span::new(at, at + names.trim_end().len() as u32);
        return Credits { authors: vec![Author { name, span: Some(span) }], agency: String::new() };
    }
    Credits { authors: Vec::new(), agency: name }
}
