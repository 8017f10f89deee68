//! Projects whose form (绩效目标表) was not handed in, and forms of no project. The table of projects is right then: what is
//! broken for want of a form says nothing of any figure, and is set aside before figures are looked at.

use super::state::EquationStates;
use super::{Cause, Diagnosis, FormlessProject};
use crate::amount::Amount;
use crate::budget::{FactId, RowPosition};
use crate::equation::{Absent, Equation, EquationSide, MissingFigure, TermText};
use crate::finding::Absence;
use crate::label::fold;
use crate::reconcile::Verdict;
use crate::rule::Severity;
use rust_decimal::Decimal;
use std::collections::{BTreeSet, HashMap, HashSet};

/// A kind of form that some projects lack.
#[derive(Default)]
struct LackingForms {
    projects: Vec<FormlessProject>,
    /// Forms whose project no other table has, by their tables.
    strangers: BTreeSet<usize>,
    /// The table of the layout that lacks these projects.
    without: Option<usize>,
    /// The broken equations that miss a form, or the project of one.
    equations: BTreeSet<usize>,
}

/// The forms that were not handed in, a diagnosis a kind of form.
pub(super) fn missing(state: &EquationStates<'_>) -> Vec<Diagnosis> {
    let tables = state.budget.layout.tables.iter().enumerate();
    let forms = tables.filter(|(_, table)| table.form.is_some());
    forms
        .filter_map(|(table, _)| of_kind(state, table))
        .collect()
}

fn of_kind(state: &EquationStates<'_>, table: usize) -> Option<Diagnosis> {
    let lacking = lacking(state, table);
    if lacking.projects.is_empty() && !lacking.strangers.is_empty() {
        return too_many(state, table, lacking);
    }
    // forms under a name that is another one's may be those that seem to lack
    let missing = lacking
        .projects
        .len()
        .checked_sub(lacking.strangers.len())?;
    if missing == 0 || has_name_twice(state, table) {
        return None;
    }
    let mut equations = lacking.equations;
    equations.extend(counts(state, table, missing));
    Some(Diagnosis {
        cause: Cause::Forms {
            table,
            projects: lacking.projects,
            missing,
        },
        equations: equations.into_iter().collect(),
    })
}

/// Forms of projects that no other table has, where no row of that table seems to be left out.
fn too_many(state: &EquationStates<'_>, table: usize, lacking: LackingForms) -> Option<Diagnosis> {
    let without = lacking.without?;
    let mut equations = lacking.equations;
    equations.extend(counts(state, table, lacking.strangers.len()));
    let amounts: Vec<Amount> = equations
        .iter()
        .map(|index| state.judgements[*index].difference().abs())
        .collect();
    let mut others = state.broken().filter(|index| !equations.contains(index));
    let is_left_out = others.any(|index| {
        let difference = state.judgements[index].difference().abs();
        amounts.contains(&difference)
    });
    let is_unclear = is_left_out || has_name_twice(state, table);
    (!is_unclear).then(|| Diagnosis {
        cause: Cause::FormsTooMany {
            forms: lacking.strangers.into_iter().collect(),
            without,
        },
        equations: equations.into_iter().collect(),
    })
}

/// The projects without a form, in the order of their table.
fn lacking(state: &EquationStates<'_>, table: usize) -> LackingForms {
    let mut found = LackingForms::default();
    for (index, equation) in state.equations.iter().enumerate() {
        if state.rules.rules[equation.rule].level != Severity::Mandatory {
            continue;
        }
        let [left, right] = equation.sides();
        for (own, other) in [(left, right), (right, left)] {
            let is_of_form = lacks_form(state, other, table) && found.add_project(state, own);
            if (is_of_form || found.add_stranger(state, own, other, table))
                && state.judgements[index].verdict == Verdict::Broken
            {
                found.equations.insert(index);
            }
        }
    }
    let is_own = |index: &usize| found.equations.contains(index);
    let rows: HashSet<RowPosition> = found.projects.iter().map(|it| it.row).collect();
    let twice = counted_twice(state, &rows, is_own);
    found.projects.retain(|it| !twice.contains(&it.row));
    found.equations.retain(|index| {
        let mut facts = state.equations[*index].facts();
        !facts.any(|(_, id)| twice.contains(&row_of(state, id)))
    });
    found
}

impl LackingForms {
    /// Adds the project of a side; false where it is none.
    fn add_project(&mut self, state: &EquationStates<'_>, side: &EquationSide) -> bool {
        let Some(row) = project_of(state, side) else {
            return false;
        };
        if !self.projects.iter().any(|it| it.row == row) {
            let amount = side.value(&state.budget);
            self.projects.push(FormlessProject { row, amount });
        }
        true
    }

    /// Adds the form of a side whose project the other side lacks.
    fn add_stranger(
        &mut self,
        state: &EquationStates<'_>,
        own: &EquationSide,
        other: &EquationSide,
        table: usize,
    ) -> bool {
        let mut lacks = other.absent.iter().map(|it: &Absent| &it.lack);
        let without = lacks.find_map(|it| match it {
            MissingFigure::Project(without, _) => Some(*without),
            _ => None,
        });
        if !other.terms.is_empty() || without.is_none() {
            return false;
        }
        let first = own.terms.first().map(|(_, id)| row_of(state, *id).0);
        let form = first.filter(|it| state.budget.tables[*it].layout == table);
        if form.is_some() {
            self.strangers.extend(form);
            self.without = without;
        }
        form.is_some()
    }
}

fn row_of(state: &EquationStates<'_>, id: FactId) -> RowPosition {
    let fact = state.budget.fact(id);
    (fact.table, fact.block, fact.row)
}

/// Whether a side has nothing but the want of a form of this kind.
fn lacks_form(state: &EquationStates<'_>, side: &EquationSide, table: usize) -> bool {
    let id = &state.budget.layout.tables[table].id;
    let is_form = |absent: &Absent| match &absent.what {
        Absence::Table { table } => table == id,
        _ => matches!(absent.lack, MissingFigure::Project(own, _) if own == table),
    };
    side.terms.is_empty() && side.absent.iter().any(is_form)
}

/// The only row of a side, if it is one of a project.
fn project_of(state: &EquationStates<'_>, side: &EquationSide) -> Option<RowPosition> {
    let rows: BTreeSet<RowPosition> = side
        .terms
        .iter()
        .map(|(_, id)| row_of(state, *id))
        .collect();
    let row = *rows.first().filter(|_| rows.len() == 1)?;
    let (table, block, at) = row;
    let name = state.budget.tables[table].blocks[block][at]
        .project
        .as_deref()?;
    (!fold(name).is_empty()).then_some(row)
}

/// Whether two forms of a kind have one name, of which one may be wrong.
fn has_name_twice(state: &EquationStates<'_>, table: usize) -> bool {
    let mut known = HashSet::new();
    let forms = state.budget.tables_of(table);
    let mut names =
        forms.flat_map(|(_, it)| it.rows().filter_map(|(_, _, row)| row.project.clone()));
    names.any(|name| {
        let name = fold(&name);
        !name.is_empty() && !known.insert(name)
    })
}

/// The rows among some without which a broken sum would hold: such a row is one too many, and wants no form.
fn counted_twice(
    state: &EquationStates<'_>,
    rows: &HashSet<RowPosition>,
    is_of_forms: impl Fn(&usize) -> bool,
) -> HashSet<RowPosition> {
    let mut twice = HashSet::new();
    for index in state.broken().filter(|index| !is_of_forms(index)) {
        let (equation, judgement) = (&state.equations[index], &state.judgements[index]);
        // what each row adds to the left side less the right one
        let mut shares: HashMap<RowPosition, Decimal> = HashMap::new();
        let (mut difference, mut is_of_one_row) = (Decimal::ZERO, true);
        let first = equation.facts().next().map(|(_, id)| row_of(state, id));
        for (side, sign) in equation
            .sides()
            .into_iter()
            .zip([Decimal::ONE, -Decimal::ONE])
        {
            difference += sign * side.value(&state.budget).value();
            for (factor, id) in &side.terms {
                let row = row_of(state, *id);
                is_of_one_row &= Some(row) == first;
                if rows.contains(&row) {
                    let figure = state.budget.published(*id);
                    let figure = figure.map_or(Decimal::ZERO, Amount::value);
                    *shares.entry(row).or_default() += sign * factor * figure;
                }
            }
        }
        if !is_of_one_row {
            let allowance = judgement.allowance.value();
            let without = shares
                .into_iter()
                .filter(|(_, share)| (difference - share).abs() <= allowance);
            twice.extend(without.map(|(row, _)| row));
        }
    }
    twice
}

/// The broken equations that count the forms and find so many too few.
fn counts(state: &EquationStates<'_>, table: usize, missing: usize) -> Vec<usize> {
    let counts_forms = |equation: &Equation| {
        let sides = equation.sides().into_iter();
        let mut words = sides.flat_map(|side| &side.words);
        words.any(|(_, word)| matches!(word, TermText::Count(own, _) if *own == table))
    };
    let missing = Amount::new(Decimal::from(missing));
    let is_own = |index: &usize| {
        let (equation, judgement) = (&state.equations[*index], &state.judgements[*index]);
        judgement.verdict == Verdict::Broken
            && equation.facts().next().is_none()
            && counts_forms(equation)
            && judgement.difference().abs() == missing
    };
    (0..state.equations.len()).filter(is_own).collect()
}
