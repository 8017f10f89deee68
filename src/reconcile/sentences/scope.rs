//! Whose figures a text speaks of: the department's, or those of one of its budget units.

use crate::budget::{Budget, BudgetText, Unit};
use crate::label::fold;
use std::borrow::Cow;

/// Paragraphs at the head of a text that name whose it is.
const TITLE: usize = 3;
/// Characters of the shortest name of a unit.
const SHORTEST: usize = 4;
/// Words for the unit that has the department's name.
const OWN: [&str; 2] = ["本级", "机关"];

/// The budget with the tables that a text speaks of.
pub(super) fn of_text<'a>(budget: &'a Budget, text: &BudgetText) -> Cow<'a, Budget> {
    match unit(budget, text) {
        Some(unit) => Cow::Owned(budget.of_unit(unit)),
        None => Cow::Borrowed(budget),
    }
}

/// The unit that the file or the title of a text names.
fn unit(budget: &Budget, text: &BudgetText) -> Option<usize> {
    if budget.units.is_empty() || budget.scope.is_some() {
        return None;
    }
    let (_, file) = text.name.rsplit_once('/').unwrap_or(("", &text.name));
    let paragraphs = text.source.paragraphs.iter().map(|it| it.text.as_str());
    let filled = paragraphs.filter(|it| !it.trim().is_empty()).take(TITLE);
    let title: String = std::iter::once(file).chain(filled).map(fold).collect();
    let department = fold(&budget.department);
    let is_own = |unit: &Unit| fold(&unit.heading) == department;
    let units = budget.units.iter().enumerate();
    let named = units.clone().filter(|(_, unit)| !is_own(unit));
    let named = named.filter_map(|(at, unit)| {
        let name = fold(short(&unit.name));
        let length = name.chars().count();
        let is_named = length >= SHORTEST && !department.contains(&name) && title.contains(&name);
        is_named.then_some((length, at))
    });
    let longest = named.max_by_key(|(length, _)| *length).map(|(_, at)| at);
    let own = || {
        let is_said = OWN.iter().any(|word| title.contains(word));
        let mut units = units.clone().filter(|(_, unit)| is_said && is_own(unit));
        units.next().map(|(at, _)| at)
    };
    longest.or_else(own)
}

/// `就业服务管理中心` of `101021-就业服务管理中心`.
fn short(name: &str) -> &str {
    name.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-' || c.is_whitespace())
}
