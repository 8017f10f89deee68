//! 汇总.xlsx, a folder in one workbook: a row a department, those that need a phone call first; a row a finding; a row
//! a file that could not be read; and all departments added up, table by table, with the equations of their rules.

mod changes;
mod counted;
mod departments;
mod findings;
pub(super) mod list;
mod total;
mod unread;

pub(crate) use counted::Counted;

use super::names::SheetNames;
use super::workbook::lists::{self, ListError, Sheet};
use crate::book::Refusal;
use crate::consolidate::{DepartmentTotals, Total};
use crate::report::DepartmentSummary;
use crate::templates::Template;
use findings::LEVELS;
use indexmap::IndexSet;
use std::io::{self, Seek, Write};
use std::sync::Arc;
use total::totals;

/// The name of the workbook.
pub const SUMMARY: &str = crate::finding::SUMMARY;

/// The departments of a summary by their numbers, as often as they are asked for; without what they add to the total.
pub(crate) type SummarySource<'a> =
    dyn Fn(usize) -> io::Result<(DepartmentSummary, Counted)> + Sync + 'a;

/// What is known of all departments before the first row is written.
#[derive(Default)]
pub(crate) struct Summary {
    departments: Vec<SummedDepartment>,
    /// The names of the figures that rows show.
    figures: IndexSet<String>,
    totals: Vec<Total>,
}

/// What is known of a department: all else is in its source. A province has twenty thousand, so numbers are small.
struct SummedDepartment {
    publishable: bool,
    /// What its row is sorted by.
    counts: [u32; 3],
    /// Its findings, by their level.
    findings: [u32; LEVELS.len()],
    /// Findings that are not kept.
    more: u32,
    /// Its rows beside last year's.
    changes: u32,
}

impl Summary {
    /// Takes the next department, and from it what it adds to the total.
    pub(crate) fn add(
        &mut self,
        department: &mut DepartmentSummary,
        counted: &Counted,
        templates: &[Template],
    ) {
        let part = std::mem::take(&mut department.part);
        if counted.is_counted() {
            self.add_to_total(department, part, templates);
        }
        for (name, _) in &department.figures {
            if !self.figures.contains(name) {
                self.figures.insert(name.clone());
            }
        }
        let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        self.departments.push(SummedDepartment {
            publishable: department.publishable,
            counts: department.counts.map(small),
            findings: findings::counts(&department.findings).map(small),
            more: small(department.more),
            changes: small(department.changes.len()),
        });
    }

    fn add_to_total(
        &mut self,
        department: &DepartmentSummary,
        part: DepartmentTotals,
        templates: &[Template],
    ) {
        let (layout, year) = (&department.layout, department.fiscal_year);
        let mut totals = self.totals.iter();
        let place = totals.position(|total| total.is_of(layout, year));
        let place = place.or_else(|| {
            let mut known = templates.iter();
            let template = known.find(|template| template.layout.id == *layout)?;
            self.totals.push(Total::new(template.layout.clone(), year));
            Some(self.totals.len() - 1)
        });
        if let Some(place) = place {
            let flagged = (!department.publishable).then(|| departments::name(department));
            self.totals[place].add(part, flagged.as_deref());
        }
    }

    /// Writes the workbook. Equal departments give equal bytes.
    ///
    /// # Errors
    /// What the writer of workbooks refuses, and what the system says.
    pub(crate) fn write(
        mut self,
        source: &SummarySource<'_>,
        unreadable: &[(Arc<str>, Refusal)],
        templates: &[Template],
        out: impl Write + Seek,
    ) -> Result<(), ListError> {
        let sums = totals(std::mem::take(&mut self.totals), templates);
        let Some(first) = sums
            .first()
            .map(|sums| &sums.template.layout)
            .or(templates.first().map(|it| &it.layout))
        else {
            return Ok(());
        };
        let mut sheets = vec![
            Sheet::List(departments::list(&self, source, &sums)?),
            Sheet::List(findings::list(&self, source, &sums)?),
            Sheet::Page(unread::page(unreadable)),
        ];
        sheets.extend(changes::list(&self, source)?.map(Sheet::List));
        let mut taken = SheetNames::of(sheets.iter().map(Sheet::name));
        for sums in &sums {
            sheets.extend(sums.pages(&mut taken).into_iter().map(Sheet::Page));
        }
        lists::write(first, sheets, out)
    }
}
