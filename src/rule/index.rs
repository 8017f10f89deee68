//! The rows of a budget by what formulas ask for: by table and block of the layout, by code, and what
//! stands below each. Made once for all rules.

use super::resolve::RowFilter;
use super::tree;
use crate::budget::{Budget, Row, RowKey, RowPosition};
use crate::classification::{Code, Level};
use crate::label::unit_name;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

/// The rows of a budget.
pub(super) struct Index<'a> {
    budget: &'a Budget,
    /// Tables of the layout that were handed in twice with different figures: nothing of them may be used.
    ambiguous: BTreeSet<usize>,
    /// By table of the layout, and block.
    blocks: Vec<Vec<BlockRows<'a>>>,
    /// By table of the budget, and block: for every row the rows right below it.
    below: Vec<Vec<Vec<Vec<RowPosition>>>>,
}

/// The rows of a block of the layout, in all its copies.
#[derive(Default)]
struct BlockRows<'a> {
    all: Vec<RowPosition>,
    by_code: HashMap<&'a Code, Vec<RowPosition>>,
    /// By line of the layout.
    lines: Vec<Vec<RowPosition>>,
    /// The level of all its codes, where they have just one.
    only_level: Option<Level>,
    /// Its budget units, where there are several.
    units: BTreeSet<String>,
}

impl<'a> Index<'a> {
    pub(super) fn new(budget: &'a Budget) -> Self {
        let below = (0..budget.tables.len())
            .map(|table| {
                (0..budget.tables[table].blocks.len())
                    .map(|it| tree::children(budget, (table, it)))
                    .collect()
            })
            .collect();
        let ambiguous = budget.ambiguous();
        let blocks = budget
            .layout
            .tables
            .iter()
            .enumerate()
            .map(|(table, layout)| {
                let rows = |block| {
                    if ambiguous.contains(&table) {
                        BlockRows::default()
                    } else {
                        block_rows(budget, table, block)
                    }
                };
                (0..layout.blocks.len()).map(rows).collect()
            });
        let blocks = blocks.collect();
        Self {
            budget,
            ambiguous,
            blocks,
            below,
        }
    }

    pub(super) fn is_ambiguous(&self, table: usize) -> bool {
        self.ambiguous.contains(&table)
    }

    pub(super) fn row(&self, (table, block, row): RowPosition) -> &'a Row {
        &self.budget.tables[table].blocks[block][row]
    }

    /// The rows right below a row.
    pub(super) fn below(&self, (table, block, row): RowPosition) -> &[RowPosition] {
        &self.below[table][block][row]
    }

    /// The rows of a block of the layout that a filter lets through.
    pub(super) fn rows(
        &self,
        table: usize,
        block: usize,
        filter: RowFilter,
    ) -> Cow<'_, [RowPosition]> {
        let all = &self.blocks[table][block].all;
        if filter == RowFilter::All {
            return Cow::Borrowed(all);
        }
        let passing = all.iter().copied();
        passing
            .filter(|place| tree::passes(filter, self.row(*place), self.below(*place)))
            .collect()
    }

    /// The rows of a line of the layout.
    pub(super) fn line(&self, table: usize, block: usize, line: usize) -> &[RowPosition] {
        self.blocks[table][block]
            .lines
            .get(line)
            .map_or(&[], Vec::as_slice)
    }

    /// The rows of a code, under one budget unit or under all. Where a table prints codes of one deeper level
    /// alone (a flat list of 项), those below the code stand for it; a row left out of a table that prints several
    /// levels is missing.
    pub(super) fn of_code(
        &self,
        table: usize,
        block: usize,
        code: &Code,
        unit: Option<&str>,
    ) -> Cow<'_, [RowPosition]> {
        let block = &self.blocks[table][block];
        let rows = match block.only_level {
            Some(level) if level != code.level() => {
                let is_below = |place: &RowPosition| {
                    self.row(*place)
                        .code
                        .as_ref()
                        .is_some_and(|own| own.is_below(code))
                };
                block.all.iter().copied().filter(is_below).collect()
            }
            _ => Cow::Borrowed(block.by_code.get(code).map_or(&[][..], Vec::as_slice)),
        };
        if unit.is_none() {
            return rows;
        }
        let own = rows.iter().copied();
        own.filter(|place| unit_of(self.budget, *place).as_deref() == unit)
            .collect()
    }

    /// Whether those below a code stand for it; see [`Index::of_code`].
    pub(super) fn is_flat(&self, table: usize, block: usize, code: &Code) -> bool {
        self.blocks[table][block]
            .only_level
            .is_some_and(|level| level != code.level())
    }

    /// The row of a budget unit, where one row alone bears its name.
    pub(super) fn unit_row(&self, table: usize, block: usize, unit: &str) -> Option<usize> {
        let rows = self.blocks[table][block]
            .all
            .iter()
            .filter(|place| self.row(**place).code.is_some());
        let mut found = rows
            .filter(|place| unit_of(self.budget, **place).as_deref() == Some(unit))
            .filter_map(|place| self.row(*place).unit);
        let first = found.next()?;
        found.all(|other| other == first).then_some(first)
    }

    /// The units of a block of which there is more than one.
    pub(super) fn units(&self, table: usize, block: usize) -> &BTreeSet<String> {
        &self.blocks[table][block].units
    }
}

fn block_rows(budget: &Budget, table: usize, block: usize) -> BlockRows<'_> {
    let mut found = BlockRows::default();
    let mut levels: BTreeSet<Level> = BTreeSet::new();
    let mut last_unit = None;
    for (index, it) in budget.tables_of(table) {
        found.all.reserve(it.blocks[block].len());
        found.by_code.reserve(
            it.blocks[block]
                .iter()
                .filter(|row| row.code.is_some())
                .count(),
        );
        for (number, row) in it.blocks[block].iter().enumerate() {
            let place = (index, block, number);
            found.all.push(place);
            if let RowKey::Line(line) = row.key {
                found
                    .lines
                    .resize(found.lines.len().max(line + 1), Vec::new());
                found.lines[line].push(place);
            }
            let Some(code) = &row.code else { continue };
            found.by_code.entry(code).or_default().push(place);
            levels.insert(code.level());
            // the rows of a unit stand together
            if last_unit != Some((index, row.unit)) {
                found.units.extend(unit_of(budget, place));
                last_unit = Some((index, row.unit));
            }
        }
    }
    if levels.len() == 1 {
        found.only_level = levels.first().copied();
    }
    if found.units.len() < 2 {
        found.units.clear();
    }
    found
}

/// The budget unit that a row stands under, by its folded name without its number.
fn unit_of(budget: &Budget, (table, block, row): RowPosition) -> Option<String> {
    let rows = &budget.tables[table].blocks[block];
    Some(unit_name(&rows[rows[row].unit?].label))
}
