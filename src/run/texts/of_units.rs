//! Whose figures a text of a department with several budget units speaks of: the department's, or those of one unit. Its
//! name or its title says so, or the place where it lies: a unit's workbook, or the folder of a unit's files alone.

use crate::amount::has_many_digits;
use crate::budget::{Budget, BudgetText, Fact, FactId, Notice, Unit};
use crate::finding::Problem;
use crate::label::{OWN_OFFICE, fold};
use rust_decimal::Decimal;
use std::collections::HashSet;

/// Paragraphs at the head of a text that name whose it is.
const TITLE: usize = 3;
/// Characters of the shortest name of a unit.
const SHORTEST: usize = 4;

/// Whom words name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Unit(usize),
    /// The department, and perhaps the unit that has its name.
    Department,
}

/// Finds the unit of each text, and says which texts are not the department's.
pub(crate) fn find_units(budget: &mut Budget) {
    if budget.units.is_empty() {
        return;
    }
    let units: Vec<Option<usize>> = budget.texts.iter().map(|it| unit(budget, it)).collect();
    for (text, unit) in budget.texts.iter_mut().zip(units) {
        text.unit = unit;
        let Some(unit) = unit.filter(|_| text.has_own_words()) else {
            continue;
        };
        budget.notices.push(Notice {
            at: Vec::new(),
            place: Some((text.name.clone(), None)),
            problem: Problem::TextOfUnit {
                unit: budget.units[unit].name.clone(),
            },
        });
    }
}

/// The unit that a text is of.
fn unit(budget: &Budget, text: &BudgetText) -> Option<usize> {
    let place = text.unit.or_else(|| unit_of_folder(budget, &text.name));
    let is_own = |unit: usize| is_called_as_department(budget, &budget.units[unit]);
    let likely = match named(budget, text) {
        Some(Named::Unit(unit)) if !is_own(unit) => return Some(unit),
        Some(Named::Unit(unit)) => Some(unit),
        Some(Named::Department) => place.filter(|unit| is_own(*unit)),
        None => place,
    };
    likely.filter(|unit| has_figures_of(budget, text, *unit))
}

/// Whom the file or the title of a text names; a file may have the department's name in front of every one's.
fn named(budget: &Budget, text: &BudgetText) -> Option<Named> {
    let (_, file) = text.name.rsplit_once('/').unwrap_or(("", &text.name));
    let paragraphs = text.source.paragraphs.iter().map(|it| it.text.as_str());
    let mut title = paragraphs.filter(|it| !it.trim().is_empty()).take(TITLE);
    let is_unit = |it: &Named| matches!(it, Named::Unit(_));
    let file = named_in(budget, file).filter(|it| is_unit(it) && !text.source.is_in_workbook());
    file.or_else(|| title.find_map(|it| named_in(budget, it)))
}

/// Whom words name: the unit with the longest name, its own offices, or the department.
fn named_in(budget: &Budget, words: &str) -> Option<Named> {
    let words = fold(words);
    let department = fold(&budget.department);
    let units = budget.units.iter().enumerate();
    let others = units
        .clone()
        .filter(|(_, it)| !is_called_as_department(budget, it));
    let named = others.filter_map(|(at, unit)| {
        let name = fold(short(&unit.name));
        let length = name.chars().count();
        let is_named = length >= SHORTEST && !department.contains(&name) && words.contains(&name);
        is_named.then_some((length, at))
    });
    if let Some((_, unit)) = named.max_by_key(|(length, _)| *length) {
        return Some(Named::Unit(unit));
    }
    // 机关事务管理局 is no office of its own
    let rest = match department.is_empty() {
        true => words.clone(),
        false => words.replace(&department, ""),
    };
    let is_own = OWN_OFFICE.iter().any(|word| rest.contains(word));
    let mut own = units.filter(|(_, it)| is_own && is_called_as_department(budget, it));
    let own = own.next().map(|(at, _)| Named::Unit(at));
    own.or_else(|| (rest != words).then_some(Named::Department))
}

fn is_called_as_department(budget: &Budget, unit: &Unit) -> bool {
    fold(&unit.heading) == fold(&budget.department)
}

/// `就业服务管理中心` of `101021-就业服务管理中心`.
fn short(name: &str) -> &str {
    name.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-' || c.is_whitespace())
}

/// The unit of whose files alone a folder is, where the other units' lie elsewhere.
fn unit_of_folder(budget: &Budget, name: &str) -> Option<usize> {
    let folder = folder_of(name);
    let lies_there = |unit: &Unit| unit.files.iter().any(|file| folder_of(file) == folder);
    let units = budget.units.iter().enumerate();
    let mut here = units.filter(|(_, unit)| lies_there(unit)).map(|(at, _)| at);
    let unit = here.next().filter(|_| here.next().is_none())?;
    // beside the files of the others it is the department's
    let is_below = folder != budget.folder && !folder.is_empty();
    is_below.then_some(unit)
}

fn folder_of(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether the amounts of a text are no more often the department's than a unit's.
fn has_figures_of(budget: &Budget, text: &BudgetText, unit: usize) -> bool {
    let figures = |of: Option<usize>| -> HashSet<Decimal> {
        let facts = (0..budget.facts.len()).map(FactId);
        let is_of = |fact: &Fact| budget.tables[fact.table].unit == of;
        let facts = facts.filter(|id| is_of(budget.fact(*id)));
        let amounts = facts.filter_map(|id| budget.published(id));
        amounts.map(|it| it.value().normalize()).collect()
    };
    let [own, all] = [Some(unit), None].map(figures);
    let paragraphs = text.source.paragraphs.iter();
    let printed: HashSet<Decimal> = paragraphs.flat_map(|it| amounts_in(&it.text)).collect();
    let count = |known: &HashSet<Decimal>| printed.intersection(known).count();
    count(&own) >= count(&all)
}

/// Numbers with decimals and many digits, which are no others' by chance.
fn amounts_in(text: &str) -> Vec<Decimal> {
    let text = fold(text).replace(',', "");
    let numbers = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    let numbers = numbers.filter(|it| it.contains('.'));
    let values = numbers.filter_map(|it| it.parse::<Decimal>().ok());
    let values = values.filter(|it| has_many_digits(*it));
    values.map(|it| it.normalize()).collect()
}
