//! The same table twice. A true copy is left out and reported. Where figures differ an older and a newer version
//! lie side by side: both are named, with what differs, and neither is used, unless the clerk asks for the newest.

use crate::budget::{Fact, FactId, Figure, Notice, Row, RowKey, Table};
use crate::finding::{Difference, Problem, VersionCell};
use crate::label::fold;
use crate::layout::Layout;
use crate::place::Address;
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
    let mut settlement = VersionSettlement {
        tables,
        layout,
        saved,
        newest,
        notices,
        dropped: HashSet::new(),
        contested: BTreeSet::new(),
        versions: HashSet::new(),
    };
    for later in 1..settlement.tables.len() {
        if let Some(earlier) = settlement.earlier_table(later) {
            settlement.settle(earlier, later);
        }
    }
    let VersionSettlement {
        dropped, contested, ..
    } = settlement;
    let mut index = 0;
    tables.retain(|_| {
        index += 1;
        !dropped.contains(&(index - 1))
    });
    contested
}

/// Which tables of a department are copies or versions of each other, by their numbers.
struct VersionSettlement<'a> {
    tables: &'a [FilledTable],
    layout: &'a Layout,
    saved: &'a SaveTimes,
    newest: bool,
    notices: &'a mut Vec<Notice>,
    dropped: HashSet<usize>,
    contested: BTreeSet<usize>,
    /// Files that share a table of which there is only one: they are versions of each other.
    versions: HashSet<(Arc<str>, Arc<str>)>,
}

impl VersionSettlement<'_> {
    fn file(&self, index: usize) -> &Arc<str> {
        &self.tables[index].0.title.at.file
    }

    fn is_one_of_many(&self, index: usize) -> bool {
        self.layout.tables[self.tables[index].0.layout].many
    }

    /// Fast path: most tables are there once, which their layouts show without a look at figures.
    fn has_candidate(&self, later: usize) -> bool {
        let layout = self.tables[later].0.layout;
        let is_many = self.is_one_of_many(later);
        (0..later).any(|earlier| {
            self.tables[earlier].0.layout == layout
                && (!is_many || self.file(earlier) != self.file(later))
        })
    }

    /// The first table that `later` is a copy or another version of.
    fn earlier_table(&self, later: usize) -> Option<usize> {
        if !self.has_candidate(later) {
            return None;
        }
        let content_of_later = content(&self.tables[later]);
        (0..later).find(|earlier| self.is_same_table(*earlier, later, &content_of_later))
    }

    fn is_same_table(
        &self,
        earlier: usize,
        later: usize,
        content_of_later: &TableContent<'_>,
    ) -> bool {
        let [one, other] = [earlier, later].map(|index| &self.tables[index].0);
        if one.layout != other.layout || self.dropped.contains(&earlier) {
            return false;
        }
        if !self.is_one_of_many(later) {
            return true;
        }
        let files = (self.file(earlier).clone(), self.file(later).clone());
        files.0 != files.1
            && (content(&self.tables[earlier]) == *content_of_later
                || self.versions.contains(&files) && is_same_form(one, other))
    }

    /// Drops one of two tables, or keeps both as contested, and reports it.
    fn settle(&mut self, earlier: usize, later: usize) {
        if !self.is_one_of_many(later) {
            let files = (self.file(earlier).clone(), self.file(later).clone());
            self.versions.insert(files);
        }
        let titles = [earlier, later].map(|index| self.tables[index].0.title.at.clone());
        let at = titles.to_vec();
        let problem = if content(&self.tables[earlier]) == content(&self.tables[later]) {
            self.dropped.insert(later);
            Problem::TableCopied {
                table: self.table_id(later),
                titles,
            }
        } else {
            self.settle_versions(earlier, later, titles)
        };
        self.notices.push(Notice {
            at,
            place: None,
            problem,
        });
    }

    fn table_id(&self, index: usize) -> String {
        self.layout.tables[self.tables[index].0.layout].id.clone()
    }

    fn settle_versions(&mut self, earlier: usize, later: usize, titles: [Address; 2]) -> Problem {
        let table = self.table_id(later);
        let (differences, count) =
            differences(self.layout, &self.tables[earlier], &self.tables[later]);
        let dates = titles
            .each_ref()
            .map(|title| self.saved.get(&title.file).cloned());
        let [one, two] = titles;
        let [Some(a), Some(b)] = dates else {
            return self.contest(later, [one, two], (differences, count));
        };
        if !self.newest || a == b {
            return self.contest(later, [one, two], (differences, count));
        }
        let is_later_newer = a < b;
        self.dropped
            .insert(if is_later_newer { earlier } else { later });
        let ((taken, taken_saved), (left, left_saved)) = if is_later_newer {
            ((two, b), (one, a))
        } else {
            ((one, a), (two, b))
        };
        Problem::NewestTaken {
            table,
            taken,
            taken_saved,
            left,
            left_saved,
            differences,
            count,
        }
    }

    fn contest(
        &mut self,
        later: usize,
        titles: [Address; 2],
        (differences, count): (Vec<Difference>, usize),
    ) -> Problem {
        self.contested.insert(self.tables[later].0.layout);
        Problem::VersionsDiffer {
            table: self.table_id(later),
            titles,
            differences,
            count,
            is_age_unknown: self.newest,
        }
    }
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

/// The filled rows of a table, each with its key and its figures.
type TableContent<'a> = Vec<(String, Vec<Option<&'a Figure>>)>;

fn content((table, facts): &FilledTable) -> TableContent<'_> {
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
