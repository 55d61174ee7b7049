//! What a token can be: outside of names, or the first or a further token of a name of one of nine kinds.

use crate::analysis::EntityType;

/// The kinds of names, in the order of their labels.
pub const KINDS: [EntityType; 9] = [
    EntityType::Person,
    EntityType::Organization,
    EntityType::Location,
    EntityType::Facility,
    EntityType::Group,
    EntityType::Event,
    EntityType::Product,
    EntityType::Work,
    EntityType::Other,
];

/// How many labels there are.
pub const LABELS: usize = 1 + 2 * KINDS.len();

/// The label of tokens outside of names.
pub const OUTSIDE: usize = 0;

/// One number for each label; the last place is unused and makes the width a multiple of four.
pub type Row<T> = [T; LABELS + 1];

/// The label of the first token of a name, by the index of its kind.
#[must_use]
pub fn begin(kind: usize) -> usize {
    1 + 2 * kind
}

/// The label of the further tokens of a name, by the index of its kind.
#[must_use]
pub fn inside(kind: usize) -> usize {
    2 + 2 * kind
}

/// The index of the kind of a label; absent outside of names.
#[must_use]
pub fn kind_of(label: usize) -> Option<usize> {
    label.checked_sub(1).map(|at| at / 2)
}

/// Whether a label stands for the first token of a name.
#[must_use]
pub fn is_begin(label: usize) -> bool {
    label % 2 == 1
}

/// Whether a label stands for a further token of a name.
#[must_use]
pub fn is_inside(label: usize) -> bool {
    label != OUTSIDE && label.is_multiple_of(2)
}

/// Whether one label may follow another: a name goes on only from a token of the same name.
#[must_use]
pub fn may_follow(before: usize, label: usize) -> bool {
    !is_inside(label) || kind_of(before) == kind_of(label)
}
