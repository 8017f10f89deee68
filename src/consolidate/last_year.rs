//! This year beside last year: the rows of last year's tables are found again by line, code, project or name, codes
//! along the catalogue where they were moved. What has no row this year is listed.

mod rows;

use crate::amount::Amount;
use crate::budget::{Budget, Figure, GoneRow, LastYear, LastYearFigure, RowKey, Table};
use crate::classification::{Catalogue, Code};
use rows::EarlierRows;
use rust_decimal::Decimal;
use std::collections::HashSet;
use std::sync::Arc;

/// Puts last year's figures beside those of a budget; `catalogue` tells which codes took the place of others.
pub(crate) fn join(budget: &mut Budget, last: &Arc<Budget>, catalogue: Option<&Catalogue>) {
    let mut gone = Vec::new();
    for index in 0..budget.tables.len() {
        let table = &budget.tables[index];
        let layout = &budget.layout.tables[table.layout];
        if table.unit.is_some() || layout.form.is_some() {
            continue;
        }
        let of_last =
            |it: &&Table| it.unit.is_none() && last.layout.tables[it.layout].id == layout.id;
        if let Some(earlier) = last.tables.iter().find(of_last) {
            let mut join = TableJoin {
                budget,
                last,
                earlier,
                catalogue,
                index,
            };
            gone.extend(join.blocks());
        }
    }
    budget.last_year = Some(LastYear {
        fiscal_year: last.fiscal_year,
        files: last.files.clone(),
        budget: last.clone(),
        gone,
    });
}

/// A table of both years.
struct TableJoin<'a> {
    budget: &'a mut Budget,
    last: &'a Budget,
    earlier: &'a Table,
    catalogue: Option<&'a Catalogue>,
    /// This year's, by its index.
    index: usize,
}

impl TableJoin<'_> {
    /// Joins all blocks; gives the rows that are gone.
    fn blocks(&mut self) -> Vec<GoneRow> {
        let count = self.budget.tables[self.index].blocks.len();
        (0..count.min(self.earlier.blocks.len()))
            .flat_map(|block| self.block(block))
            .collect()
    }

    fn block(&mut self, block: usize) -> Vec<GoneRow> {
        let columns = self.columns(block);
        let rows = &self.budget.tables[self.index].blocks[block];
        let mut found = HashSet::new();
        let mut joined: Vec<Vec<LastYearFigure>> = Vec::new();
        let earlier = EarlierRows::of(&self.earlier.blocks[block], rows, self.catalogue);
        for row in rows {
            let before = earlier.counterparts(row);
            found.extend(before.iter().flatten().copied());
            let figure = |(column, earlier): &(usize, usize)| {
                let before = before.as_ref()?;
                Some(self.figure(block, before, (*column, *earlier)))
            };
            joined.push(columns.iter().filter_map(figure).collect());
        }
        let gone = self.gone(block, &found, &columns);
        let rows = &mut self.budget.tables[self.index].blocks[block];
        for (row, figures) in rows.iter_mut().zip(joined) {
            // behind what columns beside this year's figures say
            row.last_year.extend(figures);
        }
        gone
    }

    /// The columns of figures that both years have: this year's, and last year's.
    fn columns(&self, block: usize) -> Vec<(usize, usize)> {
        let own = &self.budget.layout.tables[self.budget.tables[self.index].layout].blocks[block];
        let last = &self.last.layout.tables[self.earlier.layout].blocks[block];
        let both = own.amount_columns().filter_map(|column| {
            let earlier = last.column(&own.columns[column].id)?;
            Some((column, earlier))
        });
        both.collect()
    }

    /// Last year's figure in the unit of this year's layout: that of a row, or of several together.
    fn figure(
        &self,
        block: usize,
        before: &[usize],
        (column, earlier): (usize, usize),
    ) -> LastYearFigure {
        let rows = before.iter().map(|at| &self.earlier.blocks[block][*at]);
        let facts: Vec<_> = rows
            .filter_map(|row| row.facts.get(earlier).copied().flatten())
            .map(|id| self.last.fact(id))
            .collect();
        let at = facts.first().map_or(&self.earlier.title.at, |it| &it.at);
        let (from, to) = (
            self.last.layout.unit_of_measure,
            self.budget.layout.unit_of_measure,
        );
        let figure = match facts.as_slice() {
            [] => Figure::Blank,
            [only] if from == to => only.figure.clone(),
            many => match many
                .iter()
                .map(|it| it.figure.value())
                .sum::<Option<Decimal>>()
            {
                Some(sum) => {
                    let sum = Amount::new(from.convert(sum, to));
                    Figure::Amount {
                        exact: sum,
                        published: sum,
                    }
                }
                None => Figure::Unreadable(String::new()),
            },
        };
        LastYearFigure {
            column,
            is_executed: false,
            at: at.clone(),
            figure,
        }
    }

    /// Last year's rows with figures that this year has not.
    fn gone(
        &self,
        block: usize,
        found: &HashSet<usize>,
        columns: &[(usize, usize)],
    ) -> Vec<GoneRow> {
        let rows = self.earlier.blocks[block].iter().enumerate();
        let codes = self.earlier.blocks[block]
            .iter()
            .filter_map(|row| row.code.as_ref());
        let parents: HashSet<Code> = codes.flat_map(Code::ancestors).collect();
        let left = rows.filter(|(at, row)| {
            !found.contains(at) && matches!(row.key, RowKey::Code | RowKey::Project)
        });
        let gone = left.map(|(at, row)| {
            let figures = columns.iter().map(|own| self.figure(block, &[at], *own));
            let is_something =
                |it: &LastYearFigure| it.figure.value().is_some_and(|it| !it.is_zero());
            let code = row.code.as_ref().map_or("", Code::as_str);
            let name = row.project.as_deref().unwrap_or(&row.label);
            GoneRow {
                table: self.budget.tables[self.index].layout,
                name: format!("{code} {name}").trim().to_owned(),
                is_leaf: !row.code.as_ref().is_some_and(|code| parents.contains(code)),
                figures: figures.filter(is_something).collect(),
            }
        });
        gone.filter(|row| !row.figures.is_empty()).collect()
    }
}
