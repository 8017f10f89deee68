//! A project under a wrong name: a form that was copied from another project's and kept its name, or a row that has the
//! name of the row above it. It is tried in thought: if it had the name that its table lacks, would the tables agree?

use super::codes::TRIES;
use super::state::EquationStates;
use super::{Cause, Diagnosis, ProjectName};
use crate::amount::Amount;
use crate::budget::{Budget, RowPosition};
use crate::equation::{EquationSide, MissingFigure};
use crate::label::fold;
use crate::reconcile::slip;
use std::collections::BTreeSet;

/// A project that stands in one table and is missing in another.
pub(super) struct LoneProject {
    place: RowPosition,
    pub(super) name: String,
    pub(super) amount: Amount,
    /// The table and the block of the layout that lack it.
    pub(super) lacking: (usize, usize),
}

/// What would be if a project had another name.
struct NameTrial<'a> {
    suspect: ProjectName,
    lone: usize,
    equations: Vec<usize>,
    mended: EquationStates<'a>,
}

/// A project under a wrong name, with the budget in which it has the right one: of all rows that would do the one that
/// mends most.
pub(super) fn wrong_name<'a>(
    state: &EquationStates<'a>,
) -> Option<(Diagnosis, EquationStates<'a>)> {
    let lone = lone(state);
    if lone.is_empty() {
        return None;
    }
    let (mut tried, is_pair) = match copied(state, &lone) {
        tried if tried.is_empty() => (paired(state, &lone), true),
        tried => (tried, false),
    };
    let most = tried.iter().map(|it| it.equations.len()).max()?;
    tried.retain(|it| it.equations.len() == most);
    if !is_pair {
        narrow(&state.budget, &lone, &mut tried);
    }
    let suspects = tried.iter().map(|it| it.suspect.clone()).collect();
    let NameTrial {
        equations, mended, ..
    } = tried.into_iter().next()?;
    let cause = Cause::ProjectName { suspects };
    Some((Diagnosis { cause, equations }, mended))
}

/// The projects of broken equations that have no partner.
pub(super) fn lone(state: &EquationStates<'_>) -> Vec<LoneProject> {
    let mut found: Vec<LoneProject> = Vec::new();
    for index in state.broken() {
        let [left, right] = state.equations[index].sides();
        for (own, other) in [(left, right), (right, left)] {
            let lone = of_sides(state, own, other);
            let is_known = |lone: &LoneProject| {
                let same = |it: &LoneProject| (it.place, it.lacking) == (lone.place, lone.lacking);
                found.iter().any(same)
            };
            if let Some(lone) = lone.filter(|lone| !is_known(lone)) {
                found.push(lone);
            }
        }
    }
    found
}

/// The project of one side that the other side lacks.
fn of_sides(
    state: &EquationStates<'_>,
    own: &EquationSide,
    other: &EquationSide,
) -> Option<LoneProject> {
    let budget = &state.budget;
    let mut lacks = other.absent.iter();
    let lacking = lacks.find_map(|absent| match absent.lack {
        MissingFigure::Project(table, block) => Some((table, block)),
        _ => None,
    })?;
    let (_, id) = own.terms.first().filter(|_| other.terms.is_empty())?;
    let fact = budget.fact(*id);
    let name = budget.row(fact).project.clone()?;
    (!fold(&name).is_empty()).then(|| LoneProject {
        place: (fact.table, fact.block, fact.row),
        name,
        amount: own.value(budget),
        lacking,
    })
}

/// Rows that share their name with another one in a broken equation, each under the name of a project that their table
/// lacks.
fn copied<'a>(state: &EquationStates<'a>, lone: &[LoneProject]) -> Vec<NameTrial<'a>> {
    let places: Vec<RowPosition> = sharing(state).into_iter().collect();
    let pairs = lone.iter().enumerate().flat_map(|(at, lone)| {
        let own = places
            .iter()
            .filter(move |place| (state.budget.tables[place.0].layout, place.1) == lone.lacking);
        own.map(move |place| (at, *place, lone.name.as_str()))
    });
    let tried = pairs.take(TRIES);
    tried
        .filter_map(|(at, place, name)| renamed(state, (at, place), name))
        .collect()
}

/// The rows of a block that a broken equation takes for one project.
fn sharing(state: &EquationStates<'_>) -> BTreeSet<RowPosition> {
    let budget = &state.budget;
    let mut found = BTreeSet::new();
    for side in state.broken().flat_map(|it| state.equations[it].sides()) {
        let rows: BTreeSet<RowPosition> = side
            .terms
            .iter()
            .map(|(_, id)| budget.fact(*id))
            .filter(|fact| budget.row(fact).project.is_some())
            .map(|fact| (fact.table, fact.block, fact.row))
            .collect();
        let name = |place: &RowPosition| fold(&budget.row_name(place.0, place.1, place.2));
        let names: BTreeSet<String> = rows.iter().map(name).collect();
        if rows.len() > 1 && names.len() == 1 {
            found.extend(rows);
        }
    }
    found
}

/// The only project that one table lacks and the only one that the other lacks, if a slip explains their amounts: either
/// may have the wrong name.
fn paired<'a>(state: &EquationStates<'a>, lone: &[LoneProject]) -> Vec<NameTrial<'a>> {
    let [one, other] = lone else {
        return Vec::new();
    };
    let of_layout = |it: &LoneProject| (state.budget.tables[it.place.0].layout, it.place.1);
    let is_slip = |wrong: Amount, right: Amount| {
        let (decimals, unit) = (state.budget.decimals(), state.budget.layout.unit_of_measure);
        slip::of_figures(wrong.value(), right.value(), decimals, unit).is_some()
    };
    if of_layout(one) != other.lacking
        || of_layout(other) != one.lacking
        || !(is_slip(one.amount, other.amount) || is_slip(other.amount, one.amount))
    {
        return Vec::new();
    }
    let tries = [(0, one.place, &other.name), (1, other.place, &one.name)];
    let tried = tries.into_iter();
    tried
        .filter_map(|(at, place, name)| renamed(state, (at, place), name))
        .collect()
}

/// What would be if a row had the name of another project; none where the tables would not agree better.
fn renamed<'a>(
    state: &EquationStates<'a>,
    (lone, place): (usize, RowPosition),
    name: &str,
) -> Option<NameTrial<'a>> {
    let mut budget = state.budget.clone().into_owned();
    budget.tables[place.0].blocks[place.1][place.2].project = Some(name.to_owned());
    let mended = state.with(budget).rejoined(state);
    let equations = state.mended_with_counts(&mended)?;
    let suspect = ProjectName {
        row: place,
        right: name.to_owned(),
    };
    Some(NameTrial {
        suspect,
        lone,
        equations,
        mended,
    })
}

/// Of forms that would all do, keeps the only one whose texts state the amount of the project that has none.
fn narrow(budget: &Budget, lone: &[LoneProject], tried: &mut Vec<NameTrial<'_>>) {
    let is_meant = |trial: &NameTrial<'_>| {
        let amount = lone[trial.lone].amount.value().normalize().to_string();
        states(budget, trial.suspect.row.0, &amount)
    };
    if tried.len() > 1 && tried.iter().filter(|it| is_meant(it)).count() == 1 {
        tried.retain(is_meant);
    }
}

/// Whether a text of a form has a number: 42 in `≤42万元`, not in 1420.
fn states(budget: &Budget, table: usize, number: &str) -> bool {
    let mut texts = budget.tables[table].list.iter().flatten();
    let is_figure = |c: char| c.is_ascii_digit() || c == '.';
    texts.any(|text| {
        let mut numbers = text.split(|c| !is_figure(c));
        numbers.any(|own| own == number)
    })
}
