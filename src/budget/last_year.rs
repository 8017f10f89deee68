//! Last year's figures, where they are at hand: in columns beside this year's, or in last year's workbook.

use super::{Budget, Fact, FactId, Figure, LastYearFigure, Row};
use crate::layout::{Column, Role, Zero};
use rust_decimal::Decimal;
use std::sync::Arc;

/// Last year's workbook of the same department.
#[derive(Debug, Clone)]
pub struct LastYear {
    /// The fiscal year, where it is stated.
    pub fiscal_year: Option<i32>,
    /// Its files.
    pub files: Vec<Arc<str>>,
    /// Its tables.
    pub budget: Arc<Budget>,
    /// Rows that this year's tables lack.
    pub gone: Vec<GoneRow>,
}

/// A row that this year's table lacks.
#[derive(Debug, Clone)]
pub struct GoneRow {
    /// The table of the layout.
    pub table: usize,
    /// Its code and name, or its project.
    pub name: String,
    /// Whether no row stood below it.
    pub is_leaf: bool,
    /// Last year's figures, each with its column.
    pub figures: Vec<LastYearFigure>,
}

impl Budget {
    /// The same, as if nothing of last year were at hand.
    pub(crate) fn without_last_year(&self) -> Self {
        let mut own = self.clone();
        own.last_year = None;
        let blocks = own.tables.iter_mut().flat_map(|it| &mut it.blocks);
        blocks.flatten().for_each(|row| row.last_year.clear());
        own
    }

    /// Whether a figure of last year is at hand.
    pub(crate) fn has_last_year(&self) -> bool {
        let mut rows = self.tables.iter().flat_map(|it| it.blocks.iter().flatten());
        self.last_year.is_some() || rows.any(|row| !row.last_year.is_empty())
    }

    /// Last year's figure for cells in the unit of the layout, if every one of them has it: of the budget, or of what
    /// was spent.
    pub(crate) fn last_year_of(
        &self,
        cells: &[(Decimal, FactId)],
        is_executed: bool,
    ) -> Option<Decimal> {
        let of_cell = |(factor, id): &(Decimal, FactId)| {
            let own = self.last_year_figure(*id, is_executed)?;
            Some(*factor * own.figure.value()?)
        };
        if cells.is_empty() {
            return None;
        }
        cells.iter().map(of_cell).sum()
    }

    /// Last year's figure of a cell.
    pub(crate) fn last_year_figure(
        &self,
        id: FactId,
        is_executed: bool,
    ) -> Option<&LastYearFigure> {
        let fact = self.fact(id);
        self.row(fact).last_year_figure(fact.column, is_executed)
    }

    /// The column of the layout that a cell stands in.
    pub(crate) fn column_of(&self, id: FactId) -> &Column {
        self.column_at(self.fact(id))
    }

    fn column_at(&self, fact: &Fact) -> &Column {
        let layout = &self.layout.tables[self.tables[fact.table].layout];
        &layout.blocks[fact.block].columns[fact.column]
    }

    /// Whether money stands in a cell, no rate.
    pub(crate) fn is_money(&self, fact: &Fact) -> bool {
        self.column_at(fact).role.is_money()
    }

    /// Puts the figures of columns about last year beside those that they compare with. A column in which nothing stands
    /// counts as left out.
    pub(crate) fn take_last_year(&mut self) {
        for table in &mut self.tables {
            let layout = &self.layout.tables[table.layout];
            for (block, rows) in layout.blocks.iter().zip(&mut table.blocks) {
                for place in block.columns_of(Role::compares) {
                    let column = &block.columns[place];
                    let own = rows.iter().map(|row| row.facts[place]);
                    let facts: Vec<Option<&Fact>> =
                        own.map(|id| id.map(|FactId(id)| &self.facts[id])).collect();
                    let is_filled = |fact: &&Fact| fact.figure != Figure::Blank;
                    if !facts.iter().flatten().any(is_filled) {
                        table.columns[block.first_column + place] = false;
                        continue;
                    }
                    if column.role != Role::LastYear {
                        continue;
                    }
                    for (row, fact) in rows.iter_mut().zip(facts) {
                        let figure = |fact: &Fact| LastYearFigure {
                            column: column.of.unwrap_or(place),
                            is_executed: column.is_executed,
                            at: fact.at.clone(),
                            figure: fact.figure.clone(),
                        };
                        row.last_year.extend(fact.map(figure));
                    }
                }
            }
        }
    }
}

impl Row {
    /// Last year's figure of a column: of one printed beside it, or else of last year's workbook.
    pub(crate) fn last_year_figure(
        &self,
        column: usize,
        is_executed: bool,
    ) -> Option<&LastYearFigure> {
        let is_it = |it: &&LastYearFigure| it.column == column && it.is_executed == is_executed;
        let mut own = self.last_year.iter().filter(is_it);
        let filled = own.clone().find(|it| it.figure != Figure::Blank);
        filled.or_else(|| own.next())
    }
}

impl Figure {
    /// The amount as the public sees it; what says that there is none counts as nothing.
    pub(crate) fn value(&self) -> Option<Decimal> {
        match self {
            Self::Amount { published, .. } => Some(published.value()),
            Self::Unreadable(_) => None,
            Self::Blank | Self::Dash(_) | Self::Nothing(_) => Some(Decimal::ZERO),
        }
    }

    /// Whether it counts as a figure, where these count as nothing.
    pub(crate) fn counts(&self, zero: &Zero) -> bool {
        match self {
            Self::Amount { .. } => true,
            Self::Blank => zero.blank,
            Self::Dash(_) => zero.dash,
            Self::Nothing(_) => zero.nothing,
            Self::Unreadable(_) => false,
        }
    }
}
