use super::Analyzer;
use crate::analysis::{Entity, EntityType, Language, Layers, Structure};
use crate::input::Source;
use crate::interrupt::Interrupt;
use crate::names::NameSpan;
use crate::sentences::Splitter;
use crate::structure::Parser;
use crate::text::Span;
use crate::text::marks::quoted_runs;
use crate::tokens::Tokenizer;

/// A text in which the names of people stand in `<…>`, of organisations in `{…}` and of places in `[…]`.
fn marked(marked: &str) -> (String, Vec<(Span, EntityType)>) {
    let (mut text, mut names, mut begin) = (String::new(), Vec::new(), 0);
    for c in marked.chars() {
        let kind = match c {
            '>' => EntityType::Person,
            '}' => EntityType::Organization,
            ']' => EntityType::Location,
            '<' | '{' | '[' => {
                begin = text.len();
                continue;
            }
            _ => {
                text.push(c);
                continue;
            }
        };
        names.push((Span::from(begin..text.len()), kind));
    }
    (text, names)
}

/// Runs a function on the layers of a text.
fn with_layers<T>(text: &str, run: impl FnOnce(Layers<'_>) -> T) -> T {
    let source = Source { text: text.into(), ..Source::default() };
    let mut structure: Structure = Parser::load().parse(&source);
    let tokenizer = Tokenizer::load();
    structure.sentences = Splitter::load(&tokenizer).split(text, &structure.blocks, "en");
    let tokens = tokenizer.tokenize(text, &structure.sentences, "en");
    let paragraphs: Vec<Span> = structure.blocks.iter().map(|block| block.span).collect();
    let language = Language { code: "en".into(), ..Language::default() };
    let quoted = quoted_runs(text, &paragraphs);
    run(Layers { text, language: &language, structure: &structure, tokens: &tokens, quoted: &quoted })
}

/// The entities of a text with its names marked.
fn entities(text: &str) -> (String, Vec<Entity>) {
    entities_with(text, 0.8)
}

/// The entities of a text with its names marked, of which the recogniser is that sure.
fn entities_with(text: &str, confidence: f32) -> (String, Vec<Entity>) {
    let (text, names) = marked(text);
    let found = with_layers(&text, |layers| {
        let names: Vec<NameSpan> = names
            .iter()
            .map(|&(span, kind)| {
                let tokens = layers.tokens.covered_by(span);
                let tokens = tokens.start as u32..tokens.end as u32;
                NameSpan { span, tokens, kind, confidence, is_place: false }
            })
            .collect();
        find_named(layers, &names)
    });
    (text, found)
}

fn find_named(layers: Layers<'_>, names: &[NameSpan]) -> Vec<Entity> {
    Analyzer::load().entities(layers, names, &Interrupt::never()).expect("nobody interrupts")
}

/// The kind of the one entity that a text has whose only name is this.
fn kind_of(text: &str, name: NameSpan) -> EntityType {
    with_layers(text, |layers| find_named(layers, &[name]))[0].kind
}

/// One line for an entity: its name, its mentions, its descriptions.
fn line(text: &str, entity: &Entity) -> String {
    let mentions: Vec<&str> = entity.mentions.iter().map(|mention| mention.span.of(text)).collect();
    let mut line = format!("{}: {}", entity.name, mentions.join(", "));
    if !entity.descriptions.is_empty() {
        line.push_str(&format!(" ({})", entity.descriptions.join("; ")));
    }
    line
}

/// Each expected line must be there; the number of people is that of the expected lines that begin with one.
#[track_caller]
fn check(text: &str, expect: &[&str]) {
    let (text, found) = entities(text);
    let lines: Vec<String> = found.iter().map(|entity| line(&text, entity)).collect();
    for &line in expect {
        assert!(lines.iter().any(|found| found == line), "{line}\nis not among\n{}", lines.join("\n"));
    }
}

#[test]
fn a_name_and_its_short_form_are_one_person() {
    check(
        "<Okafor> warns of floods\n\nMinister <Grace Okafor> spoke on Monday. <Okafor> said more. The crowd liked <Okafor>'s plan.",
        &["Grace Okafor: Okafor, Grace Okafor, Okafor, Okafor (Minister)"],
    );
    check("<John F. Miller> met <J. Miller> and <Mike Miller>.", &["Mike Miller: Mike Miller"]);
    check("<Bill Hart> and <William Hart> are one.", &["Bill Hart: Bill Hart, William Hart"]);
    check("<Kim Jong Un> smiled. <Kim> waved.", &["Kim Jong Un: Kim Jong Un, Kim"]);
}

#[test]
fn first_names_and_genders_keep_people_apart() {
    check(
        "<Peter Lang> and <Susan Lang> came. Mrs. <Lang> spoke first. Mr. <Lang> listened.",
        &["Peter Lang: Peter Lang, Lang", "Susan Lang: Susan Lang, Lang"],
    );
    check(
        "<John Smith Jr.> and <John Smith Sr.> met.",
        &["John Smith Jr.: John Smith Jr.", "John Smith Sr.: John Smith Sr."],
    );
}

#[test]
fn parts_are_one_name_where_the_document_has_all_of_it_as_one() {
    let whole = "Old Bridge of Exton: Old Bridge of Exton, Old Bridge of Exton";
    check("[Old Bridge] of [Exton] opens. The [Old Bridge of Exton] was shut.", &[whole]);
    check(
        "[Old Bridge] of [Exton] opens. The [Old Bridge] was shut.",
        &["Old Bridge: Old Bridge, Old Bridge", "Exton: Exton"],
    );
    check("<Aksel> “<Ace” Moen> sang.", &["Aksel “Ace” Moen: Aksel “Ace” Moen"]);
}

#[test]
fn titles_are_no_part_of_a_name() {
    check(
        "<President Jane Roe> left. <Sen. Bob Stone>, too.",
        &["Jane Roe: Jane Roe (President)", "Bob Stone: Bob Stone (Sen.)"],
    );
    check("US Secretary of State <Ann Berg> met him.", &["Ann Berg: Ann Berg (US Secretary of State)"]);
    check(
        "Former [French] Prime Minister <Luc Petit> agreed.",
        &["Luc Petit: Luc Petit (Former French Prime Minister)"],
    );
}

#[test]
fn roles_before_and_behind_a_name_describe_it() {
    check(
        "<Ivan Petrov>, the Moscow-appointed head of the northern region, said no.",
        &[
            "Ivan Petrov: Ivan Petrov, the Moscow-appointed head (Moscow-appointed head of the northern region)",
        ],
    );
    check("<Hugh Hall>, 45, a doctor, came.", &["Hugh Hall: Hugh Hall (doctor)"]);
    check(
        "[Canada]'s finance minister <Ella Moss> resigned.",
        &["Ella Moss: Ella Moss (finance minister of Canada)"],
    );
    check(
        "<Vera Novak> spoke. Her spokesman <Adam Dvorak> agreed.",
        &["Vera Novak: Vera Novak, Her", "Adam Dvorak: Adam Dvorak (spokesman of Vera Novak)"],
    );
    check(
        "<Vera Novak> lost. <Novak>'s campaign chairman, <Adam Dvorak>, said so.",
        &["Adam Dvorak: Adam Dvorak (campaign chairman of Vera Novak)"],
    );
    check("<Rosa Diaz> is the mayor of Lima and won.", &["Rosa Diaz: Rosa Diaz, the mayor (mayor of Lima)"]);
}

#[test]
fn pronouns_mean_the_subject_of_their_gender() {
    check(
        "<Anna Weiss> met <Karl Braun> on Monday. She said he was tired.",
        &["Anna Weiss: Anna Weiss, She", "Karl Braun: Karl Braun, he"],
    );
    check("<Karl Braun> told <Paul Roth> about it. <Braun> praised him.", &["Paul Roth: Paul Roth, him"]);
    check("In his speech, <Karl Braun> thanked all.", &["Karl Braun: his, Karl Braun"]);
}

#[test]
fn a_speaker_is_not_the_he_of_the_quotation() {
    check(
        "<Paul Roth> is ill. “He must rest,” <Karl Braun> said.",
        &["Paul Roth: Paul Roth, He", "Karl Braun: Karl Braun"],
    );
}

#[test]
fn nominals_mean_whom_they_describe() {
    check(
        "Foreign Minister <Anna Weiss> met President <Karl Braun>. The minister smiled, and the president left.",
        &[
            "Anna Weiss: Anna Weiss, The minister (Foreign Minister)",
            "Karl Braun: Karl Braun, the president (President)",
        ],
    );
    check(
        "Vice President <Karl Braun> came. The president did not.",
        &["Karl Braun: Karl Braun (Vice President)"],
    );
    check(
        "The {Harbour Commission} met. The commission voted.",
        &["Harbour Commission: Harbour Commission, The commission"],
    );
}

#[test]
fn acronyms_and_countries_have_one_entity_each() {
    check(
        "The {World Fish Council} ({WFC}) met. The {WFC} agreed.",
        &["World Fish Council: World Fish Council, WFC, WFC"],
    );
    check(
        "The [United States] and the [U.S.] and the US are one.",
        &["United States: United States, U.S., US"],
    );
    check("{Acme Inc.} grew. {Acme} hired.", &["Acme Inc.: Acme Inc., Acme"]);
}

#[test]
fn it_means_the_subject_before_it_and_nothing_less_sure() {
    check("[Moscow] warned it would answer.", &["Moscow: Moscow, it"]);
    check("{Acme} said its profit fell.", &["Acme: Acme, its"]);
    check("{Acme} fell. It is important to wait.", &["Acme: Acme"]);
}

#[test]
fn the_first_person_in_a_quotation_is_its_speaker() {
    check("“I knew my chances,” <Anna Weiss> said. I did not.", &["Anna Weiss: I, my, Anna Weiss"]);
    check(
        "“We lost,” said {Acme}. “I did not,” said <Anna Weiss>.",
        &["Acme: We, Acme", "Anna Weiss: I, Anna Weiss"],
    );
}

#[test]
fn a_city_is_a_place_unless_it_is_surely_something_else() {
    let text = "Kyiv said no.";
    let kind = |confidence| {
        let (span, kind) = (Span::from(0..4), EntityType::Organization);
        kind_of(text, NameSpan { span, tokens: 0..1, kind, confidence, is_place: false })
    };
    assert_eq!((kind(0.4), kind(0.8)), (EntityType::Location, EntityType::Organization));
}

#[test]
fn a_club_is_another_thing_than_the_city_that_it_is_called_by() {
    let text = "Exton beat Orleby. The road to Exton was shut.";
    let exton = |confidence, is_place| {
        let club = NameSpan {
            span: Span::from(0..5),
            tokens: 0..1,
            kind: EntityType::Organization,
            confidence,
            is_place,
        };
        let city = NameSpan {
            span: Span::from(31..36),
            tokens: 7..8,
            kind: EntityType::Location,
            confidence: 0.9,
            ..club
        };
        let found = with_layers(text, |layers| find_named(layers, &[club.clone(), city]));
        found.iter().map(|entity| (entity.kind, entity.mentions.len())).collect::<Vec<_>>()
    };
    let (club, city) = (EntityType::Organization, EntityType::Location);
    assert_eq!(exton(0.8, true), [(club, 1), (city, 1)]);
    assert_eq!(exton(0.4, true), [(city, 2)], "help: who is not sure follows the others");
    assert_eq!(exton(0.8, false), [(city, 2)], "help: a name that no place has means one cluster");
}

#[test]
fn authors_are_people_whom_nothing_else_means() {
    let text = "Storm shuts the port of Exton\nBy Karin Holm and Olaf Brandt\n\nEXTON, March 3 - \
        The port was shut on Monday, <Nora Lund> said. Holm was lost. <Olaf Brandt>, the mayor, agreed. \
        He left.";
    let (text, found) = entities(text);
    let lines: Vec<String> = found
        .iter()
        .filter(|entity| entity.kind == EntityType::Person)
        .map(|entity| line(&text, entity))
        .collect();
    assert_eq!(
        lines,
        [
            "Karin Holm: Karin Holm",
            "Olaf Brandt: Olaf Brandt, Olaf Brandt, the mayor, He (mayor)",
            "Nora Lund: Nora Lund"
        ]
    );
    let holm = found.iter().find(|entity| entity.name == "Karin Holm").expect("it was there");
    assert_eq!(holm.salience, 0.0, "help: who wrote it is not what it is about");
}

#[test]
fn what_has_a_legal_form_is_a_firm() {
    let text = "<Lind Brandt> checks the books, <Olaf Lind> said. <Lind Brandt Moe LLP> is an old firm.";
    let (_, found) = entities(text);
    let kinds: Vec<_> = found.iter().map(|entity| (entity.name.as_str(), entity.kind)).collect();
    let (firm, person) = (EntityType::Organization, EntityType::Person);
    assert_eq!(kinds, [("Lind Brandt", firm), ("Olaf Lind", person), ("Lind Brandt Moe LLP", firm)]);
}

#[test]
fn an_unsure_person_in_the_place_of_a_town_is_one() {
    let text = "Bakers in Lunde went home.";
    let kind = |confidence| {
        let (span, kind) = (Span::from(10..15), EntityType::Person);
        kind_of(text, NameSpan { span, tokens: 2..3, kind, confidence, is_place: false })
    };
    assert_eq!((kind(0.5), kind(0.9)), (EntityType::Location, EntityType::Person));
}

/// The kinds of the entities of a text, of which the recogniser is unsure.
fn unsure_kinds(text: &str) -> Vec<(String, EntityType)> {
    let (_, found) = entities_with(text, 0.5);
    found.into_iter().map(|entity| (entity.name, entity.kind)).collect()
}

#[test]
fn what_the_text_calls_a_company_or_a_town_is_one() {
    let company = [
        "<Exton> is the first online platform that pays. Critics like <Exton>.",
        "<Exton> (EXT) is Norland’s largest lender.",
        "He bought [Exton], a maker of bicycles.",
        "Norland’s state-owned oil company, <Exton>, was sold.",
        "They sued the insurer <Exton>.",
        "She is the founder and CEO of [Exton].",
        "[Exton] co-founder Rita Lind left.",
        "They sell to airlines such as <Exton>.",
        "They work for banks, including Lindbank and <Exton>.",
    ];
    for text in company {
        let kinds = unsure_kinds(text);
        let told = ("Exton".to_owned(), EntityType::Organization);
        assert!(kinds.contains(&told), "help: {text}: {kinds:?}");
    }
    for text in [
        "Roads in villages like <Exton> were closed.",
        "<Exton> is a small town in the north.",
        "He lives in the city of <Exton>.",
    ] {
        assert_eq!(unsure_kinds(text), [("Exton".to_owned(), EntityType::Location)], "help: {text}");
    }
}

#[test]
fn what_a_text_says_elsewhere_does_not_stand_against_what_is_sure_or_told_otherwise() {
    let kinds = |text, confidence| {
        let (_, found) = entities_with(text, confidence);
        found.into_iter().map(|entity| entity.kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds("<Exton> is a company.", 0.8), [EntityType::Person]);
    for text in [
        "In <Exton>, the company shut its plant.",
        "<Exton> is a man who has a company.",
        "<Exton> is a company. He lives in the city of <Exton>.",
        "<Rita Exton> is a company woman.",
        "Groups like <Exton>'s family met.",
        "He left the company, <Exton> said.",
    ] {
        let expected = if text.starts_with("In ") { EntityType::Location } else { EntityType::Person };
        assert_eq!(kinds(text, 0.5)[0], expected, "help: {text}");
    }
    assert_eq!(kinds("They live in the city of {Exton}.", 0.5), [EntityType::Organization]);
}

#[test]
fn what_abbreviates_ordinary_words_is_no_name() {
    let text = "It sells liquefied gas ({LG}) by a long - term agreement ({LTA}). {LG} is dear, said the Port Safety \
        Board ({PSB}) and the ({XY}) union.";
    let (_, found) = entities(text);
    let names: Vec<&str> = found.iter().map(|entity| entity.name.as_str()).collect();
    assert_eq!(names, ["PSB", "XY"]);
}
