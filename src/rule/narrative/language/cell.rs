//! Which cells words mean: a sum of cells in the language of rules, or a table with a column whose row the
//! text names (by code, or by project).

use crate::budget::{Budget, FactId, Figure, RowKey};
use crate::classification::Code;
use crate::label::{fold, without_number};
use crate::layout::Layout;
use crate::rule::narrative::form::Mistake;
use crate::rule::narrative::lines::fold as as_text;
use crate::rule::{Expander, Terms};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// What a phrase means.
#[derive(Debug, Clone)]
pub(crate) enum Meaning {
    /// Cells, added up.
    Cells(Terms),
    /// The row that the path 类 款 项 at hand names.
    Path,
    /// The row of the project at hand.
    Project(Grid),
    /// No cell: something that is known, and not in the tables.
    Nothing,
}

/// A column of a table whose rows have codes or names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Grid {
    pub(crate) table: usize,
    pub(crate) block: usize,
    pub(crate) column: usize,
}

/// A row of a grid.
#[derive(Debug, Clone)]
pub(crate) struct GridRow {
    pub(crate) code: Option<Code>,
    pub(crate) project: Option<String>,
    /// The project, folded as texts are.
    pub(crate) folded_project: Option<String>,
    /// Its name, folded and without number.
    pub(crate) name: String,
    /// Other names that the layout knows for it.
    pub(crate) aliases: Vec<String>,
    /// Short names that texts have for it as an economic item.
    pub(crate) short: Vec<String>,
    pub(crate) fact: FactId,
}

impl Meaning {
    /// The table of its cells, by its index in the layout.
    pub(crate) fn table(&self) -> Option<usize> {
        match self {
            Self::Cells(terms) => terms.table(),
            Self::Project(grid) => Some(grid.table),
            Self::Path | Self::Nothing => None,
        }
    }

    /// Reads what a phrase means.
    pub(crate) fn parse(text: &str, layout: &Layout) -> Result<Self, Mistake> {
        match text {
            "科目" => return Ok(Self::Path),
            "无" => return Ok(Self::Nothing),
            _ => {}
        }
        if let Some(grid) = text.strip_prefix("项目 ") {
            let grid = Grid::parse(grid.trim(), layout);
            return grid
                .map(Self::Project)
                .map_err(|(at, message)| (at + "项目 ".len(), message));
        }
        Terms::parse(text, layout).map(Self::Cells)
    }
}

impl Grid {
    /// Reads `表五.小计`, or `收支总表.功能.金额` where a table has several parts.
    pub(crate) fn parse(text: &str, layout: &Layout) -> Result<Self, Mistake> {
        let words: Vec<&str> = text.split('.').collect();
        let (table, block, column) = match words.as_slice() {
            [table, column] => (*table, None, *column),
            [table, block, column] => (*table, Some(*block), *column),
            _ => return Err((0, "expected a table and a column: `表五.小计`".to_owned())),
        };
        let Some((index, own)) = layout.table(table) else {
            let known: Vec<&str> = layout.tables.iter().map(|it| it.id.as_str()).collect();
            return Err((
                0,
                format!(
                    "expected a table of the layout ({}); found {table}",
                    known.join("、")
                ),
            ));
        };
        let Some(part) = own.block(block) else {
            return Err((
                table.len() + 1,
                format!(
                    "expected a part of {table}; found {}",
                    block.unwrap_or(column)
                ),
            ));
        };
        let place = own.blocks[part].column(column);
        let Some(place) = place.filter(|at| own.blocks[part].amount_columns().any(|it| it == *at))
        else {
            return Err((
                text.len() - column.len(),
                format!("expected a column of figures of {table}; found {column}"),
            ));
        };
        Ok(Self {
            table: index,
            block: part,
            column: place,
        })
    }

    /// Its rows in a budget; `short` has the short names of economic items by the names of tables.
    pub(crate) fn rows(
        &self,
        budget: &Budget,
        short: &HashMap<String, Vec<String>>,
    ) -> Vec<GridRow> {
        let lines = &budget.layout.tables[self.table].blocks[self.block].lines;
        let mut rows = Vec::new();
        for (_, table) in budget.tables_of(self.table) {
            for row in &table.blocks[self.block] {
                let Some(fact) = row.facts.get(self.column).copied().flatten() else {
                    continue;
                };
                let line = match row.key {
                    RowKey::Line(line) => lines.get(line),
                    _ => None,
                };
                let known = line.map_or(&[][..], |line| &line.known_labels);
                let is_unit = matches!(row.key, RowKey::Unit);
                if is_unit || (row.code.is_none() && row.project.is_none()) {
                    continue;
                }
                let name = bare(&row.label);
                let is_class = row.code.as_ref().is_some_and(|code| code.depth() == 1);
                let of_class = is_class.then(|| name.strip_suffix("支出")).flatten();
                // 公共安全支出 is called 公共安全类支出 too
                let of_class =
                    of_class.map(|it| ["类", "类支出"].map(|word| format!("{it}{word}")));
                let known = known.iter().map(|it| bare(it));
                let aliases = known.chain(of_class.into_iter().flatten()).collect();
                rows.push(GridRow {
                    code: row.code.clone(),
                    project: row.project.clone(),
                    folded_project: row.project.as_deref().map(as_text),
                    short: short.get(&name).cloned().unwrap_or_default(),
                    name,
                    aliases,
                    fact,
                });
            }
        }
        rows
    }
}

/// A label without numbers and codes in front of it, folded as texts are.
pub(crate) fn bare(label: &str) -> String {
    let folded = fold(label);
    let bare = without_number(&folded);
    let bare = bare.trim_start_matches(|c: char| c.is_ascii_digit());
    fold(bare)
}

/// Signed figures of a budget, if its tables tell.
pub(crate) fn terms(meaning: &Terms, expander: &Expander<'_>) -> Option<Vec<(Decimal, FactId)>> {
    let side = expander.side_of(meaning);
    let is_known = side.absent.iter().all(|absent| absent.is_zero);
    is_known.then_some(side.terms)
}

/// The amount of a figure; blanks count as nothing.
pub(crate) fn value(budget: &Budget, id: FactId) -> Option<Decimal> {
    match &budget.fact(id).figure {
        Figure::Amount { published, .. } => Some(published.value()),
        Figure::Unreadable(_) => None,
        Figure::Blank | Figure::Dash(_) | Figure::Nothing(_) => Some(Decimal::ZERO),
    }
}
