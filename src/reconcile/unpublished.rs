//! Money that stands beyond the layout: the gap that it leaves is explained, and no figure is wrong for it.

use super::{Cause, Diagnosis, Suspect};
use crate::amount::Amount;
use crate::budget::{Budget, Notice};
use crate::finding::{BeyondProblem, Problem};
use std::collections::HashSet;

/// Figures and tables that are not published.
#[derive(Debug, Default)]
pub(super) struct Unpublished {
    amounts: HashSet<Amount>,
    /// Tables with such a column.
    tables: HashSet<String>,
}

impl Unpublished {
    pub(super) fn new(notices: &[Notice]) -> Self {
        let mut own = Self::default();
        for notice in notices {
            let Problem::Beyond(problem) = &notice.problem else {
                continue;
            };
            let amounts = problem.unpublished();
            own.amounts
                .extend(amounts.iter().map(|amount| amount.abs()));
            if let BeyondProblem::ColumnUnknown { table, .. } = problem
                && !amounts.is_empty()
            {
                own.tables.insert(table.clone());
            }
        }
        own
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
        self.tables.contains(&budget.table_name(table))
    }

    fn is_explained(&self, suspect: &Suspect, budget: &Budget) -> bool {
        let value = budget.published(suspect.fact).unwrap_or(Amount::ZERO);
        let change = suspect.proposed.map(|new| (new - value).abs());
        self.has(budget, budget.fact(suspect.fact).table)
            || change.is_some_and(|change| self.amounts.contains(&change))
    }
}
