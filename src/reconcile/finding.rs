//! What is wrong, from a judged equation or a notice: the sentence, both sides with their values, the
//! cells, and which of them are painted.

use super::diagnosis::{Cause, Diagnosis};
use super::verdict::{Judgement, Verdict};
use crate::amount::Amount;
use crate::budget::{Budget, FactId, Notice};
use crate::equation::{self, Equation};
use crate::finding::{Absence, Problem};
use crate::place::Address;
use crate::rule::{RuleSet, Severity};
use crate::say::Lang;
use std::collections::HashMap;
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
    /// Cells of it, the left side first.
    pub cells: Vec<FindingCell>,
    /// The facts that are painted: red for a broken one, amber for a residue.
    pub painted: Vec<FactId>,
    /// The facts that may be wrong as well, where several changes would do: amber.
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
}

impl Finding {
    /// Whether it blocks publishing.
    pub fn blocks(&self) -> bool {
        self.level == Severity::Mandatory && self.verdict == Verdict::Broken
    }

    /// Paints by what the diagnoses say: where just one set of cells would do, its cells alone are red;
    /// where several tie, the figures under test stay red and the tied ones are suspected.
    pub(super) fn paint(&mut self, budget: &Budget, diagnoses: &[Diagnosis]) {
        let Some(equation) = self.equation.filter(|_| self.verdict == Verdict::Broken) else {
            return;
        };
        let own: Vec<FactId> = self
            .cells
            .iter()
            .filter(|cell| cell.is_left.is_some())
            .filter_map(|cell| cell.fact)
            .collect();
        let is_own = |id: &FactId| own.contains(id);
        let mut certain: Vec<FactId> = Vec::new();
        let mut suspected: Vec<FactId> = Vec::new();
        for diagnosis in diagnoses
            .iter()
            .filter(|diagnosis| diagnosis.explains(equation))
        {
            match &diagnosis.cause {
                Cause::Cells { sets, .. } => {
                    let cells = sets
                        .iter()
                        .flatten()
                        .map(|suspect| suspect.fact)
                        .filter(is_own);
                    if sets.len() == 1 {
                        certain.extend(cells)
                    } else {
                        suspected.extend(cells)
                    }
                }
                Cause::Table { table, .. } => {
                    certain.extend(
                        own.iter()
                            .copied()
                            .filter(|id| budget.fact(*id).table == *table),
                    );
                }
                _ => {}
            }
        }
        if !certain.is_empty() {
            certain.dedup();
            self.painted = certain;
        }
        suspected.retain(|id| !self.painted.contains(id));
        suspected.sort_unstable();
        suspected.dedup();
        self.suspected = suspected;
    }
}

impl Sides {
    /// Both sides as people read them: in words, and the value with separators.
    pub fn shown(&self, lang: Lang) -> [(&str, String); 2] {
        [&self.left, &self.right].map(|side| {
            let blank = || lang.pick("空白", "blank").to_owned();
            (
                side.text.as_str(),
                side.value
                    .map_or_else(blank, |value| value.grouped(self.decimals)),
            )
        })
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
    let side = |side: &equation::EquationSide, value: Amount| {
        let unknown = side.absent.iter().any(|absent| !absent.is_zero);
        let blank = is_money
            && side
                .terms
                .iter()
                .all(|(_, id)| budget.published(*id).is_none());
        FindingSide {
            text: side.text(budget),
            value: (!unknown && !blank).then_some(value),
        }
    };
    Finding {
        rule: equation.rule,
        equation: Some(index),
        level: rules.rules[equation.rule].level,
        verdict: judgement.verdict,
        problem: problem(budget, equation, judgement, decimals, is_money),
        place: None,
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
            });
        }
        for at in &side.counted {
            cells.push(FindingCell {
                at: at.clone(),
                fact: None,
                row: None,
                is_left,
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
    let rule = rules.of_check(notice.problem.check()?)?;
    let level = rules.rules[rule].level;
    let cell = |at: Address| {
        let fact = facts.get(&at).copied();
        let row = fact
            .map(|id| budget.fact(id))
            .map(|fact| (fact.table, fact.block, fact.row));
        FindingCell {
            at,
            fact,
            row,
            is_left: None,
        }
    };
    let cells: Vec<FindingCell> = notice.at.into_iter().map(cell).collect();
    Some(Finding {
        rule,
        equation: None,
        level,
        verdict: Verdict::Broken,
        problem: notice.problem,
        place: notice.place,
        sides: None,
        // a hint about a figure does not make it wrong
        painted: cells
            .iter()
            .filter_map(|cell| cell.fact)
            .filter(|_| level == Severity::Mandatory)
            .collect(),
        suspected: Vec::new(),
        cells,
    })
}
