use super::tests::{STORY, parse};
use super::*;

#[track_caller]
fn check_dateline(paragraph: &str, expect: Option<(&str, &str, &str, &str)>) {
    let text = format!("Ferry service to resume\n\n{paragraph}");
    let found = parse(&text).dateline;
    let found = found.as_ref().map(|found| {
        (found.span.of(&text), found.location.as_str(), found.agency.as_str(), found.date.as_str())
    });
    assert_eq!(found, expect, "{paragraph}");
}

#[test]
fn datelines_of_many_houses_are_read() {
    check_dateline("OSTHAVEN: The ferry sails.", Some(("OSTHAVEN:", "OSTHAVEN", "", "")));
    check_dateline(
        "OSTHAVEN, Oct 3 (Reuters) - The ferry sails.",
        Some(("OSTHAVEN, Oct 3 (Reuters) -", "OSTHAVEN", "Reuters", "--10-03")),
    );
    check_dateline(
        "OSTHAVEN, Norland (AP) — The ferry sails.",
        Some(("OSTHAVEN, Norland (AP) —", "OSTHAVEN, Norland", "AP", "")),
    );
    check_dateline("Osthaven (dpa) - Die Fähre fährt.", Some(("Osthaven (dpa) -", "Osthaven", "dpa", "")));
    check_dateline(
        "Osthaven, 12 mar (EFE).- El ferry zarpa.",
        Some(("Osthaven, 12 mar (EFE).-", "Osthaven", "EFE", "--03-12")),
    );
    check_dateline(
        "OSTHAVEN (Northwire) — The ferry sails.",
        Some(("OSTHAVEN (Northwire) —", "OSTHAVEN", "Northwire", "")),
    );
    check_dateline(
        "OSTHAVEN, May 8 (Northwire) — The ferry sails.",
        Some(("OSTHAVEN, May 8 (Northwire) —", "OSTHAVEN", "Northwire", "--05-08")),
    );
    check_dateline("Osthaven (nwd) - Die Fähre fährt.", Some(("Osthaven (nwd) -", "Osthaven", "nwd", "")));
    check_dateline(
        "OSTHAVEN, Nld. Feb 26 - The ferry sails.",
        Some(("OSTHAVEN, Nld. Feb 26 -", "OSTHAVEN, Nld.", "", "--02-26")),
    );
    check_dateline(
        "OSTHAVEN, Norland, Oct. 3, 2023 /PRNewswire/ -- The ferry sails.",
        Some((
            "OSTHAVEN, Norland, Oct. 3, 2023 /PRNewswire/ --",
            "OSTHAVEN, Norland",
            "PRNewswire",
            "2023-10-03",
        )),
    );
    check_dateline(
        "СЕВЕРОГОРСК. 3 октября. ИНТЕРФАКС - Паром выйдет в море.",
        Some(("СЕВЕРОГОРСК. 3 октября. ИНТЕРФАКС -", "СЕВЕРОГОРСК", "ИНТЕРФАКС", "--10-03")),
    );
    check_dateline(
        "新华社东海10月3日电（记者王晓丽、陈刚）渡轮恢复通航。",
        Some(("新华社东海10月3日电", "东海", "新华社", "--10-03")),
    );
    check_dateline(
        "Kövesfalu, 2023. október 3., kedd (MTI) - A komp indul.",
        Some(("Kövesfalu, 2023. október 3., kedd (MTI) -", "Kövesfalu", "MTI", "2023-10-03")),
    );
    check_dateline("PRIME MINISTER: The ferry sails.", None);
    check_dateline("NATO said on Monday that the ferry sails.", None);
}

#[test]
fn datelines_of_houses_that_nobody_knows_are_read() {
    for (paragraph, dateline, location, agency, date) in [
        (
            "OSTHAVEN (Northwire/NWR): The ferry sails.",
            "OSTHAVEN (Northwire/NWR):",
            "OSTHAVEN",
            "Northwire/NWR",
            "",
        ),
        (
            "OSTHAVEN. May 8 (Interfax) - The ferry sails.",
            "OSTHAVEN. May 8 (Interfax) -",
            "OSTHAVEN",
            "Interfax",
            "--05-08",
        ),
        (
            "OSTHAVEN, Norland — May 8, 2024 — The ferry sails.",
            "OSTHAVEN, Norland — May 8, 2024 —",
            "OSTHAVEN, Norland",
            "",
            "2024-05-08",
        ),
        ("Osthaven, Norland - The ferry sails.", "Osthaven, Norland -", "Osthaven, Norland", "", ""),
    ] {
        check_dateline(paragraph, Some((dateline, location, agency, date)));
    }
}

#[test]
fn the_section_before_a_headline_in_capitals_is_no_place() {
    let text = "SAILING - NORLAND TAKE LEAD\nOSTHAVEN 2023-10-03\n\nNorland took the lead off Osthaven on Monday, \
                two points ahead of the hosts.\n\nThe second race is on Friday.";
    let structure = parse(text);
    assert_eq!(structure.headline.map(|headline| headline.of(text)), Some("SAILING - NORLAND TAKE LEAD"));
    assert_ne!(structure.dateline.map(|dateline| dateline.location), Some("SAILING".to_owned()));
    check_dateline("OSTHAVEN - The ferry sails.", Some(("OSTHAVEN -", "OSTHAVEN", "", "")));
}

#[test]
fn a_place_and_a_date_on_a_line_are_a_dateline_and_a_date() {
    for (line, place) in [("HONG KONG 2023-10-03", "HONG KONG"), ("Berlin, 3. Oktober 2023", "Berlin")] {
        let structure = parse(&format!("Ferry service to resume\n\n{line}\n\n{STORY}"));
        assert_eq!(structure.blocks[1].kind, BlockKind::Date, "{line}");
        assert_eq!(structure.publication_date.unwrap().value, "2023-10-03", "{line}");
        let dateline = structure.dateline.unwrap();
        assert_eq!((dateline.location.as_str(), dateline.date.as_str()), (place, "2023-10-03"), "{line}");
    }
    let structure = parse(&format!("Ferry service to resume\n\nUpdated CET 2023-10-03\n\n{STORY}"));
    assert_eq!(structure.dateline, None);
}
