//! Two budgets of one department and year, in two folders: only one of them may be published.

use super::{reconciled, rules_of};
use crate::budget::{Budget, Fact, Figure, Notice};
use crate::finding::Problem;
use crate::label::is_named_after;
use crate::reconcile::reconcile_briefly;
use crate::run::GatheredInbox;
use crate::run::mixed;
use crate::run::resubmissions::Resubmission;
use crate::run::spool::short_hash;
use crate::run::submission::MANY_AMOUNTS;
use crate::templates::Template;

/// That another submission of the department has other figures and might be published too.
pub(super) fn other_publishable(
    gathered: &GatheredInbox,
    templates: &[Template],
    index: usize,
    budget: &Budget,
) -> Option<Notice> {
    let again = gathered.submissions.again(index);
    if again.is_empty() {
        return None;
    }
    let own = gathered.resubmissions.of(index, || {
        Some(Resubmission {
            amounts: amounts(budget),
            is_publishable: true,
        })
    })?;
    let known = |at: usize| {
        gathered.resubmissions.of(at, || {
            let mut other = gathered.budget(at).ok()?;
            let rules = rules_of(templates, &other).ok()?;
            let report = reconciled(gathered, rules, (at, &mut other), reconcile_briefly);
            Some(Resubmission {
                amounts: amounts(&other),
                is_publishable: report.is_publishable(),
            })
        })
    };
    let is_other =
        |at: &usize| known(*at).is_some_and(|it| it.is_publishable && it.amounts != own.amounts);
    let other = gathered.budget(again.into_iter().find(is_other)?).ok()?;
    let title = budget.tables.first().map(|table| table.title.at.clone());
    let files = [budget, &other].map(|it| it.files.iter().map(ToString::to_string).collect());
    let mut folders = [budget, &other].into_iter().map(|it| it.folder.as_str());
    let is_other =
        |folder: &&str| !folder.is_empty() && !is_named_after(folder, &budget.department);
    Some(Notice::at(
        title.into_iter().collect(),
        Problem::BudgetTwice {
            department: budget.department.clone(),
            files,
            folder: folders.find(is_other).map(str::to_owned),
        },
    ))
}

/// That all amounts of a budget are those of last year's, where they are many.
pub(super) fn as_of_last_year(budget: &Budget, last: &Budget) -> Option<Notice> {
    let is_amount =
        |fact: &&Fact| matches!(fact.figure, Figure::Amount { exact, .. } if !exact.is_zero());
    let count = budget.facts.iter().filter(is_amount).count();
    let is_same = budget.layout.id == last.layout.id
        && count >= MANY_AMOUNTS
        && amounts(budget) == amounts(last);
    let title = budget.tables.first()?.title.at.clone();
    is_same.then(|| mixed::same_amounts(title, None, &last.files))
}

/// Hash of the amounts of a budget that are not zero, in the order of its tables.
fn amounts(budget: &Budget) -> u64 {
    let amounts = budget.facts.iter().filter_map(|fact| match fact.figure {
        Figure::Amount { exact, .. } if !exact.is_zero() => {
            let table = budget.tables[fact.table].layout;
            Some(format!("{table} {}\n", exact.value().normalize()))
        }
        _ => None,
    });
    short_hash(amounts.collect::<String>().as_bytes())
}
