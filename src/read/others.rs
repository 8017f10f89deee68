//! Columns within a table that are none of its own: last year's, comparisons of two years, and what the layout lacks.

use super::located::{ColumnHeading, ColumnSpan};
use super::period::Of;
use super::rows::RowReader;
use crate::amount::Amount;
use crate::book::value::NumberLook;
use crate::book::value::Value;
use crate::budget::{Figure, LastYearFigure};
use crate::finding::{BeyondProblem, OtherPeriod, Problem};
use crate::place::CellRef;
use crate::place::a1;

impl RowReader<'_, '_> {
    /// Last year's figures in a row of a block.
    pub(super) fn last_year(&self, index: usize, row: u32) -> Vec<LastYearFigure> {
        let block = &self.table().blocks[index];
        let last = &self.located.others.last;
        let figure = |column: usize| {
            let (span, is_executed) = (*last.get(block.first_column + column)?)?;
            let CellRef { row, column: at } = self.figure_place(row, span);
            let value = self.sheet.own(row, at)?;
            Some(LastYearFigure {
                column,
                is_executed,
                at: self.address(row, at),
                figure: self.figure_in(Some(value), self.unit_of(index, column)).0,
            })
        };
        block.amount_columns().filter_map(figure).collect()
    }

    /// Names the columns that are not published.
    pub(super) fn report_others(&mut self) {
        let others = &self.located.others;
        for (of, period) in [
            (Of::Last, OtherPeriod::LastYear),
            (Of::Change, OtherPeriod::Change),
            (Of::Other, OtherPeriod::Other),
        ] {
            let own = others.of_other_years.iter().filter(|it| it.1 == of);
            let own: Vec<&ColumnHeading> = own.map(|it| &it.0).collect();
            if let (Some(first), Some(last)) = (own.first(), own.last()) {
                let mut headings: Vec<String> = own.iter().map(|it| head(it)).collect();
                headings.dedup();
                let problem = BeyondProblem::OtherYear {
                    table: self.table().id.clone(),
                    headings,
                    range: self.range((first.span.0, last.span.1)),
                    of: period,
                };
                let at = first.at;
                self.notice(&[at], Problem::Beyond(problem));
            }
            own.iter().for_each(|it| self.claim(it.span));
        }
        for heading in &others.unknown {
            self.report_unknown(heading);
        }
    }

    fn report_unknown(&mut self, heading: &ColumnHeading) {
        let text = heading.path.last().unwrap_or(&heading.written).clone();
        let ignored = |text: &String| self.layout.words.ignored_headings.contains(text);
        if heading.path.iter().any(ignored) {
            return;
        }
        let is_money = !self.layout.words.heads_no_money(&heading.written);
        let (first, last) = heading.span;
        let body = self.located.header.1 + 1;
        let cells = self.sheet.rows(body, self.located.end);
        let within = cells.filter(|(CellRef { column, .. }, _)| (first..=last).contains(column));
        let amounts: Vec<(CellRef, Amount)> = within
            .filter_map(|(place, value)| Some((*place, self.money(value)?)))
            .filter(|(_, amount)| is_money && !amount.is_zero())
            .collect();
        let mut at = vec![heading.at];
        at.extend(amounts.iter().map(|(place, _)| *place));
        let problem = BeyondProblem::ColumnUnknown {
            table: self.table().id.clone(),
            heading: text,
            range: self.range(heading.span),
            amounts: amounts.iter().map(|(_, amount)| *amount).collect(),
            decimals: self.table().decimals,
        };
        self.claim(heading.span);
        self.notice(&at, Problem::Beyond(problem));
    }

    /// The amount of a cell, in the layout's unit of measure.
    fn money(&self, value: &Value) -> Option<Amount> {
        if matches!(value, Value::Shown(shown) if shown.look == NumberLook::Percentage) {
            return None;
        }
        match self.figure(Some(value)) {
            Figure::Amount { exact, .. } => Some(exact),
            _ => None,
        }
    }

    /// The cells of some columns, header included.
    fn range(&self, (first, last): ColumnSpan) -> String {
        let rows = self.sheet.rows(self.located.header.0, self.located.end);
        let within = rows.filter(|(CellRef { column, .. }, _)| (first..=last).contains(column));
        let bottom = within.map(|(CellRef { row, .. }, _)| *row).last();
        let bottom = bottom.unwrap_or(self.located.header.1);
        format!("{}:{}", a1(self.located.header.0, first), a1(bottom, last))
    }

    fn claim(&mut self, (first, last): ColumnSpan) {
        let rows = self.located.header.1 + 1..=self.located.end;
        let places: Vec<_> = rows
            .flat_map(|row| {
                self.sheet
                    .row(row)
                    .map(move |(column, _)| CellRef::new(row, column))
            })
            .filter(|place| (first..=last).contains(&place.column))
            .collect();
        self.claimed.extend(places);
    }
}

/// What stands over columns of another year: its uppermost words.
fn head(heading: &ColumnHeading) -> String {
    let mut parts = heading.written.split('/');
    let marked = parts
        .clone()
        .find(|part| part.contains('年') || part.contains("增减"));
    marked.or(parts.next()).unwrap_or_default().to_owned()
}
