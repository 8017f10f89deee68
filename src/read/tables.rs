//! A table of a file: its heading, its header and its rows, and what on them is not as it should be.

mod report;

use super::body::TableBody;
use super::continued::{goes_on, is_sequel};
use super::department;
use super::file::FileRead;
use super::form::{self, FormUse};
use super::heading::{self, TableHeading};
use super::headless::says_continued;
use super::located::LocatedTable;
use super::rows::RowReader;
use super::year;
use crate::amount::UnitOfMeasure;
use crate::book::grid::ClaimedCells;
use crate::book::sheet::Sheet;
use crate::book::value::Value;
use crate::budget::{HeaderYear, Placed, Table};
use crate::layout::{self, Layout, Role};
use crate::place::{Address, CellRef};
use report::at_text;
use std::collections::HashSet;

/// A table on a sheet, and what its heading says.
pub(super) struct TableSource<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) located: &'a LocatedTable,
    heading: TableHeading,
    /// The units of measure that the headings of columns state.
    column_units: Vec<Option<UnitOfMeasure>>,
}

impl<'a> TableSource<'a> {
    pub(super) fn new(sheet: &'a Sheet, located: &'a LocatedTable, layout: &Layout) -> Self {
        let table = &layout.tables[located.table];
        let above = located.header.0.saturating_sub(1);
        let mut heading = match table.form {
            None => heading::read(sheet, layout, located.title, above),
            Some(_) => heading::read_form(sheet, located, table),
        };
        let printed = located.printed.as_deref().and_then(year::of_title);
        heading.year = printed.or(heading.year);
        let column_units = heading.column_units(sheet, located, (table, &layout.words));
        Self {
            sheet,
            located,
            heading,
            column_units,
        }
    }
}

impl FileRead {
    pub(super) fn address(&self, sheet: &Sheet, CellRef { row, column }: CellRef) -> Address {
        Address {
            file: self.name.clone(),
            sheet: sheet.name.clone(),
            row,
            column,
        }
    }

    /// Reads a table.
    pub(super) fn table(
        &mut self,
        sheet: &Sheet,
        located: &LocatedTable,
        claimed: &mut ClaimedCells<'_>,
    ) {
        let layout = self.layout.clone();
        let mut source = TableSource::new(sheet, located, &layout);
        if continues(sheet, located) {
            self.take_unit(&mut source);
        }
        let before = self
            .tables
            .iter()
            .rposition(|it| it.layout == located.table);
        if let Some(before) = before.filter(|_| located.is_headless) {
            self.headless(&source, before, claimed);
            return;
        }
        claim_header(&source, &layout, claimed);
        let title = Placed {
            text: located
                .printed
                .clone()
                .unwrap_or_else(|| at_text(sheet, located.title)),
            at: self.address(sheet, located.title),
        };
        self.report_title(sheet, located, &title);
        self.report_missing(&source, &title);
        let known = self.facts.len();
        let (body, lost) = self.body(&source, claimed);
        self.report_unit(&source, &lost, known);
        let table = &layout.tables[located.table];
        let form_use = match table.form {
            Some(_) => form::use_of(table, &body, &self.facts),
            None => FormUse::Filled,
        };
        if let Some(before) = self.part_before(&source, &body) {
            self.append(before, body);
            return;
        }
        if form_use == FormUse::Blank {
            self.facts.truncate(known);
            return;
        }
        if form_use == FormUse::Spare {
            self.report_spare_form(located, &title);
        }
        let table = self.read_table(source, title, body);
        if layout.tables[located.table].form.is_some()
            && let Some(own) = &table.department
        {
            self.report_other_units(sheet, located, &layout, &own.text);
        }
        self.tables.push(table);
    }

    /// The table that another one continues.
    fn part_before(&self, source: &TableSource<'_>, body: &TableBody) -> Option<usize> {
        let located = source.located;
        let is_here = |before: &Table| before.title.at.sheet == source.sheet.name;
        let same = |before: &Table| {
            before.layout == located.table && (continues(source.sheet, located) || is_here(before))
        };
        let before = self.tables.iter().rposition(same)?;
        let first = &self.tables[before];
        let is_part = || {
            let repeated = self.printed_again(before, body);
            match (located.continues, is_here(first)) {
                (true, true) => true,
                (false, true) => is_sequel(first, body, &repeated),
                (_, false) => goes_on(first, body, &repeated),
            }
        };
        (!self.layout.tables[located.table].many && is_part()).then_some(before)
    }

    /// Has a table that continues another one and states no unit of measure be in that of the other.
    fn take_unit(&self, source: &mut TableSource<'_>) {
        let mut before = self.tables.iter().rev();
        let first = before.find(|it| it.layout == source.located.table);
        let unit = first.and_then(|it| it.unit_of_measure);
        let heading = &mut source.heading;
        heading.unit_of_measure = heading.unit_of_measure.or(unit);
    }

    fn read_table(&self, source: TableSource<'_>, title: Placed, body: TableBody) -> Table {
        let TableSource {
            sheet,
            located,
            heading,
            ..
        } = source;
        let table = &self.layout.tables[located.table];
        let placed = |text, place| Placed {
            text,
            at: self.address(sheet, place),
        };
        let department = match table.form {
            None => heading.department.map(|(text, place)| placed(text, place)),
            Some(_) => department::of_form(sheet, located, &self.layout)
                .map(|(text, place)| placed(text, place)),
        };
        Table {
            department_label: heading.department_label,
            layout: located.table,
            title,
            title_known: located.title_known,
            columns: located.columns.iter().map(Option::is_some).collect(),
            decimals: table.decimals,
            number: located.number.clone(),
            department,
            year: heading.year,
            header_year: located.others.stated,
            header_year_cells: year_cells(sheet, located),
            unit_of_measure: heading.unit_of_measure,
            unit_at: heading.unit_at.map(|at| self.address(sheet, at)),
            notes: body.notes,
            blocks: body.blocks,
            list: body.list,
            list_cells: body.list_cells,
            field_cells: body.field_cells,
            unit: None,
        }
    }

    /// Reads the rows of a table; with figures that show as nothing in its own unit of measure.
    pub(super) fn body(
        &mut self,
        source: &TableSource<'_>,
        claimed: &mut ClaimedCells<'_>,
    ) -> (TableBody, Vec<CellRef>) {
        let is_form = self.layout.tables[source.located.table].form.is_some();
        let mut reader = self.reader(source, claimed);
        let body = if is_form {
            reader.form_body()
        } else {
            reader.table_body()
        };
        (body, reader.lost)
    }

    /// A reader for the rows of a table.
    pub(super) fn reader<'a, 'g>(
        &'a mut self,
        source: &'a TableSource<'_>,
        claimed: &'a mut ClaimedCells<'g>,
    ) -> RowReader<'a, 'g> {
        let table = &self.layout.tables[source.located.table];
        RowReader {
            sheet: source.sheet,
            file: &self.name,
            layout: &self.layout,
            located: source.located,
            unit_of_measure: source
                .heading
                .unit_of_measure
                .unwrap_or(table.unit_of_measure),
            column_units: &source.column_units,
            lost: Vec::new(),
            department: self.department.as_deref().unwrap_or_default(),
            index: self.tables.len(),
            facts: &mut self.facts,
            notices: &mut self.notices,
            claimed,
        }
    }
}

/// Whether the title of a table or the name of its sheet says that it goes on with the one before it.
fn continues(sheet: &Sheet, located: &LocatedTable) -> bool {
    located.continues || says_continued(&sheet.name)
}

/// The cells of a header that state the year of its figures.
fn year_cells(sheet: &Sheet, located: &LocatedTable) -> Vec<CellRef> {
    let Some(HeaderYear::Year(stated)) = located.others.stated else {
        return Vec::new();
    };
    let header = sheet.rows(located.header.0, located.header.1);
    let states = |value: &Value| {
        let years = year::years(&value.folded());
        years.into_iter().any(|(.., year)| year == stated)
    };
    header
        .filter(|(_, value)| states(value))
        .map(|(place, _)| *place)
        .collect()
}

/// Takes the cells of title, heading and header, and the numbers of rows.
fn claim_header(source: &TableSource<'_>, layout: &Layout, claimed: &mut ClaimedCells<'_>) {
    let (sheet, located) = (source.sheet, source.located);
    let last = match layout.tables[located.table].form {
        None => located.header.1,
        Some(_) => located.title.row,
    };
    let headings = sheet.cells.rows_between(located.title.row, last);
    claimed.extend(headings.iter().map(|(place, _)| *place));
    claimed.extend(numbering(sheet, located, layout));
}

/// The cells below headings of columns that hold no figures: 序号.
fn numbering(sheet: &Sheet, located: &LocatedTable, layout: &Layout) -> Vec<CellRef> {
    let header = sheet.rows(located.header.0, located.header.1);
    let columns: HashSet<u32> = header
        .filter(|(_, value)| {
            layout
                .words
                .ignored_headings
                .iter()
                .any(|known| *known == value.folded())
        })
        .map(|(CellRef { column, .. }, _)| *column)
        .collect();
    let body = sheet.rows(located.header.1 + 1, located.end);
    body.filter(|(CellRef { column, .. }, _)| columns.contains(column))
        .map(|(place, _)| *place)
        .collect()
}

/// The columns of figures and names that a table lacks, or the fields of figures that a form lacks.
fn missing_columns<'a>(
    sheet: &Sheet,
    located: &LocatedTable,
    table: &'a layout::Table,
) -> Vec<&'a str> {
    let columns = table.blocks.iter().flat_map(|block| &block.columns);
    let found: Vec<bool> = match table.form {
        None => located.columns.iter().map(Option::is_some).collect(),
        Some(_) => form::fields_of(sheet, table, located)
            .iter()
            .map(Option::is_some)
            .collect(),
    };
    // codes may stand whole in one column, or in front of the names; a form may lack words
    let counts = |role: Role| match role {
        Role::CodePart(_) | Role::Code => false,
        role => role == Role::Amount || table.form.is_none(),
    };
    columns
        .zip(found)
        .enumerate()
        .filter(|(at, _)| !located.elsewhere.contains(at))
        .map(|(_, it)| it)
        .filter(|(column, found)| !found && !column.optional && counts(column.role))
        .map(|(column, _)| column.id.as_str())
        .collect()
}
