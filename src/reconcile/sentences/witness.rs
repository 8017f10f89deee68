//! Two witnesses against one cell: a text states another figure for it, and with that one an equation holds that is only
//! to be verified where nothing but the tables speaks.

use super::ReadText;
use super::judge::Values;
use super::locate::figure_of_cells;
use super::vote::{cell_of, slip_of};
use crate::amount::Amount;
use crate::budget::{Budget, FactId, Figure};
use crate::reconcile::{Cause, Diagnosis, Report, Suspect, Verdict, verdict};
use crate::relation::Relation;
use crate::rule::Severity;
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::rc::Rc;

/// Names the cells that a text and an equation of the tables speak against; tells whether there are any. The finding of
/// that equation blocks from now on: it stands for the sentence, which is right.
pub(super) fn take_witnesses(
    texts: &[ReadText<'_>],
    budget: &Budget,
    mended: &HashMap<FactId, Decimal>,
    tables: &mut Report,
) -> bool {
    let mut named: Vec<(FactId, Decimal, Vec<usize>)> = Vec::new();
    for text in texts {
        let figures = &text.reading.figures;
        let values = values(text, mended);
        for statement in &text.reading.statements {
            let (Some(cell), Some(figure)) = (cell_of(statement), figure_of_cells(statement))
            else {
                continue;
            };
            let is_known = named.iter().any(|(known, ..)| *known == cell);
            let is_as_exact = figures[figure].half <= budget.fact(cell).half_unit.value();
            if is_known || !is_as_exact || values.judge(statement).verdict != Verdict::Broken {
                continue;
            }
            let right = figures[figure].value;
            let equations = mended_equations(tables, budget, cell, right);
            if !equations.is_empty() && is_undisputed(texts, mended, cell, right) {
                named.push((cell, right, equations));
            }
        }
    }
    let is_found = !named.is_empty();
    for (fact, right, equations) in named {
        for finding in &mut tables.findings {
            let own = finding.equation.filter(|own| equations.contains(own));
            if own.is_some_and(|own| tables.equations[own].relation == Relation::Equal) {
                finding.level = Severity::Mandatory;
            }
        }
        let suspect = Suspect {
            fact,
            proposed: Some(Amount::new(right)),
            low: None,
            high: None,
            slip: slip_of(budget, fact, right),
        };
        tables.diagnoses.push(Diagnosis {
            cause: Cause::Cells {
                sets: vec![vec![suspect]],
                proposal: Some(0),
            },
            equations,
        });
    }
    is_found
}

/// The broken equations of a cell that hold with another figure in it, an equality among them; none where it would break
/// one, or where a cause is known already.
fn mended_equations(tables: &Report, budget: &Budget, cell: FactId, right: Decimal) -> Vec<usize> {
    let own = |index: &usize| tables.equations[*index].facts().any(|(_, id)| id == cell);
    let own: Vec<usize> = (0..tables.equations.len()).filter(own).collect();
    let verdict = |index: usize| tables.judgements[index].verdict;
    let is_open = own.iter().any(|index| {
        let equation = &tables.equations[*index];
        verdict(*index) == Verdict::Broken && equation.relation == Relation::Equal
    });
    let is_explained = |index: &usize| tables.diagnoses.iter().any(|it| it.explains(*index));
    if !is_open || own.iter().any(is_explained) {
        return Vec::new();
    }
    let mut changed = budget.clone();
    changed.facts[cell.0].figure = Figure::Amount {
        exact: Amount::new(right),
        published: Amount::new(right),
    };
    let holds = |index: &usize| {
        let judged = verdict::judge(&tables.equations[*index], &changed);
        judged.verdict == Verdict::Holds
    };
    let (held, open): (Vec<usize>, Vec<usize>) = own
        .into_iter()
        .filter(|index| verdict(*index) != Verdict::Undecided)
        .partition(|index| verdict(*index) != Verdict::Broken);
    let is_equal = |index: &usize| tables.equations[*index].relation == Relation::Equal;
    let is_mended = open.iter().all(holds) && open.iter().any(is_equal);
    if is_mended && held.iter().all(holds) {
        open
    } else {
        Vec::new()
    }
}

/// Whether no sentence says otherwise about a cell.
fn is_undisputed(
    texts: &[ReadText<'_>],
    mended: &HashMap<FactId, Decimal>,
    cell: FactId,
    right: Decimal,
) -> bool {
    let mut changed = mended.clone();
    changed.insert(cell, right);
    texts.iter().all(|text| {
        let mut statements = text.reading.statements.iter();
        statements.all(|statement| {
            cell_of(statement) != Some(cell)
                || values(text, &changed).judge(statement).verdict != Verdict::Broken
        })
    })
}

fn values<'a>(text: &'a ReadText<'_>, mended: &'a HashMap<FactId, Decimal>) -> Values<'a> {
    Values {
        reading: &text.reading,
        budget: &text.budget,
        mended,
        changed: Rc::default(),
        trial: None,
    }
}
