//! What a sentence of a text says as one row of formulas: its figures are numbers, those of the tables cells. A clerk
//! who types the mended figure into the row, or mends the cell, sees the result.

use super::live::{ALLOWANCE, DIFFERENCE, Formulas, LEFT, LiveEquation, RIGHT, formula};
use super::page::CellContent;
use super::terms::{self, FormulaTerm};
use crate::amount::Amount;
use crate::place::a1;
use crate::reconcile::{SentenceEquation, SentenceTerm, Verdict};
use crate::relation::Relation;
use rust_decimal::Decimal;

impl Formulas<'_> {
    /// The row of a sentence, `row` zero-based; without formulas where its cells were not judged as they stand.
    pub(super) fn of_sentence(
        &self,
        sentence: &SentenceEquation,
        verdict: Verdict,
        row: u32,
    ) -> LiveEquation {
        let decimals = sentence.decimals;
        let amount = |value: Amount| CellContent::Amount(value, decimals);
        let (left, right) = (sentence.left.value, sentence.right.value);
        let difference = amount(sentence.difference());
        let word = CellContent::text(verdict.zh());
        if !sentence.is_as_printed {
            return LiveEquation {
                left: amount(left),
                right: amount(right),
                difference,
                allowance: CellContent::Blank,
                verdict: word,
            };
        }
        let at = |column: u16| a1(row, column.into());
        let digits = decimals + 2;
        let (gap, limit) = (at(DIFFERENCE), at(ALLOWANCE));
        let [even, residue, broken] =
            [Verdict::Holds, Verdict::Rounding, Verdict::Broken].map(Verdict::zh);
        let within = sentence.exact_within;
        let holds = match sentence.relation {
            Relation::Equal if within.is_zero() => format!("{gap}=0"),
            Relation::Equal => format!("ABS({gap})<={within}"),
            Relation::AtMost => format!("{gap}<={within}"),
            Relation::AtLeast => format!("-{gap}<={within}"),
        };
        let judged = if sentence.allowance.is_zero() {
            format!("IF({holds},\"{even}\",\"{broken}\")")
        } else {
            format!("IF({holds},\"{even}\",IF(ABS({gap})<={limit},\"{residue}\",\"{broken}\"))")
        };
        LiveEquation {
            left: self.sum_or_number(&sentence.left.terms, amount(left)),
            right: match &sentence.over {
                Some(over) => {
                    let (part, whole) = (self.sum_of(&sentence.right.terms), self.sum_of(over));
                    let rate = format!("ROUND(100*({part})/({whole}),{decimals})");
                    formula(format!("IFERROR({rate},0)"), amount(right))
                }
                None => self.sum_or_number(&sentence.right.terms, amount(right)),
            },
            difference: formula(
                format!("ROUND({}-{},{digits})", at(LEFT), at(RIGHT)),
                difference,
            ),
            allowance: if sentence.allowance.is_zero() {
                CellContent::Blank
            } else {
                CellContent::Amount(Amount::new(sentence.allowance), digits)
            },
            verdict: formula(judged, word),
        }
    }

    /// A single number to type over, or a formula.
    fn sum_or_number(&self, terms: &[SentenceTerm], now: CellContent) -> CellContent {
        match terms {
            [] | [SentenceTerm::Number(_)] => now,
            _ => formula(self.sum_of(terms), now),
        }
    }

    /// `139.65+5.99+SUM('表六'!$E$7)`.
    fn sum_of(&self, terms: &[SentenceTerm]) -> String {
        let mut text = String::new();
        let mut cells = Vec::new();
        for term in terms {
            match term {
                SentenceTerm::Number(value) => {
                    if !text.is_empty() && !value.is_sign_negative() {
                        text.push('+');
                    }
                    text.push_str(&value.to_string());
                }
                SentenceTerm::Cell(factor, id) => {
                    cells.push(FormulaTerm::new(self.budget, self.places, (*factor, *id)));
                }
            }
        }
        if !cells.is_empty() || text.is_empty() {
            let sum = terms::sum(self.places, &cells, Amount::new(Decimal::ZERO));
            if !text.is_empty() && !sum.starts_with('-') {
                text.push('+');
            }
            text.push_str(&sum);
        }
        text
    }
}
