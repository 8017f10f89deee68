//! Under which table a finding is listed.

use crate::reconcile::Finding;
use crate::say::{DepartmentReport, Lang};

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
    let id = finding
        .marked()
        .next()
        .or_else(|| finding.cells.iter().find_map(|cell| cell.fact));
    let of_title = || {
        let at = &finding.cells.first()?.at;
        budget.tables.iter().position(|table| {
            table.title.at.file == at.file
                && table.title.at.sheet == at.sheet
                && table.title.at.row <= at.row
        })
    };
    if finding.problem.leads() {
        return Heading {
            table: 0,
            title: lang.pick("先看这里", "first of all").to_owned(),
            is_text: false,
        };
    }
    let Some(table) = id.map(|id| budget.fact(id).table).or_else(of_title) else {
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
