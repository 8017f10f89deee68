//! A table of a text that gives this year's figures beside others: the head of a column names the year, the label of a row
//! what its figure is about.

use crate::amount::UnitOfMeasure;
use crate::budget::FactId;
use crate::relation::Relation;
use crate::rule::narrative::language::{TextCheck, WordGroup};
use crate::rule::narrative::lines::{Kind, PrintedFigure, TextLine};
use crate::rule::narrative::reader::{Found, Reader, Ref, Subject, Sum};
use rust_decimal::Decimal;
use std::ops::Range;

/// Rows that have what their cells have, before another row of the table is wrong: it speaks of something else otherwise.
const AGREEING: usize = 2;

/// Lines of the longest table that is looked at.
const LINES: usize = 400;

/// Lines above a table in which its title may stand.
const ABOVE: usize = 3;

/// A row of such a table.
struct ColumnRow {
    /// Its figure of this year.
    figure: usize,
    cells: Vec<(Decimal, FactId)>,
}

impl Reader<'_> {
    /// The lines of a table that begins at a line, where it is not read as one of the budget and not too long.
    pub(crate) fn table_from(&self, index: usize, line: &TextLine) -> Option<Range<usize>> {
        let (block, ..) = line.table_place.filter(|_| !line.is_read)?;
        let is_own = |line: &TextLine| line.table_place.is_some_and(|(own, ..)| own == block);
        let lines = &self.reading.lines;
        if index > 0 && is_own(&lines[index - 1]) {
            return None;
        }
        let count = lines[index..].iter().take(LINES + 1);
        let count = count.take_while(|line| is_own(line)).count();
        (count <= LINES).then(|| index..index + count)
    }

    /// Holds the figures of this year's column of a table against what their rows name.
    pub(crate) fn column_of_table(&mut self, table: Range<usize>) {
        let index = table.start;
        let column = self.column_of_year(table.clone());
        let Some((head, columns)) = column.filter(|_| !self.is_of_part(index)) else {
            return;
        };
        let mut rows = Vec::new();
        let mut totals = Vec::new();
        for (label, figure) in self.rows_of_column(table, head, &columns) {
            self.take_unit_of_head(figure, head);
            let own = self.at(label);
            if self.is_total(&own) {
                totals.push(figure);
                continue;
            }
            let words = (own.body, own.chars.len());
            if let Found::Known(Subject {
                cells: Some(cells),
                near: false,
                ..
            }) = self.subject(label, &own, words, None)
            {
                rows.push(ColumnRow { figure, cells });
            }
        }
        if let ([figure], Some(cells)) = (totals.as_slice(), self.total_of_title(index, &rows)) {
            let figure = *figure;
            rows.push(ColumnRow { figure, cells });
        }
        let is_agreeing = |row: &&ColumnRow| {
            let figure = &self.reading.figures[row.figure];
            (self.total(&Sum::of(&row.cells)) - figure.value).abs() <= figure.half
        };
        let is_nothing = |row: &ColumnRow| self.reading.figures[row.figure].value.is_zero();
        let (agreeing, others): (Vec<&ColumnRow>, Vec<&ColumnRow>) =
            rows.iter().partition(is_agreeing);
        let agreeing = agreeing.into_iter().filter(|row| !is_nothing(row)).count();
        if agreeing < AGREEING.max(others.len()) {
            return;
        }
        for row in rows {
            let left = Sum::one(Decimal::ONE, Ref::Text(row.figure));
            self.check(TextCheck::Cell, left, Relation::Equal, Sum::of(&row.cells));
            self.in_columns.insert(row.figure);
        }
    }

    /// The only head of a table that names this year's budget, and its columns.
    fn column_of_year(&self, table: Range<usize>) -> Option<(usize, Range<u32>)> {
        let heads = table.clone().filter(|at| self.is_head_of_year(*at));
        let heads: Vec<usize> = heads.collect();
        let [head] = heads[..] else { return None };
        let lines = &self.reading.lines;
        let (_, row, column) = lines[head].table_place?;
        let mut behind = lines[head..table.end]
            .iter()
            .filter_map(|it| it.table_place);
        let next = behind.find(|(_, other, next)| *other == row && *next > column);
        Some((head, column..next.map_or(column + 1, |(.., next)| next)))
    }

    /// Whether a cell is nothing but this year and its budget: `2024年预算数（万元）`.
    fn is_head_of_year(&self, at: usize) -> bool {
        let line = &self.reading.lines[at];
        let Some(year) = self.year() else {
            return false;
        };
        let Some(rest) = behind_year(&line.chars, year) else {
            return false;
        };
        let end = self.data.group(WordGroup::BudgetColumn).begins(rest);
        end.is_some_and(|(word, _)| rest.get(word.len()).is_none_or(|c| *c == '('))
    }

    /// Takes a number in the unit that the head of its column states: `2024年预算数（万元）`.
    fn take_unit_of_head(&mut self, figure: usize, head: usize) {
        let line = &self.reading.lines[head];
        let text = line.text(0, line.chars.len());
        let stated = text.split_once('(').map_or("", |(_, rest)| rest);
        let mut units = UnitOfMeasure::ALL.into_iter();
        if let Some(unit) = units.find(|it| stated.starts_with(it.name())) {
            let usual = self.budget.layout.unit_of_measure;
            let own = &mut self.reading.figures[figure];
            own.value = unit.convert(own.figure.value, usual);
            own.half = unit.convert(own.figure.half, usual);
            own.figure.kind = Kind::Amount(unit);
        }
    }

    /// The lines of labels below a head, each with the figure in its row.
    fn rows_of_column(
        &self,
        table: Range<usize>,
        head: usize,
        columns: &Range<u32>,
    ) -> Vec<(usize, usize)> {
        let Some((_, head, _)) = self.reading.lines[head].table_place else {
            return Vec::new();
        };
        let mut rows = Vec::new();
        // the first words of the row at hand
        let mut label: Option<(u32, usize)> = None;
        for at in table {
            let line = &self.reading.lines[at];
            let Some((_, row, column)) = line.table_place.filter(|(_, row, _)| *row > head) else {
                continue;
            };
            let figures = self.of_line(at);
            let is_amount = |it: &PrintedFigure| matches!(it.kind, Kind::Amount(_));
            if !figures.iter().any(is_amount) && column < columns.start && has_words(line) {
                if label.is_none_or(|(own, _)| own != row) {
                    label = Some((row, at));
                }
            } else if columns.contains(&column)
                && let [own] = &**figures
                && matches!(own.kind, Kind::Amount(_))
                && own.close == line.chars.len()
                && let Some((_, label)) = label.filter(|(own, _)| *own == row)
            {
                rows.push((label, self.first[at]));
            }
        }
        rows
    }

    /// Whether a label is that of a total and nothing else.
    pub(crate) fn is_total(&self, label: &TextLine) -> bool {
        let words = self.data.group(WordGroup::Total);
        let own = &label.chars[label.body..];
        words
            .begins(own)
            .is_some_and(|(word, _)| word.len() == own.len())
    }

    /// Whether the title of a table says that it is about a part of the department.
    fn is_of_part(&self, table: usize) -> bool {
        let mut above = self.reading.lines[table.saturating_sub(ABOVE)..table].iter();
        above.any(|line| {
            let whole = (0, line.chars.len());
            self.has_word(WordGroup::OwnOffice, line, whole)
                || self.has_word(WordGroup::OtherUnit, line, whole)
        })
    }

    /// The cells that the title of a table names, where they stand beside those of its rows.
    fn total_of_title(
        &mut self,
        table: usize,
        rows: &[ColumnRow],
    ) -> Option<Vec<(Decimal, FactId)>> {
        for at in (table.saturating_sub(ABOVE)..table).rev() {
            let line = self.at(at);
            if line.in_table {
                continue;
            }
            for end in (1..=line.chars.len()).rev() {
                let found = self.phrase(at, &line, (0, end, end), None);
                let Some([(factor, total)]) =
                    found.as_ref().and_then(Found::cells).map(Vec::as_slice)
                else {
                    continue;
                };
                let own = self.budget.fact(*total);
                let is_beside = |row: &ColumnRow| {
                    let mut cells = row.cells.iter().map(|(_, id)| (*id, self.budget.fact(*id)));
                    cells.all(|(id, fact)| {
                        id != *total && (fact.table, fact.block) == (own.table, own.block)
                    })
                };
                let is_whole = !rows.is_empty() && rows.iter().all(is_beside);
                return is_whole.then(|| vec![(*factor, *total)]);
            }
        }
        None
    }
}

/// What stands behind a year at the head of a column: 预算数 of 2024年度预算数.
pub(crate) fn behind_year(words: &[char], year: i32) -> Option<&[char]> {
    let year: Vec<char> = format!("{year}年").chars().collect();
    let rest = words.strip_prefix(year.as_slice())?;
    Some(rest.strip_prefix(&['度']).unwrap_or(rest))
}

/// Whether a cell says something.
pub(crate) fn has_words(line: &TextLine) -> bool {
    let is_word = |c: &char| !c.is_ascii() && c.is_alphabetic();
    line.chars.iter().any(is_word)
}
