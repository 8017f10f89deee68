//! What a department adds to the total of a district: small, and kept for a later run. Of projects there is a row a code.

use crate::amount::Amount;
use crate::budget::{Budget, FactId, Row, RowKey, Table};
use crate::classification::Code;
use crate::consolidate::merge::OutlinePath;
use crate::layout::{Block, Column};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// What a department adds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DepartmentTotals {
    pub(super) tables: Vec<TablePart>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct TablePart {
    pub(super) layout: usize,
    pub(super) title: usize,
    pub(super) columns: Vec<bool>,
    pub(super) decimals: u32,
    pub(super) blocks: Vec<Vec<RowPart>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct RowPart {
    pub(super) kind: RowKey,
    pub(super) code: Option<Code>,
    /// The names from the outermost to its own, where it is a row of an outline.
    path: Vec<String>,
    pub(super) label: String,
    pub(super) texts: Vec<(usize, String)>,
    /// How many projects it stands for.
    pub(super) projects: usize,
    /// Whether it stands above everything but totals.
    pub(super) is_head: bool,
    /// A figure a column with figures.
    pub(super) figures: Vec<Option<Option<Amount>>>,
    /// Whose figures in it may not be published, a column each; known in a total alone.
    #[serde(skip)]
    pub(super) flagged: Vec<FlaggedShare>,
}

/// The departments that may not be published and have a part in a figure of a total.
#[derive(Debug, Clone, Default)]
pub(crate) struct FlaggedShare {
    pub(crate) count: usize,
    /// The first few of them, by their numbers.
    pub(super) first: Vec<usize>,
}

impl FlaggedShare {
    /// Departments that are named.
    pub(super) const NAMED: usize = 3;

    fn join(&mut self, other: Self) {
        self.count += other.count;
        self.first.extend(other.first);
        self.first.truncate(Self::NAMED);
    }
}

impl DepartmentTotals {
    /// What a budget adds: its own tables, forms left out, and those of which two versions lie side by side.
    pub(crate) fn of(budget: &Budget) -> Self {
        let layout = &budget.layout.tables;
        let contested: Vec<usize> = budget.contested.iter().map(|(_, table)| *table).collect();
        let counts =
            |table: &&Table| !layout[table.layout].many && !contested.contains(&table.layout);
        let tables = budget
            .in_scope()
            .map(|(_, table)| table)
            .filter(counts)
            .map(|table| TablePart {
                layout: table.layout,
                title: table.title_known,
                columns: table.columns.clone(),
                decimals: table.decimals,
                blocks: table
                    .blocks
                    .iter()
                    .zip(&layout[table.layout].blocks)
                    .map(|(rows, own)| block(budget, own, rows))
                    .collect(),
            });
        Self {
            tables: tables.collect(),
        }
    }
}

fn block(budget: &Budget, layout: &Block, rows: &[Row]) -> Vec<RowPart> {
    let mut all = RowAdder::default();
    let mut path = OutlinePath::default();
    let mut is_head = true;
    for row in rows {
        is_head &= matches!(row.key, RowKey::Line(_));
        let path = path.of(row);
        if row.key == RowKey::Unit {
            continue;
        }
        let facts = row.facts.iter().zip(&layout.columns);
        // shares of several are not added up
        let figure = |(id, column): (&Option<FactId>, &Column)| {
            let id = id.filter(|_| column.role.is_money())?;
            Some(budget.published(id))
        };
        all.add(RowPart {
            kind: row.key.clone(),
            code: row.code.clone(),
            path,
            // the layout knows what its lines are called
            label: if matches!(row.key, RowKey::Line(_)) {
                String::new()
            } else {
                row.label.clone()
            },
            texts: row.texts.clone(),
            projects: usize::from(row.project.is_some()),
            is_head,
            figures: facts.map(figure).collect(),
            flagged: Vec::new(),
        });
    }
    let is_worth_it = |row: &RowPart| {
        matches!(row.kind, RowKey::Line(_)) || row.figures.iter().flatten().any(Option::is_some)
    };
    all.rows.into_iter().filter(is_worth_it).collect()
}

/// What a row is known by in every department; in the order in which rows stand.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum TotalKey {
    /// A line of the layout.
    Line(usize),
    /// A code, whatever the project.
    Code(Code),
    /// All projects without a code.
    Projects,
    /// The names from the outermost to its own.
    Outline(Vec<String>),
    /// The only row.
    Single,
}

/// Rows that others are added to, found by what they are known by.
#[derive(Debug, Default)]
pub(super) struct RowAdder {
    pub(super) rows: Vec<RowPart>,
    places: HashMap<TotalKey, usize>,
}

impl RowAdder {
    pub(super) fn add(&mut self, row: RowPart) {
        match self.places.entry(row.key()) {
            Entry::Occupied(at) => self.rows[*at.get()].take(row),
            Entry::Vacant(place) => {
                place.insert(self.rows.len());
                self.rows.push(row);
            }
        }
    }
}

impl RowPart {
    pub(super) fn key(&self) -> TotalKey {
        match (&self.kind, &self.code) {
            (RowKey::Single, _) => TotalKey::Single,
            (RowKey::Line(line), _) => TotalKey::Line(*line),
            (RowKey::Level(_), _) => TotalKey::Outline(self.path.clone()),
            (_, Some(code)) => TotalKey::Code(code.clone()),
            (_, None) => TotalKey::Projects,
        }
    }

    /// Says that its figures are of a department that may not be published.
    pub(super) fn flagged_by(mut self, department: usize) -> Self {
        let share = |figure: &Option<Option<Amount>>| match figure {
            Some(Some(amount)) if !amount.is_zero() => FlaggedShare {
                count: 1,
                first: vec![department],
            },
            _ => FlaggedShare::default(),
        };
        self.flagged = self.figures.iter().map(share).collect();
        self
    }

    pub(super) fn take(&mut self, other: Self) {
        self.projects += other.projects;
        self.is_head &= other.is_head;
        self.flagged.resize_with(
            self.flagged.len().max(other.flagged.len()),
            FlaggedShare::default,
        );
        let shares = self.flagged.iter_mut().zip(other.flagged);
        shares.for_each(|(own, other)| own.join(other));
        for (own, other) in self.figures.iter_mut().zip(other.figures) {
            *own = match (*own, other) {
                (Some(Some(a)), Some(Some(b))) => Some(Some(a + b)),
                (Some(Some(a)), _) | (_, Some(Some(a))) => Some(Some(a)),
                (None, None) => None,
                _ => Some(None),
            };
        }
    }
}
