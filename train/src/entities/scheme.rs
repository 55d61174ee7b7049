//! How the labels of the data sets relate to our kinds.
//!
//! The sets disagree: "MISC" may be a people, an event, a product, a work or something else. A name therefore
//! stands for a *set* of kinds, and training lets the model choose among them; the head of the name settles it
//! where it can.

use ascribe_core::analysis::EntityType;
use ascribe_core::data;
use ascribe_core::linear::bio::KINDS;

use super::corpus::OWN;

/// Some of the kinds: bit `i` is kind `i` of [`KINDS`].
pub(crate) type Kinds = u16;

/// What a set's labels do not cover: kinds that may hide among the tokens without a label.
pub(crate) fn unlabelled(set: &str) -> Kinds {
    match set {
        "uner_ewt_dev" | "uner_pt_train" | "europeana_fr" | "wikiann_fr_train" => MISCELLANEOUS,
        _ => 0,
    }
}

const MISCELLANEOUS: Kinds = bit(EntityType::Group)
    | bit(EntityType::Event)
    | bit(EntityType::Product)
    | bit(EntityType::Work)
    | bit(EntityType::Other);

/// The bit of a kind that the model knows.
const fn bit(kind: EntityType) -> Kinds {
    let mut at = 0;
    while at < KINDS.len() {
        if KINDS[at] as u8 == kind as u8 {
            return 1 << at;
        }
        at += 1;
    }
    0
}

/// The kinds that a name with a label of the set `set` may be; none where it is no name.
pub(crate) fn kinds(set: &str, label: &str, name: &str) -> Kinds {
    match label {
        // Our own articles have our kinds.
        _ if set.starts_with(OWN) => {
            KINDS.iter().filter(|kind| format!("{kind:?}") == label).map(|&kind| bit(kind)).sum()
        }
        "PER" | "Person" | "person" | "politician" => bit(EntityType::Person),
        "ORG" | "Organization" | "organization" | "organisation" | "politicalparty" => {
            bit(EntityType::Organization)
        }
        "LOC" | "Location" | "location" | "place" | "country" if is_facility(name) => {
            bit(EntityType::Facility)
        }
        "LOC" if is_people(name) => bit(EntityType::Group),
        "LOC" | "Location" | "location" | "place" | "country" => bit(EntityType::Location),
        "Facility" => bit(EntityType::Facility),
        "NORP" => bit(EntityType::Group),
        "Product" => bit(EntityType::Product),
        "event" | "abstract" | "object" if set == "gum_train" => of_mention(name),
        "event" | "election" => bit(EntityType::Event),
        "Misc" if is_day(name) => 0,
        "MISC" if set == "conll02_nl_train" && is_dutch_people(name) => bit(EntityType::Group),
        // Without a word that settles it nothing tells these apart.
        "MISC" if OF_LANGUAGES.iter().any(|of| set.starts_with(of)) => bit(EntityType::Other),
        "MISC" | "Misc" | "misc" => miscellaneous(set, name),
        _ => 0,
    }
}

/// Sets of languages other than English that have such names.
const OF_LANGUAGES: [&str; 4] = ["germeval", "conll03_de", "conll02", "press_"];

/// Adjectives and nouns of peoples, which Dutch writes with a capital.
fn is_dutch_people(name: &str) -> bool {
    const ENDINGS: [&str; 7] = ["se", "sen", "er", "ers", "aan", "anen", "s"];
    !name.contains(' ') && ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Some sets count peoples ("German") as places.
fn is_people(name: &str) -> bool {
    data::rows(data::GROUPS).any(|row| row[0] == name)
}

/// Some sets have days among what is neither person, place nor organisation.
fn is_day(name: &str) -> bool {
    name.ends_with("day") && name.chars().next().is_some_and(char::is_uppercase) && !name.contains(' ')
}

fn is_facility(name: &str) -> bool {
    const HEADS: [&str; 18] = [
        "Stadium",
        "Airport",
        "Bridge",
        "Hospital",
        "Arena",
        "Hall",
        "Palace",
        "Prison",
        "Cathedral",
        "Church",
        "Mosque",
        "Tower",
        "Station",
        "Museum",
        "Theatre",
        "Hotel",
        "Road",
        "Street",
    ];
    name.split(' ').count() > 1 && HEADS.iter().any(|head| name.ends_with(head))
}

/// A set whose labels are those of the whole mention around a name, so that a person may be an "event": only that it
/// is a name is sure.
fn of_mention(name: &str) -> Kinds {
    if is_event(name) { bit(EntityType::Event) } else { (1 << KINDS.len()) - 1 }
}

fn is_event(name: &str) -> bool {
    const EVENTS: [&str; 22] = [
        "Cup",
        "Championship",
        "Championships",
        "Olympics",
        "Games",
        "War",
        "Open",
        "Festival",
        "Summit",
        "Day",
        "League",
        "Tour",
        "Prix",
        "Revolution",
        "Conference",
        "Election",
        "Masters",
        "Award",
        "Awards",
        "Uprising",
        "Rally",
        "Tournament",
    ];
    let last = name.rsplit([' ', '-']).next().unwrap_or(name);
    name.contains(' ') && EVENTS.contains(&last)
}

fn miscellaneous(set: &str, name: &str) -> Kinds {
    let group = ["an", "ans", "ese", "ish", "i", "is", "ch", "ians", "ic", "men", "man"]
        .iter()
        .any(|ending| name.ends_with(ending));
    let single = !name.contains(' ');
    if is_event(name) {
        bit(EntityType::Event)
    } else if set == "conll03_train" && single && group && name.starts_with(char::is_uppercase) {
        bit(EntityType::Group)
    } else if set == "worldwide_train" {
        MISCELLANEOUS & !bit(EntityType::Group)
    } else {
        MISCELLANEOUS
    }
}
