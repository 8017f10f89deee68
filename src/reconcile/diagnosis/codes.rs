//! Wrong codes. They are tried in thought: if the row had another code, would the tables agree? A code that stands
//! twice is the suspect, whatever money could be moved to make the sums even.

use super::state::EquationStates;
use super::{Cause, Diagnosis};
use crate::amount::Amount;
use crate::budget::{Budget, FactId, Row, RowKey, RowPosition};
use crate::classification::{Code, ComparableName};
use crate::equation::{Equation, MissingFigure};
use crate::label::fold;
use crate::rule::{self, Expander};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Hypotheses tried for one department.
pub(super) const TRIES: usize = 40;

/// Codes that an equation misses, each with the table and block of the layout that lack it.
fn missing(equation: &Equation) -> impl Iterator<Item = (usize, usize, &Code)> {
    let absent = equation.sides().into_iter().flat_map(|side| &side.absent);
    absent.filter_map(|absent| match &absent.lack {
        MissingFigure::Code(table, block, code) => Some((*table, *block, code)),
        _ => None,
    })
}

/// Codes that broken equations miss, and how many equations miss each.
pub(super) fn lacking(state: &EquationStates<'_>) -> Vec<((usize, usize, Code), usize)> {
    let mut found: Vec<((usize, usize, Code), usize)> = Vec::new();
    for index in state.broken() {
        for (table, block, code) in missing(&state.equations[index]) {
            let it = (table, block, code.clone());
            match found.iter_mut().find(|(known, _)| *known == it) {
                Some((_, count)) => *count += 1,
                None => found.push((it, 1)),
            }
        }
    }
    found
}

fn row(budget: &Budget, place: RowPosition) -> &Row {
    &budget.tables[place.0].blocks[place.1][place.2]
}

/// The rows that an equation has figures of.
fn rows_of(state: &EquationStates<'_>, index: usize) -> impl Iterator<Item = RowPosition> {
    state.equations[index].facts().map(|(_, id)| {
        let fact = state.budget.fact(id);
        (fact.table, fact.block, fact.row)
    })
}

/// Rows with codes that broken equations speak of: those whose codes other tables lack, then all others.
fn in_question(state: &EquationStates<'_>) -> Vec<RowPosition> {
    let (mut alone, mut others) = (BTreeSet::new(), BTreeSet::new());
    for index in state.broken() {
        let is_lacking = missing(&state.equations[index]).next().is_some();
        for place in rows_of(state, index) {
            if is_lacking {
                alone.insert(place);
            } else {
                others.insert(place);
            }
        }
    }
    others.extend(twice(&state.budget).into_iter().flatten());
    let is_coded = |place: &RowPosition| {
        let row = row(&state.budget, *place);
        row.code.is_some() && (row.key == RowKey::Code || is_project_of_another(state, *place))
    };
    others.retain(|place| !alone.contains(place));
    alone.into_iter().chain(others).filter(is_coded).collect()
}

/// Whether a row is a project whose name is not its code's in other tables.
fn is_project_of_another(state: &EquationStates<'_>, place: RowPosition) -> bool {
    let budget = &state.budget;
    let own = row(budget, place);
    let name = fold(&own.label);
    let is_own_name = |other: &Row| other.code == own.code && fold(&other.label) == name;
    let mut others = budget.in_scope().filter(|(table, _)| *table != place.0);
    own.key == RowKey::Project
        && !others.any(|(_, table)| table.rows().any(|(.., other)| is_own_name(other)))
}

/// Rows of one block and budget unit with the same code.
fn twice(budget: &Budget) -> Vec<Vec<RowPosition>> {
    let mut found = Vec::new();
    for (table, it) in budget.in_scope() {
        for (block, rows) in it.blocks.iter().enumerate() {
            let mut of_code: HashMap<(Option<usize>, &Code), Vec<RowPosition>> = HashMap::new();
            for (index, row) in rows.iter().enumerate() {
                if let (RowKey::Code, Some(code)) = (&row.key, &row.code) {
                    let own = of_code.entry((row.unit, code)).or_default();
                    own.push((table, block, index));
                }
            }
            found.extend(of_code.into_values().filter(|rows| rows.len() > 1));
        }
    }
    found.sort();
    found
}

/// Codes that a row may have meant.
fn candidates(
    state: &EquationStates<'_>,
    place: RowPosition,
    lacking: &[((usize, usize, Code), usize)],
) -> BTreeSet<Code> {
    let budget = &state.budget;
    let own = row(budget, place);
    let Some(code) = &own.code else {
        return BTreeSet::new();
    };
    let layout = budget.tables[place.0].layout;
    let mut found: BTreeSet<Code> = lacking
        .iter()
        .filter(|((table, block, _), _)| (*table, *block) == (layout, place.1))
        .map(|((.., code), _)| code.clone())
        .collect();
    found.extend(named_elsewhere(budget, place));
    found.extend(in_catalogue(state, own));
    found.extend(below_other_parents(state, place, code));
    let unused = |wanted: &Code| {
        let rows = &budget.tables[place.0].blocks[place.1];
        // a code has one row, but many projects
        let mut same = rows
            .iter()
            .filter(|row| row.unit == own.unit && row.key != RowKey::Project);
        !same.any(|row| row.code.as_ref() == Some(wanted))
    };
    found.retain(|wanted| wanted.level() == code.level() && wanted != code && unused(wanted));
    found
}

/// Codes of rows with the same name in other tables.
fn named_elsewhere(budget: &Budget, place: RowPosition) -> Vec<Code> {
    let name = fold(&row(budget, place).label);
    let others = budget.in_scope().filter(|(table, _)| *table != place.0);
    others
        .flat_map(|(_, table)| table.rows())
        .filter(|(.., other)| !name.is_empty() && fold(&other.label) == name)
        .filter_map(|(.., other)| other.code.clone())
        .collect()
}

/// The code of the catalogue that the row's name belongs to, if it is one slip away.
fn in_catalogue(state: &EquationStates<'_>, row: &Row) -> Option<Code> {
    let view = state
        .rules
        .catalogue
        .as_ref()?
        .at(state.budget.fiscal_year?);
    let name = ComparableName::new(&row.label)?;
    let entry = view.mistyped(row.code.as_ref()?, &name)?;
    Some(entry.code.clone())
}

/// The same last part below each other code that does not add up.
fn below_other_parents(
    state: &EquationStates<'_>,
    place: RowPosition,
    code: &Code,
) -> BTreeSet<Code> {
    let own = code.as_str();
    let Some(parent) = code.parent() else {
        return BTreeSet::new();
    };
    let last = &own[parent.as_str().len()..];
    let broken: Vec<usize> = state.broken().collect();
    let rows = broken.iter().flat_map(|index| rows_of(state, *index));
    rows.filter(|other| (other.0, other.1) == (place.0, place.1))
        .filter_map(|other| row(&state.budget, other).code.as_ref())
        .filter(|other| other.level() == parent.level() && **other != parent)
        .filter_map(|other| Code::new(&format!("{other}{last}")))
        .collect()
}

fn differing(one: &Code, other: &Code) -> usize {
    let pairs = one.as_str().bytes().zip(other.as_str().bytes());
    pairs.filter(|(a, b)| a != b).count()
}

/// What is wrong, of any level, with a budget that is mended in thought.
fn findings_left(state: &EquationStates<'_>) -> usize {
    let expander = Expander::new(&state.budget);
    let of_form = rule::notices(state.rules, &state.budget, &expander);
    state.not_holding() + of_form.len()
}

/// A row whose code is another one's, with the budget in which it is mended: of all codes that would do, the one that
/// leaves the fewest findings.
pub(super) fn wrong_code<'a>(
    state: &EquationStates<'a>,
) -> Option<(Diagnosis, EquationStates<'a>)> {
    state.broken().next()?;
    let lacking = lacking(state);
    let mut tries: Vec<(usize, RowPosition, Code)> = Vec::new();
    for place in in_question(state) {
        let Some(own) = &row(&state.budget, place).code else {
            continue;
        };
        for code in candidates(state, place, &lacking) {
            tries.push((differing(own, &code), place, code));
        }
    }
    tries.sort_by_key(|(differing, ..)| *differing);
    let tried = tries.into_iter().take(TRIES);
    let tried = tried.take_while(|_| state.may_try());
    let mended = tried.filter_map(|(differing, place, code)| {
        let (diagnosis, mended) = mended(state, place, code)?;
        Some(((findings_left(&mended), differing), diagnosis, mended))
    });
    let (_, diagnosis, mended) = mended.min_by_key(|(key, ..)| *key)?;
    Some((diagnosis, mended))
}

/// What would be if a row had another code; none where the tables would not agree.
fn mended<'a>(
    state: &EquationStates<'a>,
    place: RowPosition,
    code: Code,
) -> Option<(Diagnosis, EquationStates<'a>)> {
    let mut budget = state.budget.clone().into_owned();
    budget.tables[place.0].blocks[place.1][place.2].code = Some(code.clone());
    let mended = state.with(budget);
    let equations = state.mended_by(&mended)?;
    // with the right code the row has partners everywhere
    let is_alone = mended.broken().any(|index| {
        missing(&mended.equations[index]).next().is_some()
            && rows_of(&mended, index).any(|own| own == place)
    });
    let cause = Cause::Code {
        row: place,
        right: code,
    };
    (!is_alone).then_some((Diagnosis { cause, equations }, mended))
}

/// Codes that stand twice and have no better code to go by: a broken equation whose gap is the money of such a row is
/// due to its code. By the numbers of the submitted equations.
pub(super) fn standing_twice(state: &EquationStates<'_>) -> Vec<Diagnosis> {
    let mut blamed: HashSet<usize> = HashSet::new();
    let mut found = Vec::new();
    for group in twice(&state.budget) {
        let explained: Vec<Vec<usize>> = group
            .iter()
            .map(|place| {
                let own = state.broken().filter(|index| !blamed.contains(index));
                own.filter(|index| is_gap(state, *index, *place)).collect()
            })
            .collect();
        let most = explained.iter().map(Vec::len).max().unwrap_or(0);
        if most == 0 {
            continue;
        }
        let of_most = || (0..group.len()).filter(|at| explained[*at].len() == most);
        let mut equations: Vec<usize> = of_most().flat_map(|at| explained[at].clone()).collect();
        equations.sort_unstable();
        equations.dedup();
        blamed.extend(&equations);
        found.push(Diagnosis {
            cause: Cause::CodeTwice {
                suspects: of_most().map(|at| group[at]).collect(),
                rows: group,
            },
            equations: equations
                .into_iter()
                .filter_map(|it| state.origin(it))
                .collect(),
        });
    }
    found
}

/// Whether an equation of the row's table is off by just the money of the row, but for a rounding residue.
fn is_gap(state: &EquationStates<'_>, index: usize, place: RowPosition) -> bool {
    let budget = &state.budget;
    let judgement = &state.judgements[index];
    let gap = judgement.difference().abs();
    let columns: BTreeSet<usize> = state.equations[index]
        .facts()
        .map(|(_, id)| budget.fact(id))
        .filter(|fact| (fact.table, fact.block) == (place.0, place.1))
        .map(|fact| fact.column)
        .collect();
    let figure = |column: &usize| {
        let id: FactId = row(budget, place).facts.get(*column).copied().flatten()?;
        budget.published(id)
    };
    !gap.is_zero()
        && columns.iter().filter_map(figure).any(|figure| {
            let rest = (figure.abs() - gap).abs();
            figure != Amount::ZERO && rest <= judgement.allowance
        })
}
