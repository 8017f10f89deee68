//! Rows of several tables that are the same row: the same line, code, project or entry of an outline.

use crate::budget::{Budget, Row, RowKey};
use crate::label::fold;
use std::collections::HashMap;

/// What a row is known by in every table of its kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum MergeKey {
    /// A line of the layout.
    Line(usize),
    /// A code, and the project where rows are projects.
    Code(String, String),
    /// A project without a code.
    Project(String),
    /// The names from the outermost to its own.
    Outline(Vec<String>),
    /// The only row.
    Single,
}

/// The names that stand above the rows of an outline, as one goes down.
#[derive(Default)]
pub(super) struct OutlinePath(Vec<(usize, String)>);

impl OutlinePath {
    /// The names from the outermost to a row's own; none where it is no row of an outline.
    pub(super) fn of(&mut self, row: &Row) -> Vec<String> {
        let RowKey::Level(depth) = row.key else {
            return Vec::new();
        };
        self.0.retain(|(above, _)| *above < depth);
        let texts = row.texts.iter().map(|(_, text)| fold(text));
        self.0
            .push((depth, texts.chain([fold(&row.label)]).collect()));
        self.0.iter().map(|(_, name)| name.clone()).collect()
    }
}

/// The rows of a block with their keys; those of budget units have none.
fn keys(rows: &[Row]) -> Vec<Option<MergeKey>> {
    let mut path = OutlinePath::default();
    let project = |row: &Row| row.project.as_deref().map(fold).unwrap_or_default();
    rows.iter()
        .map(|row| match (&row.key, &row.code) {
            (RowKey::Unit, _) => None,
            (RowKey::Single, _) => Some(MergeKey::Single),
            (RowKey::Line(line), _) => Some(MergeKey::Line(*line)),
            (RowKey::Level(_), _) => Some(MergeKey::Outline(path.of(row))),
            (_, Some(code)) => Some(MergeKey::Code(code.to_string(), project(row))),
            (_, None) => {
                let name = project(row);
                Some(MergeKey::Project(if name.is_empty() {
                    fold(&row.label)
                } else {
                    name
                }))
            }
        })
        .collect()
}

/// A row of the department, and the rows that it is the sum of.
pub(super) struct MergedRow {
    pub(super) key: MergeKey,
    /// Tables of the budget, and the row in each.
    pub(super) sources: Vec<(usize, usize)>,
}

/// The rows of a block in several tables, the same ones put together. Their order is that of the first table; rows
/// that only others have stand behind the one that they follow there, projects behind all projects.
pub(super) fn merged(budget: &Budget, tables: &[usize], block: usize) -> Vec<MergedRow> {
    let mut all: Vec<MergedRow> = Vec::new();
    for table in tables {
        let rows = &budget.tables[*table].blocks[block];
        let mut places: HashMap<MergeKey, usize> = all
            .iter()
            .enumerate()
            .map(|(at, merged)| (merged.key.clone(), at))
            .collect();
        let mut next = 0;
        for (row, key) in keys(rows)
            .into_iter()
            .enumerate()
            .filter_map(|(row, key)| Some((row, key?)))
        {
            if let Some(at) = places.get(&key).copied() {
                all[at].sources.push((*table, row));
                next = at + 1;
                continue;
            }
            if rows[row].project.is_some() {
                let last = all
                    .iter()
                    .rposition(|merged| !matches!(merged.key, MergeKey::Line(_)));
                next = next.max(last.map_or(0, |last| last + 1));
            }
            places
                .values_mut()
                .filter(|at| **at >= next)
                .for_each(|at| *at += 1);
            places.insert(key.clone(), next);
            all.insert(
                next,
                MergedRow {
                    key,
                    sources: vec![(*table, row)],
                },
            );
            next += 1;
        }
    }
    all
}
