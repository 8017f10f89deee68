//! Files in one folder that look like those of several departments, or of several years, beside what was made of them.

use crate::budget::{Budget, Notice, Unit};
use crate::finding::{Problem, SubmissionProblem};
use crate::label::{department_code, is_alike};
use crate::place::Address;
use crate::run::submission::{Submission, is_of};
use std::sync::Arc;

/// What to ask of the files of a submission.
pub(crate) fn notices(submission: &Submission) -> Vec<Notice> {
    let of_years = submission.other_years.iter().map(|other| {
        let there = submission.fiscal_year?;
        Some(SubmissionProblem::UnitOfOtherYear {
            unit: other.unit.clone(),
            files: other.files.clone(),
            here: other.year,
            there,
        })
    });
    let all = std::iter::once(units_of_two(submission)).chain(of_years);
    all.flatten()
        .map(|problem| Notice {
            at: Vec::new(),
            place: submission.files.first().map(|file| (file.clone(), None)),
            problem: Problem::Submission(problem),
        })
        .collect()
}

/// That a budget has all the amounts of another department's.
pub(crate) fn as_of_another(
    budget: &Budget,
    (department, files): (String, Vec<Arc<str>>),
) -> Option<Notice> {
    let title = budget.tables.first()?.title.at.clone();
    Some(same_amounts(title, Some(department), &files))
}

/// That a budget has all the amounts of another one.
pub(crate) fn same_amounts(
    title: Address,
    department: Option<String>,
    files: &[Arc<str>],
) -> Notice {
    let files = files.iter().map(ToString::to_string).collect();
    let problem = SubmissionProblem::SameAmounts { department, files };
    Notice::at(vec![title], Problem::Submission(problem))
}

/// Two units that were added up and look like two departments.
fn units_of_two(submission: &Submission) -> Option<SubmissionProblem> {
    let units = submission.division.units.iter().map(|(unit, _)| unit);
    let units: Vec<&Unit> = units.collect();
    // where the clerk names the department there is no folder
    if submission.folder.is_empty() || units.len() < 2 {
        return None;
    }
    let of_codes = || two(&units, differ_in_codes);
    let of_names = || are_departments(submission, &units).then(|| [units[0], units[1]]);
    let (pair, is_by_code) = match of_codes() {
        Some(pair) => (pair, true),
        None => (of_names()?, false),
    };
    Some(SubmissionProblem::UnitsOfTwo {
        folder: submission.folder.clone(),
        units: pair.map(|unit| unit.name.clone()),
        files: pair.map(|unit| unit.files.iter().map(ToString::to_string).collect()),
        is_by_code,
    })
}

fn two<'a>(units: &[&'a Unit], are: impl Fn(&Unit, &Unit) -> bool) -> Option<[&'a Unit; 2]> {
    let others = |at: usize| units[at + 1..].iter().map(move |other| (at, other));
    let mut pairs = (0..units.len()).flat_map(others);
    let (at, other) = pairs.find(|(at, other)| are(units[*at], other))?;
    Some([units[at], other])
}

/// Whether two units have codes of two departments, and headings that name each itself.
fn differ_in_codes(one: &Unit, other: &Unit) -> bool {
    let codes = department_code(&one.name).zip(department_code(&other.name));
    codes.is_some_and(|(one, other)| one != other) && !is_alike(&one.heading, &other.heading)
}

/// Whether the headings of all units name departments that have nothing in common, in a folder of none of them.
fn are_departments(submission: &Submission, units: &[&Unit]) -> bool {
    let words = &submission.layout.departments;
    let is_coded = |unit: &&Unit| department_code(&unit.name).is_some();
    let is_of_folder = |unit: &&Unit| is_of(&submission.folder, &unit.heading);
    let are_two = |one: &Unit, other: &Unit| words.are_two(&one.heading, &other.heading);
    submission.division.whole.is_empty()
        && !units.iter().all(is_coded)
        && !units.iter().any(is_of_folder)
        && two(units, |one, other| !are_two(one, other)).is_none()
}
