//! What is wrong with a budget, with its rule, both sides, the cells, and which of them are painted.

use super::diagnosis::{Diagnosis, WrongCells};
use super::sentences::SentenceEquation;
use super::verdict::Verdict;
use crate::amount::{Amount, UnitOfMeasure};
use crate::budget::{Budget, FactId};
use crate::finding::{Explanation, Passage, Problem};
use crate::place::Address;
use crate::rule::Severity;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// One thing that is wrong.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule, by its index in the rule set.
    pub rule: usize,
    /// The equation, by its index in the report; none for a check of form.
    pub equation: Option<usize>,
    /// How grave it is.
    pub level: Severity,
    /// 不平, 尾差 or 无法判断.
    pub verdict: Verdict,
    /// What is wrong.
    pub problem: Problem,
    /// File and sheet where there is no cell.
    pub place: Option<(Arc<str>, Option<Arc<str>>)>,
    /// The sides of an equation; none for a check of form.
    pub sides: Option<Sides>,
    /// What a sentence of a text says, as an equation.
    pub sentence: Option<Box<SentenceEquation>>,
    /// Cells of it, the left side first.
    pub cells: Vec<FindingCell>,
    /// The facts that are painted: red where they are wrong, amber for a residue.
    pub painted: Vec<FactId>,
    /// The facts that may be wrong: amber.
    pub suspected: Vec<FactId>,
    /// What the department says of it.
    pub explanation: Option<Explanation>,
}

/// Both sides of an equation, as published.
#[derive(Debug, Clone)]
pub struct Sides {
    /// The left side.
    pub left: FindingSide,
    /// The right side.
    pub right: FindingSide,
    /// Left less right; none where a value is not known.
    pub difference: Option<Amount>,
    /// Decimal places in print; none for counts.
    pub decimals: u32,
}

/// One side of an equation.
#[derive(Debug, Clone)]
pub struct FindingSide {
    /// In words.
    pub text: String,
    /// Its value; none where no figure stands, or one cannot be read: that is no 0.00.
    pub value: Option<Amount>,
    /// The figure as it stands in the file, where it is in another unit of measure than the layout's.
    pub as_written: Option<(Amount, UnitOfMeasure)>,
}

/// A cell of a finding.
#[derive(Debug, Clone)]
pub struct FindingCell {
    /// Where it is.
    pub at: Address,
    /// Its figure, if it is one.
    pub fact: Option<FactId>,
    /// The row it stands in: table, block, row.
    pub row: Option<(usize, usize, usize)>,
    /// The side of the equation: left or right.
    pub is_left: Option<bool>,
    /// Where in a text it stands, if it is no cell of a table.
    pub passage: Option<Arc<Passage>>,
}

impl Finding {
    /// Its place among others: grave ones first, and among them what explains the rest.
    pub(super) fn order(&self) -> (Severity, bool, Verdict) {
        (self.level, !self.problem.leads(), self.verdict)
    }

    /// The cell of the text that it is about: the one that is certainly wrong, or may be, or the first.
    pub(crate) fn cell_of_text(&self) -> Option<&FindingCell> {
        let marks = [Some(Some(true)), Some(Some(false)), None];
        let marked = |mark: Option<Option<bool>>| {
            let mut own = self.cells.iter();
            own.find(move |cell| {
                let passage = cell.passage.as_ref();
                passage.is_some_and(|it| mark.is_none_or(|mark| it.is_red == mark))
            })
        };
        marks.into_iter().find_map(marked)
    }

    /// The passage that it is about.
    pub(crate) fn passage(&self) -> Option<&Passage> {
        self.cell_of_text()?.passage.as_deref()
    }

    /// Whether the department has explained it, with the present figures.
    pub(crate) fn is_explained(&self) -> bool {
        self.explanation.as_ref().is_some_and(|it| it.is_current)
    }

    /// Whether it blocks publishing.
    pub fn blocks(&self) -> bool {
        self.level == Severity::Mandatory && self.verdict == Verdict::Broken
    }

    /// Paints by what the diagnoses say: red is only what one of them names. Where several sets tie, their cells are
    /// suspected, and where nothing can be named, the figures under test. What is to be verified may be right.
    pub(super) fn paint(&mut self, budget: &Budget, diagnoses: &[Diagnosis]) {
        let Some(equation) = self.equation.filter(|_| self.verdict == Verdict::Broken) else {
            return;
        };
        let under_test = std::mem::take(&mut self.painted);
        let own: HashSet<FactId> = self
            .cells
            .iter()
            .filter(|cell| cell.is_left.is_some())
            .filter_map(|cell| cell.fact)
            .collect();
        let (mut red, mut amber, mut is_elsewhere) = (BTreeSet::new(), BTreeSet::new(), false);
        for diagnosis in diagnoses.iter().filter(|it| it.explains(equation)) {
            let is_own = |id: &FactId| own.contains(id);
            match diagnosis.wrong_cells(budget) {
                WrongCells::Certain(cells) => red.extend(cells.into_iter().filter(is_own)),
                WrongCells::Tied(cells) => amber.extend(cells.into_iter().filter(is_own)),
                WrongCells::Beside(cells) => {
                    red.extend(cells.into_iter().filter(is_own));
                    is_elsewhere = true;
                }
                WrongCells::Elsewhere => is_elsewhere = true,
                WrongCells::Unknown => {}
            }
        }
        if self.level != Severity::Mandatory {
            amber.append(&mut red);
        }
        amber.retain(|id| !red.contains(id));
        if red.is_empty() && amber.is_empty() && !is_elsewhere {
            amber.extend(under_test);
        }
        self.painted = red.into_iter().collect();
        self.suspected = amber.into_iter().collect();
    }

    /// The figures that carry a colour, the red ones first.
    pub fn marked(&self) -> impl Iterator<Item = FactId> + '_ {
        self.painted.iter().chain(&self.suspected).copied()
    }
}
