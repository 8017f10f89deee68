//! A budget with its equations while it is mended in thought: what would be, if a code were another, or
//! a line were there. Equations of the mended budget are known by those of the submitted one.

use super::model;
use crate::budget::{Budget, FactId};
use crate::equation::{Equation, EquationSide, MissingFigure};
use crate::reconcile::verdict;
use crate::reconcile::{Judgement, Verdict};
use crate::rule::{Expander, RuleSet, Severity};
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// What equations come to on a budget, submitted or mended.
pub(super) struct EquationStates<'a> {
    pub(super) rules: &'a RuleSet,
    pub(super) budget: Cow<'a, Budget>,
    pub(super) equations: Cow<'a, [Equation]>,
    pub(super) judgements: Cow<'a, [Judgement]>,
    /// The equation of the submitted budget that each one is; none for new ones.
    origins: Option<Vec<Option<usize>>>,
    /// Equations of the submitted budget that a cause beside all figures explains.
    aside: HashSet<usize>,
    /// How many facts the submitted budget has; others are thought up.
    pub(super) real_facts: usize,
    /// Equations that may yet be worked out again for a trial, on this budget and all that were made from it.
    effort: Rc<Cell<usize>>,
}

/// Equations that are worked out again in all trials of one budget, some seconds: those of the largest department fifteen
/// hundred times.
const EFFORT: usize = 2_000_000;

/// What makes two equations one: the rule and the first figure of each side.
type EquationKey = (usize, Option<FactId>, Option<FactId>);

fn key(equation: &Equation) -> EquationKey {
    let first = |side: &EquationSide| side.terms.first().map(|(_, id)| *id);
    (equation.rule, first(&equation.left), first(&equation.right))
}

impl<'a> EquationStates<'a> {
    pub(super) fn new(
        rules: &'a RuleSet,
        budget: &'a Budget,
        equations: &'a [Equation],
        judgements: &'a [Judgement],
    ) -> Self {
        Self {
            rules,
            budget: Cow::Borrowed(budget),
            equations: Cow::Borrowed(equations),
            judgements: Cow::Borrowed(judgements),
            origins: None,
            aside: HashSet::new(),
            real_facts: budget.facts.len(),
            effort: Rc::new(Cell::new(EFFORT)),
        }
    }

    /// Whether another trial is worth its time. Where nothing was found by now nothing will be: too much is wrong.
    pub(super) fn may_try(&self) -> bool {
        self.effort.get() > 0
    }

    /// Leaves equations of the submitted budget out of what is looked at.
    pub(super) fn set_aside(&mut self, submitted: impl Iterator<Item = usize>) {
        self.aside.extend(submitted);
    }

    /// Whether an equation is left out.
    pub(super) fn is_aside(&self, index: usize) -> bool {
        let origin = self.origin(index);
        origin.is_some_and(|origin| self.aside.contains(&origin))
    }

    /// The same on a changed budget.
    pub(super) fn with(&self, budget: Budget) -> Self {
        let equations = Expander::new(&budget).equations(self.rules);
        let left = self.effort.get().saturating_sub(equations.len());
        self.effort.set(left);
        let judgements: Vec<Judgement> = equations
            .iter()
            .map(|equation| verdict::judge(equation, &budget))
            .collect();
        let mut known: HashMap<EquationKey, Vec<usize>> = HashMap::new();
        for (index, equation) in self.equations.iter().enumerate().rev() {
            known.entry(key(equation)).or_default().push(index);
        }
        let mut origins = Vec::with_capacity(equations.len());
        for equation in &equations {
            let same = known.get_mut(&key(equation)).and_then(Vec::pop);
            origins.push(same.and_then(|index| self.origin(index)));
        }
        Self {
            rules: self.rules,
            budget: Cow::Owned(budget),
            equations: Cow::Owned(equations),
            judgements: Cow::Owned(judgements),
            origins: Some(origins),
            aside: self.aside.clone(),
            real_facts: self.real_facts,
            effort: self.effort.clone(),
        }
    }

    /// The same, in which an equation that joins other rows than before is the one that shares its first figure.
    pub(super) fn rejoined(mut self, before: &Self) -> Self {
        let Some(mut origins) = self.origins.take() else {
            return self;
        };
        let mut taken: HashSet<usize> = origins.iter().flatten().copied().collect();
        // by the rule and the first figure of one side
        let sides = |equation: &Equation| {
            let (rule, left, right) = key(equation);
            let side = |number, id: Option<FactId>| id.map(|id| (rule, number, id));
            [side(0, left), side(1, right)].into_iter().flatten()
        };
        let mut known: HashMap<(usize, usize, FactId), Vec<usize>> = HashMap::new();
        for (index, equation) in before.equations.iter().enumerate() {
            for side in sides(equation) {
                known.entry(side).or_default().push(index);
            }
        }
        let unknown = origins.iter_mut().zip(&*self.equations);
        for (origin, equation) in unknown.filter(|(origin, _)| origin.is_none()) {
            let candidates = sides(equation)
                .filter_map(|side| known.get(&side))
                .flatten();
            let free = candidates.filter_map(|index| {
                let own = before.origin(*index).filter(|own| !taken.contains(own))?;
                Some((*index, own))
            });
            let same = free.min().map(|(_, own)| own);
            taken.extend(same);
            *origin = same;
        }
        self.origins = Some(origins);
        self
    }

    /// The equation of the submitted budget.
    pub(super) fn origin(&self, index: usize) -> Option<usize> {
        self.origins
            .as_ref()
            .map_or(Some(index), |origins| origins[index])
    }

    /// Equations of the submitted budget as they are numbered here.
    pub(super) fn here(&self, submitted: &HashSet<usize>) -> HashSet<usize> {
        (0..self.equations.len())
            .filter(|index| {
                self.origin(*index)
                    .is_some_and(|origin| submitted.contains(&origin))
            })
            .collect()
    }

    pub(super) fn is_usable(&self, index: usize) -> bool {
        !self.is_aside(index) && model::is_usable(self.rules, &self.budget, &self.equations[index])
    }

    /// Usable equations that are broken.
    pub(super) fn broken(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.equations.len()).filter(|index| {
            self.judgements[*index].verdict == Verdict::Broken && self.is_usable(*index)
        })
    }

    /// How many equations of any level are broken or undecided.
    pub(super) fn not_holding(&self) -> usize {
        let open = |it: &&Judgement| matches!(it.verdict, Verdict::Broken | Verdict::Undecided);
        self.judgements.iter().filter(open).count()
    }

    /// Whether something is broken, or waits for a figure that cannot be read.
    pub(super) fn has_open_questions(&self) -> bool {
        let waits = |index: usize| {
            let mut absent = self.equations[index]
                .sides()
                .into_iter()
                .flat_map(|side| &side.absent);
            self.is_usable(index)
                && absent.any(|absent| matches!(absent.lack, MissingFigure::Figure(_)))
        };
        self.broken().next().is_some() || (0..self.equations.len()).any(waits)
    }

    /// Usable equations with a figure of a table.
    pub(super) fn touching(&self, table: usize) -> Vec<usize> {
        let touches = |index: &usize| {
            self.equations[*index]
                .facts()
                .any(|(_, id)| self.budget.fact(id).table == table)
        };
        (0..self.equations.len())
            .filter(|index| self.is_usable(*index) && touches(index))
            .collect()
    }

    /// Broken equations of the submitted budget that `self` has and `mended` has no more; none where `mended`
    /// breaks others.
    pub(super) fn mended_by(&self, mended: &Self) -> Option<Vec<usize>> {
        let gone = gone(&self.broken_origins(), &mended.broken_origins())?;
        Some(gone).filter(|gone| !gone.is_empty())
    }

    /// The same, with equations that count rows.
    pub(super) fn mended_with_counts(&self, mended: &Self) -> Option<Vec<usize>> {
        let mut all = gone(&self.broken_origins(), &mended.broken_origins())?;
        all.extend(gone(&self.broken_counts(), &mended.broken_counts())?);
        all.sort_unstable();
        Some(all).filter(|all| !all.is_empty())
    }

    fn broken_origins(&self) -> Vec<Option<usize>> {
        self.broken().map(|index| self.origin(index)).collect()
    }

    /// Broken mandatory equations that count rows.
    fn broken_counts(&self) -> Vec<Option<usize>> {
        let counts = |index: &usize| {
            let equation = &self.equations[*index];
            self.judgements[*index].verdict == Verdict::Broken
                && !self.is_aside(*index)
                && equation.facts().next().is_none()
                && self.rules.rules[equation.rule].level == Severity::Mandatory
        };
        let broken = (0..self.equations.len()).filter(counts);
        broken.map(|index| self.origin(index)).collect()
    }
}

/// What is broken before and not after; none where something else is broken after.
fn gone(before: &[Option<usize>], after: &[Option<usize>]) -> Option<Vec<usize>> {
    let before: HashSet<usize> = before.iter().flatten().copied().collect();
    let after: Option<HashSet<usize>> = after
        .iter()
        .map(|origin| origin.filter(|origin| before.contains(origin)))
        .collect();
    let mut gone: Vec<usize> = before.difference(&after?).copied().collect();
    gone.sort_unstable();
    Some(gone)
}
