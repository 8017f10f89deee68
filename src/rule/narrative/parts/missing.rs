//! A part that a list lacks: the only row beside those it names that would make it whole.

use crate::amount::Amount;
use crate::budget::{Fact, FactId, Row};
use crate::classification::Code;
use crate::finding::ClaimProblem;
use crate::rule::narrative::language::{TextCheck, value};
use crate::rule::narrative::lines::Kind;
use crate::rule::narrative::reader::{Reader, Stated};
use rust_decimal::Decimal;

/// Lines from the last part of a list in which it may go on.
const FOLLOWING: usize = 3;

impl Reader<'_> {
    /// The only cell beside those of the parts that is what they lack.
    pub(super) fn missing(
        &self,
        parts: &[usize],
        (gap, slack): (Decimal, Decimal),
    ) -> Option<FactId> {
        let mut known = Vec::new();
        // nothing is left out of a table that a part of nothing stands in
        let is_some = |part: &&usize| !self.reading.figures[**part].value.is_zero();
        for part in parts.iter().filter(is_some) {
            match self.reading.figures[*part].cells.as_slice() {
                [(factor, cell)] if *factor == Decimal::ONE => known.push(*cell),
                _ => return None,
            }
        }
        let budget = self.budget;
        let fact = |id: FactId| budget.fact(id);
        let first = fact(*known.first()?);
        let is_alike = |same: fn(&Fact, &Fact) -> bool| {
            let mut all = known.iter();
            all.all(|id| fact(*id).table == first.table && same(fact(*id), first))
        };
        let rows = &budget.tables[first.table].blocks[first.block];
        let depth = |row: &Row| row.code.as_ref().map(Code::depth);
        let beside: Vec<FactId> =
            if is_alike(|it, first| it.block == first.block && it.column == first.column) {
                let own = depth(rows.get(first.row)?);
                let alike = rows.iter().filter(|row| depth(row) == own);
                alike
                    .filter_map(|row| *row.facts.get(first.column)?)
                    .collect()
            } else if is_alike(|it, first| it.block == first.block && it.row == first.row) {
                rows.get(first.row)?
                    .facts
                    .iter()
                    .copied()
                    .flatten()
                    .collect()
            } else {
                return None;
            };
        let is_missing = |id: &FactId| {
            let lacks = |value: Decimal| !value.is_zero() && (value - gap).abs() <= slack;
            !known.contains(id) && value(budget, *id).is_some_and(lacks)
        };
        let mut found = beside.into_iter().filter(is_missing);
        let only = found.next();
        only.filter(|_| found.next().is_none())
    }

    /// Says that a list lacks a part, unless its amount stands somewhere else in the lines of the list.
    pub(super) fn part_missing(&mut self, (whole, parts): (&Stated, &[usize]), missing: FactId) {
        let lacks = value(self.budget, missing).unwrap_or_default();
        // the list may go on in the lines below its parts
        let parts_of = |it: &usize| self.reading.figures[*it].line;
        let last = parts.iter().map(parts_of).max().unwrap_or(whole.line);
        let end = (last + FOLLOWING).min(self.first.len() - 1);
        let own = self.first[whole.line]..self.first[end.max(whole.line + 1)];
        let is_told = |figure: usize| {
            let own = &self.reading.figures[figure];
            matches!(own.figure.kind, Kind::Amount(_)) && (own.value - lacks).abs() <= own.half
        };
        // the list has it, as nothing
        let is_named = |part: &usize| {
            let cells = &self.reading.figures[*part].cells;
            cells.iter().any(|(_, cell)| *cell == missing)
        };
        let is_beside = |figure: usize| !parts.contains(&figure) && is_told(figure);
        if !parts.iter().any(is_named) && !own.into_iter().any(is_beside) {
            self.lacks_part(whole, missing);
        }
    }

    /// Says that the list of a whole lacks a part.
    pub(super) fn lacks_part(&mut self, whole: &Stated, missing: FactId) {
        let lacks = value(self.budget, missing).unwrap_or_default();
        let name = crate::equation::cell_name(self.budget, missing);
        let amount = Amount::new(lacks).grouped(self.budget.decimals());
        let unit = self.budget.layout.unit_of_measure;
        let own = &self.reading.figures[whole.figure].figure;
        let place = (whole.line, own.start, own.end);
        let problem = ClaimProblem::PartMissing {
            name,
            amount,
            unit: unit.to_string(),
        };
        let cells = [(Decimal::ONE, missing)];
        self.claim_about(TextCheck::PartMissing, place, None, problem, &cells);
    }
}
