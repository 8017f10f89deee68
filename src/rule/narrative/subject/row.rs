//! Words that mean the whole of a column by themselves, and a row of it behind the name of an item: `行政运行（项）100万元，
//! 其中：基本支出80万元`.

use crate::budget::{FactId, Row};
use crate::classification::Code;
use crate::rule::narrative::language::cell;
use crate::rule::narrative::lines::TextLine;
use crate::rule::narrative::reader::{Found, NEAR, Reader};
use rust_decimal::Decimal;

/// How many times nearer an amount must be to a row of the lines above than to the whole column.
const NEARER: Decimal = Decimal::TEN;

impl Reader<'_> {
    /// The figure of the row that the line names, or the lines above it, in the column of another cell, where an amount is
    /// closer to it: `行政运行（项）100万元，其中：基本支出80万元`.
    pub(super) fn of_row_at_hand(
        &self,
        index: usize,
        line: &TextLine,
        cells: &[(Decimal, FactId)],
        amount: Decimal,
    ) -> Option<FactId> {
        let [(_, total)] = cells else { return None };
        let above = || self.code_above.as_ref();
        let above = || above().filter(|_| self.begins_with(line, "其中"));
        let own = self.code.as_ref().or_else(above).map(|(_, own)| *own);
        let gap = |id: FactId| cell::value(self.budget, id).map(|value| (value - amount).abs());
        let of_total = gap(*total).filter(|gap| !gap.is_zero())?;
        let nearer = |cell: Option<FactId>, times: Decimal| {
            cell.filter(|it| gap(*it).is_some_and(|gap| gap * times < of_total))
        };
        let in_row = |row: Option<FactId>| self.in_row(*total, row?);
        let own = nearer(in_row(self.item.or(own)), Decimal::ONE);
        let own = own.or_else(|| nearer(in_row(self.row_above(index, line)), NEARER));
        own.or_else(|| {
            let row = self.row_by_code(*total, self.path.as_ref()?)?;
            nearer(self.in_column(row, *total), NEARER)
        })
    }

    /// The row of a code in the table of a cell.
    fn row_by_code(&self, cell: FactId, code: &Code) -> Option<&Row> {
        let own = self.budget.fact(cell);
        let mut rows = self.budget.tables[own.table].blocks[own.block].iter();
        rows.find(|row| row.code.as_ref() == Some(code))
    }

    /// The figure of a row in the column of a cell.
    fn in_column(&self, row: &Row, cell: FactId) -> Option<FactId> {
        let column = self.budget.fact(cell).column;
        row.facts.get(column).copied().flatten()
    }

    /// Whether an amount of nothing stands below an item whose row has nothing in the column of a cell: `（一）行政运行（项）`,
    /// `1.项目支出0万元`.
    pub(super) fn is_nothing_of_row(&self, index: usize, line: &TextLine, cell: FactId) -> bool {
        let above = || {
            let row = self.budget.fact(self.row_above(index, line)?);
            self.row_by_code(cell, self.budget.row(row).code.as_ref()?)
        };
        let headed = self.path.as_ref().and_then(|it| self.row_by_code(cell, it));
        headed.or_else(above).is_some_and(|row| {
            let fact = self.in_column(row, cell);
            let value = fact.and_then(|it| cell::value(self.budget, it));
            value.is_none_or(|it| it.is_zero())
        })
    }

    /// The row that the lines above state whose list a line is in: `（一）公共安全支出100万元`, `1.基本支出80万元`.
    fn row_above(&self, index: usize, line: &TextLine) -> Option<FactId> {
        let opener = self.opener(index)?;
        let is_between =
            |at: &usize| *at == opener || self.reading.lines[*at].marker != line.marker;
        let mut above = (opener..index).rev().filter(is_between);
        above.find_map(|at| {
            let first = self.stated_in(at).first()?;
            match first.subject.cells()?.as_slice() {
                [(_, row)] => Some(*row),
                _ => None,
            }
        })
    }

    /// The same cell that a change is of, where its line states the amount of it: `…（类）100万元，其中：基本支出80万元，基本
    /// 支出比上年减少5万元`.
    pub(crate) fn changed_in_row(&self, index: usize, subject: Found) -> Found {
        let own = self.item.or(self.code.as_ref().map(|(_, own)| *own));
        let cell = match subject.cells().map(Vec::as_slice) {
            Some([(_, total)]) => own.and_then(|own| self.in_row(*total, own)),
            _ => None,
        };
        let of_cell = |cell: FactId| vec![(Decimal::ONE, cell)];
        let is_stated = |cell: &FactId| {
            let mut stated = self.stated_in(index).iter();
            stated.any(|it| it.subject.cells() == Some(&of_cell(*cell)))
        };
        cell.filter(is_stated).map_or(subject, Found::cell)
    }

    /// The other figure of a row that stands in the column of a cell.
    fn in_row(&self, column: FactId, row: FactId) -> Option<FactId> {
        let cell = self.cell_of_row(column, row)?;
        (cell != column && cell != row).then_some(cell)
    }

    /// The figure of an item that is named before a phrase, in the column of the phrase, where an amount is that figure:
    /// `行政运行基本支出1175万元`.
    pub(super) fn of_item(
        &mut self,
        index: usize,
        line: &TextLine,
        ((from, start), to): ((usize, usize), usize),
        (numbers, amount): (&[usize], Option<Decimal>),
    ) -> Option<Found> {
        self.label(index, line, (from, start, to))?;
        let data = self.data;
        let cells = self.cells(&data.phrases[numbers[0]].meaning)?;
        let cell = self.of_row_at_hand(index, line, &cells, amount?)?;
        (cell::value(self.budget, cell) == amount).then(|| Found::cell(cell))
    }

    /// The figure in the row of one cell and the column of another: in its own table, or the row with its code in the other's.
    fn cell_of_row(&self, column: FactId, row: FactId) -> Option<FactId> {
        let [total, own] = [column, row].map(|id| self.budget.fact(id));
        let named = self.budget.tables[own.table].blocks[own.block].get(own.row)?;
        let row = if (total.table, total.block) == (own.table, own.block) {
            named
        } else {
            self.row_by_code(column, named.code.as_ref()?)?
        };
        self.in_column(row, column)
    }

    /// The figure of the item that words name, in the column of an amount above it, where an amount is that figure:
    /// `项目支出100万元，主要用于：`, `1.行政运行86万元`.
    pub(super) fn of_list(
        &self,
        index: usize,
        found: &Found,
        amount: Option<Decimal>,
    ) -> Option<FactId> {
        let [(_, own)] = found.cells()?.as_slice() else {
            return None;
        };
        let (own, value) = (*own, |id| cell::value(self.budget, id));
        if amount.is_none() || value(own) == amount {
            return None;
        }
        let above = index.saturating_sub(NEAR)..=index;
        let stated = above.rev().flat_map(|at| self.stated_in(at));
        let mut cells = stated.filter_map(|it| match it.subject.cells()?.as_slice() {
            [(_, total)] => self.cell_of_row(*total, own),
            _ => None,
        });
        cells.find(|cell| value(*cell) == amount)
    }
}
