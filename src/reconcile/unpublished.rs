//! Money that stands beyond the layout: the gap that it leaves is explained, and no figure is wrong for it.

use super::{Cause, Diagnosis, Suspect, Verdict, verdict};
use crate::amount::Amount;
use crate::budget::{Budget, Notice};
use crate::equation::{Absent, Equation, MissingFigure};
use crate::finding::{Absence, BeyondProblem, Problem};
use std::collections::{HashMap, HashSet};

/// Figures and tables that are not published.
#[derive(Debug, Default)]
pub(super) struct Unpublished {
    amounts: HashSet<Amount>,
    /// Tables with such a column, and the amounts in it.
    tables: HashMap<String, HashSet<Amount>>,
}

impl Unpublished {
    pub(super) fn new(notices: &[Notice]) -> Self {
        let mut own = Self::default();
        for notice in notices {
            let Problem::Beyond(problem) = &notice.problem else {
                continue;
            };
            let amounts = problem.unpublished();
            let amounts: HashSet<Amount> = amounts.iter().map(|amount| amount.abs()).collect();
            if let BeyondProblem::ColumnUnknown { table, .. } = problem
                && !amounts.is_empty()
            {
                let of_table = own.tables.entry(table.clone()).or_default();
                of_table.extend(&amounts);
            }
            own.amounts.extend(amounts);
        }
        own
    }

    /// Leaves equations open whose sides differ by just an amount of such a column of a table in them: the column is what
    /// is to be asked about, not they.
    pub(super) fn leave_open(&self, equations: &mut [Equation], budget: &Budget) {
        if self.tables.is_empty() {
            return;
        }
        for equation in equations {
            let judgement = verdict::judge(equation, budget);
            if judgement.verdict != Verdict::Broken {
                continue;
            }
            let gap = judgement.difference().abs();
            for side in [&mut equation.left, &mut equation.right] {
                let mut facts = side.terms.iter().map(|(_, id)| budget.fact(*id));
                let lacking = facts.find_map(|fact| {
                    let table = budget.table_name(fact.table);
                    let has_gap = self.tables.get(&table)?.contains(&gap);
                    has_gap.then_some(table)
                });
                side.absent.extend(lacking.map(|table| Absent {
                    what: Absence::UnreadColumn { table },
                    is_zero: false,
                    lack: MissingFigure::Other,
                }));
            }
        }
    }

    /// Leaves out what would take such money out of the figures that hold it.
    pub(super) fn keep_money(&self, diagnoses: &mut Vec<Diagnosis>, budget: &Budget) {
        if self.amounts.is_empty() {
            return;
        }
        diagnoses.retain_mut(|diagnosis| match &mut diagnosis.cause {
            Cause::Cells { sets, proposal } => {
                let before = sets.len();
                sets.retain(|set| !set.iter().any(|suspect| self.is_explained(suspect, budget)));
                if sets.len() < before {
                    *proposal = None;
                }
                !sets.is_empty()
            }
            Cause::Line { table, figures, .. } => {
                !self.has(budget, *table)
                    && !figures
                        .iter()
                        .any(|(_, it)| self.amounts.contains(&it.abs()))
            }
            Cause::Table { table, .. } => !self.has(budget, *table),
            _ => true,
        });
    }

    fn has(&self, budget: &Budget, table: usize) -> bool {
        self.tables.contains_key(&budget.table_name(table))
    }

    fn is_explained(&self, suspect: &Suspect, budget: &Budget) -> bool {
        let value = budget.published(suspect.fact).unwrap_or(Amount::ZERO);
        let change = suspect.proposed.map(|new| (new - value).abs());
        self.has(budget, budget.fact(suspect.fact).table)
            || change.is_some_and(|change| self.amounts.contains(&change))
    }
}
