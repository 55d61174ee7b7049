use super::*;

#[track_caller]
fn check_in(kind: BlockKind, language: &str, marked: &str) {
    let text = marked.replace('¦', "");
    let block = Block { span: Span::whole(&text), kind, level: 0, language: None };
    let found = Splitter::load(&Tokenizer::load()).split(&text, &[block], language);
    let found: Vec<&str> = found.iter().map(|sentence| sentence.span.of(&text)).collect();
    let expect: Vec<&str> = marked.split('¦').map(str::trim).collect();
    assert_eq!(found, expect);
}

#[track_caller]
fn check(language: &str, marked: &str) {
    check_in(BlockKind::Paragraph, language, marked);
}

#[test]
fn sentences_end_at_stops_and_keep_their_closing_marks() {
    check("en", "It rained. ¦Nobody came! ¦Did you?");
    check("en", "“It rained.” ¦“It did not,” she said.");
    check("en", "\"It rained. ¦Nobody came,\" he said.¦Earlier, it had been dry.");
    check("en", "\"Why?\" asked the clerk. ¦(Nobody knew.) ¦That was all…");
    // French spacing, and the marks of typewriters.
    check("fr", "« Il pleut. » ¦Puis il se tut.");
    check("fr", "« Tu viens ? » demanda-t-elle. ¦« Non ! » ¦Il resta.");
    check("nl", ",,Het regent. ¦Niemand komt. '' ¦,,Goed'', zei zij. ¦Toen zweeg hij.");
    check("en", "He wrote \" It rained. \" ¦Then he left.");
}

#[test]
fn a_question_in_marks_goes_on_with_who_asked_it() {
    check("en", "\"Is it deep?\" Nora asked. ¦\"Ask the cow!\" Emil Berg called, and left.");
    check("en", "“Is it deep?” ¦She said nothing. ¦“Is it deep?” ¦Nora asked him to wait.");
    check("ja", "市長は「橋は安全だ。心配ない。」と述べた。¦彼女は笑った。");
    check("ja", "「橋は安全だ。");
}

#[test]
fn abbreviations_initials_and_numbers_do_not_end_a_sentence() {
    check("en", "Mr. Okoro met Dr. A. B. Lund at 5.30 p.m. on Monday. ¦He left.");
    check("en", "The U.S. Senate voted on No. 5. ¦It passed in the U.S. ¦The vote was close.");
    check("en", "In the U.S. Most people own one. ¦They left Brandt & Lowe Inc. ¦Mr. Okoro stayed.");
    check("en", "The papers of the Dept. of Com. & Adm. were burnt. ¦Nobody wept.");
    check("en", "The ferry left at 6 P.M. ¦Mr. Okoro missed it.");
    check("en", "It was you and I. ¦Did Albert I. Lund see us? ¦He took vitamin C. ¦The pills helped.");
    check("de", "Am 28. September kam er. ¦Es steht auf Seite 12. ¦Dort sah er z. B. Fähren.");
    check(
        "fr",
        "Selon l'art. 12 du code, Jean P. Morel a tort. ¦Il a utilisé le plan A. ¦La suite est connue.",
    );
    check("da", "Hr. Lund bor i U.S.A. ¦Hvad med dig?");
    check("pt", "Venceu o Sr. Lima Jr. ¦Em dois dias, volta.");
    check("en", "See www.example.org for more. ¦Write to Ann.Lund@example.org. ¦Thanks.");
}

#[test]
fn a_headline_goes_on_after_an_abbreviation_whatever_follows() {
    let text = "Ferry Talks Between Norland and U.S. To Resume\nThey failed.";
    let spans = [Span::from(0..46), Span::from(47..text.len())];
    let kinds = [BlockKind::Headline, BlockKind::Paragraph];
    let blocks: Vec<Block> = std::iter::zip(spans, kinds)
        .map(|(span, kind)| Block { span, kind, level: 0, language: None })
        .collect();
    assert_eq!(Splitter::load(&Tokenizer::load()).split(text, &blocks, "en").len(), 2);
    check("en", "The ferry talks were held in the U.S. ¦To resume them is hard.");
}

#[test]
fn a_blank_that_is_missing_is_no_reason_to_go_on() {
    check("en", "It rained (a lot).¦Nobody came.¦“We stayed in,” he said.¦NORLAND was dry.");
    check("pt", "Choveu na NBA.¦Na rua, ninguém.");
    check("en", "It cost 1,000.¦That is a lot, says example.com/Index.Html today.");
}

#[test]
fn small_letters_may_begin_a_sentence_where_nothing_else_is_likely() {
    check("en", "call me tonight. ¦there will be buns. ¦bring milk!! ¦who else comes? ¦we do");
    check("en", "He works at Yahoo! in the harbour dept. of the firm.");
    check("fr", "Que faire ? se demande-t-il.");
    check("en", "More is on the page. ¦https://example.org/ferry");
    check("en", "Does it sail? – nobody knew.");
}

#[test]
fn ellipses_end_a_sentence_only_before_a_capital_that_tells() {
    check("en", "It rained . . . and then some. ¦. . . Nobody came... ¦They slept.");
    check("en", "Well... I think he “[...] likes rain [...]” (Lund 5). ¦Yes.");
}

#[test]
fn pauses_end_sentences_where_the_language_has_it_so() {
    check("el", "Πού είναι; ¦Δεν ξέρω.");
    check("hy", "Անձրև էր: ¦Ոչ ոք չեկավ:");
    check("it", "Il traghetto parte: ¦Non tutti salgono.");
    check("en", "The clerk said: The ferry sails.");
    check("fr", "Le ferry part ; ¦Il reviendra ; Anne l'attend.");
}

#[test]
fn items_of_a_list_in_one_line_are_sentences() {
    check("en", "1. Buy bread ¦2. Buy milk");
    check("en", "1.) Buy bread. ¦2.) Buy milk.");
    check("en", "• 9. Bread ¦• 10. Milk");
    check("en", "a. Bread ¦b. Milk ¦c. Tea");
    check("en", "There are three ways: 1) Bread, 2) Milk and 3) Tea.");
    check("de", "1. Juni und 2. Juli sind frei.");
}

#[test]
fn other_scripts_have_stops_of_their_own() {
    check("ja", "雨が降った。¦誰も来なかった。¦３．５％だ。");
    check("hi", "बारिश हुई। ¦कोई नहीं आया।");
    check("ar", "قال د. سالم إنه سافر. ¦وصل اليوم.");
    check("kk", "Жаңбыр жауды ма? — деді ол.");
}

#[test]
fn notes_and_what_was_left_out_stand_where_they_belong() {
    check("en", "The law was passed.[7][12] ¦It came into force in May.[3] ¦Few noticed.");
    check("en", "They gave up the work. ¦. . . The tools were lost. . . .");
    check("en", "The work . . . was given up. ¦Few noticed.");
}

#[test]
fn a_text_of_one_line_is_split_whatever_it_is_taken_for() {
    check_in(BlockKind::Headline, "en", "They live in the U.S. ¦Where do you live?");
}

#[test]
fn marks_of_direction_do_not_hide_an_abbreviation() {
    check("ar", "قال د\u{202a}.\u{202c} سمير إن الجسر مغلق. ¦ولم يعلق أحد.");
    check("en", "At 5 a.m. Hr. Lund left. ¦He is back at 6 P.M. ¦Hr. Lund is tired.");
}

#[test]
fn a_stop_inside_a_dateline_ends_no_sentence() {
    let text = "СЕВЕРОГОРСК, 17 января. /ТАСС/. Режим введен. Работы идут.";
    let block = Block { span: Span::whole(text), kind: BlockKind::Paragraph, level: 0, language: None };
    let mut sentences = Splitter::load(&Tokenizer::load()).split(text, &[block], "ru");
    let dateline = text.find(" Режим").unwrap();
    join(&mut sentences, Span::from(0..dateline));
    let found: Vec<&str> = sentences.iter().map(|sentence| sentence.span.of(text)).collect();
    assert_eq!(found, ["СЕВЕРОГОРСК, 17 января. /ТАСС/.", "Режим введен.", "Работы идут."]);
}

#[test]
fn the_letter_of_a_turn_is_no_sentence() {
    check_in(BlockKind::Speaker, "en", "A. No. ¦They never came down to the water.");
    check_in(BlockKind::Speaker, "en", "Q. Why? ¦And who paid?");
}

#[test]
fn titles_in_small_letters_do_not_end_a_sentence() {
    check("it", "Ha parlato il sindaco, dott. Carlo Rinaldi. ¦L'on. Bianchi e l'avv. Neri tacciono.");
}

#[test]
fn a_text_without_a_stop_is_cut_at_blanks_where_it_is_longer_than_any_sentence() {
    let splitter = Splitter::load(&Tokenizer::load());
    let found = |text: &str| -> Vec<String> {
        let block = Block { span: Span::whole(text), kind: BlockKind::Paragraph, level: 0, language: None };
        let sentences = splitter.split(text, &[block], "en");
        sentences.iter().map(|sentence| sentence.span.of(text).to_owned()).collect()
    };
    let words = "harbour ".repeat(10_000);
    let parts = found(&words);
    assert_eq!(parts.join(" "), words.trim_end());
    assert!(parts.iter().all(|part| part.len() <= LONGEST && part.len() > LONGEST / 2));
    assert_eq!(found(&"東".repeat(10_000)).concat(), "東".repeat(10_000));
    assert_eq!(found(&"harbour ".repeat(1000)).len(), 1);
}

#[test]
fn every_abbreviation_and_every_starter_of_a_pack_is_found() {
    let splitter = Splitter::load(&Tokenizer::load());
    let errors = Errors::default();
    let mut report = String::new();
    for file in files::all() {
        let rules = splitter.rules(file.language);
        type Finds<'a> = &'a dyn Fn(&str) -> bool;
        let (columns, finds): (&[&str], Finds<'_>) = match file.name {
            "abbreviations.tsv" => {
                (&["abbreviation", "stop"], &|word| rules.stop_of(last_word(&format!("5 {word}"))).is_some())
            }
            "starters.tsv" => (&["words"], &|word| rules.is_starter(&format!("{word} 5"))),
            _ => continue,
        };
        for row in table::rows(file, columns, &errors) {
            for form in row.forms(0).filter(|form| !finds(form)) {
                report += &format!("{}/{}:{}: {form}\n", file.language, file.name, row.line);
            }
        }
    }
    assert!(report.is_empty(), "no text has these:\n{report}");
}
