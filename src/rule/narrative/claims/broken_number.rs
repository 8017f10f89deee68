//! Numbers that a mark or a blank breaks.

use crate::finding::ClaimProblem;
use crate::rule::narrative::language::TextCheck;
use crate::rule::narrative::reader::{Reader, Sum, TextFigure};

impl Reader<'_> {
    /// Claims that broken numbers are none, and offers what their cells have where they seem to mean that.
    pub(crate) fn broken_numbers(&mut self) {
        let figures = self.reading.figures.iter();
        let broken: Vec<TextFigure> = figures.filter(|it| it.figure.is_broken).cloned().collect();
        for own in broken {
            let amount = own.printed();
            let is_its = !own.cells.is_empty() && amount.may_be(self.total(&Sum::of(&own.cells)));
            let right =
                is_its.then(|| format!("{:.*}", own.figure.decimals as usize, own.figure.value));
            let place = (own.line, own.figure.start, own.figure.end);
            self.claim(
                TextCheck::BrokenNumber,
                place,
                right,
                ClaimProblem::BrokenNumber,
            );
        }
    }
}
