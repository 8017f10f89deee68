//! Hints about the place of rows with codes: a 款 without its 类, a row below another code than its own, rows out
//! of code order. Only the table itself is asked; no catalogue is needed.

use crate::budget::{Budget, Notice, Row, RowKey};
use crate::classification::{Code, Level};
use crate::finding::{NamedRow, OrderProblem, Problem};
use crate::layout::Rows;
use indexmap::IndexMap;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Hints about misplaced rows.
pub(super) fn notices(budget: &Budget) -> Vec<Notice> {
    let mut notices = Vec::new();
    for (index, table) in budget.in_scope() {
        let layout = &budget.layout.tables[table.layout];
        for (block, rows) in table.blocks.iter().enumerate() {
            if layout.blocks[block].rows != Rows::Codes {
                continue;
            }
            let levels = printed_levels(rows);
            if is_in_order(rows, &levels) {
                continue;
            }
            for coded in coded_rows_by_unit(rows) {
                let list = CodeSequence::new(budget, (index, block), &levels, coded);
                list.add_notices(&mut notices);
            }
        }
    }
    notices
}

fn printed_levels(rows: &[Row]) -> PrintedLevels {
    let codes = rows.iter().filter_map(|row| row.code.as_ref());
    codes.map(Code::level).collect()
}

/// The rows with codes by budget unit: the codes of each unit are a list of their own.
fn coded_rows_by_unit(rows: &[Row]) -> impl Iterator<Item = Vec<usize>> {
    let mut units: IndexMap<Option<usize>, Vec<usize>> = IndexMap::new();
    for (index, row) in rows.iter().enumerate() {
        if row.code.is_some() && row.key == RowKey::Code {
            units.entry(row.unit).or_default().push(index);
        }
    }
    units.into_values()
}

/// The levels that a table prints: a flat list of 项 has no 款.
type PrintedLevels = BTreeSet<Level>;

/// Whether the codes of each budget unit ascend, each behind all that are above it: then nothing is out of place.
fn is_in_order(rows: &[Row], levels: &PrintedLevels) -> bool {
    let coded = rows
        .iter()
        .filter(|row| row.key == RowKey::Code)
        .filter_map(|row| Some((row.unit, row.code.as_ref()?)));
    let mut last: Option<(Option<usize>, &Code)> = None;
    // the last code of each level
    let mut open: [Option<&Code>; 3] = [None; 3];
    for (unit, code) in coded {
        match last {
            // the rows of a unit stand together
            Some((known, _)) if known < unit => open = [None; 3],
            Some((known, before)) if known != unit || before >= code => return false,
            _ => {}
        }
        let is_open = |above: Code| {
            !levels.contains(&above.level()) || open[above.depth() - 1] == Some(&above)
        };
        if !code.ancestors().all(is_open) {
            return false;
        }
        open[code.depth() - 1] = Some(code);
        last = Some((unit, code));
    }
    true
}

/// The rows with codes of one budget unit in one table.
struct CodeSequence<'a> {
    budget: &'a Budget,
    table: usize,
    block: usize,
    rows: &'a [Row],
    levels: &'a PrintedLevels,
    /// The rows with codes.
    coded: Vec<usize>,
    /// The first row of each code.
    by_code: HashMap<&'a Code, usize>,
}

impl<'a> CodeSequence<'a> {
    fn new(
        budget: &'a Budget,
        (table, block): (usize, usize),
        levels: &'a PrintedLevels,
        coded: Vec<usize>,
    ) -> Self {
        let rows = &budget.tables[table].blocks[block];
        let mut by_code = HashMap::new();
        for row in &coded {
            if let Some(code) = &rows[*row].code {
                by_code.entry(code).or_insert(*row);
            }
        }
        Self {
            budget,
            table,
            block,
            rows,
            levels,
            coded,
            by_code,
        }
    }

    fn add_notices(&self, notices: &mut Vec<Notice>) {
        let orphans = self.without_parent(notices);
        let strays = self.below_another(&orphans, notices);
        self.out_of_order(&orphans, &strays, notices);
    }

    fn code(&self, row: usize) -> Option<&'a Code> {
        self.rows[row].code.as_ref()
    }

    fn name(&self, row: usize) -> String {
        self.budget.row_name(self.table, self.block, row)
    }

    /// The row of the nearest code above a row's own.
    fn parent(&self, row: usize) -> Option<usize> {
        let above = self.code(row)?.ancestors().collect::<Vec<_>>();
        above
            .iter()
            .rev()
            .find_map(|code| self.by_code.get(code).copied())
    }

    fn notice(&self, rows: &[usize], problem: Problem) -> Notice {
        Notice::at(
            rows.iter().map(|row| self.rows[*row].at.clone()).collect(),
            problem,
        )
    }

    /// Names and cells of some rows.
    fn named(&self, rows: &[usize]) -> Vec<NamedRow> {
        let named = |row: &usize| NamedRow {
            name: self.name(*row),
            cell: self.rows[*row].at.a1(),
        };
        rows.iter().map(named).collect()
    }

    /// Rows that lack the row of the code above them, where the table prints that level.
    fn without_parent(&self, notices: &mut Vec<Notice>) -> HashSet<usize> {
        let mut missing: IndexMap<Vec<Code>, Vec<usize>> = IndexMap::new();
        for row in &self.coded {
            let above = self
                .code(*row)
                .into_iter()
                .flat_map(|code| code.ancestors().collect::<Vec<_>>());
            let lacks = |code: &Code| {
                self.levels.contains(&code.level()) && !self.by_code.contains_key(code)
            };
            let lacking: Vec<Code> = above.filter(lacks).collect();
            // a code missing further up is reported for the row that is there
            let nearest = lacking.last().is_some_and(|code| {
                let parent = self.code(*row).and_then(Code::parent);
                parent.as_ref() == Some(code) || self.parent(*row).is_none()
            });
            if nearest {
                missing.entry(lacking).or_default().push(*row);
            }
        }
        let table = self.budget.table_name(self.table);
        for (codes, rows) in &missing {
            let problem = Problem::Order(OrderProblem::ParentMissing {
                table: table.clone(),
                codes: codes.clone(),
                rows: self.named(rows),
            });
            notices.push(self.notice(rows, problem));
        }
        missing.into_values().flatten().collect()
    }

    /// Rows that stand below the row of another code, though their own one is there.
    fn below_another(&self, orphans: &HashSet<usize>, notices: &mut Vec<Notice>) -> HashSet<usize> {
        let parent = |row: usize| self.parent(row).filter(|_| !orphans.contains(&row));
        // where totals stand below what they add up, no row is out of place
        if !self
            .coded
            .iter()
            .any(|row| parent(*row).is_some_and(|parent| parent < *row))
        {
            return HashSet::new();
        }
        let mut strays = HashSet::new();
        let table = self.budget.table_name(self.table);
        // the last row of each level so far
        let mut last: [Option<usize>; 3] = [None; 3];
        for row in &self.coded {
            let Some(code) = self.code(*row) else {
                continue;
            };
            let depth = code.depth() - 1;
            let above = last[..depth].iter().copied().max().flatten();
            last[depth] = Some(*row);
            let Some(parent) = parent(*row).filter(|parent| above != Some(*parent)) else {
                continue;
            };
            strays.insert(*row);
            let problem = Problem::Order(OrderProblem::BelowOtherParent {
                table: table.clone(),
                row: self.name(*row),
                above: above.map(|above| self.name(above)),
                parent: self.name(parent),
            });
            notices.push(self.notice(&[*row], problem));
        }
        strays
    }

    /// Rows that stand out of the order of codes among those below the same code.
    fn out_of_order(
        &self,
        orphans: &HashSet<usize>,
        strays: &HashSet<usize>,
        notices: &mut Vec<Notice>,
    ) {
        let mut siblings: IndexMap<Option<usize>, Vec<usize>> = IndexMap::new();
        for row in self
            .coded
            .iter()
            .filter(|row| !orphans.contains(row) && !strays.contains(row))
        {
            siblings.entry(self.parent(*row)).or_default().push(*row);
        }
        let displaced: Vec<usize> = siblings
            .values()
            .flat_map(|rows| {
                let kept = longest_ascending(rows, |row| self.code(*row));
                rows.iter().copied().filter(move |row| !kept.contains(row))
            })
            .collect();
        if displaced.is_empty() {
            return;
        }
        let table = self.budget.table_name(self.table);
        let descends = |rows: &Vec<usize>| {
            rows.windows(2)
                .all(|pair| self.code(pair[0]) > self.code(pair[1]))
        };
        if displaced.len() > 1 && siblings.values().all(descends) {
            notices.push(self.notice(
                &displaced,
                Problem::Order(OrderProblem::CodesDescend { table }),
            ));
            return;
        }
        let problem = Problem::Order(OrderProblem::RowsOutOfOrder {
            table,
            rows: self.named(&displaced),
        });
        notices.push(self.notice(&displaced, problem));
    }
}

/// The most rows that stand in order; equal codes are in order.
fn longest_ascending<'a>(
    rows: &[usize],
    code: impl Fn(&usize) -> Option<&'a Code>,
) -> HashSet<usize> {
    // the last place of the best run of each length, and what stands before each place in its run
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(rows.len());
    for (place, row) in rows.iter().enumerate() {
        let length = ends.partition_point(|end| code(&rows[*end]) <= code(row));
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(place)
        } else {
            ends[length] = place
        }
    }
    let mut kept = HashSet::new();
    let mut place = ends.last().copied();
    while let Some(at) = place {
        kept.insert(rows[at]);
        place = before[at];
    }
    kept
}

#[cfg(test)]
mod tests;
