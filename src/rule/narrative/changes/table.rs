//! A table of a text that gives both years and what lies between them: each of its rows must agree with itself, and its
//! total with its rows.

use crate::relation::Relation;
use crate::rule::narrative::language::{TextCheck, WordGroup};
use crate::rule::narrative::lines::{Kind, TextLine};
use crate::rule::narrative::reader::{Reader, Ref, Statement, Sum};
use crate::rule::narrative::subject::{behind_year, has_words};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::ops::Range;

/// Rows that agree with themselves, before another is wrong: the heads mean something else otherwise.
const AGREEING: usize = 2;

/// What a column gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Before,
    Now,
    Change,
    Rate,
}

/// Columns with amounts.
const AMOUNTS: [Column; 3] = [Column::Before, Column::Now, Column::Change];

/// What stands in a cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum CellOfText {
    #[default]
    Nothing,
    Figure(usize),
    /// Words, or several figures.
    Unclear,
}

#[derive(Debug, Default)]
struct YearsRow {
    cells: [CellOfText; 4],
    /// Whether its first words say that it is the total.
    is_total: bool,
    has_label: bool,
}

/// The heads of such a table.
struct YearHeads {
    row: u32,
    /// Each with its column.
    columns: Vec<(Column, u32)>,
}

impl YearsRow {
    fn cell(&self, column: Column) -> CellOfText {
        self.cells[column as usize]
    }
}

impl Reader<'_> {
    /// Holds the rows of a table against themselves.
    pub(crate) fn years_of_table(&mut self, table: Range<usize>) {
        let Some(heads) = self.heads_of_years(table.clone()) else {
            return;
        };
        let rows = self.rows_of_years(table, &heads);
        let rows: Vec<&YearsRow> = rows.values().filter(|row| row.has_label).collect();
        let changes: Vec<[Sum; 3]> = rows.iter().filter_map(|row| self.amounts_of(row)).collect();
        let values = |row: &[Sum; 3]| row.each_ref().map(|own| self.total(own));
        let agrees = |row: &&[Sum; 3]| {
            let [before, now, change] = values(row);
            (now - before).abs() == change.abs()
        };
        let (agreeing, others): (Vec<&[Sum; 3]>, Vec<_>) = changes.iter().partition(agrees);
        let is_something = |row: &&&[Sum; 3]| values(row).iter().any(|it| !it.is_zero());
        let agreeing: Vec<_> = agreeing.iter().filter(is_something).collect();
        if agreeing.len() < AGREEING.max(others.len() + 1) {
            return;
        }
        let is_unsigned = agreeing.iter().any(|row| {
            let [before, now, change] = values(row);
            now < before && change > Decimal::ZERO
        });
        for row in &rows {
            self.row_of_years(row, is_unsigned);
        }
        self.total_of_years(&rows);
    }

    /// States what must hold in a row.
    fn row_of_years(&mut self, row: &YearsRow, is_unsigned: bool) {
        let Some([before, now, change]) = self.amounts_of(row) else {
            return;
        };
        let [old, new, printed] = [&before, &now, &change].map(|own| self.total(own));
        let gap = new - old;
        let is_turned = match gap.abs() == printed.abs() {
            true => gap != printed,
            false => is_unsigned && gap < Decimal::ZERO,
        };
        let factor = if is_turned {
            -Decimal::ONE
        } else {
            Decimal::ONE
        };
        let mut right = before.clone();
        right.add(factor, &change);
        if now.terms.is_empty() {
            return;
        }
        self.check(TextCheck::TableYears, now.clone(), Relation::Equal, right);
        if let CellOfText::Figure(rate) = row.cell(Column::Rate)
            && !old.is_zero()
            && !change.terms.is_empty()
            && let Some(rule) = self.data.checks.get(&TextCheck::TableYears).copied()
        {
            let printed_rate = self.reading.figures[rate].value;
            let mut base = now;
            base.add(-factor, &change);
            let is_opposite = printed_rate.is_sign_negative() != printed.is_sign_negative();
            let factor = if is_opposite {
                -Decimal::ONE
            } else {
                Decimal::ONE
            };
            let mut right = Sum::default();
            right.add(factor, &change);
            self.state(Statement {
                rule,
                left: Sum::one(Decimal::ONE, Ref::Text(rate)),
                relation: Relation::Equal,
                right,
                over: Some(base),
                is_near: false,
                may_be_less: false,
            });
        }
    }

    /// States that the total is the sum of its rows, where that is so in one of its columns.
    fn total_of_years(&mut self, rows: &[&YearsRow]) {
        let mut totals = rows.iter().filter(|row| row.is_total);
        let (Some(total), None) = (totals.next(), totals.next()) else {
            return;
        };
        let parts = || rows.iter().filter(|row| !row.is_total);
        let sums = AMOUNTS.map(|column| {
            let mut sum = Sum::default();
            for row in parts() {
                sum.add(Decimal::ONE, &cell(row.cell(column))?);
            }
            Some((cell(total.cell(column))?, sum))
        });
        let sums: Vec<(Sum, Sum)> = sums.into_iter().flatten().collect();
        let is_sum = |(total, sum): &&(Sum, Sum)| {
            sum.terms.len() > 1 && self.total(total) == self.total(sum)
        };
        if !sums.iter().any(|own| is_sum(&own)) {
            return;
        }
        for (total, sum) in sums {
            if !total.terms.is_empty() {
                self.check(TextCheck::TableTotal, total, Relation::Equal, sum);
            }
        }
    }

    /// The amounts of a row: before, now, and the change.
    fn amounts_of(&self, row: &YearsRow) -> Option<[Sum; 3]> {
        let [before, now, change] = AMOUNTS.map(|column| cell(row.cell(column)));
        Some([before?, now?, change?])
    }

    /// The heads of a table that has each of such columns but the last just once.
    fn heads_of_years(&self, table: Range<usize>) -> Option<YearHeads> {
        let lines = &self.reading.lines[table];
        let heads = lines.iter().filter_map(|line| {
            let (_, row, column) = line.table_place?;
            let (kind, unit) = self.head_of_years(line)?;
            Some((row, kind, column, unit))
        });
        let heads: Vec<_> = heads.collect();
        let row = heads.first()?.0;
        let of = |kind: Column| heads.iter().filter(move |(_, own, ..)| *own == kind);
        let mut units = AMOUNTS
            .iter()
            .flat_map(|kind| of(*kind).map(|(.., unit)| unit));
        let first = units.next();
        let is_one = AMOUNTS.iter().all(|kind| of(*kind).count() == 1)
            && of(Column::Rate).count() < 2
            && heads.iter().all(|(own, ..)| *own == row)
            && units.all(|unit| Some(unit) == first);
        let columns = heads.iter().map(|(_, kind, column, _)| (*kind, *column));
        is_one.then(|| YearHeads {
            row,
            columns: columns.collect(),
        })
    }

    /// What the head of a column says of it, and its unit.
    fn head_of_years(&self, line: &TextLine) -> Option<(Column, String)> {
        let text = &line.chars[line.body..];
        let end = text.iter().position(|c| *c == '(').unwrap_or(text.len());
        let (words, unit) = text.split_at(end);
        let unit: String = unit.iter().collect();
        let is_one_of = |group: WordGroup, words: &[char]| {
            let group = self.data.group(group);
            let own = group.begins(words);
            own.is_some_and(|(word, _)| word.len() == words.len())
        };
        let year = self.year()?;
        let is_rate = unit.starts_with("(%") && is_one_of(WordGroup::ChangeColumn, words);
        let kind = if is_rate || is_one_of(WordGroup::ChangeRateColumn, words) {
            Column::Rate
        } else if is_one_of(WordGroup::ChangeColumn, words) {
            Column::Change
        } else if behind_year(words, year)
            .is_some_and(|rest| is_one_of(WordGroup::BudgetColumn, rest))
        {
            Column::Now
        } else {
            let rest = behind_year(words, year - 1).or_else(|| {
                let (word, _) = self.data.group(WordGroup::LastYear).begins(words)?;
                words.get(word.len()..)
            })?;
            let is_before = is_one_of(WordGroup::BudgetColumn, rest)
                || is_one_of(WordGroup::LastYearFigure, rest);
            is_before.then_some(Column::Before)?
        };
        Some((kind, unit))
    }

    /// The rows below the heads.
    fn rows_of_years(&self, table: Range<usize>, heads: &YearHeads) -> BTreeMap<u32, YearsRow> {
        let mut rows: BTreeMap<u32, YearsRow> = BTreeMap::new();
        let first = heads.columns.iter().map(|(_, column)| *column).min();
        for at in table {
            let line = &self.reading.lines[at];
            let place = line.table_place.filter(|(_, row, _)| *row > heads.row);
            let Some((_, row, column)) = place else {
                continue;
            };
            let own = rows.entry(row).or_default();
            let mut kinds = heads.columns.iter();
            if let Some((kind, _)) = kinds.find(|(_, it)| *it == column) {
                own.cells[*kind as usize] = match own.cell(*kind) {
                    CellOfText::Nothing => self.cell_of_years(at, *kind),
                    _ => CellOfText::Unclear,
                };
            } else if Some(column) < first && !own.has_label {
                own.has_label = has_words(line);
                own.is_total = self.is_total(line);
            }
        }
        rows
    }

    /// What a cell gives of a column.
    fn cell_of_years(&self, at: usize, column: Column) -> CellOfText {
        let line = &self.reading.lines[at];
        match &**self.of_line(at) {
            [own] if own.close == line.chars.len() && own.start == line.body => {
                let is_rate = matches!(own.kind, Kind::Rate);
                let is_amount = matches!(own.kind, Kind::Amount(_));
                match if column == Column::Rate {
                    is_rate
                } else {
                    is_amount
                } {
                    true => CellOfText::Figure(self.first[at]),
                    false => CellOfText::Unclear,
                }
            }
            _ => match line.chars[line.body..]
                .iter()
                .all(|c| "0.-—–/无%".contains(*c))
            {
                true => CellOfText::Nothing,
                false => CellOfText::Unclear,
            },
        }
    }
}

/// A cell as a sum.
fn cell(own: CellOfText) -> Option<Sum> {
    match own {
        CellOfText::Nothing => Some(Sum::default()),
        CellOfText::Figure(figure) => Some(Sum::one(Decimal::ONE, Ref::Text(figure))),
        CellOfText::Unclear => None,
    }
}
