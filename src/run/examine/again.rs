//! Two budgets of one department and year, in two folders: only one of them may be published.

use super::{reconciled, rules_of};
use crate::budget::{Budget, Figure, Notice};
use crate::finding::Problem;
use crate::label::is_named_after;
use crate::reconcile::reconcile_briefly;
use crate::run::GatheredInbox;
use crate::templates::Template;

/// That another submission of the department has other figures and might be published too.
pub(super) fn other_publishable(
    gathered: &GatheredInbox,
    templates: &[Template],
    index: usize,
    budget: &Budget,
) -> Option<Notice> {
    let again = gathered.submissions.again(index);
    let other = again.into_iter().find_map(|at| {
        let mut other = gathered.budget(at).ok()?;
        if amounts(&other).eq(amounts(budget)) {
            return None;
        }
        let rules = rules_of(templates, &other).ok()?;
        let report = reconciled(gathered, rules, (at, &mut other), reconcile_briefly);
        report.is_publishable().then_some(other)
    })?;
    let title = budget.tables.first().map(|table| table.title.at.clone());
    let files = [budget, &other].map(|it| it.files.iter().map(ToString::to_string).collect());
    let mut folders = [budget, &other].into_iter().map(|it| it.folder.as_str());
    let is_other =
        |folder: &&str| !folder.is_empty() && !is_named_after(folder, &budget.department);
    Some(Notice {
        at: title.into_iter().collect(),
        place: None,
        problem: Problem::BudgetTwice {
            department: budget.department.clone(),
            files,
            folder: folders.find(is_other).map(str::to_owned),
        },
    })
}

/// The amounts of a budget that are not zero, in the order of its tables.
fn amounts(budget: &Budget) -> impl Iterator<Item = (usize, String)> + '_ {
    budget.facts.iter().filter_map(|fact| match fact.figure {
        Figure::Amount { exact, .. } if !exact.is_zero() => Some((
            budget.tables[fact.table].layout,
            exact.value().normalize().to_string(),
        )),
        _ => None,
    })
}
