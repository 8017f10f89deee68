//! The figures of a line as forms see it: where text is part of a figure, and what is left for a match at each place.

use super::Slot;
use crate::rule::narrative::lines::{CharSet, Kind, PrintedFigure, TextLine};
use std::ops::Deref;

/// The figures of a line, in order.
#[derive(Debug, Clone)]
pub(crate) struct LineFigures {
    all: Vec<PrintedFigure>,
    /// Their kinds, by [`figure_bit`].
    pub(super) kinds: u8,
    /// Whether each character belongs to a figure; years are text too.
    covered: Vec<bool>,
    /// What stands from each character to the end of its sentence.
    rest: Vec<RestOfSentence>,
}

/// Characters and kinds of figures.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RestOfSentence {
    pub(super) chars: CharSet,
    pub(super) kinds: u8,
}

impl LineFigures {
    /// The figures of a line, as they were read from it.
    pub(crate) fn of(line: &TextLine, all: Vec<PrintedFigure>) -> Self {
        let mut covered = vec![false; line.chars.len()];
        let mut rest = vec![RestOfSentence::default(); line.chars.len()];
        for figure in &all {
            if let Some(first) = rest.get_mut(figure.start) {
                first.kinds |= figure_bit(&figure.kind);
            }
            let own = covered.get_mut(figure.start..figure.close);
            if let Some(own) = own.filter(|_| figure.kind != Kind::Year) {
                own.fill(true);
            }
        }
        let mut behind = RestOfSentence::default();
        for (rest, c) in rest.iter_mut().zip(&*line.chars).rev() {
            if *c == '。' {
                behind = RestOfSentence::default();
            } else {
                behind.chars.insert(*c);
            }
            behind.kinds |= rest.kinds;
            *rest = behind;
        }
        let kinds = all.iter().map(|it| figure_bit(&it.kind));
        Self {
            kinds: kinds.fold(0, |kinds, bit| kinds | bit),
            covered,
            rest,
            all,
        }
    }

    /// Whether a character belongs to a figure that is no year.
    pub(super) fn covers(&self, at: usize) -> bool {
        self.covered.get(at).is_some_and(|it| *it)
    }

    /// What stands from a place to the end of its sentence.
    pub(super) fn rest(&self, at: usize) -> RestOfSentence {
        self.rest.get(at).copied().unwrap_or_default()
    }
}

impl Deref for LineFigures {
    type Target = [PrintedFigure];

    fn deref(&self) -> &Self::Target {
        &self.all
    }
}

/// The kind of figure that fills a slot.
pub(super) fn slot_bit(slot: Slot) -> u8 {
    match slot {
        Slot::Amount => 1,
        Slot::Rate => 2,
        Slot::Count => 4,
        Slot::Year => 8,
        Slot::Bare => 16,
        Slot::Name | Slot::Word => 0,
    }
}

/// The kind of a figure.
pub(super) fn figure_bit(kind: &Kind) -> u8 {
    match kind {
        Kind::Amount(_) => slot_bit(Slot::Amount),
        Kind::Rate => slot_bit(Slot::Rate),
        Kind::Count(_) => slot_bit(Slot::Count),
        Kind::Year => slot_bit(Slot::Year),
        Kind::Bare => slot_bit(Slot::Bare),
        Kind::Same => 0,
    }
}
