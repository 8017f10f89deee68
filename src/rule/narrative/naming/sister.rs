//! Items that a text calls by the name of another one beside them: `机关服务（项）` twice, the second with the amount of 案件审判.

use super::path::Named;
use super::written_path::{Likeness, Part, parts};
use crate::amount::{Rounded, has_many_digits};
use crate::rule::narrative::language::GridRow;
use crate::rule::narrative::lines::TextLine;
use crate::rule::narrative::reader::{Found, Reader, Sum};

impl Reader<'_> {
    /// The item beside the one that a path names which has its amount, and whose name the lines around it do not tell; they
    /// tell the named one elsewhere.
    pub(super) fn sister(
        &mut self,
        index: usize,
        line: &TextLine,
        rows: &[GridRow],
        (named, parts, amount): (&Named<'_>, &[Part], Option<Rounded>),
    ) -> Option<Found> {
        let amount = amount.filter(|it| has_many_digits(it.value))?;
        let part = parts.last()?;
        let is_right = named.likeness.iter().all(|it| *it == Likeness::Same);
        let code = named.row.code.as_ref().filter(|it| it.depth() > 1)?;
        if !is_right || !part.digits.is_empty() || self.has_amount(named.row, amount) {
            return None;
        }
        let is_beside = |row: &&GridRow| {
            let own = row.code.as_ref();
            own.is_some_and(|it| it.parent() == code.parent())
        };
        let other = self.only_with_amount(rows.iter().filter(is_beside), amount)?;
        let mut near = self.reading.lines[self.near_lines(index)].iter();
        let is_told = near.any(|it| it.says(&other.name));
        let start = (part.from..part.to).find(|at| line.has(*at, &named.row.name))?;
        if is_told || !self.may_be_misnamed(index, start, named.row) {
            return None;
        }
        self.claim_label((index, part.from, part.to), &other.name);
        self.code = other.code.clone().map(|it| (it, other.fact));
        Some(Found::cell(other.fact))
    }

    /// The path behind an amount, where the amount is that of its row: `政府性基金预算拨款5万元，全部为…（类）…（款）…（项）。`
    pub(crate) fn path_of_amount(&mut self, index: usize, line: &TextLine, place: (usize, usize)) {
        let current = self.current(index, place.0);
        let amount = current.map(|it| self.reading.figures[it].printed());
        let is_chain = parts(line, place.0, place.1).len() > 1;
        let Some(amount) = amount.filter(|it| is_chain && !it.value.is_zero()) else {
            return;
        };
        let (claims, code) = (self.reading.claims.len(), self.code.clone());
        let found = self.path(index, line, place, Some(amount));
        let cells = found.as_ref().and_then(Found::cells);
        if !cells.is_some_and(|it| amount.may_be(self.total(&Sum::of(it)))) {
            self.reading.claims.truncate(claims);
        }
        self.code = code;
    }
}
