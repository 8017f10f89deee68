//! The causes of what is wrong, and what they propose for the figures of a statement.

use super::judge::Values;
use super::locate::{Located, TextSlip, figures};
use super::told::{Proposal, Teller, TextDiagnosis, named};
use crate::rule::narrative::{Kind, Reading, Statement};
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::rc::Rc;

/// The causes by what they mend.
#[derive(Default)]
pub(super) struct Causes {
    pub(super) of_statement: HashMap<usize, usize>,
    /// Those whose likeliest figure it is.
    pub(super) of_figure: HashMap<usize, Vec<usize>>,
    /// What the amounts of the text ought to be, where the likeliest cause names them.
    pub(super) amounts: Rc<HashMap<usize, Decimal>>,
}

impl Causes {
    pub(super) fn of(reading: &Reading, located: &[Located]) -> Self {
        let (mut of_statement, mut of_figure) = (HashMap::new(), HashMap::new());
        let mut amounts = HashMap::new();
        for (cause, own) in located.iter().enumerate() {
            for statement in &own.statements {
                of_statement.entry(*statement).or_insert(cause);
            }
            let Some(first) = own.candidates.first() else {
                continue;
            };
            let causes: &mut Vec<usize> = of_figure.entry(first.figure).or_default();
            causes.push(cause);
            if reading.figures[first.figure].figure.kind != Kind::Rate {
                amounts.insert(first.figure, first.value);
            }
        }
        Self {
            of_statement,
            of_figure,
            amounts: Rc::new(amounts),
        }
    }
}

impl Teller<'_> {
    /// The right side of a statement with every figure as it ought to be.
    pub(super) fn mended_right(&self, statement: &Statement) -> Decimal {
        let values = Values {
            changed: self.mended_figures(),
            ..self.values
        };
        values.judge(statement).right
    }

    /// What the amounts of the text ought to be, where the likeliest cause names them.
    pub(super) fn mended_figures(&self) -> Rc<HashMap<usize, Decimal>> {
        self.causes.amounts.clone()
    }

    /// What the causes propose for the figures of a statement that they mend on the way.
    pub(super) fn mending(&self, statement: &Statement) -> Vec<Proposal> {
        let own = figures(statement);
        let causes = own.iter().filter_map(|it| self.causes.of_figure.get(it));
        let mut causes: Vec<usize> = causes.flatten().copied().collect();
        causes.sort_unstable();
        let causes = causes.into_iter().map(|at| &self.located[at]);
        causes
            .filter_map(|it| Some((it.candidates.first()?, it.is_certain)))
            .map(|(it, is_certain)| Proposal {
                is_certain,
                ..self.proposal(it, it.value, true)
            })
            .collect()
    }

    pub(super) fn proposals(
        &self,
        statement: &Statement,
        index: usize,
        exact: Decimal,
    ) -> Vec<Proposal> {
        let Some(cause) = self.causes.of_statement.get(&index) else {
            return self.mending(statement);
        };
        let cause = &self.located[*cause];
        let own = figures(statement);
        let best = cause.candidates.first().map_or(0, |it| it.figure);
        let candidates = cause
            .candidates
            .iter()
            .filter(|it| own.contains(&it.figure))
            .filter(|it| !cause.is_certain || it.figure == best);
        candidates
            .map(|it| Proposal {
                is_certain: cause.is_certain && it.figure == best,
                ..self.proposal(it, exact, named(statement, it))
            })
            .collect()
    }

    pub(super) fn diagnosis(&self, located: &Located) -> TextDiagnosis {
        let cells = located.candidates.iter().enumerate().map(|(place, it)| {
            let figure = &self.reading.figures[it.figure];
            let index = located.statements.first().copied().unwrap_or(0);
            let statement = &self.reading.statements[index];
            let exact = self.mended_right(statement);
            let proposal = self.proposal(it, exact, named(statement, it));
            let right = proposal.in_its_unit();
            let at = (figure.line, figure.figure.start, figure.figure.end);
            let value = self.printed(it.figure, figure.value);
            let is_red = Some(place == 0 && located.is_certain);
            let cell = self.cell(at, value, right, is_red, None);
            (cell, proposal.slip.as_ref().map(TextSlip::word))
        });
        TextDiagnosis {
            cells: cells.collect(),
            is_certain: located.is_certain,
        }
    }
}
