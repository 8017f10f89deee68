//! What an item's money is for, by the rows below it: `社会保障和就业支出5万元，主要用于行政事业单位养老支出4万元，抚恤1万元`.

use crate::classification::Code;
use crate::relation::Relation;
use crate::rule::narrative::language::{TextCheck, WordGroup};
use crate::rule::narrative::lines::TextLine;
use crate::rule::narrative::reader::{Reader, Stated};
use rust_decimal::Decimal;

impl Reader<'_> {
    /// States that purposes come to no more than the item, where they do. They may be of other money than the item: only where
    /// it has the amount of its row, and one of them has not.
    pub(super) fn purposes(&mut self, line: &TextLine, stated: &[Stated]) {
        let words = self.data.group(WordGroup::Purpose);
        if stated.len() < 2 || !words.may_be_in(line) {
            return;
        }
        for (at, whole) in stated.iter().enumerate() {
            let Some(code) = self.code_of_row(whole).filter(|_| self.is_of_row(whole)) else {
                continue;
            };
            let (_, end) = line.sentence(whole.at);
            let is_part = |it: &&Stated| {
                let purpose = self.is_aside(line, it.at, WordGroup::Purpose);
                let own = self.code_of_row(it);
                it.at < end
                    && purpose.is_some_and(|it| it > whole.at)
                    && self.is_alike(it.figure, whole.figure)
                    && own.is_some_and(|own| own.is_below(&code))
            };
            let parts = stated[at + 1..].iter().take_while(is_part);
            let parts: Vec<&Stated> = parts.collect();
            let figures: Vec<usize> = parts.iter().map(|it| it.figure).collect();
            let (gap, slack) = self.gap(whole.figure, &figures);
            let is_wrong = parts.iter().any(|it| !self.is_of_row(it));
            if gap < -slack && is_wrong && self.are_apart(&parts) {
                self.whole(TextCheck::Parts, whole.figure, Relation::AtLeast, &figures);
            }
        }
    }

    /// The code of the only row that a figure is of.
    fn code_of_row(&self, own: &Stated) -> Option<Code> {
        match own.subject.cells()?.as_slice() {
            [(factor, cell)] if *factor == Decimal::ONE => {
                self.budget.row(self.budget.fact(*cell)).code.clone()
            }
            _ => None,
        }
    }

    /// Whether a figure is that of its cells.
    fn is_of_row(&self, own: &Stated) -> bool {
        own.is_current && self.fits_cells(own.figure) == Some(true)
    }

    /// Whether no row of some is another one, or below it.
    fn are_apart(&self, parts: &[&Stated]) -> bool {
        let codes: Vec<Code> = parts.iter().filter_map(|it| self.code_of_row(it)).collect();
        let is_apart =
            |one: &Code, other: &Code| one != other && !one.is_below(other) && !other.is_below(one);
        (1..codes.len()).all(|at| codes[..at].iter().all(|it| is_apart(it, &codes[at])))
    }
}
