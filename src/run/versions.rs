//! The same table twice. A true copy is left out and reported. Where figures differ an older and a newer version
//! lie side by side: both are named, with what differs, and neither is used, unless the clerk asks for the newest.

use crate::budget::{Fact, FactId, Figure, Notice, Row, RowKey, Table};
use crate::finding::{Difference, Problem, VersionCell};
use crate::label::fold;
use crate::layout::Layout;
use indexmap::IndexMap;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Differences that a problem has in full.
const DIFFERENCES: usize = 20;

/// A table with its figures.
pub(crate) type FilledTable = (Table, Vec<Fact>);

/// When the files were last saved, by their names, as far as they say it.
pub(crate) type SaveTimes = HashMap<Arc<str>, String>;

/// Leaves out what is there twice; gives the tables of the layout of which two versions are left. `newest` takes the
/// file that was saved last.
pub(crate) fn settle(
    tables: &mut Vec<FilledTable>,
    notices: &mut Vec<Notice>,
    layout: &Layout,
    saved: &SaveTimes,
    newest: bool,
) -> BTreeSet<usize> {
    let mut dropped = HashSet::new();
    let mut contested = BTreeSet::new();
    // files that both hold a table of which there is one are versions of each other
    let mut versions: HashSet<(Arc<str>, Arc<str>)> = HashSet::new();
    let file = |at: usize, tables: &[FilledTable]| tables[at].0.title.at.file.clone();
    for later in 1..tables.len() {
        let many = layout.tables[tables[later].0.layout].many;
        // most tables are there once, and need no closer look
        let is_near = |at: &usize| {
            let (table, other) = (&tables[later].0, &tables[*at].0);
            other.layout == table.layout && (!many || other.title.at.file != table.title.at.file)
        };
        if !(0..later).any(|at| is_near(&at)) {
            continue;
        }
        let own = content(&tables[later]);
        let is_other = |at: &usize| {
            let (table, other) = (&tables[later].0, &tables[*at].0);
            if other.layout != table.layout || dropped.contains(at) {
                return false;
            }
            let files = (other.title.at.file.clone(), table.title.at.file.clone());
            let is_version = || versions.contains(&files) && is_same_form(other, table);
            !many || files.0 != files.1 && (content(&tables[*at]) == own || is_version())
        };
        let Some(first) = (0..later).find(is_other) else {
            continue;
        };
        if !many {
            versions.insert((file(first, tables), file(later, tables)));
        }
        let table = layout.tables[tables[later].0.layout].id.clone();
        let titles = [first, later].map(|at| tables[at].0.title.at.clone());
        let at = titles.to_vec();
        let mut notice = |problem| {
            notices.push(Notice {
                at: at.clone(),
                place: None,
                problem,
            });
        };
        if content(&tables[first]) == own {
            dropped.insert(later);
            notice(Problem::TableCopied { table, titles });
            continue;
        }
        let (differences, count) = differences(layout, &tables[first], &tables[later]);
        let dates = titles
            .each_ref()
            .map(|title| saved.get(&title.file).cloned());
        let [one, two] = titles;
        match dates {
            [Some(a), Some(b)] if newest && a != b => {
                let is_later_newer = a < b;
                dropped.insert(if is_later_newer { first } else { later });
                let ((taken, taken_saved), (left, left_saved)) = if is_later_newer {
                    ((two, b), (one, a))
                } else {
                    ((one, a), (two, b))
                };
                notice(Problem::NewestTaken {
                    table,
                    taken,
                    taken_saved,
                    left,
                    left_saved,
                    differences,
                    count,
                });
            }
            _ => {
                contested.insert(tables[later].0.layout);
                notice(Problem::VersionsDiffer {
                    table,
                    titles: [one, two],
                    differences,
                    count,
                    is_age_unknown: newest,
                });
            }
        }
    }
    let mut index = 0;
    tables.retain(|_| {
        index += 1;
        !dropped.contains(&(index - 1))
    });
    contested
}

/// Whether two forms are of the same project.
fn is_same_form(one: &Table, other: &Table) -> bool {
    let project = |table: &Table| {
        table
            .rows()
            .find_map(|(_, _, row)| row.project.as_deref().map(fold))
    };
    match (project(one), project(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one.number.is_some() && one.number == other.number,
    }
}

/// What a row is known by, as far as copies of one table go.
fn key(block: usize, row: &Row) -> String {
    match (&row.key, &row.code) {
        (RowKey::Line(line), _) => format!("{block}/line {line}"),
        (_, Some(code)) => format!(
            "{block}/{code}/{}",
            fold(row.project.as_deref().unwrap_or(""))
        ),
        _ => format!(
            "{block}/{}/{}",
            fold(&row.label),
            fold(row.project.as_deref().unwrap_or(""))
        ),
    }
}

/// The filled rows of a table, each with what it is known by and its figures.
fn content((table, facts): &FilledTable) -> Vec<(String, Vec<Option<&Figure>>)> {
    let row = |block: usize, row: &Row| {
        let figures: Vec<Option<&Figure>> = row
            .facts
            .iter()
            .map(|id| id.map(|FactId(id)| &facts[id].figure))
            .collect();
        (key(block, row), figures)
    };
    let is_filled = |figures: &[Option<&Figure>]| {
        let mut figures = figures.iter().flatten();
        figures.any(|figure| **figure != Figure::Blank)
    };
    table
        .rows()
        .map(|(block, _, it)| row(block, it))
        .filter(|(_, figures)| is_filled(figures))
        .collect()
}

/// A cell of one version: its row and column in reports, and what it shows.
type Shown = (String, String, VersionCell);

/// The first figures that differ between two versions of a table, and how many do.
fn differences(
    layout: &Layout,
    one: &FilledTable,
    other: &FilledTable,
) -> (Vec<Difference>, usize) {
    let (ones, others) = (cells(layout, one), cells(layout, other));
    let keys = ones
        .keys()
        .chain(others.keys().filter(|key| !ones.contains_key(*key)));
    let shown = |cell: Option<&Shown>| cell.and_then(|(_, _, cell)| cell.shown.clone());
    let mut differences = Vec::new();
    let mut count = 0;
    for key in keys {
        let sides = [ones.get(key), others.get(key)];
        if shown(sides[0]) == shown(sides[1]) {
            continue;
        }
        count += 1;
        let Some((row, column, _)) = sides[0].or(sides[1]) else {
            continue;
        };
        if differences.len() < DIFFERENCES {
            differences.push(Difference {
                row: row.clone(),
                column: column.clone(),
                sides: sides.map(|side| side.map(|(_, _, cell)| cell.clone())),
            });
        }
    }
    (differences, count)
}

/// The cells of a table by row and column.
fn cells(layout: &Layout, (table, facts): &FilledTable) -> IndexMap<(String, usize), Shown> {
    let mut cells = IndexMap::new();
    let table_layout = &layout.tables[table.layout];
    for (block, _, row) in table.rows() {
        for (column, id) in row.facts.iter().enumerate() {
            let Some(FactId(id)) = *id else {
                continue;
            };
            let name = match (&row.key, &row.code) {
                (RowKey::Line(line), _) => table_layout.blocks[block].lines[*line].id.clone(),
                (_, Some(code)) => code.to_string(),
                _ => row.project.clone().unwrap_or_else(|| row.label.clone()),
            };
            let cell = VersionCell {
                cell: facts[id].at.a1(),
                shown: shown(&facts[id].figure, table.decimals),
            };
            let column_name = table_layout.blocks[block].columns[column].id.clone();
            cells.insert((key(block, row), column), (name, column_name, cell));
        }
    }
    cells
}

/// What a cell shows; none where it is blank.
fn shown(figure: &Figure, decimals: u32) -> Option<String> {
    match figure {
        Figure::Amount { published, .. } => Some(published.grouped(decimals)),
        Figure::Blank => None,
        Figure::Dash(text) | Figure::Nothing(text) | Figure::Unreadable(text) => Some(text.clone()),
    }
}
