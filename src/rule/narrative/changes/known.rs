//! Whether what a sum of changes says is known already, or explained.

use crate::rule::narrative::lines::Kind;
use crate::rule::narrative::reader::{Reader, Ref, StatedChange, Statement, Sum, TextFigure};

impl Reader<'_> {
    /// Whether two sums of changes differ though each change is right by its rate.
    pub(super) fn are_confirmed(&self, left: &Sum, right: &Sum) -> bool {
        let mut changes = left.terms.iter().chain(&right.terms).map(|(_, own)| *own);
        self.total(left) != self.total(right) && changes.all(|it| self.is_confirmed(it))
    }

    /// Whether the rate beside a change is that of its amount.
    fn is_confirmed(&self, change: Ref) -> bool {
        let is_right = |own: &Statement| {
            let [(_, Ref::Text(rate))] = own.left.terms[..] else {
                return false;
            };
            let is_of_change = matches!(own.right.terms[..], [(_, part)] if part == change);
            let over = own.over.as_ref().filter(|_| is_of_change);
            let change = self.value(change);
            over.is_some_and(|over| self.is_quotient(rate, change.abs(), self.total(over)))
        };
        self.value(change).is_zero() || self.reading.statements.iter().any(is_right)
    }

    /// Whether a change is a word such as 持平.
    pub(super) fn is_said_same(&self, change: &StatedChange) -> bool {
        self.reading.figures[change.figure].figure.kind == Kind::Same
    }

    /// Whether an equation stands already.
    pub(super) fn is_stated(&self, left: &Sum, right: &Sum) -> bool {
        let mut statements = self.reading.statements.iter();
        statements.any(|it| it.left == *left && it.right.has_terms_of(right))
    }

    /// Whether what two changes differ by is a change that the text tells too, of what this year's tables have no figure of.
    pub(super) fn is_gone(&self, left: &Sum, right: &Sum) -> bool {
        // a change that is counted already tells of nothing else
        let terms = || left.terms.iter().chain(&right.terms);
        let is_counted = |figure: usize| terms().any(|(_, own)| *own == Ref::Text(figure));
        let (left, right) = (self.total(left), self.total(right));
        let gap = (left - right).abs();
        if left.is_zero() || right.is_zero() || gap.is_zero() {
            return false;
        }
        let is_here = |figure: usize| {
            let mut own = self.changes.iter().filter(|it| it.figure == figure);
            own.any(|it| !self.total(&Sum::of(&it.cells)).is_zero())
        };
        let is_amount = |it: &TextFigure| it.is_change && it.figure.kind != Kind::Rate;
        let mut own = self.reading.figures.iter().enumerate();
        own.any(|(figure, it)| {
            is_amount(it) && it.value == gap && !is_here(figure) && !is_counted(figure)
        })
    }
}
