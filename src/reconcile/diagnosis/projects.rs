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
use rust_decimal::Decimal;
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
/// mends most. None where several mend as much.
pub(super) fn wrong_name<'a>(
    state: &EquationStates<'a>,
) -> Option<(Diagnosis, EquationStates<'a>)> {
    let lone = lone(state);
    if lone.is_empty() {
        return None;
    }
    let alike = alike(state, &lone);
    let trials = match alike.is_empty() {
        // under either name the two rows are one project, so that either budget will do
        true => paired(state, &lone),
        false => alike.into_iter().find(|trials| trials.len() == 1)?,
    };
    let suspects = trials.iter().map(|it| it.suspect.clone()).collect();
    let NameTrial {
        equations, mended, ..
    } = trials.into_iter().next()?;
    let cause = Cause::ProjectName { suspects };
    Some((Diagnosis { cause, equations }, mended))
}

/// Projects under one name of which nothing tells the wrong one. By the numbers of the submitted equations.
pub(super) fn tied_names(state: &EquationStates<'_>) -> Vec<Diagnosis> {
    let lone = lone(state);
    let tied = alike(state, &lone).into_iter();
    tied.filter(|trials| trials.len() > 1)
        .map(|trials| Diagnosis {
            equations: joining(state, &lone, &trials),
            cause: Cause::ProjectName {
                suspects: trials.into_iter().map(|it| it.suspect).collect(),
            },
        })
        .collect()
}

/// The names that rows may have instead of one that they share, apart by what they would mend: the trials of a group
/// speak of one row or one project, and mend as much as each other.
fn alike<'a>(state: &EquationStates<'a>, lone: &[LoneProject]) -> Vec<Vec<NameTrial<'a>>> {
    let is_near = |one: &NameTrial<'_>, other: &NameTrial<'_>| {
        one.lone == other.lone || one.suspect.row == other.suspect.row
    };
    let mut groups = Vec::new();
    let mut trials = copied(state, lone);
    while let Some(most) = trials.iter().map(|it| it.equations.len()).max() {
        let is_most = |it: &NameTrial<'_>| it.equations.len() == most;
        let Some(first) = trials.iter().position(is_most) else {
            break;
        };
        let mut group = vec![trials.remove(first)];
        while let Some(next) = trials
            .iter()
            .position(|it| is_most(it) && group.iter().any(|own| is_near(own, it)))
        {
            group.push(trials.remove(next));
        }
        trials.retain(|it| !group.iter().any(|own| is_near(own, it)));
        narrow(&state.budget, lone, &mut group);
        groups.push(group);
    }
    groups
}

/// The broken equations that join the rows of some trials with others, or miss their projects.
fn joining(
    state: &EquationStates<'_>,
    lone: &[LoneProject],
    trials: &[NameTrial<'_>],
) -> Vec<usize> {
    let rows: BTreeSet<RowPosition> = trials
        .iter()
        .flat_map(|it| [it.suspect.row, lone[it.lone].place])
        .collect();
    let is_joining = |index: &usize| {
        let equation = &state.equations[*index];
        let is_absent = |side: &EquationSide| {
            let mut absent = side.absent.iter();
            absent.any(|it| matches!(it.lack, MissingFigure::Project(..)))
        };
        let own: BTreeSet<RowPosition> = equation
            .facts()
            .map(|(_, id)| state.budget.fact(id))
            .map(|fact| (fact.table, fact.block, fact.row))
            .collect();
        !own.is_disjoint(&rows) && (own.len() > 1 || equation.sides().into_iter().any(is_absent))
    };
    let mut found: BTreeSet<usize> = trials.iter().flat_map(|it| it.equations.clone()).collect();
    let broken = state.broken().filter(is_joining);
    found.extend(broken.filter_map(|index| state.origin(index)));
    found.into_iter().collect()
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
    let tried = pairs.take(TRIES).take_while(|_| state.may_try());
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

/// Of forms that would all do, keeps the only one whose texts state the amount of the project that has none, and not its
/// own.
fn narrow(budget: &Budget, lone: &[LoneProject], tried: &mut Vec<NameTrial<'_>>) {
    let is_meant = |trial: &NameTrial<'_>| {
        let (table, block, row) = trial.suspect.row;
        let wanted = lone[trial.lone].amount;
        let figures = budget.tables[table].blocks[block][row].facts.iter();
        let own: BTreeSet<Amount> = figures
            .flatten()
            .filter_map(|id| budget.published(*id))
            .filter(|amount| *amount != wanted && *amount != Amount::ZERO)
            .collect();
        let texts = budget.tables[table].list.iter().flatten();
        let said: BTreeSet<Amount> = texts.flat_map(|text| stated(text)).collect();
        said.contains(&wanted) && said.is_disjoint(&own)
    };
    if tried.len() > 1 && tried.iter().filter(|it| is_meant(it)).count() == 1 {
        tried.retain(is_meant);
    }
}

/// The amounts in a text, in 万元: 42 in `≤42.00万元` and in `420,000元`, none in `42人`.
fn stated(text: &str) -> Vec<Amount> {
    let text = fold(text);
    let is_figure = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let mut found = Vec::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let number = &rest[start..];
        let length = number.find(|c| !is_figure(c)).unwrap_or(number.len());
        let (digits, behind) = number.split_at(length);
        rest = behind;
        let unit = [("万元", 1), ("元", 10_000)];
        // 1800元/人 is a price
        let unit = unit.into_iter().find(|(unit, _)| {
            let after = behind.strip_prefix(unit);
            after.is_some_and(|after| !after.starts_with('/'))
        });
        let number = digits.replace(',', "").parse::<Decimal>();
        if let (Some((_, parts)), Ok(number)) = (unit, number) {
            found.push(Amount::new(number / Decimal::from(parts)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::stated;

    #[test]
    fn amounts_are_stated_in_their_units() {
        for (text, amounts) in [
            ("≤42万元", vec!["42"]),
            ("42.00 万元", vec!["42"]),
            ("7,150万元、420000元", vec!["7150", "42"]),
            ("42人，42元/人，42%", vec![]),
            ("1420万元", vec!["1420"]),
        ] {
            let found: Vec<String> = stated(text)
                .iter()
                .map(|it| it.value().normalize().to_string())
                .collect();
            assert_eq!(found, amounts, "{text}");
        }
    }
}
