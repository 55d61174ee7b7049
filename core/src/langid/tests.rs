use super::*;

fn detect(text: &str) -> Language {
    Detector::load().detect(&[text])
}

#[track_caller]
fn check(text: &str, code: &str, script: &str) {
    let found = detect(text);
    assert_eq!((found.code.as_str(), found.script.as_str()), (code, script), "{text}");
}

#[test]
fn sentences_are_recognised_in_their_script() {
    check("The minister said that the talks would go on until the end of the week.", "en", "Latn");
    check("Der Minister sagte, die Gespräche würden bis zum Ende der Woche fortgesetzt.", "de", "Latn");
    check("Министр заявил, что переговоры продолжатся до конца недели.", "ru", "Cyrl");
    check("部長は記者団に、会談は週末まで続くと述べた。", "ja", "Jpan");
    check("部长对记者说，会谈将持续到周末。", "zh", "Hani");
}

#[test]
fn what_is_no_text_is_undetermined() {
    check("", "und", "");
    check("https://example.org/a/b/c @someone 12,345", "und", "");
    check("5 X", "und", "");
}

#[test]
fn a_declared_tag_keeps_its_subtags() {
    let british = declared("en-gb");
    assert_eq!((british.code.as_str(), british.iso639_3.as_str()), ("en-GB", "eng"));
    assert!(british.supported);
    let chinese = declared("zh-hant");
    assert_eq!((chinese.code.as_str(), chinese.script.as_str()), ("zh-Hant", "Hant"));
    assert_eq!(declared("deu").code, "de");
    assert_eq!(declared("xx").name, "");
}

#[test]
fn every_language_that_can_be_detected_has_a_name() {
    for lang in Lang::all() {
        assert!(!declared(lang.code()).name.is_empty(), "help: add {lang} to data/lexicon/languages.tsv");
    }
}

#[test]
fn a_block_is_in_another_language_only_where_that_is_sure() {
    let detector = Detector::load();
    let english = declared("en");
    for block in [
        "The minister told the parliament on Tuesday that he would not step down from his post this year.",
        "Advertisement",
        "Reuters/John Smith, Kyiv, 12 May 2021, 14:35 GMT, updated 15:10 GMT, 16:20 GMT, 17:30 GMT, 18:40 GMT",
    ] {
        assert_eq!(detector.differing(block, &english), None, "{block}");
    }
    let german = "Der Minister erklärte am Dienstag vor dem Parlament, dass er in diesem Jahr nicht zurücktreten werde.";
    let russian = "Министр заявил во вторник в парламенте, что в этом году не намерен уходить в отставку.";
    assert_eq!(detector.differing(german, &english).as_deref(), Some("de"));
    assert_eq!(detector.differing(russian, &english).as_deref(), Some("ru"));
    assert_eq!(detector.differing(german, &declared("de-AT")), None);
}

#[test]
fn short_text_is_told_by_the_words_in_it() {
    check("“It is safe,” Mayor Ada Lindqvist said.", "en", "Latn");
    check("Bürgermeisterin kündigt Neubau an", "de", "Latn");
    check("Les négociations reprennent", "fr", "Latn");
    check("Borgmesteren afviser kritikken", "da", "Latn");
}

#[test]
fn capitals_do_not_matter() {
    check("THE MAYOR SAID ON TUESDAY THAT THE BRIDGE WOULD BE CLOSED.", "en", "Latn");
    check("МЭР ЗАЯВИЛ, ЧТО МОСТ БУДЕТ ЗАКРЫТ ДО КОНЦА ГОДА.", "ru", "Cyrl");
}

#[test]
fn a_language_without_a_profile_is_told_and_not_relied_on() {
    for (text, code) in [
        ("Қала әкімі көпір жыл соңына дейін жабылады деп мәлімдеді.", "kk"),
        ("Borgarstjórinn sagði að brúin yrði lokuð fram að áramótum.", "is"),
        ("Kryetari i bashkisë tha se ura do të mbyllet deri në fund të vitit.", "sq"),
        ("Meya wa mji alisema daraja litafungwa hadi mwisho wa mwaka.", "sw"),
    ] {
        let found = detect(text);
        assert_eq!((found.code.as_str(), found.reliable), (code, false), "{text}");
    }
    for (text, code) in
        [("চহৰৰ মেয়ৰে কয় যে দলং বন্ধ থাকিব।", "as"), ("市長話條橋會封到年尾,佢哋會搭船返工嘅。", "yue")]
    {
        let found = detect(text);
        assert_eq!((found.code.as_str(), found.reliable), (code, false), "{text}");
    }
}

#[test]
fn sentences_are_relied_on() {
    for text in [
        "The mayor said on Tuesday that the bridge would be closed until the end of the year.",
        "Der Minister erklärte am Dienstag vor dem Parlament, dass er in diesem Jahr nicht zurücktreten werde.",
    ] {
        assert!(detect(text).reliable, "{text}");
    }
}

#[test]
fn doubtful_results_come_with_alternatives() {
    let found = detect("internet");
    assert!(!found.reliable && !found.alternatives.is_empty(), "{found:?}");
    let shares = found.alternatives.iter().map(|other| other.confidence);
    assert!(shares.clone().is_sorted_by(|a, b| a >= b) && shares.sum::<f32>() + found.confidence <= 1.001);
}

#[test]
fn a_long_text_is_read_here_and_there() {
    let english = "The mayor said on Tuesday that the bridge would be closed until the end of the year. ";
    let german = "Die Bürgermeisterin sagte am Dienstag, die Brücke bleibe bis zum Jahresende gesperrt. ";
    let (preface, story) = (german.repeat(30), english.repeat(400));
    assert_eq!(Detector::load().detect(&[&preface, &story]).code, "en");
    let lines: Vec<&str> = std::iter::repeat_n(english, 1000).collect();
    assert!(sample(&lines).len() <= ENOUGH);
    assert_eq!(Detector::load().detect(&lines).code, "en");
}

#[test]
fn the_model_knows_languages_that_have_a_name() {
    for code in Detector::load().model.languages() {
        assert!(!declared(code).name.is_empty(), "help: add {code} to data/lexicon/languages.tsv");
    }
}
