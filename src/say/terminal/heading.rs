//! Under which table a finding is listed.

use crate::finding::Problem;
use crate::reconcile::Finding;
use crate::say::{DepartmentReport, Lang};
use std::cmp::Reverse;

/// What findings are listed under: tables in the order of the layout, the submission at the end.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Heading {
    /// The table of the layout.
    pub(super) table: usize,
    pub(super) title: String,
    /// Whether it is a text.
    pub(super) is_text: bool,
}

/// The table that a finding is listed under: that of its first marked figure, or of its first cell.
pub(super) fn heading_of(
    department: &DepartmentReport<'_>,
    finding: &Finding,
    lang: Lang,
) -> Heading {
    let budget = department.budget;
    if let Some(cell) = finding.cell_of_text() {
        return Heading {
            table: usize::MAX - 1,
            title: format!("{} {}", lang.pick("情况说明", "text"), cell.at.file),
            is_text: true,
        };
    }
    let is_of_many = matches!(&finding.problem, Problem::DepartmentsDiffer { tables, .. } if tables.len() > 1)
        || matches!(&finding.problem, Problem::TablesCopied { tables, .. } if tables.len() > 1)
        || matches!(&finding.problem, Problem::NewestTaken { versions, copies, .. } if versions.len() + copies.len() > 1);
    let id = finding
        .marked()
        .next()
        .or_else(|| finding.cells.iter().find_map(|cell| cell.fact));
    let of_title = || {
        let at = &finding.cells.first()?.at;
        // of several tables on a sheet, the one whose title stands nearest above
        let above = budget.tables.iter().enumerate().filter(|(_, table)| {
            let title = &table.title.at;
            title.file == at.file && title.sheet == at.sheet && title.row <= at.row
        });
        let nearest = above.max_by_key(|(index, table)| (table.title.at.row, Reverse(*index)));
        nearest.map(|(index, _)| index)
    };
    if finding.problem.leads() {
        return Heading {
            table: 0,
            title: lang.pick("先看这里", "first of all").to_owned(),
            is_text: false,
        };
    }
    let table = id.map(|id| budget.fact(id).table).or_else(of_title);
    let Some(table) = table.filter(|_| !is_of_many) else {
        return Heading {
            table: usize::MAX,
            title: lang.pick("整份报送", "the submission").to_owned(),
            is_text: false,
        };
    };
    let known = budget.tables[table].title_known;
    let layout = &budget.layout.tables[budget.tables[table].layout];
    let title = layout.title(known, budget.fiscal_year, &budget.department);
    Heading {
        table: budget.tables[table].layout + 1,
        title: if layout.many {
            layout.id.clone()
        } else {
            format!("{} {title}", layout.id)
        },
        is_text: false,
    }
}
