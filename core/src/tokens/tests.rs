use proptest::prelude::*;

use super::*;
use crate::analysis::Shape;
use crate::text::{Span, is_blank};

fn tokens(text: &str, language: &str) -> Tokens {
    let sentence = Sentence { span: Span::whole(text), block: 0 };
    Tokenizer::load().tokenize(text, &[sentence], language)
}

#[track_caller]
fn check(language: &str, text: &str, expect: &str) {
    let cut: Vec<&str> = tokens(text, language).spans.iter().map(|span| span.of(text)).collect();
    assert_eq!(cut.join(" "), expect);
}

#[test]
fn english_words_are_cut_at_clitics_only() {
    check("en", "Putin’s aides didn't say I'm wrong.", "Putin ’s aides did n't say I 'm wrong .");
    check("en", "He'd've gone; they couldn’t.", "He 'd 've gone ; they could n’t .");
    check("en", "O'Brien's ma'am, at two o'clock", "O'Brien 's ma'am , at two o'clock");
    check("en", "the voters' choice", "the voters ' choice");
    check("en", "a 19-year-old, Moscow-appointed man", "a 19-year-old , Moscow -appointed man");
    check("en", "Hong Kong-based, well-based", "Hong Kong -based , well-based");
    check("en", "pro-Kremlin ex-Minister", "pro- Kremlin ex- Minister");
    check("en", "Anti-Doping Jean-Luc post-war", "Anti-Doping Jean-Luc post-war");
    check("en", "in the ’90s, give 'em", "in the ’90s , give 'em");
}

#[test]
fn stops_stay_with_abbreviations() {
    check("en", "Mr. Smith of the U.S. Senate", "Mr. Smith of the U.S. Senate");
    check("en", "on Sept. 28 at 5 p.m. EST", "on Sept. 28 at 5 p.m. EST");
    check("en", "a U.S.-led force, the U.S.'s", "a U.S. -led force , the U.S. 's");
    check("en", "No. 5 said no.", "No. 5 said no .");
    check("en", "J. K. Rowling and J.K. Simmons, Ph.D.", "J. K. Rowling and J.K. Simmons , Ph.D.");
    check("de", "am 3. Oktober z.B. in Bonn.", "am 3. Oktober z.B. in Bonn .");
}

#[test]
fn a_glued_stop_is_cut() {
    check("en", "he said.Earlier, it was", "he said . Earlier , it was");
    check("en", "in 2020.The end", "in 2020 . The end");
}

#[test]
fn numbers_keep_their_separators_and_lose_their_units() {
    check("en", "$5 or 87% of 1,000,000.50", "$ 5 or 87 % of 1,000,000.50");
    check("en", "10:30, 9/11, 2010-2012, .5", "10:30 , 9/11 , 2010 - 2012 , .5");
    check("en", "F-16s and G20 at 5'10\"", "F-16s and G20 at 5 ' 10 \"");
}

#[test]
fn addresses_and_handles_are_one_token() {
    check("en", "see https://example.org/a?b=c, or", "see https://example.org/a?b=c , or");
    check("en", "write to j.doe@example.co.uk.", "write to j.doe@example.co.uk .");
    check("en", "(example.com/x) @ascribe_bot #News", "( example.com/x ) @ascribe_bot #News");
}

#[test]
fn dashes_dots_and_marks_are_tokens() {
    check("en", "“Well—no...” ''Yes'' ``so''", "“ Well — no ... ” '' Yes '' `` so ''");
    check("en", "a -- b – c… «d» ‘e’ ?!", "a -- b – c … « d » ‘ e ’ ?!");
    check("en", "AT&T's R&D; and/or", "AT&T 's R&D ; and / or");
}

#[test]
fn romance_elision_is_cut() {
    check("fr", "L'accord d’aujourd'hui qu'il", "L' accord d’ aujourd'hui qu' il");
    check("fr", "a-t-il dit, affirme-t-elle, dit-on", "a -t-il dit , affirme -t-elle , dit -on");
    check("it", "dell'Unione, un'altra, D'Alema", "dell' Unione , un' altra , D'Alema");
    check("it", "ha detto D'Alema", "ha detto D'Alema");
    check("nl", "foto's", "foto's");
}

#[test]
fn scripts_without_spaces_are_cut_by_unicode_rules() {
    check("zh", "新华社北京9月28日电。", "新 华 社 北 京 9 月 28 日 电 。");
    check("ja", "「カタカナ」", "「 カタカナ 」");
    check("hi", "उन्होंने कहा।", "उन्होंने कहा ।");
    check("ar", "قال الرئيس، أمس", "قال الرئيس ، أمس");
    check("en", "👍🏽 ok cafe\u{301}", "👍🏽 ok cafe\u{301}");
}

#[test]
fn shapes_tell_names_numbers_and_marks() {
    let text = "The NATO iPhone of Jean-Paul McKay in G20 said 1,000 \" , % A";
    use Shape::*;
    let expect = [
        Title,
        Upper,
        Mixed,
        Lower,
        Title,
        Mixed,
        Lower,
        Alphanumeric,
        Lower,
        Number,
        Mark,
        Punctuation,
        Symbol,
        Title,
    ];
    assert_eq!(tokens(text, "en").shapes, expect);
}

proptest! {
    #[test]
    fn tokens_are_in_order_and_cover_what_is_not_blank(
        text in r#"([a-zA-Z0-9 .,'’"“”:/@#&_$%\n\u{301}\u{200d}é東カไ😀-]|\PC){0,60}"#,
        language in prop::sample::select(vec!["en", "fr", "it", "de", "zh", "und"]),
    ) {
        let tokens = tokens(&text, language);
        let mut end = 0;
        for span in &tokens.spans {
            prop_assert!(span.begin() as usize >= end && !span.is_empty());
            prop_assert!(text[end..span.begin() as usize].chars().all(is_blank));
            end = span.end() as usize;
        }
        prop_assert!(text[end..].chars().all(is_blank));
        let count = tokens.spans.len();
        prop_assert_eq!((tokens.shapes.len(), tokens.tags.len(), tokens.hashes.len()), (count, count, count));
        prop_assert_eq!(tokens.bounds.last().copied(), Some(count as u32));
    }
}

#[test]
fn every_row_of_the_packs_is_read() {
    let packs = crate::lang::pack::Packs::load();
    let mut errors = Abbreviations::read(packs.clone()).1;
    errors.extend(AllClitics::read(packs.clone()).1);
    errors.extend(Tagger::read(packs).1);
    let report: Vec<_> = errors.iter().map(ToString::to_string).collect();
    assert!(report.is_empty(), "{}", report.join("\n"));
}

#[test]
fn every_clitic_of_a_pack_is_cut() {
    let (tokenizer, errors) = (Tokenizer::load(), crate::lang::table::Errors::default());
    let mut report = String::new();
    for file in crate::lang::files::all().filter(|file| file.name == "clitics.tsv") {
        for row in crate::lang::table::rows(file, &["kind", "forms"], &errors) {
            for form in row.forms(1) {
                let (text, expect) = match row.field(0) {
                    "elided" => (format!("{form}'eden"), format!("{form}'")),
                    "elided_capital" => {
                        (format!("5 {}'Eden", form.to_uppercase()), format!("{}'", form.to_uppercase()))
                    }
                    "inverted" => (format!("dane-{form}"), format!("-{form}")),
                    "enclitic" => (format!("Dane'{form}"), format!("'{form}")),
                    "negation" => (format!("dan'{form}"), format!("n'{form}")),
                    "tied_prefix" => (format!("{form}-Dane"), format!("{form}-")),
                    "tied_ending" => (format!("Dane-{form}"), format!("-{form}")),
                    _ => (format!("5 '{form} 5"), format!("'{form}")),
                };
                let sentence = Sentence { span: Span::whole(&text), block: 0 };
                let cut = tokenizer.tokenize(&text, &[sentence], file.language);
                if !cut.spans.iter().any(|span| span.of(&text) == expect) {
                    report += &format!("{}/clitics.tsv:{}: {form}\n", file.language, row.line);
                }
            }
        }
    }
    assert!(report.is_empty(), "no word has these clitics:\n{report}");
}
