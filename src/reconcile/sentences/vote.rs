//! A figure of a text is one more vote about a cell: of several smallest sets of wrong cells those stay with which most
//! of what the texts say holds.

use super::ReadText;
use super::judge::Values;
use crate::budget::FactId;
use crate::reconcile::{Cause, Diagnosis, Suspect, Verdict};
use crate::rule::narrative::{Ref, Statement};
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Sets of one error that are asked about; more than these no text tells apart.
const SETS: usize = 100;

/// Lets the texts vote between sets that tie; `mended` are the cells that are certainly wrong. Tells whether sets fell.
pub(super) fn take_votes(
    texts: &[ReadText<'_>],
    mended: &HashMap<FactId, Decimal>,
    diagnoses: &mut [Diagnosis],
) -> bool {
    let mut changed = false;
    for diagnosis in diagnoses.iter_mut().filter(|it| it.is_guess()) {
        if let Cause::Cells { sets, proposal } = &mut diagnosis.cause {
            changed |= settle(texts, mended, sets, proposal);
        }
    }
    changed
}

/// Votes between the sets of one error.
fn settle(
    texts: &[ReadText<'_>],
    mended: &HashMap<FactId, Decimal>,
    sets: &mut Vec<Vec<Suspect>>,
    proposal: &mut Option<usize>,
) -> bool {
    if sets.len() > SETS {
        return false;
    }
    let cells: HashSet<FactId> = sets.iter().flatten().map(|it| it.fact).collect();
    let votes: Vec<Option<i64>> = sets
        .iter()
        .map(|set| votes_for(texts, mended, &cells, set))
        .collect();
    let Some(best) = votes.iter().flatten().max().copied() else {
        return false;
    };
    let is_best = |at: usize| votes[at] == Some(best);
    let mut bests = (0..sets.len()).filter(|at| is_best(*at));
    if best > 0 {
        // a text states the right figure
        *proposal = proposal.filter(|at| is_best(*at)).map(|at| {
            let before = (0..at).filter(|at| is_best(*at));
            before.count()
        });
        let mut at = 0..;
        sets.retain(|_| at.next().is_some_and(is_best));
        if sets.len() == 1 {
            *proposal = Some(0);
        }
        return true;
    }
    // a text that has the figure as the table has it may be copied from there: no more than a guess
    let only = bests.next().filter(|_| bests.next().is_none());
    if let (Some(only), None) = (only, *proposal) {
        let set = sets.remove(only);
        sets.insert(0, set);
        *proposal = Some(0);
    }
    false
}

/// How many statements of the texts a set would mend, less those that it would break; none where it has no values.
fn votes_for(
    texts: &[ReadText<'_>],
    mended: &HashMap<FactId, Decimal>,
    cells: &HashSet<FactId>,
    set: &[Suspect],
) -> Option<i64> {
    let mut with_set = mended.clone();
    for suspect in set {
        with_set.insert(suspect.fact, suspect.proposed?.value());
    }
    let mut votes = 0;
    for text in texts {
        let is_concerned = |statement: &&Statement| {
            let mut terms = statement.left.terms.iter().chain(&statement.right.terms);
            let is_cell = |own: &Ref| matches!(own, Ref::Cell(id) if cells.contains(id));
            !statement.is_near && terms.any(|(_, own)| is_cell(own))
        };
        for statement in text.reading.statements.iter().filter(is_concerned) {
            let [before, after] = [mended, &with_set].map(|mended| {
                let values = Values {
                    reading: &text.reading,
                    budget: &text.budget,
                    mended,
                    changed: Rc::default(),
                    trial: None,
                };
                values.judge(statement).verdict == Verdict::Broken
            });
            votes += i64::from(before) - i64::from(after);
        }
    }
    Some(votes)
}
