//! An equation as one row of formulas over the cells of the workbook: both sides, their difference, how far
//! rounding may set them apart, and the verdict. A clerk who mends a figure sees the result at once.
//!
//! The results that are stored with the formulas are our own; the formulas give the same, in spite of the
//! floats of spreadsheets: what they compare is rounded to the decimal places that the figures can have.
//! Only functions of Excel 2007 are used, and none that is volatile.
//!
//! Figures are cells, but for those whose codes are [in doubt](super::doubt): these are summed by code.

mod side;

use super::doubt::DoubtfulCodes;
use super::page::CellContent;
use super::place::OutputCells;
use super::terms::{self, FormulaTerm, TermSource};
use crate::amount::Amount;
use crate::budget::Budget;
use crate::equation::{Equation, EquationSide};
use crate::place::a1;
use crate::reconcile::{Judgement, Verdict};
use crate::relation::Relation;
use rust_decimal::Decimal;
use side::LiveSide;

/// Excel takes formulas of 8,192 characters; this leaves some room.
const LENGTH: usize = 8_000;

/// Where the parts of a row stand on the sheet 审核结果, zero-based.
pub(super) const VERDICT: u16 = 0;
pub(super) const DIFFERENCE: u16 = 6;
pub(super) const LEVEL: u16 = 7;
pub(super) const LEFT: u16 = 9;
pub(super) const RIGHT: u16 = 10;
pub(super) const ALLOWANCE: u16 = 11;
pub(super) const NUMBER: u16 = 12;

/// One equation as cells.
#[derive(Debug)]
pub(super) struct LiveEquation {
    pub(super) left: CellContent,
    pub(super) right: CellContent,
    pub(super) difference: CellContent,
    pub(super) allowance: CellContent,
    pub(super) verdict: CellContent,
}

/// Makes rows for the equations of a budget.
pub(super) struct Formulas<'a> {
    pub(super) budget: &'a Budget,
    pub(super) places: &'a OutputCells,
    pub(super) doubt: &'a DoubtfulCodes,
}

impl Formulas<'_> {
    /// The row of an equation, `row` zero-based.
    pub(super) fn of(&self, equation: &Equation, judgement: &Judgement, row: u32) -> LiveEquation {
        let halves = self.halves(equation, judgement);
        let is_money = halves.iter().any(|half| !half.terms.is_empty());
        let values =
            [judgement.left, judgement.right].map(|value| value.value().normalize().scale());
        let shown = if is_money { self.budget.decimals() } else { 0 }
            .max(values[0])
            .max(values[1]);
        let [left, right] = [0, 1].map(|side| self.side(&halves[side], is_money, shown));
        if !halves.iter().all(LiveSide::is_mendable) {
            // a missing table or row is nothing that a figure could mend
            let [difference, allowance] = [CellContent::Blank, CellContent::Blank];
            return LiveEquation {
                left,
                right,
                difference,
                allowance,
                verdict: CellContent::text(judgement.verdict.zh()),
            };
        }
        let scales = halves.iter().flat_map(|half| {
            half.terms
                .iter()
                .map(|term| term.scale)
                .chain([half.scale()])
        });
        let digits = scales.max().unwrap_or(0);
        let all: Vec<&FormulaTerm> = halves.iter().flat_map(LiveSide::figures).collect();
        let at = |column: u16| a1(row, u32::from(column));
        let difference = if judgement.verdict == Verdict::Undecided {
            CellContent::Blank
        } else {
            CellContent::Amount(judgement.difference(), shown.max(digits))
        };
        let allowance = self.allowance(&all);
        let verdict = self.verdict(equation.relation, &halves, digits, allowance.is_some(), &at);
        let verdict = if halves.iter().any(LiveSide::is_open) {
            format!(
                "IF({}=\"\",\"{}\",{verdict})",
                at(DIFFERENCE),
                Verdict::Undecided.zh()
            )
        } else {
            verdict
        };
        LiveEquation {
            left,
            right,
            difference: formula(gap(&halves, digits, &at), difference),
            allowance: allowance.map_or(CellContent::Blank, |text| {
                formula(text, CellContent::Amount(judgement.allowance, digits + 1))
            }),
            verdict: formula(verdict, CellContent::text(judgement.verdict.zh())),
        }
    }

    /// Whether an equation is undecided for want of figures that can be mended in the workbook.
    pub(super) fn is_open(&self, equation: &Equation, judgement: &Judgement) -> bool {
        judgement.verdict == Verdict::Undecided
            && self
                .halves(equation, judgement)
                .iter()
                .all(LiveSide::is_mendable)
    }

    fn halves<'e>(&self, equation: &'e Equation, judgement: &Judgement) -> [LiveSide<'e>; 2] {
        let half = |side, value| LiveSide {
            side,
            terms: terms::of_side(self.budget, self.places, self.doubt, side),
            last_year: last_year_terms(side),
            value,
        };
        [
            half(&equation.left, judgement.left),
            half(&equation.right, judgement.right),
        ]
    }

    /// One side as a sum. Nothing on any page but blanks is no 0.00; nor is what cannot be read.
    fn side(&self, half: &LiveSide<'_>, is_money: bool, decimals: u32) -> CellContent {
        let LiveSide {
            side, terms, value, ..
        } = half;
        let amount = CellContent::Amount(*value, decimals);
        if !half.is_mendable() {
            return CellContent::Blank;
        }
        if terms.is_empty() {
            return if is_money && value.is_zero() && side.earlier.is_empty() {
                CellContent::Blank
            } else {
                amount
            };
        }
        let sum = terms::sum(self.places, terms, side.constant);
        if half.is_open() {
            let cells: Vec<_> = terms
                .iter()
                .filter(|term| term.is_unreadable)
                .filter_map(FormulaTerm::place)
                .collect();
            let numbers = self.places.function("COUNT", &cells);
            let test = if self.budget.layout.zero.blank {
                format!("{}>{numbers}", self.places.function("COUNTA", &cells))
            } else {
                format!("{numbers}<{}", cells.len())
            };
            return formula(format!("IF({test},\"\",{sum})"), CellContent::Blank);
        }
        if !half.is_live() {
            return amount;
        }
        if half.may_be_blank() {
            let count = terms::count(self.places, terms);
            let now = if terms.iter().any(FormulaTerm::is_filled) {
                amount
            } else {
                CellContent::Blank
            };
            return formula(format!("IF({count}=0,\"\",{sum})"), now);
        }
        formula(sum, amount)
    }

    /// How far rounding alone can set the sides apart: half a unit of the last place for each figure that is not 0, but
    /// nothing between two such figures in one unit; `None` where it is always nothing.
    fn allowance(&self, terms: &[&FormulaTerm]) -> Option<String> {
        let halves = distinct(terms.iter().map(|term| term.half));
        let is_lookup = |term: &&FormulaTerm| matches!(term.source, TermSource::Code(_));
        if terms.len() <= 2 && halves.len() <= 1 && !terms.iter().any(is_lookup) {
            return None;
        }
        let count = |keep: &dyn Fn(&FormulaTerm) -> bool| {
            terms::count_filled(self.places, terms.iter().copied().filter(|term| keep(term)))
        };
        let mut weights = distinct(terms.iter().map(|term| term.half * term.coefficient.abs()));
        weights.retain(|weight| !weight.is_zero());
        let parts: Vec<String> = weights
            .iter()
            .map(|weight| {
                let own =
                    count(&|term| (term.half * term.coefficient.abs()).normalize() == *weight);
                if own.contains('+') {
                    format!("{weight}*({own})")
                } else {
                    format!("{weight}*{own}")
                }
            })
            .collect();
        let many = format!("{}>2", count(&|_| true));
        let test = if halves.len() > 1 {
            let units = halves
                .iter()
                .map(|half| format!("({}>0)", count(&|term| term.half == *half)));
            format!("OR({many},{}>1)", units.collect::<Vec<_>>().join("+"))
        } else {
            many
        };
        Some(format!("IF({test},{},0)", parts.join("+")))
    }

    fn verdict(
        &self,
        relation: Relation,
        halves: &[LiveSide<'_>; 2],
        digits: u32,
        is_allowed: bool,
        at: &impl Fn(u16) -> String,
    ) -> String {
        let gap = at(DIFFERENCE);
        let holds = match relation {
            Relation::Equal => format!("{gap}=0"),
            Relation::AtMost => format!("{gap}<=0"),
            Relation::AtLeast => format!("{gap}>=0"),
        };
        let rounded = self.rounded(halves, digits, &gap);
        let holds = if rounded.is_empty() {
            holds
        } else {
            format!("OR({holds},{})", rounded.join(","))
        };
        let [even, residue, broken] =
            [Verdict::Holds, Verdict::Rounding, Verdict::Broken].map(Verdict::zh);
        let otherwise = if is_allowed {
            let allowance = at(ALLOWANCE);
            format!(
                "IF(ROUND(ABS({gap})-{allowance},{})<=0,\"{residue}\",\"{broken}\")",
                digits + 1
            )
        } else {
            format!("\"{broken}\"")
        };
        format!("IF({holds},\"{even}\",{otherwise})")
    }

    /// Tests whether the one figure in the coarsest unit is exactly what the others round to; a test for each unit
    /// that may turn out to be the coarsest.
    fn rounded(&self, halves: &[LiveSide<'_>; 2], digits: u32, gap: &str) -> Vec<String> {
        let left = halves[0].figures().cloned();
        let right = halves[1].figures().map(FormulaTerm::negated);
        let signed: Vec<FormulaTerm> = left.chain(right).collect();
        let mut units = distinct(signed.iter().map(|term| term.half));
        units.sort_by(|one, other| other.cmp(one));
        let count = |keep: &dyn Fn(&FormulaTerm) -> bool| {
            terms::count_filled(self.places, signed.iter().filter(|term| keep(term)))
        };
        let finest = units.pop();
        let coarse = units
            .iter()
            .filter(|half| !half.is_zero() && finest.is_some());
        let tests = coarse.map(|half| {
            let is_one =
                |term: &FormulaTerm| term.half == *half && term.coefficient.abs() == Decimal::ONE;
            let own = terms::sum(
                self.places,
                signed.iter().filter(|term| is_one(term)),
                Amount::ZERO,
            );
            let unit = half + half;
            // what the coarse figure would be if the others were exact, in its own units
            let exact = format!("({own}-{gap}){}", terms::times(Decimal::ONE / unit));
            let places = (Decimal::new(1, digits) / unit).normalize().scale();
            let printed = format!("({own}){}", terms::times(Decimal::ONE / unit));
            let mut parts = vec![
                format!("{}=1", count(&is_one)),
                format!("{}>0", count(&|term| term.half < *half)),
                format!("ROUND(ROUND({exact},{places}),0)=ROUND({printed},0)"),
            ];
            let is_other =
                |term: &FormulaTerm| term.half > *half || term.half == *half && !is_one(term);
            if signed.iter().any(is_other) {
                parts.push(format!("{}=0", count(&is_other)));
            }
            format!("AND({})", parts.join(","))
        });
        tests.collect()
    }
}

/// Last year's figures of a side that are not 0.
fn last_year_terms(side: &EquationSide) -> Vec<FormulaTerm> {
    let figures = side.earlier.iter().filter(|(_, value, _)| !value.is_zero());
    figures
        .map(|figure| FormulaTerm::of_last_year(*figure))
        .collect()
}

/// The difference of the sides as a formula; nothing while a figure cannot be read.
fn gap(halves: &[LiveSide<'_>; 2], digits: u32, at: &impl Fn(u16) -> String) -> String {
    let cells = [(LEFT, &halves[0]), (RIGHT, &halves[1])].map(|(column, half)| {
        // the text of a blank side is no number
        if half.may_be_blank() || half.is_open() {
            format!("N({})", at(column))
        } else {
            at(column)
        }
    });
    let open: Vec<String> = [LEFT, RIGHT]
        .into_iter()
        .zip(halves)
        .filter(|(_, half)| half.is_open())
        .map(|(column, _)| format!("{}=\"\"", at(column)))
        .collect();
    let gap = format!("ROUND({}-{},{digits})", cells[0], cells[1]);
    match open.as_slice() {
        [] => gap,
        [one] => format!("IF({one},\"\",{gap})"),
        several => format!("IF(OR({}),\"\",{gap})", several.join(",")),
    }
}

/// A formula with its result; the result alone where Excel would not take the formula.
pub(super) fn formula(text: String, result: CellContent) -> CellContent {
    if text.encode_utf16().count() > LENGTH {
        result
    } else {
        CellContent::Formula(text, Box::new(result))
    }
}

/// Values without their repetitions, in order of appearance.
fn distinct(values: impl Iterator<Item = Decimal>) -> Vec<Decimal> {
    let mut known: Vec<Decimal> = Vec::new();
    for value in values.map(|value| value.normalize()) {
        if !known.contains(&value) {
            known.push(value);
        }
    }
    known
}
