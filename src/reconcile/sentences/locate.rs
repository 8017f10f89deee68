//! Which figure of a text is wrong: the one that, changed, lets most broken statements hold and breaks none.
//! Tables are trusted: they vote by themselves, and what they name is changed already.

use super::judge::{Judged, Values};
use super::solve::is_less;
use crate::amount::UnitOfMeasure;
use crate::reconcile::Verdict;
use crate::reconcile::slip::Slip;
use crate::rule::narrative::{Kind, Reading, Ref, Statement};
use rust_decimal::Decimal;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

/// Causes of a text; one with more is wrong throughout.
const CAUSES: usize = 1_000;

/// How a figure of a text came to be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TextSlip {
    /// The rate was divided by this year's figure.
    ThisYearsBase,
    /// The figure of another item of the text.
    OtherItem(usize),
    /// A slip of fingers.
    Figure(Slip),
    /// The digits are right, in this unit.
    Unit(UnitOfMeasure),
    /// The direction is the opposite.
    Direction,
    /// Last year's figure: the change beside it leads to the right one.
    LastYear,
    /// It stands where another figure of the text should, and that one here.
    Exchanged(usize),
}

impl TextSlip {
    /// Its word in JSON.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::ThisYearsBase => "this-years-base",
            Self::OtherItem(_) => "other-item",
            Self::Direction => "direction",
            Self::LastYear => "last-year",
            Self::Exchanged(_) => "figures-exchanged",
            Self::Figure(slip) => slip.word(),
            Self::Unit(_) => "unit",
        }
    }
}

/// A figure that may be wrong, with what it should be.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) figure: usize,
    /// In the unit of the layout, without the sign of its direction.
    pub(super) value: Decimal,
    pub(super) slip: Option<TextSlip>,
    /// Statements that it mends.
    pub(super) mends: Vec<usize>,
}

/// One cause: figures any of which, changed, would let the same statements hold. The best explained first.
#[derive(Debug, Clone)]
pub(super) struct Located {
    pub(super) candidates: Vec<Candidate>,
    pub(super) statements: Vec<usize>,
    /// Whether the first of them is certainly the one.
    pub(super) is_certain: bool,
}

pub(super) struct Search<'a> {
    pub(super) values: Values<'a>,
    pub(super) statements: &'a [Statement],
    pub(super) judged: Vec<Judged>,
    /// The statements of each figure.
    pub(super) of_figure: HashMap<usize, Vec<usize>>,
    pub(super) unit: UnitOfMeasure,
}

impl<'a> Search<'a> {
    pub(super) fn new(values: Values<'a>, statements: &'a [Statement]) -> Self {
        let judged = statements.iter().map(|it| values.judge(it)).collect();
        let mut of_figure: HashMap<usize, Vec<usize>> = HashMap::new();
        for (index, statement) in statements.iter().enumerate() {
            for figure in figures(statement) {
                let own = of_figure.entry(figure).or_default();
                if own.last() != Some(&index) {
                    own.push(index);
                }
            }
        }
        let unit = values.budget.layout.unit_of_measure;
        Self {
            values,
            statements,
            judged,
            of_figure,
            unit,
        }
    }

    pub(super) fn reading(&self) -> &Reading {
        self.values.reading
    }

    /// The causes, one after another: what mends most comes first.
    pub(super) fn locate(&mut self) -> Vec<Located> {
        let mut open: HashSet<usize> = (0..self.statements.len())
            .filter(|index| self.is_broken(*index))
            .collect();
        let mut all: BTreeMap<usize, (i64, Candidate)> = BTreeMap::new();
        let mut found = self.exchanged(&mut open);
        self.weigh(open.iter().copied(), &open, &mut all);
        while !open.is_empty() && found.len() < CAUSES {
            let Some(located) = self.likeliest(&all) else {
                break;
            };
            let own = self.mend(&located, &mut open);
            let touched = own.into_iter().chain(located.statements.iter().copied());
            self.weigh(touched, &open, &mut all);
            found.push(located);
        }
        found
    }

    /// Two figures of a line that each have the value of the other's cell: a cause each, taken from what is open.
    fn exchanged(&mut self, open: &mut HashSet<usize>) -> Vec<Located> {
        let mut broken: Vec<usize> = open.iter().copied().collect();
        broken.sort_unstable();
        let of_cell = |index: &usize| {
            let statement = &self.statements[*index];
            Some((
                *index,
                figure_of_cells(statement)?,
                self.judged[*index].right,
            ))
        };
        let own: Vec<(usize, usize, Decimal)> = broken.iter().filter_map(of_cell).collect();
        let figures = &self.values.reading.figures;
        let is_other = |(_, a, right): &(usize, usize, Decimal), b: usize| {
            *a != b
                && figures[*a].line == figures[b].line
                && (*right - figures[b].value).abs() <= figures[b].half
        };
        let mut found = Vec::new();
        for (at, one) in own.iter().enumerate() {
            let mut others = own[at + 1..].iter();
            let pair = others.find(|it| is_other(one, it.1) && is_other(it, one.1));
            for (own, other) in pair.into_iter().flat_map(|it| [(one, it), (it, one)]) {
                let candidate = Candidate {
                    figure: own.1,
                    value: figures[other.1].value,
                    slip: Some(TextSlip::Exchanged(other.1)),
                    mends: vec![own.0],
                };
                found.push(Located {
                    candidates: vec![candidate],
                    statements: vec![own.0],
                    is_certain: true,
                });
            }
        }
        for located in &found {
            self.mend(located, open);
        }
        found
    }

    /// Mends the figure of a cause in thought; gives its statements. What was broken only because of it is mended; what it
    /// cannot mend stays open.
    fn mend(&mut self, located: &Located, open: &mut HashSet<usize>) -> Vec<usize> {
        let best = &located.candidates[0];
        Rc::make_mut(&mut self.values.changed).insert(best.figure, best.value);
        open.retain(|index| !located.statements.contains(index));
        let own = self
            .of_figure
            .get(&best.figure)
            .cloned()
            .unwrap_or_default();
        for index in &own {
            let statement = &self.statements[*index];
            let mut judged = self.values.judge(statement);
            if located.statements.contains(index) && is_less(statement, judged) {
                judged.verdict = Verdict::Holds;
            }
            self.judged[*index] = judged;
        }
        own
    }

    /// Finds again the best value of every figure in some statements.
    fn weigh(
        &self,
        statements: impl Iterator<Item = usize>,
        open: &HashSet<usize>,
        all: &mut BTreeMap<usize, (i64, Candidate)>,
    ) {
        let figures: BTreeSet<usize> = statements
            .flat_map(|index| self::figures(&self.statements[index]))
            .collect();
        for figure in figures {
            match self.best(figure, open) {
                Some(best) => all.insert(figure, best),
                None => all.remove(&figure),
            };
        }
    }

    /// The figures that mend most, and the same statements each.
    fn likeliest(&self, all: &BTreeMap<usize, (i64, Candidate)>) -> Option<Located> {
        let scores = all.values().map(|(score, _)| *score);
        let most = scores.max().filter(|score| *score > 0)?;
        // amounts before the rates that are made of them
        let order = |it: &Candidate| {
            (
                self.reading().figures[it.figure].figure.kind == Kind::Rate,
                Reverse(it.mends.len()),
                it.mends.clone(),
            )
        };
        let best = || all.values().filter(|(score, _)| *score == most);
        let (.., statements) = best().map(|(_, it)| order(it)).min()?;
        let mut candidates: Vec<Candidate> = best()
            .filter(|(_, it)| it.mends == statements)
            .map(|(_, it)| it.clone())
            .collect();
        candidates.sort_by_key(|it| self.rank(it, &statements));
        // only a slip tells one figure from others that would do as well
        let is_certain = candidates.len() == 1 || {
            let rank = |at: usize| self.rank(&candidates[at], &statements).0;
            rank(0) < rank(1) && rank(0) < 2 && !self.is_rival(&candidates)
        };
        Some(Located {
            candidates,
            statements,
            is_certain,
        })
    }

    /// Whether a slip of fingers explains a rate, and another one as well an amount that it is made of.
    fn is_rival(&self, candidates: &[Candidate]) -> bool {
        let is_typed = |it: &Candidate| matches!(it.slip, Some(TextSlip::Figure(_)));
        let is_rate = |it: &Candidate| self.reading().figures[it.figure].figure.kind == Kind::Rate;
        let mut all = candidates.iter();
        let first = all.next();
        first.is_some_and(|it| is_rate(it) && is_typed(it)) && all.any(is_typed)
    }

    fn is_broken(&self, index: usize) -> bool {
        self.judged[index].verdict == Verdict::Broken && !self.statements[index].is_near
    }
}

/// The figure that a statement holds against nothing but cells.
pub(super) fn figure_of_cells(statement: &Statement) -> Option<usize> {
    let [(factor, Ref::Text(figure))] = statement.left.terms[..] else {
        return None;
    };
    let mut terms = statement.right.terms.iter();
    let is_cells = statement.over.is_none() && terms.all(|(_, it)| matches!(it, Ref::Cell(_)));
    (factor == Decimal::ONE && is_cells).then_some(figure)
}

/// The figures of the text in a statement.
pub(super) fn figures(statement: &Statement) -> Vec<usize> {
    let sides = [
        Some(&statement.left),
        Some(&statement.right),
        statement.over.as_ref(),
    ];
    let mut found: Vec<usize> = sides
        .into_iter()
        .flatten()
        .flat_map(|sum| &sum.terms)
        .filter_map(|(_, own)| match own {
            Ref::Text(index) => Some(*index),
            Ref::Cell(_) => None,
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}
