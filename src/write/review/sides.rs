//! Both sides of a row of the review: in words, as amounts, and how far they are apart.

use super::SIDES;
use crate::place::a1;
use crate::reconcile::Report;
use crate::write::list::{ReviewRow, quoted};
use crate::write::live::{self, ALLOWANCE, DIFFERENCE, Formulas, LEFT, LiveEquation, RIGHT};
use crate::write::page::{CellContent, SheetPage, Style};

/// The formulas of an equation or a sentence, with both sides in words.
pub(super) fn live_row(
    formulas: &Formulas<'_>,
    report: &Report,
    entry: &ReviewRow<'_>,
    row: u32,
) -> Option<([String; 2], LiveEquation)> {
    if let Some(equation) = entry.equation {
        let (equation, judgement) = (&report.equations[equation], &report.judgements[equation]);
        let sides = equation.sides().map(|side| side.text(formulas.budget));
        return Some((sides, formulas.of(equation, judgement, row)));
    }
    let sentence = entry.finding?.sentence.as_deref()?;
    let sides = [&sentence.left, &sentence.right].map(|side| side.text.clone());
    Some((sides, formulas.of_sentence(sentence, entry.verdict, row)))
}

/// Both sides of an equation in words, with their amounts as they now are where it does not hold; the amounts, their
/// difference and its allowance.
pub(super) fn put_sides(
    page: &mut SheetPage,
    sides: [String; 2],
    live: LiveEquation,
    is_finding: bool,
    at: u32,
) {
    let both = if is_finding {
        with_amounts(&sides, [&live.left, &live.right], at)
    } else {
        CellContent::text(sides.join("\n"))
    };
    page.put(at, SIDES.into(), both, Style::Label);
    page.put(at, LEFT.into(), live.left, Style::Amount);
    page.put(at, RIGHT.into(), live.right, Style::Amount);
    page.put(at, DIFFERENCE.into(), live.difference, Style::Amount);
    page.put(at, ALLOWANCE.into(), live.allowance, Style::Amount);
}

/// Both sides, each with its amount behind it, as a formula.
fn with_amounts(sides: &[String; 2], amounts: [&CellContent; 2], at: u32) -> CellContent {
    let lines = sides.iter().zip(amounts).zip([LEFT, RIGHT]);
    let (formulas, now): (Vec<String>, Vec<String>) = lines
        .map(|((side, amount), column)| match amount.result() {
            CellContent::Amount(value, decimals) => {
                let places = match decimals {
                    0 => String::new(),
                    decimals => format!(".{}", "0".repeat(*decimals as usize)),
                };
                let cell = a1(at, column.into());
                let text = quoted(&format!("{side}："));
                let formula = format!("{text}&TEXT({cell},\"#,##0{places}\")");
                (formula, format!("{side}：{}", value.grouped(*decimals)))
            }
            _ => (quoted(side), side.clone()),
        })
        .unzip();
    let text = formulas.join("&CHAR(10)&");
    live::formula(text, CellContent::text(now.join("\n")))
}
