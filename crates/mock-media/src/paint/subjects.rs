//! The things that a prompt can name: their words, their usual colours and sizes, and the parts that they are drawn of.

mod animals;
mod buildings;
mod creatures;
mod food;
mod plants;
mod things;
mod vehicles;

use super::shape::Part;

/// The place that a subject takes in a scene.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    /// On the ground.
    Ground,
    /// In the air.
    Air,
    /// On water or in it.
    Water,
    /// On a table, unless the prompt names another place.
    Table,
}

/// A thing that a prompt can name.
#[derive(Debug)]
pub(super) struct Subject {
    /// Its words, with spaces between: lowercase English, then Chinese.
    pub(super) words: &'static str,
    /// Its usual colour.
    pub(super) color: u32,
    /// Its height, in hundredths of the shorter side of a picture.
    pub(super) size: i32,
    pub(super) stands: Stands,
    pub(super) parts: &'static [Part],
}

/// Returns all subjects.
pub(super) fn all() -> impl Iterator<Item = &'static Subject> {
    let tables: [&[Subject]; 7] =
        [animals::ALL, creatures::ALL, vehicles::ALL, buildings::ALL, plants::ALL, food::ALL, things::ALL];
    tables.into_iter().flatten()
}
