//! The tables of a blank workbook: what is entered is unlocked, all else shows what is reckoned.

use super::super::page::{Area, CellContent, CellPosition, CellPurpose, SheetPage, Style};
use super::super::terms::times;
use super::list::page_name;
use super::outline::texts;
use super::reckoning::{Sources, fixed};
use super::{BlankDraft, cell, formula};
use crate::budget::RowKey;
use crate::layout::Rows;
use crate::place::a1;
use crate::rule::plan::{CellKind, EntryList, Origin, Shape};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Where a block stands on the page being filled.
#[derive(Clone, Copy)]
pub(super) struct BlockPosition {
    pub(super) table: usize,
    pub(super) block: usize,
    /// The column of verdicts and hints.
    pub(super) verdicts: u16,
}

/// Cells that are entered, by column of the block.
type EnteredCells = BTreeMap<usize, Vec<(CellKind, CellPosition)>>;

/// A row whose figures are filled.
#[derive(Clone, Copy)]
struct FigureRow<'a> {
    at: u32,
    shape: Shape,
    /// Its number among the entries of a list.
    entry: u32,
    key: &'a RowKey,
}

/// The statements that speak of a row of the page.
pub(super) type ByRow = BTreeMap<u32, Vec<usize>>;

impl BlankDraft<'_> {
    /// Fills the page of a table or form.
    pub(super) fn fill(
        &self,
        index: usize,
        mut page: SheetPage,
        sources: &mut Sources,
    ) -> SheetPage {
        let table = self.budget.tables[index].layout;
        let layout = &self.layout.tables[table];
        let verdicts = u16::try_from(page.widths.len().saturating_sub(1)).unwrap_or(u16::MAX);
        let spot = BlockPosition {
            table,
            block: 0,
            verdicts,
        };
        if layout.form.is_some() {
            self.form(&mut page, index, spot, sources);
            return page;
        }
        self.heading(&mut page, table);
        let mut by_row = ByRow::new();
        for (block, own) in layout.blocks.iter().enumerate() {
            let spot = BlockPosition { block, ..spot };
            match own.rows {
                Rows::Codes => self.codes(&mut page, spot),
                _ => self.rows(&mut page, index, spot, sources, &mut by_row),
            }
        }
        self.note(&mut page, table);
        self.verdicts(&mut page, spot, by_row);
        if page.print.last.is_none() {
            page.fit();
        }
        page
    }

    /// Title and heading with the department and the year that are entered.
    fn heading(&self, page: &mut SheetPage, table: usize) {
        let layout = &self.layout.tables[table];
        let title = self.guide.filled(&layout.titles[0]);
        let heading = layout
            .heading
            .as_ref()
            .map(|label| self.guide.filled(&format!("{label}：{{department}}")));
        for cell in &mut page.cells {
            match (cell.style, &heading) {
                (Style::Title, _) => cell.content = title.clone(),
                (Style::Left, Some(heading)) => cell.content = heading.clone(),
                _ => {}
            }
        }
        let columns = layout.blocks.iter().flat_map(|block| &block.columns);
        let keep: Vec<bool> = columns.map(|column| !column.optional).collect();
        let header = layout.header.keeping(&keep);
        let top = page.header_end.unwrap_or(0) + 1 - u32::try_from(header.rows).unwrap_or(1);
        for drawn in header.cells.iter().filter(|drawn| drawn.text.contains('{')) {
            let (row, column) = (
                top + u32::try_from(drawn.row).unwrap_or(0),
                u16::try_from(drawn.column).unwrap_or(0),
            );
            if let Some(cell) = cell(page, row, column) {
                cell.content = self.guide.filled(&drawn.text);
            }
        }
    }

    /// A figure in the unit of measure of its table, as a formula; nothing where it is nothing.
    pub(super) fn shown(&self, table: usize, reckoned: &str) -> CellContent {
        let unit = self.reckoning.unit(table);
        if unit == Decimal::ONE {
            return formula(format!("IF({reckoned}=0,\"\",{reckoned})"));
        }
        let (factor, places) = (
            times(Decimal::ONE / unit),
            self.layout.tables[table].decimals,
        );
        formula(format!(
            "IF({reckoned}=0,\"\",ROUND({reckoned}{factor},{places}))"
        ))
    }

    /// Puts a figure into its cell: to be entered, or as it follows.
    pub(super) fn figure(
        &self,
        page: &mut SheetPage,
        (row, column): (u32, u16),
        kind: CellKind,
        entry: u32,
        sources: &mut Sources,
    ) -> bool {
        let origin = self.plan.origins.get(&kind).copied();
        let content = match origin {
            None | Some(Origin::Unused) => return false,
            Some(Origin::Entered) => CellContent::Blank,
            Some(Origin::FollowsWhile(_)) => self
                .reckoning
                .offered(kind, entry)
                .map_or(CellContent::Blank, |sum| self.shown(kind.table, &sum)),
            Some(Origin::Follows(_)) => self
                .reckoning
                .cell(kind, entry)
                .map_or(CellContent::Blank, |cell| self.shown(kind.table, &cell)),
        };
        let place = format!("'{}'!{}", page_name(&page.name), fixed(column, row));
        let Some(cell) = cell(page, row, column) else {
            return false;
        };
        cell.content = content;
        cell.dress = match origin {
            Some(Origin::Entered) => CellPurpose::Entered,
            Some(Origin::FollowsWhile(_)) => CellPurpose::Offered,
            _ => CellPurpose::Plain,
        };
        let is_entered = cell.dress != CellPurpose::Plain;
        if is_entered {
            sources.figures.insert((kind, entry), place);
        }
        is_entered
    }

    /// The rows of a block of lines, projects, or an outline.
    fn rows(
        &self,
        page: &mut SheetPage,
        index: usize,
        spot: BlockPosition,
        sources: &mut Sources,
        by_row: &mut ByRow,
    ) {
        let BlockPosition { table, block, .. } = spot;
        let own = &self.layout.tables[table].blocks[block];
        let places = page.grids[block].rows.clone();
        let mut entered = EnteredCells::new();
        let mut projects = Vec::new();
        let rows = self.budget.tables[index].blocks[block].iter();
        for (row, at) in rows.zip(places) {
            let (shape, entry) = match row.key {
                RowKey::Line(line) => (Shape::Line(line), 0),
                RowKey::Project => (Shape::Entry, u32::try_from(projects.len()).unwrap_or(0)),
                _ => (Shape::Single, 0),
            };
            let cells = FigureRow {
                at,
                shape,
                entry,
                key: &row.key,
            };
            self.row_figures(page, spot, cells, sources, &mut entered);
            match row.key {
                RowKey::Line(line) if own.lines[line].total => {
                    let statements = self.checks.of_line(table, block, line);
                    by_row.entry(at).or_default().extend(statements);
                }
                RowKey::Project => {
                    page.roomy.push((at, 2));
                    let form = sources.wanted.get(projects.len());
                    projects.push(self.project(page, spot, own, (at, form)));
                }
                RowKey::Level(_) => texts(page, own, block, at),
                RowKey::Single => {
                    let statements = by_row.entry(at);
                    statements.or_insert_with(|| self.checks.of_table(table));
                }
                _ => {}
            }
        }
        for cells in entered.into_values().filter(|cells| !cells.is_empty()) {
            let (kind, first) = cells[0];
            let first = a1(first.0, u32::from(first.1));
            let areas = runs(cells.iter().map(|(_, place)| *place));
            let entry = super::amount_entry(self.layout, kind, &first, areas);
            page.entries.push(entry);
        }
        if own.rows == Rows::Projects {
            let grid = page.grids[block].clone();
            self.project_codes(page, own, &grid);
            sources.lists.push((EntryList::Projects, projects));
        }
    }

    /// The figures of a row; those that are entered go into `entered`.
    fn row_figures(
        &self,
        page: &mut SheetPage,
        spot: BlockPosition,
        row: FigureRow<'_>,
        sources: &mut Sources,
        entered: &mut EnteredCells,
    ) {
        let BlockPosition { table, block, .. } = spot;
        let own = &self.layout.tables[table].blocks[block];
        let grid = page.grids[block].clone();
        for column in own.amount_columns() {
            let Some(place) = grid.columns[column].map(|column| (row.at, column)) else {
                continue;
            };
            let kind = CellKind {
                table,
                block,
                row: row.shape,
                column,
            };
            let is_entered = if own.rows == Rows::Outline {
                self.outline(page, own, &grid, place, row.key);
                matches!(row.key, RowKey::Level(_))
            } else {
                self.figure(page, place, kind, row.entry, sources)
            };
            if is_entered {
                entered.entry(column).or_default().push((kind, place));
            }
        }
    }
}

/// Cells of one column as areas.
pub(super) fn runs(cells: impl Iterator<Item = CellPosition>) -> Vec<Area> {
    let mut areas: Vec<Area> = Vec::new();
    for cell in cells {
        match areas.last_mut() {
            Some((_, last)) if (last.0 + 1, last.1) == cell => *last = cell,
            _ => areas.push((cell, cell)),
        }
    }
    areas
}
