//! 汇总.xlsx, a folder in one workbook: a row a department, those that need a phone call first; a row a finding; a row
//! a file that could not be read; and all departments added up, table by table, with the equations of their rules.

mod changes;
mod counted;
mod departments;
mod findings;
pub(super) mod list;
mod total;
mod unread;

pub use counted::Counted;

use super::{WriteError, workbook};
use crate::book::Refusal;
use crate::consolidate::Total;
use crate::report::DepartmentSummary;
use crate::templates::Template;
use std::sync::Arc;
use total::totals;

/// The name of the workbook.
pub const SUMMARY: &str = "汇总.xlsx";

/// Departments, findings and totals as they come.
#[derive(Default)]
pub struct Summary {
    departments: Vec<(DepartmentSummary, Counted)>,
    totals: Vec<Total>,
}

impl Summary {
    /// Takes the next department.
    pub fn add(&mut self, mut digest: DepartmentSummary, counted: Counted, templates: &[Template]) {
        let part = std::mem::take(&mut digest.part);
        if counted.is_counted() {
            let year = digest.fiscal_year;
            let place = self
                .totals
                .iter()
                .position(|total| total.is_of(&digest.layout, year));
            let template = || {
                templates
                    .iter()
                    .find(|template| template.layout.id == digest.layout)
            };
            let place = place.or_else(|| {
                let total = Total::new(template()?.layout.clone(), year);
                self.totals.push(total);
                Some(self.totals.len() - 1)
            });
            if let Some(place) = place {
                let flagged = (!digest.publishable).then(|| departments::name(&digest));
                self.totals[place].add(part, flagged.as_deref());
            }
        }
        self.departments.push((digest, counted));
    }

    /// Whether there is anything to sum up.
    pub fn is_empty(&self) -> bool {
        self.departments.is_empty()
    }

    /// The bytes of the workbook. Equal departments give equal bytes.
    ///
    /// # Errors
    /// What the writer of workbooks refuses.
    pub fn workbook(
        self,
        unreadable: &[(Arc<str>, Refusal)],
        templates: &[Template],
    ) -> Result<Vec<u8>, WriteError> {
        let sums = totals(self.totals, templates);
        let Some(first) = sums
            .first()
            .map(|sums| &sums.template.layout)
            .or(templates.first().map(|it| &it.layout))
        else {
            return Ok(Vec::new());
        };
        let of_departments = departments::page(&self.departments, &sums);
        let changes = changes::page(self.departments.iter().map(|(own, _)| own));
        let digests = self.departments.into_iter().map(|(digest, _)| digest);
        let mut all = vec![
            of_departments,
            findings::page(digests.collect(), &sums),
            unread::page(unreadable),
        ];
        all.extend(changes);
        let mut taken: Vec<String> = all.iter().map(|page| page.name.clone()).collect();
        for sums in &sums {
            all.extend(sums.pages(&mut taken));
        }
        workbook::render(first, all, workbook::Compression::Quickly)
    }
}
