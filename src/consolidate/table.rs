//! A table of the department made of its units' tables: sums line by line; where tables print budget units, the
//! totals first and then the rows of each unit under its name.

use super::merge::{MergedRow, merged};
use super::of_units;
use crate::amount::Amount;
use crate::budget::{
    Budget, Fact, FactId, Figure, LastYearFigure, Placed, Row, RowKey, Table, UnitSum,
};
use crate::label::fold;
use crate::layout::{RATE_DECIMALS, Role};
use crate::place::Address;
use rust_decimal::Decimal;
use std::collections::HashSet;

/// Adds the department's copy of a table of the layout.
pub(super) fn add(all: &mut Budget, layout: usize) {
    let parts = of_units(all, layout);
    let Some(first) = parts.first() else { return };
    let like = &all.tables[*first];
    let of_parts = || parts.iter().map(|part| &all.tables[*part]);
    let columns = (0..like.columns.len())
        .map(|column| of_parts().any(|part| part.columns[column]))
        .collect();
    let table = Table {
        columns,
        decimals: of_parts()
            .map(|part| part.decimals)
            .max()
            .unwrap_or(like.decimals),
        department: None,
        unit_at: None,
        notes: notes(all, &parts),
        blocks: Vec::new(),
        list: Vec::new(),
        list_cells: Vec::new(),
        field_cells: Vec::new(),
        unit: None,
        ..like.clone()
    };
    let index = all.tables.len();
    all.tables.push(table);
    for block in 0..all.layout.tables[layout].blocks.len() {
        let rows = TableBuilder {
            all: &mut *all,
            index,
            block,
        }
        .rows(&parts);
        all.tables[index].blocks.push(rows);
    }
}

/// The notes of those units whose tables are filled if the department's is: an empty one says so.
fn notes(all: &Budget, parts: &[usize]) -> Vec<Placed> {
    let is_filled = |part: &usize| all.is_filled(&all.tables[*part]);
    let any = parts.iter().any(is_filled);
    let own = parts
        .iter()
        .filter(|part| is_filled(part) == any)
        .flat_map(|part| &all.tables[*part].notes);
    let mut seen = HashSet::new();
    own.filter(|note| seen.insert(fold(&note.text)))
        .cloned()
        .collect()
}

struct TableBuilder<'a> {
    all: &'a mut Budget,
    /// The table that is made.
    index: usize,
    block: usize,
}

impl TableBuilder<'_> {
    fn rows(&mut self, parts: &[usize]) -> Vec<Row> {
        let merged = merged(self.all, parts, self.block);
        let layout = &self.all.layout.tables[self.all.tables[self.index].layout].blocks[self.block];
        let by_unit = layout.unit_rows;
        let mut rows = Vec::new();
        let mut has_units = false;
        for row in merged {
            let is_total = matches!(row.sources.first(), Some((table, at)) if
                matches!(self.all.tables[*table].blocks[self.block][*at].key, RowKey::Line(_)));
            if by_unit && !is_total {
                if !has_units {
                    has_units = true;
                    parts.iter().for_each(|part| self.unit(*part, &mut rows));
                }
                continue;
            }
            let sum = self.sum(&row, rows.len());
            rows.push(sum);
        }
        rows
    }

    /// The rows of a unit under its name, as they were read.
    fn unit(&self, part: usize, rows: &mut Vec<Row>) {
        let table = &self.all.tables[part];
        let own = &table.blocks[self.block];
        let is_body = |row: &&Row| !matches!(row.key, RowKey::Line(_));
        let base = rows.len();
        if own
            .iter()
            .find(is_body)
            .is_some_and(|row| row.key != RowKey::Unit)
            && let Some(total) = own.iter().find(|row| !is_body(row))
            && let Some(unit) = table.unit
        {
            let label = self.all.units[unit].name.clone();
            rows.push(Row {
                key: RowKey::Unit,
                label,
                unit: None,
                code: None,
                project: None,
                ..total.clone()
            });
        }
        let mut current = (rows.len() > base).then_some(base);
        for row in own.iter().filter(is_body) {
            let unit = if row.key == RowKey::Unit {
                None
            } else {
                current
            };
            if row.key == RowKey::Unit {
                current = Some(rows.len());
            }
            rows.push(Row {
                unit,
                ..row.clone()
            });
        }
    }

    /// The sum of rows; a row that one unit alone has is that row.
    fn sum(&mut self, merged: &MergedRow, number: usize) -> Row {
        let row = |(table, row): &(usize, usize)| &self.all.tables[*table].blocks[self.block][*row];
        let like = row(&merged.sources[0]).clone();
        let sources: Vec<Row> = merged.sources.iter().map(row).cloned().collect();
        let is_rate = |all: &Budget, column: usize| {
            let layout = &all.layout.tables[all.tables[self.index].layout];
            layout.blocks[self.block].columns[column].role == Role::Rate
        };
        let rates: Vec<usize> = (0..like.facts.len())
            .filter(|column| is_rate(self.all, *column))
            .collect();
        let facts = (0..like.facts.len()).map(|column| {
            let parts: Vec<FactId> = sources.iter().filter_map(|row| row.facts[column]).collect();
            match parts.as_slice() {
                [] => None,
                [only] => Some(*only),
                _ if rates.contains(&column) => None,
                _ => Some(self.fact(parts, (number, column))),
            }
        });
        let mut facts: Vec<Option<FactId>> = facts.collect();
        if sources.len() > 1 {
            for column in rates {
                facts[column] = self.rate(&facts, (number, column));
            }
        }
        let last_year = last_year(&sources);
        // what only some of them say of it, all say
        let texts = sources
            .into_iter()
            .max_by_key(|row| row.texts.len())
            .map(|row| row.texts)
            .unwrap_or_default();
        Row {
            unit: None,
            facts,
            texts,
            last_year,
            ..like
        }
    }

    /// The rate of what was added up.
    fn rate(&mut self, facts: &[Option<FactId>], (row, column): (usize, usize)) -> Option<FactId> {
        let layout = &self.all.layout.tables[self.all.tables[self.index].layout];
        let block = &layout.blocks[self.block];
        let of = block.columns[column].of?;
        let amount = |column: usize| self.all.fact(facts[column]?).figure.value();
        let before = amount(block.comparing(of, Role::LastYear)?)?;
        let change = amount(of)? - before;
        let share = (change * Decimal::ONE_HUNDRED).checked_div(before);
        let figure = share.map_or(Figure::Blank, |share| {
            let rate = Amount::new(share).published(RATE_DECIMALS);
            Figure::Amount {
                exact: rate,
                published: rate,
            }
        });
        let at = Address::added_up(&layout.id, (self.block, row, column));
        let id = FactId(self.all.facts.len());
        self.all.facts.push(Fact {
            at,
            figure,
            half_unit: Amount::new(Decimal::new(5, RATE_DECIMALS + 1)),
            table: self.index,
            block: self.block,
            row,
            column,
        });
        Some(id)
    }

    /// A figure that is the sum of others.
    fn fact(&mut self, parts: Vec<FactId>, (row, column): (usize, usize)) -> FactId {
        let id = FactId(self.all.facts.len());
        let at = Address::added_up(
            &self.all.layout.tables[self.all.tables[self.index].layout].id,
            (self.block, row, column),
        );
        let first = self.all.fact(parts[0]);
        let half_unit = parts
            .iter()
            .map(|id| self.all.fact(*id).half_unit)
            .max()
            .unwrap_or(first.half_unit);
        let figure = added_up(parts.iter().map(|id| &self.all.fact(*id).figure));
        self.all.facts.push(Fact {
            at,
            figure,
            half_unit,
            table: self.index,
            block: self.block,
            row,
            column,
        });
        self.all.sums.push(UnitSum {
            whole: vec![id],
            parts,
        });
        id
    }
}

/// Last year's figures of rows added up, of those columns that all of them have.
fn last_year(sources: &[Row]) -> Vec<LastYearFigure> {
    let Some((first, rest)) = sources.split_first() else {
        return Vec::new();
    };
    let summed = first.last_year.iter().filter_map(|figure| {
        let others = rest.iter().map(|row| {
            let of_row = row.last_year_figure(figure.column, figure.is_executed);
            of_row.map(|it| &it.figure)
        });
        let others: Vec<&Figure> = others.collect::<Option<_>>()?;
        let all = std::iter::once(&figure.figure).chain(others);
        Some(LastYearFigure {
            figure: added_up(all),
            ..figure.clone()
        })
    });
    summed.collect()
}

/// What figures come to: the sum of the amounts, as the public sees them; what is no amount where one is not.
fn added_up<'a>(figures: impl Iterator<Item = &'a Figure>) -> Figure {
    let mut sum: Option<(Amount, Amount)> = None;
    let mut without: Option<&Figure> = None;
    for figure in figures {
        match figure {
            Figure::Amount { exact, published } => {
                let (all, seen) = sum.unwrap_or_default();
                sum = Some((all + *exact, seen + *published));
            }
            Figure::Unreadable(_) => return figure.clone(),
            other => {
                without = without
                    .filter(|before| **before != Figure::Blank)
                    .or(Some(other))
            }
        }
    }
    match (sum, without) {
        (Some((exact, published)), _) => Figure::Amount { exact, published },
        (None, Some(other)) => other.clone(),
        (None, None) => Figure::Blank,
    }
}
