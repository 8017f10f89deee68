//! A row of a table that a list of all its rows has left out: the items stand each in a line of its own, or numbered within
//! one, and one of the table has none.

use super::Reader;
use crate::budget::{FactId, Row};
use crate::classification::Code;
use crate::relation::Relation;
use crate::rule::narrative::language::{TextCheck, value};
use crate::rule::narrative::lines::{Kind, Marker};
use crate::rule::narrative::reader::{Ref, Stated, Sum};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashSet};

/// Items of a list that is looked through.
const ITEMS: usize = 3;

/// What the rows of a list have in common: table, block and column, and how deep their codes are.
pub(super) type RowsOfColumn = (usize, usize, usize, usize);

/// The rows that a part of the text names.
#[derive(Default)]
pub(super) struct NamedRows<'s> {
    /// Their rows.
    rows: HashSet<usize>,
    /// The first figures of numbered items, be these lines or parts of one.
    pub(super) items: Vec<&'s Stated>,
}

/// A row that a list leaves out.
struct RowLeftOut {
    /// What all rows of the list come to, as the text states it.
    whole: Stated,
    /// The figures of the list.
    parts: Vec<usize>,
    /// Its cell.
    missing: FactId,
    /// The figure of the list that is called by its name and is another one.
    told: Option<usize>,
}

impl Reader<'_> {
    /// Says of each list of rows that it lacks the only one that it does not name.
    pub(crate) fn rows_left_out(&mut self) {
        let lines = &self.reading.lines;
        let begins = (0..lines.len()).filter(|at| lines[*at].marker <= Marker::Han);
        let ends: Vec<usize> = begins.chain([lines.len()]).collect();
        let mut from = 0;
        let mut found: Vec<RowLeftOut> = Vec::new();
        let (mut lists_lacking, mut again) = (Vec::new(), Vec::new());
        for end in ends {
            again.extend(self.told_again_in_sentences((from, end)));
            for (key, named) in self.named_rows(from, end) {
                let mut lists = self.lists_of_rows(&named);
                again.extend(lists.iter().flat_map(|it| self.told_again(it)));
                // the items of all classes, each below the heading of its own
                if lists.len() > 1 {
                    lists.push(named.items.clone());
                }
                let lacking = lists
                    .iter()
                    .filter_map(|it| self.list_lacking(from, key, it));
                let before = lists_lacking.len();
                lists_lacking.extend(lacking);
                if lists_lacking.len() > before {
                    continue;
                }
                let left_out = self.row_left_out((from, end), key, &named);
                let Some((missing, told)) = left_out else {
                    continue;
                };
                let whole = self.whole_of_rows(from, key, &named);
                found.extend(whole.map(|whole| RowLeftOut {
                    whole: whole.clone(),
                    parts: named.items.iter().map(|it| it.figure).collect(),
                    missing,
                    told,
                }));
            }
            from = end;
        }
        let again: Vec<(Stated, Stated)> = again
            .into_iter()
            .map(|(own, first)| (own.clone(), first.clone()))
            .collect();
        for it in lists_lacking {
            self.lacks_part(&it.whole, it.missing);
        }
        let mut told = HashSet::new();
        for (own, first) in again.iter().filter(|(own, _)| told.insert(own.figure)) {
            self.twice(own, first);
        }
        for it in found {
            match it.told {
                None => self.part_missing((&it.whole, &it.parts), it.missing),
                Some(figure) => {
                    let own = Sum::one(Decimal::ONE, Ref::Text(figure));
                    let right = Sum::of(&[(Decimal::ONE, it.missing)]);
                    self.check(TextCheck::Cell, own, Relation::Equal, right);
                }
            }
        }
    }

    /// The rows that the lines of a part of the text name, by what they have in common.
    fn named_rows(&self, from: usize, end: usize) -> BTreeMap<RowsOfColumn, NamedRows<'_>> {
        let mut all: BTreeMap<RowsOfColumn, NamedRows<'_>> = BTreeMap::new();
        for index in from..end {
            let line = &self.reading.lines[index];
            let is_item =
                line.marker < Marker::Plain && line.marker > Marker::Han && !line.in_table;
            for (number, own) in self.stated_in(index).iter().enumerate() {
                let figure = &self.reading.figures[own.figure];
                let [(factor, cell)] = figure.cells.as_slice() else {
                    continue;
                };
                let Some((key, row)) = self.row_of_cell(*cell).filter(|_| *factor == Decimal::ONE)
                else {
                    continue;
                };
                let named = all.entry(key).or_default();
                named.rows.insert(row);
                let is_amount = matches!(figure.figure.kind, Kind::Amount(_)) && own.is_current;
                let is_first = || match is_item {
                    true => number == 0,
                    false => line.is_first_of_item(own.at),
                };
                if is_amount && is_first() {
                    named.items.push(own);
                }
            }
        }
        all.retain(|_, named| named.items.len() >= ITEMS);
        all
    }

    /// What the row of a cell has in common with others, and the row.
    pub(super) fn row_of_cell(&self, cell: FactId) -> Option<(RowsOfColumn, usize)> {
        let fact = self.budget.fact(cell);
        let rows = &self.budget.tables[fact.table].blocks[fact.block];
        let depth = rows.get(fact.row)?.code.as_ref().map(Code::depth)?;
        Some(((fact.table, fact.block, fact.column, depth), fact.row))
    }

    /// The only row with an amount that lines do not name, neither by its cell nor by its name or amount; or that one of them
    /// names with another figure, and that figure.
    fn row_left_out(
        &self,
        (from, end): (usize, usize),
        (table, block, column, depth): RowsOfColumn,
        named: &NamedRows<'_>,
    ) -> Option<(FactId, Option<usize>)> {
        let rows = &self.budget.tables[table].blocks[block];
        let is_alike = |row: &Row| row.code.as_ref().map(Code::depth) == Some(depth);
        let cell = |(at, row): (usize, &Row)| {
            let cell = (*row.facts.get(column)?)?;
            let is_left = is_alike(row) && !named.rows.contains(&at);
            (is_left && self.has_money(cell)).then_some((at, cell))
        };
        let mut left = rows.iter().enumerate().filter_map(cell);
        let (row, missing) = left.next().filter(|_| left.next().is_none())?;
        let name = self.budget.row_name(table, block, row);
        let amount = value(self.budget, missing)?;
        let items: HashSet<usize> = named.items.iter().map(|it| it.line).collect();
        let others = (from..end).filter(|at| !items.contains(at));
        // within a line of several items its name may stand without an amount
        let of_items = named.items.windows(2).filter(|it| it[0].line == it[1].line);
        let mut lines = of_items.map(|it| &self.reading.lines[it[0].line]);
        if lines.any(|line| line.says(&name)) {
            return None;
        }
        let told: Vec<usize> = others
            .filter(|at| {
                let figures = &self.reading.figures[self.first[*at]..self.first[at + 1]];
                let mut figures = figures.iter();
                let has_amount = figures.any(|it| {
                    let is_amount = matches!(it.figure.kind, Kind::Amount(_));
                    is_amount && (it.value - amount).abs() <= it.half
                });
                has_amount || self.reading.lines[*at].says(&name)
            })
            .collect();
        match told.as_slice() {
            [] => Some((missing, None)),
            // an item of the list with the figure of another table
            [only] => {
                let line = &self.reading.lines[*only];
                let own = self.stated_in(*only).first()?;
                let figure = &self.reading.figures[own.figure];
                let is_item = line.marker == self.reading.lines[named.items[0].line].marker;
                let is_its = line.text(own.from, own.at).contains(&name);
                let is_other = (figure.value - amount).abs() > figure.half;
                (is_item && is_its && is_other).then_some((missing, Some(own.figure)))
            }
            _ => None,
        }
    }

    /// What was told last before a list of rows, of all that the table has of them.
    fn whole_of_rows(
        &self,
        from: usize,
        (table, block, column, depth): RowsOfColumn,
        named: &NamedRows<'_>,
    ) -> Option<&Stated> {
        let rows = self.budget.tables[table].blocks[block].iter();
        let rows = rows.filter(|row| row.code.as_ref().map(Code::depth) == Some(depth));
        let cells = rows.filter_map(|row| *row.facts.get(column)?);
        let all: Vec<Decimal> = cells.filter_map(|it| value(self.budget, it)).collect();
        let total = all.iter().sum();
        self.total_before(from, named.items.first()?, (total, all.len().min(1)))
    }
}
