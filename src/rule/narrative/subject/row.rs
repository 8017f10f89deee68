//! Words that mean the whole of a column by themselves, and a row of it behind the name of an item: `行政运行（项）100万元，
//! 其中：基本支出80万元`.

use crate::amount::Rounded;
use crate::budget::{FactId, Row};
use crate::classification::Code;
use crate::rule::narrative::language::{WordGroup, cell};
use crate::rule::narrative::lines::{TextLine, fold};
use crate::rule::narrative::reader::{Found, NEAR, Reader};
use rust_decimal::Decimal;

/// Characters of the shortest name of a column that says what it holds.
const SHORTEST: usize = 4;

/// How many times nearer an amount must be to a row of the lines above than to the whole column.
const NEARER: Decimal = Decimal::TEN;

impl Reader<'_> {
    /// The figure of the row that the line names, or the lines above it, in the column of another cell, where an amount is
    /// closer to it: `行政运行（项）100万元，其中：基本支出80万元`.
    pub(super) fn of_row_at_hand(
        &self,
        index: usize,
        (line, at): (&TextLine, usize),
        cells: &[(Decimal, FactId)],
        amount: Rounded,
    ) -> Option<FactId> {
        let [(_, total)] = cells else { return None };
        let divided = self.of_divided_row(index, line, at, (*total, amount));
        if divided.is_some() {
            return divided;
        }
        let above = || self.code_above.as_ref();
        let above = || above().filter(|_| self.begins_with(line, WordGroup::OfWhich));
        let own = self.code.as_ref().or_else(above).map(|(_, own)| *own);
        let gap =
            |id: FactId| cell::value(self.budget, id).map(|value| (value - amount.value).abs());
        let of_total = gap(*total).filter(|gap| *gap > amount.half)?;
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
        (numbers, amount): (&[usize], Option<Rounded>),
    ) -> Option<Found> {
        self.label(index, line, (from, start, to))?;
        let data = self.data;
        let cells = self.cells(&data.phrases[numbers[0]].meaning)?;
        let amount = amount?;
        let cell = self.of_row_at_hand(index, (line, to), &cells, amount)?;
        let is_it = cell::value(self.budget, cell).is_some_and(|it| amount.may_be(it));
        is_it.then(|| Found::cell(cell))
    }

    /// The figure in the row of one cell and the column of another: in its own table, or the row with its code in the other's.
    pub(crate) fn cell_of_row(&self, column: FactId, row: FactId) -> Option<FactId> {
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
        line: &TextLine,
        (found, to): (&Found, usize),
        amount: Option<Rounded>,
    ) -> Option<FactId> {
        let [(_, own)] = found.cells()?.as_slice() else {
            return None;
        };
        let (own, amount) = (*own, amount?);
        let is_it =
            |id: FactId| cell::value(self.budget, id).is_some_and(|value| amount.may_be(value));
        if is_it(own) {
            return None;
        }
        // what stands above the line that opens the list is of another one
        let first = self.opener(index).unwrap_or(index.saturating_sub(NEAR));
        let stated = (first..=index).rev().flat_map(|at| self.stated_in(at));
        let mut cells = stated.filter_map(|it| match it.subject.cells()?.as_slice() {
            [(_, total)] => self.cell_of_row(*total, own),
            _ => None,
        });
        let of_stated = cells.find(|cell| is_it(*cell));
        of_stated.or_else(|| {
            let said = self.said_columns(index, line, to);
            let cells = said
                .into_iter()
                .filter_map(|it| self.in_column_named(own, &it));
            let cells: Vec<FactId> = cells.collect();
            let fitting = cells.iter().copied().find(|cell| is_it(*cell));
            // much nearer to that than to the whole row
            let gap = |id: FactId| Some((cell::value(self.budget, id)? - amount.value).abs());
            let is_nearer = |cell: &FactId| {
                let gaps = gap(*cell).zip(gap(own));
                gaps.is_some_and(|(gap, of_row)| gap * NEARER < of_row)
            };
            fitting.or_else(|| cells.iter().copied().find(is_nearer))
        })
    }

    /// Columns that divide a row up and that the words before a place name last: in its sentence, in the heading above, in the
    /// line that opens its list.
    fn said_columns(&self, index: usize, line: &TextLine, to: usize) -> Vec<String> {
        let (from, _) = line.sentence(to);
        let above = self.opener(index).map(|at| &self.reading.lines[at]);
        let above = above.map(|it| it.text(it.body, it.chars.len()));
        let head = self.heads.last().map(|it| it.text().to_owned());
        let mut said = Vec::new();
        for words in [Some(line.text(from, to)), above, head]
            .into_iter()
            .flatten()
        {
            let places = self
                .columns()
                .filter_map(|name| Some((words.rfind(&name)?, name)));
            said.extend(places.max().map(|(_, name)| name));
        }
        said
    }

    /// Names of columns that stand for a kind of spending or money: 基本支出, 项目支出, 一般公共预算.
    fn columns(&self) -> impl Iterator<Item = String> {
        let tables = self.budget.layout.tables.iter();
        let columns = tables.flat_map(|table| table.blocks.iter().flat_map(|it| &it.columns));
        let words = self.data.group(WordGroup::Amount);
        let names = columns.map(move |column| {
            let mut name: Vec<char> = fold(&column.id).chars().collect();
            // 政府性基金预算 is 政府性基金
            let bare = words.ends(&name);
            let bare = bare.map(|length| name.len() - length);
            name.truncate(bare.filter(|it| *it > SHORTEST).unwrap_or(name.len()));
            name.into_iter().collect::<String>()
        });
        names.filter(|name| name.chars().count() >= SHORTEST)
    }

    /// The figure of a row in the column of a name: in its own table, or in another with its code.
    fn in_column_named(&self, row: FactId, column: &str) -> Option<FactId> {
        let code = self.budget.row(self.budget.fact(row)).code.as_ref()?;
        let tables = self.budget.in_scope();
        let mut rows = tables.flat_map(|(at, table)| {
            let blocks = table.blocks.iter().enumerate();
            blocks.flat_map(move |(block, rows)| rows.iter().map(move |row| (at, block, row)))
        });
        rows.find_map(|(table, block, row)| {
            let facts = row
                .facts
                .iter()
                .enumerate()
                .filter(|_| row.code.as_ref() == Some(code));
            let mut own = facts.filter_map(|(at, fact)| Some((at, (*fact)?)));
            let is_it =
                |at: usize| fold(self.budget.column_name(table, block, at)).starts_with(column);
            own.find_map(|(at, fact)| is_it(at).then_some(fact))
        })
    }
}
