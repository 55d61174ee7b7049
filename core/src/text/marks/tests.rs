use proptest::prelude::*;

use super::*;

/// Runs as `outer depth`, with `+` where a run is not closed and `~` where it goes on.
fn read(text: &str) -> String {
    let mut paragraphs = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        if !line.trim().is_empty() {
            paragraphs.push(Span::from(at..at + line.len()));
        }
        at += line.len() + 1;
    }
    let runs = quoted_runs(text, &paragraphs);
    let show = |run: &QuotedRun| {
        let (continued, open) = (if run.continued { "~" } else { "" }, if run.closed { "" } else { "+" });
        format!("{}[{}]{open}{}", continued, run.inner.of(text), run.depth)
    };
    runs.iter().map(show).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(text: &str, expect: &str) {
    assert_eq!(read(text), expect);
}

#[test]
fn every_typography_is_read() {
    check("\"It rains,\" she said.", "[It rains,]0");
    check("“It rains,” she said.", "[It rains,]0");
    check("''It rains,'' she said; ``Really.''", "[It rains,]0 [Really.]0");
    check("„Es regnet“, sagte sie. „Ja“", "[Es regnet]0 [Ja]0");
    check("»Es regnet«, sagte sie. »Ja.«", "[Es regnet]0 [Ja.]0");
    check("« Il pleut », a-t-elle dit.", "[Il pleut]0");
    check("‹Il pleut›, dit-elle", "[Il pleut]0");
    check("「雨が降る」と言った。『本』", "[雨が降る]0 [本]0");
    check("”Det regnar”, sade hon.", "[Det regnar]0");
    check("›It‹ „a“", "[It]0 [a]0");
}

#[test]
fn single_marks_are_told_from_apostrophes() {
    check("Mayor says city will ‘never forget’ flood", "[never forget]0");
    check("Mayor: 'We can't go back'", "[We can't go back]0");
    check("the workers' union and the bakers' guild", "");
    check("It’s the ’90s, y’all, rock ’n’ roll", "");
    check("give 'em what's theirs", "");
    check("the 'players' union' vote", "[players' union]0");
    check("“He told me ‘stay put’ and left”", "[He told me ‘stay put’ and left]0 [stay put]1");
}

#[test]
fn single_marks_left_open_go_on_in_the_next_paragraph() {
    check("She said: ‘It rained.\n‘The roof leaks.’", "[It rained.]+0 ~[The roof leaks.]0");
    check(
        "'Yes,' he said. 'We left.\n'Nobody came.\n'It rained.'",
        "[Yes,]0 [We left.]+0 ~[Nobody came.]+0 ~[It rained.]0",
    );
    check("He said 'twas late.\nThe end.", "");
    check("It was the summer of '68.\n'We sang,' she said.", "[We sang,]0");
}

#[test]
fn a_mark_behind_a_full_stop_opens_again() {
    check(
        "He said: \"It rained. \"Nobody came. \"We left.\" Rain fell.",
        "[It rained.]0 [Nobody came.]0 [We left.]0",
    );
    check("\"He said: \"Go home.\" And I went.\"", "[He said: \"Go home.\" And I went.]0 [Go home.]1");
}

#[test]
fn feet_and_inches_are_not_marks() {
    check("The 6'4\" guard said \"we won.\"", "[we won.]0");
    check("a 12\" pipe", "");
}

#[test]
fn two_commas_are_a_low_mark_where_they_open() {
    check(",,We wachten'', zei ze. ,,Nog even.''", "[We wachten]0 [Nog even.]0");
    check("Hij riep: ,,Kom!” Zij: ‚‚Nee.’’", "[Kom!]0 [Nee.]0");
    check(",,Hij zei 'nee' tegen ons.''", "[Hij zei 'nee' tegen ons.]0 [nee]1");
    check(",,Er is geen geld.\n,,En geen tijd'', zei ze.", "[Er is geen geld.]+0 ~[En geen tijd]0");
    check("a,b,,c,,,d, ,, e,,", "");
}

#[test]
fn a_clipped_word_begins_with_an_apostrophe() {
    check("'s Avonds in 's-Gravendam zei hij 'nee'.", "[nee]0");
    check("'t Was laat. 'Kom', zei ze.", "[Kom]0");
    check("'Wij spelen rock 'n roll', zei ze.", "[Wij spelen rock 'n roll]0");
}

#[test]
fn faults_in_the_marks_are_survived() {
    check("”Mr. Roe’s plan fails,” she said.", "[Mr. Roe’s plan fails,]0");
    check("“It fails,“ she said. “Yes.”", "[It fails,]0 [Yes.]0");
    check("“It fails,\" she said. \"Yes.”", "[It fails,]0 [Yes.]0");
    check("It fails,\" she said. \"Yes.\"", "[Yes.]0");
    check("“It fails, she said.", "[It fails, she said.]+0");
}

#[test]
fn a_quotation_may_last_over_several_paragraphs() {
    check("“One.\n“Two.\n“Three,” he said.", "[One.]+0 ~[Two.]+0 ~[Three,]0");
    check("\"One.\nTwo,\" he said. \"Three.\"", "[One.]+0 ~[Two,]0 [Three.]0");
    check("“One.\nPhoto: the harbour\n“Two,” he said.", "[One.]+0 ~[Two,]0");
    check("“One.\nHe left “early” then.", "[One.]+0 [early]0");
}

#[test]
fn runs_nest_with_the_same_mark_and_with_another() {
    check("“She said “no” to me,” he said.", "[She said “no” to me,]0 [no]1");
    check("\"She said \"no way\" again,\" he said.\"", "[She said \"no way\" again,]0 [no way]1");
    check("« Il a dit “non” hier »", "[Il a dit “non” hier]0 [non]1");
    check("“One “two” three", "[One “two]0");
}

proptest! {
    #[test]
    fn runs_lie_in_their_paragraph_on_characters(text in r#"([a s.,"'’‘“”„«»「」`5\n-]|\PC){0,80}"#) {
        let mut at = 0;
        let mut paragraphs = Vec::new();
        for line in text.split('\n') {
            paragraphs.push(Span::from(at..at + line.len()));
            at += line.len() + 1;
        }
        for run in quoted_runs(&text, &paragraphs) {
            prop_assert!(run.outer.contains(run.inner) && !run.inner.is_empty());
            prop_assert!(!run.inner.of(&text).is_empty() && !run.outer.of(&text).is_empty());
            prop_assert!(paragraphs.iter().any(|paragraph| paragraph.contains(run.outer)));
        }
    }
}
