//! What is wrong, from a judged equation or a notice: the sentence, both sides with their values, the
//! cells, and which of them are painted.

use super::diagnosis::{Diagnosis, WrongCells};
use super::sentences::SentenceEquation;
use super::verdict::{Judgement, Verdict};
use crate::amount::{Amount, UnitOfMeasure};
use crate::budget::{Budget, FactId, Figure, Notice};
use crate::equation::{self, Equation};
use crate::finding::{Absence, Passage, Problem};
use crate::place::Address;
use crate::rule::{RuleSet, Severity};
use std::collections::{BTreeSet, HashMap, HashSet};
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

    /// The cell of the text that it is about: the one that is surely wrong, or may be, or the first.
    pub fn cell_of_text(&self) -> Option<&FindingCell> {
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
    pub fn passage(&self) -> Option<&Passage> {
        self.cell_of_text()?.passage.as_deref()
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

/// The figure of a side as it stands in the file, if it is one and in another unit than the layout's.
fn as_written(budget: &Budget, side: &equation::EquationSide) -> Option<(Amount, UnitOfMeasure)> {
    let [(_, id)] = side.terms.as_slice() else {
        return None;
    };
    let (fact, unit) = (budget.fact(*id), budget.layout.unit_of_measure);
    let stated = budget.tables[fact.table].unit_of_measure?;
    match &fact.figure {
        Figure::Amount { exact, .. } if stated != unit && !fact.is_added_up() => {
            Some((Amount::new(unit.convert(exact.value(), stated)), stated))
        }
        _ => None,
    }
}

/// The finding of an equation that does not hold.
pub(super) fn of_equation(
    rules: &RuleSet,
    budget: &Budget,
    (index, equation): (usize, &Equation),
    judgement: &Judgement,
) -> Finding {
    let is_money = equation.facts().next().is_some();
    let decimals = if is_money { budget.decimals() } else { 0 };
    let undecided = judgement.verdict == Verdict::Undecided;
    let side = |own, value| finding_side(budget, own, value, is_money);
    Finding {
        rule: equation.rule,
        equation: Some(index),
        level: rules.rules[equation.rule].level,
        verdict: judgement.verdict,
        problem: problem(budget, equation, judgement, decimals, is_money),
        place: None,
        sentence: None,
        sides: Some(Sides {
            left: side(&equation.left, judgement.left),
            right: side(&equation.right, judgement.right),
            difference: (!undecided).then(|| judgement.difference()),
            decimals,
        }),
        cells: cells(budget, equation),
        painted: if undecided {
            Vec::new()
        } else {
            under_test(equation, budget)
        },
        suspected: Vec::new(),
    }
}

/// One side of an equation, with its value where it is known.
fn finding_side(
    budget: &Budget,
    side: &equation::EquationSide,
    value: Amount,
    is_money: bool,
) -> FindingSide {
    let is_unknown = side.absent.iter().any(|absent| !absent.is_zero);
    let mut facts = side.terms.iter().map(|(_, id)| *id);
    let is_blank = is_money && facts.all(|id| budget.published(id).is_none());
    FindingSide {
        text: side.text(budget),
        value: (!is_unknown && !is_blank).then_some(value),
        as_written: as_written(budget, side),
    }
}

/// What is wrong with an equation.
fn problem(
    budget: &Budget,
    equation: &Equation,
    judgement: &Judgement,
    decimals: u32,
    is_money: bool,
) -> Problem {
    // what counts as nothing is worth a word only where a side stands on nothing else
    let undecided = judgement.verdict == Verdict::Undecided;
    let absent: Vec<Absence> = equation
        .sides()
        .into_iter()
        .flat_map(|side| {
            side.absent
                .iter()
                .map(move |absent| (side.terms.is_empty(), absent))
        })
        .filter(|(alone, absent)| if undecided { !absent.is_zero } else { *alone })
        .map(|(_, absent)| absent.what.clone())
        .collect();
    if undecided {
        return Problem::Undecided { absent };
    }
    Problem::Mismatch {
        relation: equation.relation,
        difference: judgement.difference(),
        decimals,
        unit: is_money.then_some(budget.layout.unit_of_measure),
        is_rounding: judgement.verdict == Verdict::Rounding,
        absent,
    }
}

/// The cells of an equation: its figures, the rows that it counts, and the names of rows that have no
/// partner on the other side, for it is the name that may be wrong.
fn cells(budget: &Budget, equation: &Equation) -> Vec<FindingCell> {
    let sides = equation.sides();
    let alone = |side: &equation::EquationSide| side.terms.is_empty() && !side.absent.is_empty();
    let mut cells: Vec<FindingCell> = Vec::new();
    for (index, side) in sides.into_iter().enumerate() {
        let is_left = Some(index == 0);
        for (_, id) in &side.terms {
            let fact = budget.fact(*id);
            let row = Some((fact.table, fact.block, fact.row));
            cells.push(FindingCell {
                at: fact.at.clone(),
                fact: Some(*id),
                row,
                is_left,
                passage: None,
            });
        }
        for at in &side.counted {
            cells.push(FindingCell {
                at: at.clone(),
                fact: None,
                row: None,
                is_left,
                passage: None,
            });
        }
        if alone(sides[1 - index]) {
            let mut rows: Vec<_> = side.terms.iter().map(|(_, id)| budget.fact(*id)).collect();
            rows.dedup_by_key(|fact| (fact.table, fact.block, fact.row));
            for fact in rows {
                let row = Some((fact.table, fact.block, fact.row));
                cells.push(FindingCell {
                    at: budget.row(fact).at.clone(),
                    fact: None,
                    row,
                    is_left,
                    passage: None,
                });
            }
        }
    }
    cells
}

/// The figures that an equation puts to the test: within a table the total (a side of one figure),
/// between tables both sides. Blank cells only where a side has no figure at all.
fn under_test(equation: &Equation, budget: &Budget) -> Vec<FactId> {
    let sides = equation.sides().map(|side| {
        let all: Vec<FactId> = side.terms.iter().map(|(_, id)| *id).collect();
        let filled: Vec<FactId> = all
            .iter()
            .copied()
            .filter(|id| budget.published(*id).is_some())
            .collect();
        (all.len(), if filled.is_empty() { all } else { filled })
    });
    let [(left_len, left), (right_len, right)] = sides;
    match (equation.across, left_len, right_len) {
        (false, 1, 2..) | (false, 2.., 2..) => left,
        (false, 2.., 1) => right,
        _ => [left, right].concat(),
    }
}

/// The finding of a notice, if the rule set has a rule for it.
pub(super) fn of_notice(
    rules: &RuleSet,
    budget: &Budget,
    facts: &HashMap<&Address, FactId>,
    notice: Notice,
) -> Option<Finding> {
    let check = notice.problem.check()?;
    let rule = rules.of_check(check)?;
    let level = rules.rules[rule].level;
    let cell = |at: Address| cell_at(budget, facts.get(&at).copied(), at);
    let cells: Vec<FindingCell> = notice.at.into_iter().map(cell).collect();
    // a hint about a figure does not make it wrong
    let figures = cells
        .iter()
        .filter_map(|cell| cell.fact)
        .filter(|_| level == Severity::Mandatory)
        .collect();
    let (painted, suspected) = match check.names_wrong_cells() {
        true => (figures, Vec::new()),
        false => (Vec::new(), figures),
    };
    Some(Finding {
        rule,
        equation: None,
        level,
        verdict: Verdict::Broken,
        problem: notice.problem,
        place: notice.place,
        sides: None,
        sentence: None,
        painted,
        suspected,
        cells,
    })
}

/// A cell that is on no side of an equation.
fn cell_at(budget: &Budget, fact: Option<FactId>, at: Address) -> FindingCell {
    let row = fact
        .map(|id| budget.fact(id))
        .map(|fact| (fact.table, fact.block, fact.row));
    FindingCell {
        at,
        fact,
        row,
        is_left: None,
        passage: None,
    }
}
