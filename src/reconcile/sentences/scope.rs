//! Whose figures a text speaks of: the department's, or those of one of its budget units.

use crate::budget::{Budget, BudgetText};
use std::borrow::Cow;

/// The budget with the tables that a text speaks of.
pub(super) fn of_text<'a>(budget: &'a Budget, text: &BudgetText) -> Cow<'a, Budget> {
    match text.unit.filter(|_| budget.scope.is_none()) {
        Some(unit) => Cow::Owned(budget.of_unit(unit)),
        None => Cow::Borrowed(budget),
    }
}
