use crate::analysis::{Analysis, Quotation, QuotationKind};
use crate::input::{self, Content, Document};
use crate::interrupt::Interrupt;
use crate::pipeline::{Analyzer, Features};
use crate::text::Span;

fn analyze(language: &str, text: &str) -> Analysis {
    let document = Document {
        content: Content::Text(text.into()),
        language: Some(language.into()),
        ..Document::default()
    };
    let source = input::read(document).expect("plain text can be read");
    let analysis = Analyzer::load().analyze(&source, Features::DEFAULT, &Interrupt::never());
    analysis.expect("nobody interrupts")
}

/// The quotations of a text.
fn find(language: &str, text: &str) -> Vec<Quotation> {
    analyze(language, text).quotations
}

/// One line for each quotation: its kind, who speaks, its segments.
pub(super) fn show(text: &str, quotations: &[Quotation]) -> String {
    let line = |quotation: &Quotation| {
        let kind = match quotation.kind {
            QuotationKind::Direct => "direct",
            QuotationKind::Indirect => "indirect",
            QuotationKind::Mixed => "mixed",
        };
        let speaker = quotation.speaker.as_ref().map_or("-", |speaker| speaker.name.as_str());
        let segments: Vec<&str> = quotation.segments.iter().map(|span| span.of(text)).collect();
        format!("{kind} {speaker}: {}", segments.join(" | "))
    };
    quotations.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn check(text: &str, expect: &[&str]) {
    assert_eq!(show(text, &find("en", text)), expect.join("\n"));
}

#[test]
fn a_quotation_may_stand_before_its_speaker_or_after() {
    check("\"It will rain,\" Anna Moreno said.", &["direct Anna Moreno: It will rain,"]);
    check("\"It will rain,\" said Anna Moreno.", &["direct Anna Moreno: It will rain,"]);
    check("Anna Moreno said: \"It will rain.\"", &["direct Anna Moreno: It will rain."]);
    check("“Will it rain?” Anna Moreno asked.", &["direct Anna Moreno: Will it rain?"]);
    check("“It will rain,” said Anna Moreno, a farmer in Ohio.", &["direct Anna Moreno: It will rain,"]);
    check(
        "“It will rain,” Anna Moreno, the head of the farmers’ union, said on Monday.",
        &["direct Anna Moreno: It will rain,"],
    );
}

#[test]
fn a_split_quotation_is_one() {
    check(
        "“It will rain,” Anna Moreno told reporters, “and it will not stop.”",
        &["direct Anna Moreno: It will rain, | and it will not stop."],
    );
    check(
        "“It will rain,” Anna Moreno said. “It will not stop.”",
        &["direct Anna Moreno: It will rain, | It will not stop."],
    );
    check(
        "“It will rain.\n“It will not stop,” Anna Moreno said.",
        &["direct Anna Moreno: It will rain. | It will not stop,"],
    );
}

#[test]
fn a_paraphrase_ends_where_the_narrator_takes_over() {
    check(
        "Ola Berg said on Monday that the mill would close, which surprised its workers.",
        &["indirect Ola Berg: that the mill would close"],
    );
    check(
        "Anna Moreno promised to lower fares, a pledge that she had made before.",
        &["indirect Anna Moreno: to lower fares"],
    );
    check(
        "Anna Moreno said the bridge was safe and that the road would open soon.",
        &["indirect Anna Moreno: the bridge was safe and that the road would open soon"],
    );
    check(
        "Two members of the board warned that prices could rise again, according to the minutes.",
        &["indirect Two members of the board: that prices could rise again"],
    );
}

#[test]
fn a_parenthesis_may_stand_behind_the_first_words_of_what_is_said() {
    check(
        "In his town, Ola Berg said, young people are sent to evening schools.",
        &["indirect Ola Berg: In his town | young people are sent to evening schools"],
    );
    check("But, Ola Berg said, it is a risky plan.", &["indirect Ola Berg: it is a risky plan"]);
}

#[test]
fn a_relative_may_be_the_subject_of_what_is_said() {
    check(
        "It is the kind of work that many officials say is the future of the port.",
        &["indirect many officials: is the future of the port"],
    );
    check(
        "The club has adapted to what Anna Moreno said is a growing demand for boats.",
        &["indirect Anna Moreno: is a growing demand for boats"],
    );
}

#[test]
fn a_paraphrase_may_have_quoted_parts() {
    check(
        "Anna Moreno said the harvest was “a disaster” for all.",
        &["mixed Anna Moreno: the harvest was “a disaster” for all"],
    );
    check(
        "Farms are flooded and cows “simply drown,” Anna Moreno said.",
        &["mixed Anna Moreno: Farms are flooded and cows “simply drown,”"],
    );
}

#[test]
fn indirect_speech_has_its_content() {
    check("Anna Moreno said that it would rain.", &["indirect Anna Moreno: that it would rain"]);
    check("Anna Moreno warned on Friday it could rain.", &["indirect Anna Moreno: it could rain"]);
    check("According to Anna Moreno, it will rain.", &["indirect Anna Moreno: it will rain"]);
    check("It will rain, according to Anna Moreno.", &["indirect Anna Moreno: It will rain"]);
    check(
        "The rain, Anna Moreno said, would not stop.",
        &["indirect Anna Moreno: The rain | would not stop"],
    );
    check("Farmers were hit hard, officials said.", &["indirect officials: Farmers were hit hard"]);
    check(
        "The river rose as Anna Moreno warned it would flood the town.",
        &["indirect Anna Moreno: it would flood the town"],
    );
    check("Anna Moreno said it would rain, while walking home.", &["indirect Anna Moreno: it would rain"]);
}

#[test]
fn verbs_that_share_a_subject_share_a_speaker() {
    check(
        "Anna Moreno denounced the plan as a sham and said farmers would resist.",
        &["indirect Anna Moreno: the plan as a sham", "indirect Anna Moreno: farmers would resist"],
    );
    check(
        "Anna Moreno defended the plan, saying it “will work” in time.",
        &["mixed Anna Moreno: it “will work” in time"],
    );
}

#[test]
fn words_that_are_passed_on_belong_to_who_said_them() {
    let text =
        "Anna Moreno repeated President Omar Diallo’s threat that the army \"will act soon\" in the north.";
    let found = find("en", text);
    assert_eq!(show(text, &found), "mixed Omar Diallo: that the army \"will act soon\" in the north");
    assert_eq!(found[0].relayed_by.len(), 1, "help: Moreno passes it on");
}

#[test]
fn circumstances_are_told() {
    let text = "“It will rain,” Anna Moreno told reporters on Tuesday in a statement.";
    let quotation = &find("en", text)[0];
    let of = |span: Option<Span>| span.map(|span| span.of(text));
    assert_eq!(of(quotation.addressee), Some("reporters"));
    assert_eq!(of(quotation.time), Some("on Tuesday"));
    assert_eq!(of(quotation.venue), Some("in a statement"));
    let cue = quotation.cue.as_ref().expect("told is a cue");
    assert_eq!((cue.lemma.as_str(), cue.negated), ("tell", false));
}

#[test]
fn a_denied_cue_is_kept_and_marked() {
    let text = "Anna Moreno did not say whether it would rain.";
    let quotation = &find("en", text)[0];
    assert!(quotation.cue.as_ref().is_some_and(|cue| cue.negated));
}

#[test]
fn words_at_arms_length_titles_and_nicknames_are_no_speech() {
    check("The “parole” status of the farm was unclear.", &[]);
    check("Her book “The Long Rain” came out in May.", &[]);
    check("Anna “Rainy” Moreno grew up in Ohio.", &[]);
}

#[test]
fn other_languages_have_packs() {
    let german = "„Es wird regnen“, sagte Anna Moreno.";
    assert_eq!(show(german, &find("de", german)), "direct Anna Moreno: Es wird regnen");
    let french = "« Il va pleuvoir », a déclaré Anna Moreno.";
    assert_eq!(show(french, &find("fr", french)), "direct Anna Moreno: Il va pleuvoir");
    let spanish = "«Va a llover», dijo Anna Moreno.";
    assert_eq!(show(spanish, &find("es", spanish)), "direct Anna Moreno: Va a llover");
}

#[test]
fn what_a_quotation_quotes_is_one_in_it() {
    let text = "“The prime minister told me, ‘Build it or leave,’” Ann Lee said. “I said to her, ‘I will build \
                it,’ and then, ‘But not for you.’”";
    let quotations = find("en", text);
    assert_eq!(
        show(text, &quotations),
        "direct Ann Lee: The prime minister told me, ‘Build it or leave,’ | I said to her, ‘I will build it,’ and \
         then, ‘But not for you.’\n\
         direct The prime minister: Build it or leave,\n\
         direct Ann Lee: I will build it,"
    );
    let parents: Vec<Option<u32>> = quotations.iter().map(|quotation| quotation.parent).collect();
    assert_eq!(parents, [None, Some(0), Some(0)], "in the second part as well as in the first");
}

#[test]
fn marks_inside_of_marks_need_a_cue_of_their_own() {
    check(
        "“The play ‘Winter Light’ is ‘great fun’ to watch,” Ann Lee said.",
        &["direct Ann Lee: The play ‘Winter Light’ is ‘great fun’ to watch,"],
    );
}

#[test]
fn a_verb_for_the_manner_of_speaking_attributes_what_stands_in_marks_beside_it() {
    check(
        "“It is a dream,” Ann Lee beamed, “and it was cheap.”",
        &["direct Ann Lee: It is a dream, | and it was cheap."],
    );
    check("“Nobody asked us!” Ann Lee fumed. “Nobody.”", &["direct Ann Lee: Nobody asked us! | Nobody."]);
    check("“You never liked it,” Ann Lee shot back.", &["direct Ann Lee: You never liked it,"]);
    check("“No comment,” laughs Ann Lee.", &["direct Ann Lee: No comment,"]);
    check("Ann Lee shrugged: “We will see.”", &["direct Ann Lee: We will see."]);
    // Without marks, or with an object, nothing is said.
    check("The hall was full, Ann Lee beamed.", &[]);
    check("In “Hard Times,” Ann Lee offered a way out.", &[]);
}

#[test]
fn those_who_are_counted_speak_as_well() {
    check("Most said they would not move.", &["indirect Most: they would not move"]);
    check("One in three said the plan was fair.", &["indirect One in three: the plan was fair"]);
    check("All reported cases of fraud are looked into.", &[]);
    check(
        "A person close to the talks, who asked not to be named, said a deal was near.",
        &["indirect A person close to the talks: a deal was near"],
    );
}

#[test]
fn a_relative_clause_tells_what_its_antecedent_says() {
    check(
        "The club made a payment to a fan who said he had seen nothing.",
        &["indirect a fan: he had seen nothing"],
    );
}

#[test]
fn what_is_said_may_begin_with_more_than_its_subject() {
    check(
        "Anna Moreno said despite the rain, the farmers would go on.",
        &["indirect Anna Moreno: despite the rain, the farmers would go on"],
    );
    check(
        "The bank said about half of the loans were lost.",
        &["indirect The bank: about half of the loans were lost"],
    );
    check(
        "Anna Moreno said having them there was a comfort.",
        &["indirect Anna Moreno: having them there was a comfort"],
    );
    check(
        "Anna Moreno said Friday’s vote had been fair.",
        &["indirect Anna Moreno: Friday’s vote had been fair"],
    );
    check(
        "Another farmer, Ola Berg from the island, said his fields were flooded.",
        &["indirect Ola Berg: his fields were flooded"],
    );
}

#[test]
fn a_source_may_be_told_at_length() {
    check(
        "It will rain, according to a forecast by the weather service.",
        &["indirect a forecast by the weather service: It will rain"],
    );
    check(
        "According to a forecast by the weather service, it will rain.",
        &["indirect a forecast by the weather service: it will rain"],
    );
}

#[test]
fn a_question_may_stand_before_its_answer() {
    check(
        "Asked whether it would rain, Anna Moreno said: “No.”",
        &["indirect -: whether it would rain", "direct Anna Moreno: No."],
    );
}

#[test]
fn a_verb_shares_the_subject_of_its_own_clause() {
    check(
        "Eight years ago, Ola Berg backed the plan and said it was cheap.",
        &["indirect Ola Berg: it was cheap"],
    );
    check(
        "When Anna Moreno asked Ola Berg if he would sell, he looked at her and said it was too late.",
        &["indirect Anna Moreno: if he would sell", "indirect Ola Berg: it was too late"],
    );
}

#[test]
fn direct_speech_is_found_before_after_and_around_its_cue() {
    check(
        "“We will rebuild the harbour,” Mayor Anna Schmidt said.",
        &["direct Anna Schmidt: We will rebuild the harbour,"],
    );
    check(
        "\"We will rebuild the harbour,\" said Anna Schmidt.",
        &["direct Anna Schmidt: We will rebuild the harbour,"],
    );
    check(
        "Anna Schmidt said: “We will rebuild the harbour.”",
        &["direct Anna Schmidt: We will rebuild the harbour."],
    );
    check(
        "“We will rebuild,” Anna Schmidt said, “and it will be better.”",
        &["direct Anna Schmidt: We will rebuild, | and it will be better."],
    );
}

#[test]
fn a_pronoun_is_resolved_and_a_missing_space_does_not_matter() {
    check(
        "Anna Schmidt spoke to the council. “The storm took the pier,” she said.Earlier, it had rained.",
        &["direct Anna Schmidt: The storm took the pier,"],
    );
}

#[test]
fn indirect_and_mixed_speech_have_their_clauses() {
    check(
        "Peter Brown said that the bridge was closed.",
        &["indirect Peter Brown: that the bridge was closed"],
    );
    check(
        "The bridge was closed for repairs, Peter Brown said.",
        &["indirect Peter Brown: The bridge was closed for repairs"],
    );
    check(
        "According to Peter Brown, the bridge was closed.",
        &["indirect Peter Brown: the bridge was closed"],
    );
    check(
        "Peter Brown said the bridge was “a danger to all” in winter.",
        &["mixed Peter Brown: the bridge was “a danger to all” in winter"],
    );
}

#[test]
fn words_that_are_passed_on_belong_to_whom_they_are_from() {
    let text = "Anna Schmidt repeated Governor Peter Brown’s warning that the dam “could break at any time” this year.";
    let analysis = analyze("en", text);
    let quotation = &analysis.quotations[0];
    assert_eq!(quotation.speaker.as_ref().expect("there is one").name, "Peter Brown");
    let relay = quotation.relayed_by.first().map(|&id| analysis.entities[id as usize].name.as_str());
    assert_eq!(relay, Some("Anna Schmidt"));
}

#[test]
fn addressee_venue_and_time_are_read_beside_the_cue() {
    let text =
        "“The dam is safe,” Peter Brown told reporters during a televised meeting with engineers on Tuesday.";
    let quotation = find("en", text).remove(0);
    assert_eq!(quotation.addressee.map(|span| span.of(text)), Some("reporters"));
    assert_eq!(quotation.time.map(|span| span.of(text)), Some("on Tuesday"));
    assert!(quotation.venue.is_some_and(|span| span.of(text).starts_with("during a televised meeting")));
}

#[test]
fn negation_is_kept() {
    let quotations = find("en", "Peter Brown did not say that the dam was safe.");
    assert!(quotations[0].cue.as_ref().expect("there is one").negated);
}

#[test]
fn a_word_in_marks_without_a_cue_is_no_quotation() {
    check("The town opened its new “smart” library to everyone on the island.", &[]);
}

#[test]
fn the_place_of_a_telling_is_its_venue_and_a_cue_of_two_words_is_whole() {
    let text = "“The dam is safe,” Peter Brown told reporters at the opening. According to Anna Schmidt, the gates were old.";
    let quotations = find("en", text);
    assert_eq!(quotations[0].addressee.map(|span| span.of(text)), Some("reporters"));
    assert_eq!(quotations[0].venue.map(|span| span.of(text)), Some("at the opening"));
    assert_eq!(quotations[1].cue.as_ref().map(|cue| cue.span.of(text)), Some("According to"));
}

#[test]
fn a_pronoun_never_means_somebody_of_another_gender() {
    let speakers = |language: &str, text: &str| -> Vec<String> {
        let name =
            |quotation: Quotation| quotation.speaker.map_or_else(|| "-".into(), |speaker| speaker.name);
        find(language, text).into_iter().map(name).collect()
    };
    for (language, text, pronoun) in [
        ("en", "“The bridge is safe,” Anna Moreno said. “It will hold,” he said.", "he"),
        ("en", "“The bridge is safe,” Anna Moreno said. He said that it would hold.", "He"),
        ("en", "“The bridge is safe,” Peter Brown said. “It will hold,” she said.", "she"),
        ("de", "„Die Brücke ist sicher“, sagte Anna Moreno. Er fügte hinzu, dass sie hält.", "Er"),
        ("de", "„Die Brücke ist sicher“, sagte Peter Brandt. Sie fügte hinzu, dass sie hält.", "Sie"),
        ("fr", "« Le pont est sûr », a déclaré Anna Moreno. Il a ajouté que le pont tiendrait.", "Il"),
        ("fr", "« Le pont est sûr », a déclaré Anna Moreno. « Il tiendra », a-t-il ajouté.", "-t-il"),
        ("fr", "« Le pont est sûr », a déclaré Pierre Moreau. Elle a ajouté que le pont tiendrait.", "Elle"),
        ("es", "«El puente es seguro», dijo Anna Moreno. Él añadió que el puente aguantará.", "Él"),
        ("es", "«El puente es seguro», dijo Pedro Moreno. Ella añadió que el puente aguantará.", "Ella"),
    ] {
        let found = speakers(language, text);
        assert_eq!(found.len(), 2, "{text}");
        assert_eq!(found[1], pronoun, "{text}");
    }
    for (language, text, name) in [
        ("en", "“The bridge is safe,” Anna Moreno said. “It will hold,” she said.", "Anna Moreno"),
        ("de", "„Die Brücke ist sicher“, sagte Anna Moreno. Sie fügte hinzu, dass sie hält.", "Anna Moreno"),
        (
            "fr",
            "« Le pont est sûr », a déclaré Anna Moreno. Elle a ajouté que le pont tiendrait.",
            "Anna Moreno",
        ),
        (
            "es",
            "«El puente es seguro», dijo Pedro Moreno. Él añadió que el puente aguantará.",
            "Pedro Moreno",
        ),
    ] {
        assert_eq!(speakers(language, text), [name, name], "{text}");
    }
}

#[test]
fn a_pronoun_may_mean_a_description() {
    check(
        "A police officer said the bridge was safe. “It will hold,” he said.",
        &["indirect A police officer: the bridge was safe", "direct A police officer: It will hold,"],
    );
}

#[test]
fn an_explanation_tells_what_was_weighed() {
    let text = "Anna Moreno met Berta Lind. “The bridge is safe,” she said at the “old” gate.";
    let document = Document { content: Content::Text(text.into()), ..Document::default() };
    let source = input::read(document).expect("plain text can be read");
    let features = Features { explain: true, ..Features::DEFAULT };
    let analysis =
        Analyzer::load().analyze(&source, features, &Interrupt::never()).expect("nobody interrupts");
    let explanation = analysis.quotations[0].explanation.as_ref().expect("it was asked for");
    let names: Vec<&str> = explanation.antecedents.iter().map(|one| one.name.as_str()).collect();
    assert!(names.contains(&"Anna Moreno") && names.contains(&"Berta Lind"), "{names:?}");
    assert!(
        explanation.antecedents[0].chosen
            && explanation.antecedents[0].score > explanation.antecedents[1].score
    );
    assert!(explanation.speakers[0].chosen);
    assert_eq!(analysis.rejected_runs.iter().map(|run| run.span.of(text)).collect::<Vec<_>>(), ["old"]);
    assert!(find("en", text).iter().all(|quotation| quotation.explanation.is_none()));
}
