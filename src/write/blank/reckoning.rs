//! The hidden sheet on which everything is reckoned: a cell for every line, a column for every kind of entry, in the
//! layout's unit of measure. Tables show what stands here; what is entered is taken from where it is entered.

mod formulas;
mod sheet;

use super::EntryCounts;
use super::wanted::WantedForm;
use crate::classification::Series;
use crate::layout::{Layout, TotalPosition as Edge};
use crate::place;
use crate::rule::plan::{CellKind, EntryList, Origin, Plan, Shape, kinds, list_of};
use crate::write::page::CellPosition;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// The first row of every column, zero-based.
const FIRST: u32 = 2;

/// The cell with the size of all figures together.
const ENTERED: CellPosition = (0, 1);

/// Where everything stands on the sheet.
pub(super) struct CalculationSheet<'a> {
    pub(super) layout: &'a Layout,
    pub(super) plan: &'a Plan,
    sheet: String,
    lines: HashMap<CellKind, u32>,
    entries: HashMap<CellKind, u16>,
    lists: Vec<ListHome>,
    keys: HashMap<(usize, usize), Keys>,
    /// The column of statements, which says how often each does not hold.
    statements: u16,
    columns: u16,
    /// Decimal places of all that is reckoned.
    places: u32,
}

/// The columns that a list has beside its figures.
struct ListHome {
    list: EntryList,
    rows: u32,
    code: u16,
    name: u16,
    /// Of forms: which of the projects is meant, by its place in the list.
    place: u16,
}

/// The columns of a coded block: codes with figures at every level, the sorted ones, and what is printed.
#[derive(Clone, Copy)]
pub(super) struct Keys {
    levels: u16,
    depth: u16,
    sorted: u16,
    pub(super) print: u16,
    pub(super) rows: u32,
    /// How many codes go on the paper, above the totals and the note.
    pub(super) on_paper: u32,
}

/// A form, by its place among those of its table.
#[derive(Clone, Copy)]
pub(super) struct FormIndex {
    pub(super) table: usize,
    pub(super) number: u32,
}

/// The entry at hand.
#[derive(Clone, Copy)]
enum CurrentEntry {
    Once,
    /// A row of a list, for a kind of a table.
    Entry(EntryList, u32, usize),
    /// All rows of a list at once, as an array.
    Every(EntryList),
}

/// What is printed in a row of a coded block that is no code: the first, second … total, and the note.
pub(super) const TOTAL: &str = "=";
pub(super) const NOTE: &str = "=note";

/// The columns of the sheet, while they are handed out from the left.
struct ColumnPlan {
    next: u16,
    entries: HashMap<CellKind, u16>,
    lists: Vec<ListHome>,
    keys: HashMap<(usize, usize), Keys>,
}

impl ColumnPlan {
    fn new() -> Self {
        Self {
            next: 3,
            entries: HashMap::new(),
            lists: Vec::new(),
            keys: HashMap::new(),
        }
    }

    /// The first of the next free columns.
    fn take(&mut self, count: u16) -> u16 {
        self.next += count;
        self.next - count
    }

    fn add_entry(&mut self, kind: CellKind) {
        let column = self.take(1);
        self.entries.insert(kind, column);
    }

    /// The columns of a list; each list once.
    fn add_list(&mut self, list: EntryList, room: &EntryCounts) {
        if self.lists.iter().any(|home| home.list == list) {
            return;
        }
        let home = ListHome {
            list,
            rows: room.entries(list),
            code: self.take(1),
            name: self.take(1),
            place: self.take(1),
        };
        self.lists.push(home);
    }

    /// The columns of a coded block, by table and block.
    fn add_keys(
        &mut self,
        layout: &Layout,
        room: &EntryCounts,
        (table, block): (usize, usize),
        series: Series,
    ) {
        let depth = u16::try_from(series.depth()).unwrap_or(3);
        let rows = u32::try_from(room.rows(table, block)).unwrap_or(0);
        let below = layout.tables[table].blocks[block]
            .lines
            .iter()
            .filter(|line| line.at != Some(Edge::First))
            .count();
        let below = u32::try_from(below).unwrap_or(0);
        let keys = Keys {
            levels: self.take(depth),
            depth,
            sorted: self.take(1),
            print: self.take(1),
            rows,
            on_paper: room.on_paper(table).min(rows).saturating_sub(below + 1),
        };
        self.keys.insert((table, block), keys);
    }
}

impl<'a> CalculationSheet<'a> {
    pub(super) fn new(layout: &'a Layout, plan: &'a Plan, room: &EntryCounts, sheet: &str) -> Self {
        let all: Vec<CellKind> = kinds(layout);
        let is_used = |kind: &&CellKind| {
            plan.origins
                .get(*kind)
                .is_some_and(|origin| *origin != Origin::Unused)
        };
        let lines = all.iter().filter(|kind| kind.row != Shape::Entry);
        let lines = lines
            .filter(is_used)
            .zip(FIRST..)
            .map(|(kind, row)| (*kind, row))
            .collect();
        let mut columns = ColumnPlan::new();
        for (table, it) in layout.tables.iter().enumerate() {
            for block in 0..it.blocks.len() {
                let Some(list) = list_of(layout, table, block) else {
                    continue;
                };
                columns.add_list(list, room);
                let of_block = all.iter().filter(|kind| {
                    (kind.table, kind.block, kind.row) == (table, block, Shape::Entry)
                });
                of_block.for_each(|kind| columns.add_entry(*kind));
                if let EntryList::Codes(series) = list {
                    columns.add_keys(layout, room, (table, block), series);
                }
            }
        }
        let statements = columns.take(2) + 1;
        let in_layout =
            |table: &crate::layout::Table| table.unit_of_measure == layout.unit_of_measure;
        let places = layout
            .tables
            .iter()
            .filter(|table| in_layout(table))
            .map(|table| table.decimals)
            .max();
        Self {
            layout,
            plan,
            sheet: sheet.to_owned(),
            lines,
            entries: columns.entries,
            lists: columns.lists,
            keys: columns.keys,
            statements,
            columns: columns.next,
            places: places.unwrap_or(2),
        }
    }

    fn name(&self, column: u16, row: u32) -> String {
        format!("'{}'!{}", self.sheet, fixed(column, row))
    }

    fn area(&self, column: u16, rows: u32) -> String {
        format!(
            "'{}'!{}:{}",
            self.sheet,
            fixed(column, FIRST),
            fixed(column, FIRST + rows.max(1) - 1)
        )
    }

    fn home(&self, list: EntryList) -> Option<&ListHome> {
        self.lists.iter().find(|home| home.list == list)
    }

    fn home_of(&self, kind: CellKind) -> Option<&ListHome> {
        self.home(list_of(self.layout, kind.table, kind.block)?)
    }

    /// One unit of a table's unit of measure in the layout's.
    pub(super) fn unit(&self, table: usize) -> Decimal {
        let unit = self.layout.tables[table].unit_of_measure;
        unit.convert(Decimal::ONE, self.layout.unit_of_measure)
            .normalize()
    }

    /// The cell of a line, or of an entry by its number.
    pub(super) fn cell(&self, kind: CellKind, entry: u32) -> Option<String> {
        match self.lines.get(&kind) {
            Some(row) => Some(self.name(1, *row)),
            None => self
                .entries
                .get(&kind)
                .map(|column| self.name(*column, FIRST + entry)),
        }
    }

    /// All entries of a kind.
    pub(super) fn entries(&self, kind: CellKind) -> Option<String> {
        Some(self.area(*self.entries.get(&kind)?, self.home_of(kind)?.rows))
    }

    /// The codes of a list.
    pub(super) fn codes(&self, list: EntryList) -> String {
        self.home(list)
            .map_or(String::new(), |home| self.area(home.code, home.rows))
    }

    /// The code of an entry.
    pub(super) fn code(&self, list: EntryList, entry: u32) -> String {
        self.home(list)
            .map_or(String::new(), |home| self.name(home.code, FIRST + entry))
    }

    /// The names of a list.
    pub(super) fn names(&self, list: EntryList) -> String {
        self.home(list)
            .map_or(String::new(), |home| self.area(home.name, home.rows))
    }

    /// The name of an entry.
    pub(super) fn name_of(&self, list: EntryList, entry: u32) -> String {
        self.home(list)
            .map_or(String::new(), |home| self.name(home.name, FIRST + entry))
    }

    /// The columns of a coded block.
    pub(super) fn keys(&self, table: usize, block: usize) -> Option<Keys> {
        self.keys.get(&(table, block)).copied()
    }

    /// What is printed in a row of a coded block.
    pub(super) fn printed(&self, keys: Keys, row: u32) -> String {
        self.name(keys.print, FIRST + row)
    }

    /// What all rows of a coded block print.
    pub(super) fn all_printed(&self, keys: Keys) -> String {
        self.area(keys.print, keys.rows)
    }

    /// How many codes a block prints.
    pub(super) fn count(&self, keys: Keys) -> String {
        format!("COUNT({})", self.area(keys.sorted, keys.rows))
    }

    /// Whether a table has no figure.
    pub(super) fn is_empty(&self, table: usize) -> String {
        format!("{}=0", self.size_of(|kind| kind.table == table))
    }

    /// Whether the workbook has no figure.
    pub(super) fn is_unfilled(&self) -> String {
        let (row, column) = ENTERED;
        format!("{}=0", self.name(column, row))
    }

    /// Whether a table has no figure yet, although figures are entered in the table itself, or nothing has any: a test.
    pub(super) fn is_table_unfilled(&self, table: usize) -> String {
        let is_entered = |kind: &CellKind| {
            kind.table == table && self.is_in_place(*kind) && self.plan.is_entered(*kind)
        };
        let mut kinds = self.lines.keys().chain(self.entries.keys());
        if kinds.any(is_entered) {
            self.is_empty(table)
        } else {
            self.is_unfilled()
        }
    }

    /// The sizes of figures added up, as a formula.
    fn size_of(&self, wanted: impl Fn(&CellKind) -> bool) -> String {
        let own = |kind: &&CellKind| wanted(kind);
        let mut rows: Vec<u32> = self
            .lines
            .iter()
            .filter(|(kind, _)| own(kind))
            .map(|(_, row)| *row)
            .collect();
        rows.sort_unstable();
        let mut parts = Vec::new();
        if let (Some(first), Some(last)) = (rows.first(), rows.last()) {
            parts.push(format!(
                "'{}'!{}:{}",
                self.sheet,
                fixed(1, *first),
                fixed(1, *last)
            ));
        }
        let mut entries: Vec<&CellKind> = self.entries.keys().filter(own).collect();
        entries.sort();
        parts.extend(entries.into_iter().filter_map(|kind| self.entries(*kind)));
        let sums = parts.iter().map(|area| format!("SUMPRODUCT(ABS({area}))"));
        let sums: Vec<String> = sums.collect();
        if sums.is_empty() {
            "0".to_owned()
        } else {
            sums.join("+")
        }
    }

    /// The cell that says how often a statement does not hold.
    pub(super) fn broken(&self, statement: usize) -> Option<String> {
        let at = self
            .plan
            .checks
            .iter()
            .position(|check| *check == statement)?;
        Some(self.name(self.statements, FIRST + u32::try_from(at).unwrap_or(0)))
    }
}

/// What of the sheet is entered elsewhere: the cells of each kind by the number of its entry, and of each list the codes
/// and names as formulas.
#[derive(Default)]
pub(super) struct Sources {
    pub(super) figures: HashMap<(CellKind, u32), String>,
    pub(super) lists: Vec<(EntryList, Vec<(String, String)>)>,
    /// The cells of the names in forms.
    pub(super) forms: Vec<String>,
    /// The forms, in the order of the projects.
    pub(super) wanted: Vec<WantedForm>,
}

/// A cell that stays where it is: `$D$9`.
pub(super) fn fixed(column: u16, row: u32) -> String {
    place::fixed(row, column.into())
}
