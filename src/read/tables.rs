//! A table of a file: its heading, its header and its rows, and what on them is not as it should be.

use super::body::TableBody;
use super::continued::is_sequel;
use super::department;
use super::file::FileRead;
use super::form;
use super::heading::{self, TableHeading};
use super::located::{LocatedTable, StrangeTable};
use super::rows::RowReader;
use super::strange::{self, StrangeAmount};
use super::year;
use crate::amount::UnitOfMeasure;
use crate::book::grid::ClaimedCells;
use crate::book::sheet::Sheet;
use crate::budget::{Fact, Figure, Notice, Placed, Table};
use crate::finding::{BeyondProblem, Problem};
use crate::layout::{self, Layout, Role};
use crate::place::{Address, CellRef};
use rust_decimal::Decimal;
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
        let column_units = heading.column_units(sheet, located, table);
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

    pub(super) fn notice(&mut self, at: Vec<Address>, problem: Problem) {
        self.notices.push(Notice {
            at,
            place: None,
            problem,
        });
    }

    /// Names a table that the layout lacks.
    pub(super) fn strange(
        &mut self,
        sheet: &Sheet,
        table: &StrangeTable,
        claimed: &mut ClaimedCells<'_>,
    ) {
        let cells = sheet.cells.rows_between(table.title.row, table.end);
        claimed.extend(cells.iter().map(|(place, _)| *place));
        let amounts = strange::amounts(sheet, table, &self.layout);
        self.report_strange(sheet, table, table.title, &amounts);
    }

    /// The same of figures that no other table took.
    pub(super) fn strange_part(
        &mut self,
        sheet: &Sheet,
        table: &StrangeTable,
        figures: &[CellRef],
    ) {
        let mut amounts = strange::amounts(sheet, table, &self.layout);
        amounts.retain(|it| figures.binary_search(&it.place).is_ok());
        self.report_strange(sheet, table, figures[0], &amounts);
    }

    fn report_strange(
        &mut self,
        sheet: &Sheet,
        table: &StrangeTable,
        place: CellRef,
        amounts: &[StrangeAmount],
    ) {
        let mut at = vec![self.address(sheet, place)];
        at.extend(amounts.iter().map(|it| self.address(sheet, it.place)));
        let problem = BeyondProblem::TableUnknown {
            sheet: sheet.name.clone(),
            title: if table.text.is_empty() {
                at_text(sheet, table.title)
            } else {
                table.text.clone()
            },
            layout: self.layout.id.clone(),
            written: amounts.iter().map(|it| it.written).collect(),
            amounts: amounts.iter().map(|it| it.amount).collect(),
        };
        self.notice(at, Problem::Beyond(problem));
    }

    /// Says where a title is not the layout's.
    fn report_title(&mut self, located: &LocatedTable, title: &Placed) {
        let table = &self.layout.tables[located.table];
        let text = match &located.doubt {
            Some(text) => text.clone(),
            None if located.is_near => title.text.clone(),
            None => return,
        };
        let problem = BeyondProblem::TitleUnclear {
            table: table.id.clone(),
            text,
            right: table.title(0, None, ""),
            is_near: located.doubt.is_none(),
        };
        self.notice(vec![title.at.clone()], Problem::Beyond(problem));
    }

    /// Reads a table.
    pub(super) fn table(
        &mut self,
        sheet: &Sheet,
        located: &LocatedTable,
        claimed: &mut ClaimedCells<'_>,
    ) {
        let layout = self.layout.clone();
        let source = TableSource::new(sheet, located, &layout);
        claim_header(&source, &layout, claimed);
        let title = Placed {
            text: located
                .printed
                .clone()
                .unwrap_or_else(|| at_text(sheet, located.title)),
            at: self.address(sheet, located.title),
        };
        self.report_title(located, &title);
        self.report_missing(&source, &title);
        let known = self.facts.len();
        let (body, lost) = self.body(&source, claimed);
        self.report_unit(&source, &lost, known);
        let table = &layout.tables[located.table];
        if let Some(before) = self.part_before(&source, &body) {
            self.append(before, body);
        } else if table.form.is_some() && form::is_unused(&body, &self.facts) {
            self.facts.truncate(known);
        } else {
            let table = self.read_table(source, title, body);
            self.tables.push(table);
        }
    }

    /// The table that another one continues.
    fn part_before(&self, source: &TableSource<'_>, body: &TableBody) -> Option<usize> {
        let located = source.located;
        let same = |before: &Table| {
            before.layout == located.table && before.title.at.sheet == source.sheet.name
        };
        let before = self.tables.iter().rposition(same)?;
        let is_part = || {
            let repeated = self.printed_again(before, body);
            located.continues || is_sequel(&self.tables[before], body, &repeated)
        };
        (!self.layout.tables[located.table].many && is_part()).then_some(before)
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
                .map(|text| placed(text, located.title)),
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
            unit_of_measure: heading.unit_of_measure,
            unit_at: heading.unit_at.map(|at| self.address(sheet, at)),
            notes: body.notes,
            blocks: body.blocks,
            list: body.list,
            unit: None,
        }
    }

    /// Reads the rows of a table; with figures that show as nothing in its own unit of measure.
    fn body(
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

    /// Reports a unit of measure in which figures of a table come to nothing and none of them to one of the table's
    /// own unit: it is hardly meant.
    fn report_unit(&mut self, source: &TableSource<'_>, lost: &[CellRef], known: usize) {
        let heading = &source.heading;
        let (Some(unit), Some(at)) = (heading.unit_of_measure, heading.unit_at) else {
            return;
        };
        let Some(first) = lost.first() else {
            return;
        };
        let table = &self.layout.tables[source.located.table];
        let one = table
            .unit_of_measure
            .convert(Decimal::ONE, self.layout.unit_of_measure);
        let is_money = |fact: &&Fact| {
            table.blocks[fact.block].columns[fact.column]
                .role
                .is_money()
        };
        let is_large = |fact: &Fact| matches!(&fact.figure, Figure::Amount { exact, .. } if exact.value().abs() >= one);
        if self.facts[known..].iter().filter(is_money).any(is_large) {
            return;
        }
        let problem = Problem::UnitOfMeasureUnfit {
            table: table.id.clone(),
            stated: unit,
            likely: table.unit_of_measure,
            count: lost.len(),
            cell: first.a1(),
        };
        let at = vec![self.address(source.sheet, at)];
        self.notice(at, problem);
    }

    /// Reports the columns that a table lacks.
    fn report_missing(&mut self, source: &TableSource<'_>, title: &Placed) {
        let layout = self.layout.clone();
        let table = &layout.tables[source.located.table];
        let missing = missing_columns(source.sheet, source.located, table);
        if !missing.is_empty() {
            let problem = Problem::ColumnsMissing {
                table: table.id.clone(),
                columns: missing.iter().map(|column| (*column).to_owned()).collect(),
            };
            self.notice(vec![title.at.clone()], problem);
        }
    }
}

fn at_text(sheet: &Sheet, CellRef { row, column }: CellRef) -> String {
    let value = sheet.seen(row, column);
    value.map_or(String::new(), |value| value.text().into_owned())
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
