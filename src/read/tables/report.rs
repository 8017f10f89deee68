//! What is said of a table, beside its rows.

use super::{TableSource, missing_columns};
use crate::book::grid::ClaimedCells;
use crate::book::sheet::Sheet;
use crate::budget::{Fact, Figure, Notice, Placed};
use crate::finding::{BeyondProblem, Problem};
use crate::place::{Address, CellRef};
use crate::read::file::FileRead;
use crate::read::located::{LocatedTable, StrangeTable};
use crate::read::strange::{self, StrangeAmount};
use rust_decimal::Decimal;

impl FileRead {
    pub(in crate::read) fn notice(&mut self, at: Vec<Address>, problem: Problem) {
        self.notices.push(Notice::at(at, problem));
    }

    /// Names a table that the layout lacks.
    pub(in crate::read) fn strange(
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
    pub(in crate::read) fn strange_part(
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
            is_in_document: sheet.is_in_document,
            title: if table.text.is_empty() {
                at_text(sheet, table.title)
            } else {
                table.text.clone()
            },
            layout: self.layout.name.clone(),
            written: amounts.iter().map(|it| it.written).collect(),
            amounts: amounts.iter().map(|it| it.amount).collect(),
        };
        self.notice(at, Problem::Beyond(problem));
    }

    /// Says where a title is not the layout's.
    pub(super) fn report_title(&mut self, sheet: &Sheet, located: &LocatedTable, title: &Placed) {
        let table = &self.layout.tables[located.table];
        let text = match &located.doubt {
            Some(text) => text.clone(),
            None if located.is_near || located.bears_other_title => title.text.clone(),
            None => return,
        };
        let right = table.title(0, None, "");
        let problem = if located.bears_other_title {
            BeyondProblem::TitleOfOther {
                sheet: sheet.name.clone(),
                is_in_document: sheet.is_in_document,
                table: table.id.clone(),
                text,
                right,
            }
        } else {
            BeyondProblem::TitleUnclear {
                table: table.id.clone(),
                text,
                right,
                is_near: located.is_near,
            }
        };
        self.notice(vec![title.at.clone()], Problem::Beyond(problem));
    }

    /// Names a form that nobody filled in; whether the department has projects at all is known with all of its files.
    pub(super) fn report_spare_form(&mut self, located: &LocatedTable, title: &Placed) {
        let id = &self.layout.tables[located.table].id;
        let table = match &located.number {
            Some(number) => format!("{id}（{number}）"),
            None => id.clone(),
        };
        self.notice(vec![title.at.clone()], Problem::FormEmpty { table });
    }

    /// Reports a unit of measure in which figures of a table come to nothing and none of them to one of the table's
    /// own unit: it is hardly meant.
    pub(super) fn report_unit(&mut self, source: &TableSource<'_>, lost: &[CellRef], known: usize) {
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
    pub(super) fn report_missing(&mut self, source: &TableSource<'_>, title: &Placed) {
        let layout = self.layout.clone();
        let table = &layout.tables[source.located.table];
        let missing = missing_columns(source.sheet, source.located, table);
        if !missing.is_empty() {
            let problem = Problem::ColumnsMissing {
                table: table.id.clone(),
                columns: missing.iter().map(|column| (*column).to_owned()).collect(),
            };
            // a heading that is not known may be the one that lacks
            let (located, sheet) = (source.located, source.sheet);
            let row = located.header.1;
            let unknown = located.others.unknown.first().map(|own| own.span.0);
            let first = || sheet.row(row).next().map(|(column, _)| column);
            let column = unknown.or_else(first).filter(|_| table.form.is_none());
            let at = column.map_or_else(
                || title.at.clone(),
                |column| self.address(sheet, sheet.anchor(row, column)),
            );
            self.notice(vec![at], problem);
        }
    }
}

/// The text of a cell.
pub(super) fn at_text(sheet: &Sheet, CellRef { row, column }: CellRef) -> String {
    let value = sheet.seen(row, column);
    value.map_or(String::new(), |value| value.text().into_owned())
}
