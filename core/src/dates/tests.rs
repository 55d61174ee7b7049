use super::Reader;

#[track_caller]
fn check(text: &str, expect: &str) {
    let read = Reader::load().parse(text).map(|date| date.to_string()).unwrap_or_default();
    assert_eq!(read, expect, "{text}");
}

#[test]
fn dates_are_read_in_many_languages() {
    let rows = include_str!("../../tests/fixtures/dates.tsv");
    let reader = Reader::load();
    for row in rows.lines() {
        let fields: Vec<&str> = row.split('\t').collect();
        let read = reader.parse(fields[1]).filter(|date| date.is_full()).map(|date| date.to_string());
        assert_eq!(read.unwrap_or_default(), fields[2], "{row}");
    }
}

#[test]
fn a_date_without_a_year_gets_none() {
    check("Sept 28", "--09-28");
    check("28 de marzo", "--03-28");
    check("9月28日", "--09-28");
    check("February 2021", "2021-02");
}

#[test]
fn a_date_that_the_calendar_does_not_have_is_none() {
    check("31/02/2022", "");
    check("February 30, 2022", "");
    check("29 February 2020", "2020-02-29");
    check("45/13/2022", "");
}

#[test]
fn prose_around_a_date_makes_it_no_date_line() {
    check("The law of 28 September 2022 stands", "");
    check("May the best team win", "");
    check("Chapter 11", "");
}

#[test]
fn the_clock_decides_between_day_first_and_month_first() {
    check("03/04/2022 5:00 PM", "2022-03-04");
    check("03/04/2022 17:00", "2022-04-03");
}

#[test]
fn a_date_is_found_inside_a_line() {
    let found = Reader::load().find("LISBON, Sept. 28 (Agency) - Talks").expect("there is a date");
    assert_eq!(found.span.range(), 8..16);
    assert_eq!(found.date.to_string(), "--09-28");
}

#[test]
fn date_lines_of_many_papers_are_read() {
    for line in [
        "פורסם: 18 ביוני 2024, 10:15",
        "วันที่ 18 มิถุนายน พ.ศ. 2567",
        "Tuesday, June 18, 2024 at 10:15 AM EDT",
        "Posted June 18, 2024 10:15 am",
        "Dienstag, 18. Juni 2024, 10:15 Uhr",
        "Publié le mardi 18 juin 2024 à 10h15",
        "Martes, 18 de junio de 2024 - 10:15",
        "Terça-feira, 18 de junho de 2024",
        "Pubblicato il 18 giugno 2024 alle 10:15",
        "dinsdag 18 juni 2024, 10:15",
        "18 czerwca 2024, 10:15",
        "Вторник, 18 июня 2024, 10:15",
        "18 червня 2024, 10:15",
        "18 Haziran 2024 Salı, 10:15",
        "18 Ιουνίου 2024, 10:15",
        "الثلاثاء 18 يونيو 2024",
        "2024年6月18日 10時15分",
        "2024년 6월 18일 10:15",
        "18. června 2024, 10:15",
        "2024. június 18., 10:15",
        "18 juni 2024 kl. 10.15",
        "18. kesäkuuta 2024 klo 10.15",
        "18 iunie 2024, 10:15",
        "18 tháng 6, 2024",
        "18 Juni 2024 10:15 WIB",
        "18 जून 2024",
        "2024. gada 18. jūnijs, 10:15",
    ] {
        check(line, "2024-06-18");
    }
}
