//! The departments of a layout and year added up: their tables, and the equations of their rules over the sums.

use crate::consolidate::{Total, TotalBudget};
use crate::reconcile::{Report, reconcile_total};
use crate::templates::Template;
use crate::write::names::SheetNames;
use crate::write::page::{CellMark, Paint, SheetPage};
use crate::write::{marks, pages};

/// Departments that a mark names.
const NAMED: usize = 10;

/// The departments of a layout and year added up, and what its rules say of that.
pub(super) struct Sums<'a> {
    pub(super) template: &'a Template,
    pub(super) total: TotalBudget,
    pub(super) report: Report,
    /// What tells its sheets apart from those of another year.
    lead: String,
}

/// The totals of all layouts and years that templates are known of.
pub(super) fn totals(all: Vec<Total>, templates: &[Template]) -> Vec<Sums<'_>> {
    let has_years = |layout: &str| {
        let own = all.iter().filter(|total| total.layout().id == layout);
        own.count() > 1
    };
    let is_one_of_years: Vec<bool> = all
        .iter()
        .map(|total| has_years(&total.layout().id))
        .collect();
    let sums = all.into_iter().zip(is_one_of_years);
    sums.filter_map(|(total, is_one_of_years)| {
        let mut known = templates.iter();
        let template = known.find(|template| template.layout.id == total.layout().id)?;
        Some(Sums::new(total, template, is_one_of_years))
    })
    .collect()
}

impl<'a> Sums<'a> {
    fn new(total: Total, template: &'a Template, is_one_of_years: bool) -> Self {
        let mut total = total.budget();
        let mut lead = String::new();
        if is_one_of_years {
            let own = &mut total.budget.department;
            (lead, *own) = match total.budget.fiscal_year {
                Some(year) => (format!("{year} "), format!("{year} 年{own}")),
                None => ("年度不明 ".to_owned(), format!("年度不明的{own}")),
            };
        }
        let report = reconcile_total(&template.rules, &total.budget);
        Self {
            template,
            total,
            report,
            lead,
        }
    }

    /// The tables, with red cells where the sums do not agree, and amber ones where departments that may not be
    /// published have a part.
    pub(super) fn pages(&self, taken: &mut SheetNames) -> Vec<SheetPage> {
        let budget = &self.total.budget;
        let shown: Vec<usize> = (0..budget.tables.len()).collect();
        let mut tables = pages(budget, &shown, &mut SheetNames::default());
        for page in &mut tables {
            page.name = taken.take(&format!("{}{}", self.lead, page.name));
        }
        let mut figures = marks::of_figures(budget, &self.template.rules, &self.report);
        for (id, share) in &self.total.shares {
            let note = format!("含不能公开的部门的数字：{}", self.total.names(share));
            let mark = figures.entry(*id).or_insert_with(|| CellMark {
                paint: Paint::Amber,
                note: String::new(),
            });
            if !mark.note.is_empty() {
                mark.note.push('\n');
            }
            mark.note.push_str(&note);
        }
        marks::put(&mut tables, &figures, Vec::new());
        tables
    }

    /// Whether it is of a layout.
    pub(super) fn is_of(&self, layout: &str) -> bool {
        self.template.layout.id == layout
    }

    /// The unit of measure of its amounts.
    pub(super) fn unit(&self) -> &'a str {
        self.template.layout.unit_of_measure.name()
    }

    /// What its equations come to.
    pub(super) fn verdict(&self) -> String {
        match self.report.broken {
            0 => format!("{} 条勾稽都平", self.report.held + self.report.rounding),
            broken => format!("{broken} 条不平"),
        }
    }

    /// What the figures of departments that may not be published are marked with.
    pub(super) fn mark(&self) -> Option<CellMark> {
        let flagged = &self.total.flagged;
        let names = flagged
            .iter()
            .take(NAMED)
            .cloned()
            .collect::<Vec<_>>()
            .join("、");
        let more = match flagged.len() {
            0 => return None,
            count if count > NAMED => format!(" 等 {count} 个部门"),
            _ => String::new(),
        };
        Some(CellMark {
            paint: Paint::Amber,
            note: format!("含不能公开的部门的数字：{names}{more}"),
        })
    }
}
