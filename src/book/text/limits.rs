//! What a text may come to, counted while it is read.

use crate::book::{Quantity, Refusal};

/// What a text may come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextLimits {
    /// Bytes of one part, or of a file that has no parts.
    pub part_bytes: u64,
    /// Paragraphs, those in tables included.
    pub paragraphs: usize,
    /// Stretches of characters of one look, and what stands between them.
    pub runs: usize,
    /// Bytes of all text together.
    pub text_bytes: usize,
    /// Lists and styles.
    pub definitions: usize,
}

impl TextLimits {
    /// For any text: a book of a thousand pages with all of its tables stays below.
    pub const ANY: Self = Self {
        part_bytes: 40 << 20,
        paragraphs: 80_000,
        runs: 500_000,
        text_bytes: 8 << 20,
        definitions: 50_000,
    };

    /// For a text that is read within the process.
    pub const SMALL: Self = Self {
        part_bytes: 8 << 20,
        paragraphs: 20_000,
        runs: 100_000,
        text_bytes: 2 << 20,
        definitions: 10_000,
    };

    pub(super) fn check_part(&self, bytes: u64) -> Result<(), Refusal> {
        within(Quantity::UnpackedBytes, bytes, self.part_bytes)
    }

    pub(super) fn check_paragraphs(&self, paragraphs: usize) -> Result<(), Refusal> {
        within(
            Quantity::Paragraphs,
            paragraphs as u64,
            self.paragraphs as u64,
        )
    }

    pub(super) fn check_runs(&self, runs: usize) -> Result<(), Refusal> {
        within(Quantity::Runs, runs as u64, self.runs as u64)
    }

    pub(super) fn check_text(&self, bytes: usize) -> Result<(), Refusal> {
        within(Quantity::AllTextBytes, bytes as u64, self.text_bytes as u64)
    }

    pub(super) fn check_definitions(&self, definitions: usize) -> Result<(), Refusal> {
        within(
            Quantity::Definitions,
            definitions as u64,
            self.definitions as u64,
        )
    }
}

fn within(what: Quantity, found: u64, limit: u64) -> Result<(), Refusal> {
    if found > limit {
        return Err(Refusal::TooLarge { what, limit, found });
    }
    Ok(())
}
