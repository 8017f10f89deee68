//! Which figure of a text is wrong: the one that, changed, lets most broken statements hold and breaks none.
//! Tables are trusted: they vote by themselves, and what they name is changed already.

use super::judge::{Judged, Values, rounded};
use crate::amount::UnitOfMeasure;
use crate::reconcile::Verdict;
use crate::reconcile::slip::{self, Slip};
use crate::rule::narrative::{Kind, Reading, Ref, Statement};
use rust_decimal::Decimal;
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
    /// A slip of fingers or of the unit of measure.
    Figure(Slip),
    /// The direction is the opposite.
    Direction,
}

impl TextSlip {
    /// Its word in JSON.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::ThisYearsBase => "this-years-base",
            Self::OtherItem(_) => "other-item",
            Self::Direction => "direction",
            Self::Figure(slip) => slip.word(),
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
    /// Whether the first of them is surely the one.
    pub(super) is_certain: bool,
}

pub(super) struct Search<'a> {
    pub(super) values: Values<'a>,
    pub(super) statements: &'a [Statement],
    pub(super) judged: Vec<Judged>,
    /// The statements of each figure.
    of_figure: HashMap<usize, Vec<usize>>,
    unit: UnitOfMeasure,
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

    fn reading(&self) -> &Reading {
        self.values.reading
    }

    /// The causes, one after another: what mends most comes first.
    pub(super) fn locate(&mut self) -> Vec<Located> {
        let mut open: HashSet<usize> = (0..self.statements.len())
            .filter(|index| self.is_broken(*index))
            .collect();
        let mut all: BTreeMap<usize, (i64, Candidate)> = BTreeMap::new();
        self.weigh(open.iter().copied(), &open, &mut all);
        let mut found = Vec::new();
        while !open.is_empty() && found.len() < CAUSES {
            let Some(located) = self.likeliest(&all) else {
                break;
            };
            let best = &located.candidates[0];
            let (figure, value) = (best.figure, best.value);
            Rc::make_mut(&mut self.values.changed).insert(figure, value);
            open.retain(|index| !located.statements.contains(index));
            // what was broken only because of it is mended; what it cannot mend stays open
            let own = self.of_figure.get(&figure).cloned().unwrap_or_default();
            for index in &own {
                self.judged[*index] = self.values.judge(&self.statements[*index]);
            }
            let touched = own.into_iter().chain(located.statements.iter().copied());
            self.weigh(touched, &open, &mut all);
            found.push(located);
        }
        found
    }

    /// Finds anew the best value of every figure in some statements.
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
                it.mends.clone(),
            )
        };
        let best = || all.values().filter(|(score, _)| *score == most);
        let (_, statements) = best().map(|(_, it)| order(it)).min()?;
        let mut candidates: Vec<Candidate> = best()
            .filter(|(_, it)| it.mends == statements)
            .map(|(_, it)| it.clone())
            .collect();
        candidates.sort_by_key(|it| self.rank(it, &statements));
        // only a slip tells one figure from others that would do as well
        let is_certain = candidates.len() == 1 || {
            let rank = |at: usize| self.rank(&candidates[at], &statements).0;
            rank(0) < rank(1) && rank(0) < 2
        };
        Some(Located {
            candidates,
            statements,
            is_certain,
        })
    }

    fn is_broken(&self, index: usize) -> bool {
        self.judged[index].verdict == Verdict::Broken && !self.statements[index].is_near
    }

    /// The best value of a figure: how many statements it mends, less those that it breaks.
    fn best(&self, figure: usize, open: &HashSet<usize>) -> Option<(i64, Candidate)> {
        let own = self.of_figure.get(&figure)?;
        let printed = &self.reading().figures[figure];
        if matches!(printed.figure.kind, Kind::Year) {
            // a year is told by its sentence alone
            return self.year(figure, open);
        }
        let unit = printed.half + printed.half;
        let is_same = printed.figure.kind == Kind::Same;
        let exact = match unit.is_zero() {
            true if is_same => Decimal::new(1, 4),
            true => Decimal::ONE,
            false => unit,
        };
        // an amount that a sum or a cell asks for is exact; one that a rate asks for is not
        let mut wanted: Vec<usize> = own
            .iter()
            .copied()
            .filter(|index| self.judged[*index].verdict == Verdict::Broken)
            .collect();
        wanted.sort_by_key(|index| self.statements[*index].over.is_some());
        let mut values: Vec<Decimal> = Vec::new();
        for index in wanted {
            let value = self
                .solve(&self.statements[index], figure)
                .map(|value| rounded(value, exact));
            values.extend(value.filter(|value| !values.contains(value)));
        }
        let mut best: Option<(i64, Candidate)> = None;
        for value in values {
            let is_opposite = printed.is_change && value == -printed.value;
            let is_minus = value.is_sign_negative() && !is_opposite && !is_same;
            if value == printed.value || is_minus {
                continue;
            }
            let (mut score, mut mends) = (0, Vec::new());
            for index in own {
                let was = self.judged[*index].verdict;
                let now = self.with(figure, value, *index).verdict;
                let is_near = self.statements[*index].is_near;
                match (was, now) {
                    (Verdict::Broken, Verdict::Holds | Verdict::Rounding | Verdict::Undecided) => {
                        score += if is_near { 1 } else { 4 };
                        if open.contains(index) {
                            mends.push(*index);
                        }
                    }
                    (Verdict::Holds | Verdict::Rounding, Verdict::Broken) => {
                        score -= if is_near { 1 } else { 4 }
                    }
                    _ => {}
                }
            }
            if mends.is_empty() {
                continue;
            }
            let better = best.as_ref().is_none_or(|(own, _)| score > *own);
            if better {
                let slip = self.slip(figure, value, &mends);
                best = Some((
                    score,
                    Candidate {
                        figure,
                        value,
                        slip,
                        mends,
                    },
                ));
            }
        }
        best
    }

    fn year(&self, figure: usize, open: &HashSet<usize>) -> Option<(i64, Candidate)> {
        let own = self
            .of_figure
            .get(&figure)?
            .iter()
            .find(|index| open.contains(index))?;
        let value = self.solve(&self.statements[*own], figure)?;
        let mends: Vec<usize> = self
            .of_figure
            .get(&figure)?
            .iter()
            .copied()
            .filter(|it| open.contains(it))
            .collect();
        Some((
            4 * i64::try_from(mends.len()).unwrap_or(1),
            Candidate {
                figure,
                value,
                slip: None,
                mends,
            },
        ))
    }

    /// A statement with a figure changed in thought.
    fn with(&self, figure: usize, value: Decimal, index: usize) -> Judged {
        let values = Values {
            changed: self.values.changed.clone(),
            trial: Some((figure, value)),
            ..self.values
        };
        values.judge(&self.statements[index])
    }

    /// The value of a figure that lets a statement hold exactly.
    fn solve(&self, statement: &Statement, figure: usize) -> Option<Decimal> {
        let own = Ref::Text(figure);
        let factor = |sum: &crate::rule::narrative::Sum| -> Decimal {
            sum.terms
                .iter()
                .filter(|(_, it)| *it == own)
                .map(|(factor, _)| *factor)
                .sum()
        };
        let now = self.values.of(own);
        let (left, right) = (
            self.values.total(&statement.left),
            self.values.total(&statement.right),
        );
        match &statement.over {
            None => {
                let slope = factor(&statement.left) - factor(&statement.right);
                (!slope.is_zero()).then(|| now - (left - right) / slope)
            }
            Some(over) => {
                let over_now = self.values.total(over);
                let (a, b) = (factor(&statement.right), factor(over));
                let rate_factor = factor(&statement.left);
                if !rate_factor.is_zero() {
                    let rate = right * Decimal::ONE_HUNDRED / over_now;
                    return Some(rate / rate_factor);
                }
                // left * (over + b·d) = 100 * (right + a·d)
                let slope = Decimal::ONE_HUNDRED * a - left * b;
                (!slope.is_zero())
                    .then(|| now + (left * over_now - Decimal::ONE_HUNDRED * right) / slope)
            }
        }
    }

    /// What turned the right figure into the printed one.
    fn slip(&self, figure: usize, right: Decimal, mends: &[usize]) -> Option<TextSlip> {
        let printed = &self.reading().figures[figure];
        let is_rate = printed.figure.kind == Kind::Rate;
        if is_rate {
            for index in mends {
                let statement = &self.statements[*index];
                if let Some(over) = &statement.over
                    && let Some((_, current)) = over.terms.first()
                {
                    let current = self.values.of(*current);
                    let rate = self.values.total(&statement.right) * Decimal::ONE_HUNDRED;
                    let unit = printed.half + printed.half;
                    let by_current = |it: Decimal| {
                        !it.is_zero()
                            && (rounded((rate / it).abs(), unit) - printed.value).abs() <= unit
                    };
                    if over.terms.len() > 1 && by_current(current) {
                        return Some(TextSlip::ThisYearsBase);
                    }
                }
            }
        }
        if printed.is_change && printed.value == -right && !right.is_zero() {
            return Some(TextSlip::Direction);
        }
        // as it is printed, in its own unit
        let scale = if printed.figure.value.is_zero() || printed.value.is_zero() {
            Decimal::ONE
        } else {
            printed.figure.value / printed.value
        };
        let unit = match &printed.figure.kind {
            Kind::Amount(unit) => *unit,
            _ => self.unit,
        };
        if printed.figure.kind == Kind::Same {
            return None;
        }
        let own = slip::of_figures(
            printed.figure.value,
            right * scale,
            printed.figure.decimals,
            unit,
        )
        .filter(|it| *it != Slip::LeftBlank);
        let is_plain = own.as_ref().is_some_and(|it| it.rank() == 0);
        let is_telling = printed.figure.value.normalize().mantissa().unsigned_abs() > 99
            && !matches!(printed.figure.kind, Kind::Count(_));
        if !is_plain && is_telling {
            let same = |index: &usize| {
                let other = &self.reading().figures[*index];
                *index != figure
                    && other.value == printed.value
                    && std::mem::discriminant(&other.figure.kind)
                        == std::mem::discriminant(&printed.figure.kind)
            };
            let near = (figure.saturating_sub(24)..(figure + 24).min(self.reading().figures.len()))
                .find(same);
            if let Some(other) = near {
                return Some(TextSlip::OtherItem(other));
            }
        }
        own.map(TextSlip::Figure)
    }

    /// How well a candidate explains what is broken; the lower the better.
    fn rank(&self, candidate: &Candidate, statements: &[usize]) -> (u8, usize) {
        let kind = &self.reading().figures[candidate.figure].figure.kind;
        let is_whole = statements.iter().any(|index| {
            let left = &self.statements[*index].left.terms;
            matches!(left.as_slice(), [(_, own)] if *own == Ref::Text(candidate.figure))
        });
        let is_rate = *kind == Kind::Rate;
        let rank = match &candidate.slip {
            Some(TextSlip::ThisYearsBase | TextSlip::Direction) => 0,
            Some(TextSlip::Figure(slip)) if slip.rank() == 0 => 1,
            Some(TextSlip::OtherItem(_)) if is_rate => 3,
            _ if is_rate => 2,
            Some(_) => 4,
            None if is_whole => 5,
            None => 6,
        };
        (rank, candidate.figure)
    }
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
