//! Last year's figures as a finding names them, and what last year's tables lack.

use super::{EarlierFigures, translated};
use crate::budget::RowPosition;
use crate::equation::in_words;
use crate::finding::Absence;
use crate::rule::binding::Binding;
use crate::rule::expand::Expander;
use crate::rule::resolve::{EarlierCells, ResolvedCells, ResolvedColumns, RowPick};
use crate::rule::walk::Position;

impl Expander<'_> {
    pub(super) fn place_name(&self, (table, block, row): RowPosition) -> String {
        self.budget.row_name(table, block, row)
    }

    pub(super) fn name_of_last(&self, cells: &ResolvedCells) -> String {
        let table = &self.budget.layout.tables[cells.table];
        format!("上年 {}", table.spoken_name(cells.block))
    }

    /// The row that cells ask for, in words.
    pub(super) fn row_wanted(&self, cells: &ResolvedCells, binding: &Binding) -> String {
        let block = &self.budget.layout.tables[cells.table].blocks[cells.block];
        match (&cells.rows, binding) {
            (RowPick::Line(line), _) => block.lines[*line].id.clone(),
            (RowPick::Code(code), _) | (RowPick::SameCode, Binding::Code(code, _)) => {
                code.to_string()
            }
            (_, Binding::Row(place)) => self.place_name(*place),
            (_, Binding::Project(_, name)) => name.clone(),
            _ => String::new(),
        }
    }

    /// Why last year's tables do not tell.
    pub(super) fn lacks_of_last(&self, cells: &ResolvedCells, row: &str) -> Absence {
        let table = self.name_of_last(cells);
        let id = &self.budget.layout.tables[cells.table].id;
        let last = self.budget.last_year.as_ref().map(|it| &*it.budget);
        let known = last.and_then(|last| Some((last, last.layout.table(id)?.0)));
        match known {
            Some((last, own)) if last.tables_of(own).next().is_some() => {
                match translated(cells, &self.budget.layout, &last.layout) {
                    Some(_) => Absence::Row {
                        table,
                        row: row.to_owned(),
                    },
                    None => Absence::Column { table },
                }
            }
            _ => Absence::Table { table },
        }
    }

    /// An operand about last year in words, with the place of its figure where it is one.
    pub(in crate::rule) fn earlier_text(
        &self,
        earlier: &EarlierCells,
        at: Position<'_>,
        found: &EarlierFigures,
    ) -> String {
        let cells = &earlier.cells;
        let table = self.name_of_last(cells);
        if earlier.is_count {
            return format!("{table}的行数");
        }
        let block = &self.budget.layout.tables[cells.table].blocks[cells.block];
        let column = match (&cells.columns, cells.columns(at.column)) {
            (ResolvedColumns::One(_) | ResolvedColumns::Same(_), [column]) => {
                block.columns[*column].id.as_str()
            }
            _ => "",
        };
        let executed = if earlier.is_executed { "执行数" } else { "" };
        let text = in_words([
            &table,
            &self.row_wanted(cells, at.binding),
            column,
            executed,
        ]);
        match found.figures.as_slice() {
            [] => text,
            [only] => format!("{text}（{}）", only.at),
            many => format!("{text}（共 {} 个）", many.len()),
        }
    }
}
