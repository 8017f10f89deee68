//! All departments of a district added up, table by table.

use super::part::{DepartmentTotals, FlaggedShare, RowAdder, RowPart, TablePart};
use crate::amount::Amount;
use crate::budget::{Budget, Fact, FactId, Figure, Placed, Row, RowKey, Table};
use crate::layout::{Layout, Rows};
use crate::place::Address;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The departments of one layout and year added up.
#[derive(Debug)]
pub(crate) struct Total {
    layout: Arc<Layout>,
    year: Option<i32>,
    departments: usize,
    /// Those among them that may not be published.
    flagged: Vec<String>,
    /// By table of the layout.
    tables: BTreeMap<usize, (TablePart, Vec<RowAdder>)>,
}

/// A total as a budget.
pub(crate) struct TotalBudget {
    pub(crate) budget: Budget,
    /// The departments in it that may not be published.
    pub(crate) flagged: Vec<String>,
    /// Their part in each figure.
    pub(crate) shares: Vec<(FactId, FlaggedShare)>,
}

impl TotalBudget {
    /// The departments of a share, a few by name.
    pub(crate) fn names(&self, share: &FlaggedShare) -> String {
        let names = share.first.iter().map(|at| self.flagged[*at].as_str());
        let names = names.collect::<Vec<_>>().join("、");
        match share.count {
            count if count > FlaggedShare::NAMED => format!("{names} 等 {count} 个部门"),
            _ => names,
        }
    }
}

impl Total {
    pub(crate) fn new(layout: Arc<Layout>, year: Option<i32>) -> Self {
        Self {
            layout,
            year,
            departments: 0,
            flagged: Vec::new(),
            tables: BTreeMap::new(),
        }
    }

    /// Whether a department of this layout and year belongs to it: years are never added together.
    pub(crate) fn is_of(&self, layout: &str, year: Option<i32>) -> bool {
        self.layout.id == layout && self.year == year
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Adds a department; `flagged` names one that may not be published.
    pub(crate) fn add(&mut self, part: DepartmentTotals, flagged: Option<&str>) {
        self.departments += 1;
        let number = self.flagged.len();
        self.flagged.extend(flagged.map(str::to_owned));
        for mut table in part.tables {
            let rows = std::mem::take(&mut table.blocks);
            let (own, blocks) = self
                .tables
                .entry(table.layout)
                .or_insert_with(|| (table.clone(), Vec::new()));
            own.decimals = own.decimals.max(table.decimals);
            own.columns
                .iter_mut()
                .zip(&table.columns)
                .for_each(|(own, other)| *own |= other);
            blocks.resize_with(rows.len().max(blocks.len()), RowAdder::default);
            for (block, rows) in blocks.iter_mut().zip(rows) {
                let rows = rows.into_iter().map(|row| match flagged {
                    Some(_) => row.flagged_by(number),
                    None => row,
                });
                rows.for_each(|row| block.add(row));
            }
        }
    }

    /// The sums as a budget, which says that it is of all departments together.
    pub(crate) fn budget(self) -> TotalBudget {
        let name = format!("全部 {} 个部门合计", self.departments);
        let mut budget = Budget::new(self.layout, name, self.year, String::new());
        let mut shares = Vec::new();
        for (layout, (like, blocks)) in self.tables {
            let index = budget.tables.len();
            let rows = |(block, adding): (usize, RowAdder)| {
                sorted(
                    &budget.layout.tables[layout].blocks[block].rows,
                    adding.rows,
                )
            };
            let blocks: Vec<Vec<RowPart>> = blocks.into_iter().enumerate().map(rows).collect();
            let at = Address::added_up(&budget.layout.tables[layout].id, (0, 0, 0));
            budget.tables.push(Table {
                layout,
                title: Placed {
                    text: String::new(),
                    at,
                },
                title_known: like.title,
                columns: like.columns,
                decimals: like.decimals,
                number: None,
                department: None,
                department_label: None,
                year: None,
                header_year: None,
                header_year_cells: Vec::new(),
                unit_of_measure: Some(budget.layout.tables[layout].unit_of_measure),
                unit_at: None,
                notes: Vec::new(),
                blocks: Vec::new(),
                list: Vec::new(),
                list_cells: Vec::new(),
                field_cells: Vec::new(),
                unit: None,
            });
            for (block, rows) in blocks.into_iter().enumerate() {
                let mut placed = Vec::new();
                for (row, mut part) in (0..).zip(rows) {
                    let flagged = std::mem::take(&mut part.flagged);
                    let row = place(&mut budget, (index, block, row), part);
                    let own = row.facts.iter().zip(flagged);
                    let own = own.filter(|(_, share)| share.count > 0);
                    shares.extend(own.filter_map(|(id, share)| Some(((*id)?, share))));
                    placed.push(row);
                }
                budget.tables[index].blocks.push(placed);
            }
        }
        TotalBudget {
            budget,
            flagged: self.flagged,
            shares,
        }
    }
}

/// The rows in order: totals that stand first, then lines as the layout has them or codes by their digits, then
/// totals that stand last.
fn sorted(kind: &Rows, mut rows: Vec<RowPart>) -> Vec<RowPart> {
    if *kind == Rows::Lines {
        rows.sort_by_cached_key(RowPart::key);
        return rows;
    }
    rows.sort_by_cached_key(|row| match row.kind {
        RowKey::Line(line) if row.is_head => (0, line, None),
        RowKey::Line(line) => (2, line, None),
        _ => (1, 0, Some(row.key())),
    });
    rows
}

/// Makes a row of the budget.
fn place(budget: &mut Budget, (table, block, row): (usize, usize, usize), part: RowPart) -> Row {
    let (layout, decimals) = (budget.tables[table].layout, budget.tables[table].decimals);
    let unit = budget.layout.tables[layout].unit_of_measure;
    let half =
        Amount::new(unit.convert(Decimal::new(5, decimals + 1), budget.layout.unit_of_measure));
    let address = |budget: &Budget, column| {
        Address::added_up(&budget.layout.tables[layout].id, (block, row, column))
    };
    let mut facts = Vec::new();
    for (column, figure) in part.figures.into_iter().enumerate() {
        let Some(amount) = figure else {
            facts.push(None);
            continue;
        };
        facts.push(Some(FactId(budget.facts.len())));
        let figure = amount.map_or(Figure::Blank, |amount| Figure::Amount {
            exact: amount,
            published: amount,
        });
        let at = address(budget, column);
        budget.facts.push(Fact {
            at,
            figure,
            half_unit: half,
            table,
            block,
            row,
            column,
        });
    }
    Row {
        key: part.kind,
        code: part.code,
        label: part.label,
        project: (part.projects > 0).then(|| format!("{} 个项目", part.projects)),
        unit: None,
        texts: part.texts,
        facts,
        at: address(budget, 0),
        code_cells: Vec::new(),
        label_cell: None,
        unclear: None,
        last_year: Vec::new(),
    }
}
