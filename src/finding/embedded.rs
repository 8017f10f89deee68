//! What stands in a paragraph of a text beside its words. None of it is read; whoever prints the text anew has to know of it.

use serde::{Deserialize, Serialize};

/// How many things of each kind a paragraph holds beside its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Embedded {
    /// Pictures.
    pub pictures: u32,
    /// Charts, and diagrams made of shapes.
    pub charts: u32,
    /// Objects of other programs, as sheets of Excel.
    pub objects: u32,
    /// Footnotes and endnotes whose text was not found. Those that were found are paragraphs.
    pub notes: u32,
}

impl Embedded {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds what another one counts.
    pub fn add(&mut self, other: Self) {
        self.pictures += other.pictures;
        self.charts += other.charts;
        self.objects += other.objects;
        self.notes += other.notes;
    }
}
