//! Rows of a list of projects that stand above the projects they add up: a total, a budget unit, a class.

use super::names::RowNames;
use super::rows::RowReader;
use super::totals::is_one_of;
use crate::amount::Amount;
use crate::classification::Code;
use crate::label::{fold, forms};
use crate::layout::{Block, Rows};
use crate::place::CellRef;
use std::collections::BTreeMap;

/// Whether a subtotal is the sum of the projects below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subtotal {
    AddsUp,
    /// The first of its figures that is not the sum, by column, and the sum.
    Wrong(usize, CellRef, Amount),
}

/// What a row of a list is, by its names alone.
#[derive(Debug, Clone, PartialEq, Eq)]
enum ListRow {
    Project,
    /// A class or a group, which adds up the projects below its code.
    Code(Code),
    /// A budget unit.
    Unit,
    /// A total above the projects, where another one closes the list.
    Total,
    /// A subtotal below its projects: 小计.
    Below,
}

/// A row of a list with figures.
struct Entry {
    row: u32,
    kind: ListRow,
    code: Option<Code>,
    /// Whether its names can mean no project.
    is_certain: bool,
    amounts: Vec<(usize, CellRef)>,
    subtotal: Option<Subtotal>,
}

impl Entry {
    fn is_project(&self) -> bool {
        self.subtotal.is_none() && self.kind != ListRow::Below
    }
}

impl RowReader<'_, '_> {
    /// The rows of a block that stand above the projects they add up, by the row of the sheet.
    pub(super) fn subtotals_above(&self, index: usize, last: u32) -> BTreeMap<u32, Subtotal> {
        let block = &self.table().blocks[index];
        if block.rows != Rows::Projects {
            return BTreeMap::new();
        }
        let mut entries = self.entries(block, last);
        for at in (0..entries.len()).rev() {
            entries[at].subtotal = self.subtotal_at(&entries[at], &entries[at + 1..]);
        }
        let found = entries.iter();
        found
            .filter_map(|entry| Some((entry.row, entry.subtotal?)))
            .collect()
    }

    /// The rows of a list with figures, but for a total that closes it.
    fn entries(&self, block: &Block, last: u32) -> Vec<Entry> {
        let (first, width) = (block.first_column, block.columns.len());
        let spans = &self.located.columns[first..first + width];
        let mut entries: Vec<Entry> = Vec::new();
        let mut above: Option<Code> = None;
        let mut section = None;
        let mut is_closed = false;
        for row in self.located.first_row()..=last {
            if self.is_no_row(row) || self.is_page_line(row) {
                continue;
            }
            let names = self.names(block, row, spans, above.as_ref(), &mut section);
            above = names.code.clone().or(above);
            let amounts = self.amount_places(block, spans, row);
            if !amounts.iter().any(|(_, place)| self.says_something(*place)) {
                continue;
            }
            let kind = self.list_row(block, &names);
            if row == last && kind == ListRow::Total {
                is_closed = true;
                break;
            }
            entries.push(Entry {
                row,
                is_certain: self.is_certain(&kind, &names),
                code: names.code,
                kind,
                amounts,
                subtotal: None,
            });
        }
        if !is_closed {
            entries
                .iter_mut()
                .filter(|entry| entry.kind == ListRow::Total)
                .for_each(|entry| entry.kind = ListRow::Below);
        }
        entries
    }

    /// What a row is by its code and its names.
    fn list_row(&self, block: &Block, names: &RowNames) -> ListRow {
        let texts = [Some(names.label.as_str()), names.project.as_deref()];
        let mut texts = texts.into_iter().flatten().filter(|text| !text.is_empty());
        if let Some(code) = &names.code {
            let is_upper = code.depth() < block.series.depth();
            return match is_upper {
                true => ListRow::Code(code.clone()),
                false => ListRow::Project,
            };
        }
        let is_number = |text: &str| {
            let mut parts = text.split(' ');
            parts.all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
        };
        let unclear = names.unclear.as_ref().map(|unclear| unclear.text.as_str());
        if unclear.is_some_and(|text| !is_number(text)) || texts.clone().next().is_none() {
            return ListRow::Project;
        }
        if texts.clone().all(|text| self.is_unit(text)) {
            return ListRow::Unit;
        }
        if unclear.is_none() && texts.clone().all(|text| self.is_total_label(block, text)) {
            return ListRow::Total;
        }
        match unclear.is_none()
            && texts.all(|text| self.has_word(&self.layout.words.subtotal_words, text))
        {
            true => ListRow::Below,
            false => ListRow::Project,
        }
    }

    /// Whether a row can be no project, even where its figures are no sum.
    fn is_certain(&self, kind: &ListRow, names: &RowNames) -> bool {
        match kind {
            ListRow::Total => true,
            ListRow::Code(_) => names.project.is_none(),
            ListRow::Unit => {
                let project = names.project.as_deref();
                names.unclear.is_some()
                    || self.is_department(&names.label)
                    || project.is_some_and(|project| self.is_department(project))
            }
            ListRow::Project | ListRow::Below => false,
        }
    }

    fn is_total_label(&self, block: &Block, text: &str) -> bool {
        let mut lines = block.lines_of(text, None).into_iter();
        lines.any(|line| block.lines[line].total)
            || self.has_word(&self.layout.words.total_words, text)
    }

    fn has_word(&self, words: &[String], text: &str) -> bool {
        is_one_of(&forms(&fold(text)), words)
    }

    /// Whether a row adds up projects below it. It ends before the next row of its kind or of a wider one; a unit may
    /// stand above other units.
    fn subtotal_at(&self, own: &Entry, below: &[Entry]) -> Option<Subtotal> {
        if matches!(own.kind, ListRow::Project | ListRow::Below) {
            return None;
        }
        let ends: Vec<usize> = (0..=below.len())
            .filter(|at| below.get(*at).is_none_or(|entry| ends_before(own, entry)))
            .collect();
        let ends = match own.kind {
            ListRow::Unit => ends.as_slice(),
            _ => &ends[..1],
        };
        let projects = |end: usize| below[..end].iter().filter(|entry| entry.is_project());
        let mut added = ends.iter().filter(|end| projects(**end).next().is_some());
        let first = *added.clone().next()?;
        // among rows without codes a name alone may well be a project's
        let has_code = projects(first)
            .next()
            .is_some_and(|entry| entry.code.is_some());
        if !own.is_certain && !has_code {
            return None;
        }
        // a project of a class may happen to cost as much as the next one
        let is_plain = own.is_certain || own.kind == ListRow::Unit;
        let is_whole = |end: &&usize| {
            (is_plain || projects(**end).nth(1).is_some())
                && self.first_wrong(own, projects(**end)).is_none()
        };
        if self.has_figure(own) && added.any(|end| is_whole(&end)) {
            return Some(Subtotal::AddsUp);
        }
        if !own.is_certain {
            return None;
        }
        let (column, place, sum) = self.first_wrong(own, projects(first))?;
        Some(Subtotal::Wrong(column, place, sum))
    }

    /// Whether a figure of a row is not zero.
    fn has_figure(&self, own: &Entry) -> bool {
        let mut amounts = own.amounts.iter();
        amounts.any(|(_, place)| self.amount_at(*place).is_some_and(|it| !it.is_zero()))
    }

    /// The first figure of a row that is not the sum of those of others, with that sum.
    fn first_wrong<'e>(
        &self,
        own: &Entry,
        projects: impl Iterator<Item = &'e Entry> + Clone,
    ) -> Option<(usize, CellRef, Amount)> {
        own.amounts.iter().find_map(|(column, place)| {
            let figures = projects.clone().flat_map(|entry| &entry.amounts);
            let of_column = figures.filter(|(other, _)| other == column);
            let sum = of_column
                .filter_map(|(_, place)| self.amount_at(*place))
                .fold(Amount::ZERO, |sum, amount| sum + amount);
            (self.amount_at(*place) != Some(sum)).then_some((*column, *place, sum))
        })
    }
}

/// Whether what a row adds up ends before another row.
fn ends_before(own: &Entry, other: &Entry) -> bool {
    let is_outside = |code: &Code| matches!(&own.kind, ListRow::Code(own) if !code.is_below(own));
    match other.kind {
        ListRow::Unit => other.subtotal.is_some() && own.kind != ListRow::Total,
        _ => other.code.as_ref().is_some_and(is_outside),
    }
}
