//! Figures that are wrong, in words.

use super::{Correction, Lang, Text};
use crate::amount::{Amount, UnitOfMeasure};
use crate::budget::{Budget, FactId, Figure};
use crate::finding::{Content, FormatProblem, Problem};
use crate::place::Address;
use crate::reconcile::{Slip, Suspect};

/// The name of a figure's cell: row and column.
fn name(budget: &Budget, id: FactId) -> String {
    let fact = budget.fact(id);
    let row = budget.row_name(fact.table, fact.block, fact.row);
    format!(
        "{row} {}",
        budget.column_name(fact.table, fact.block, fact.column)
    )
    .trim_start()
    .to_owned()
}

/// A figure that ought to be another.
pub(super) fn figure(budget: &Budget, suspect: &Suspect) -> Correction {
    let fact = budget.fact(suspect.fact);
    let shown = AmountStyle::of(budget, suspect.fact);
    let slip = suspect.slip.as_ref();
    let values = |lang: Lang| {
        let blank = lang.pick("空白", "blank");
        let from = as_seen(budget, &fact.at, lang);
        let from = from.unwrap_or_else(|| shown.as_it_stands(&fact.figure, blank));
        format!("{from} → {}", shown.proposed(suspect, lang))
    };
    let column = budget.column_name(fact.table, fact.block, fact.column);
    Correction {
        at: Some(fact.at.clone()),
        fact: Some(suspect.fact),
        table: fact.table,
        row: budget.row_name(fact.table, fact.block, fact.row),
        column: Some(column.to_owned()),
        value: match &fact.figure {
            Figure::Amount { published, .. } => Some(published.plain(budget.decimals())),
            Figure::Unreadable(text) => Some(text.clone()),
            _ => None,
        },
        proposed: suspect
            .proposed
            .map(|amount| amount.plain(budget.decimals())),
        slip: slip.map(Slip::word),
        values: Text::new(values(Lang::Zh), values(Lang::En)),
        why: slip.map(|slip| slip.text(|other| name(budget, other))),
    }
}

/// What is seen in a cell where that is not what was read: a percentage beside what is stored, a formula that has no
/// result.
fn as_seen(budget: &Budget, at: &Address, lang: Lang) -> Option<String> {
    let own = budget.notices.iter().filter(|it| it.at.contains(at));
    own.map(|it| &it.problem).find_map(|problem| match problem {
        Problem::Format(FormatProblem::Disguised { number, .. }) if !number.text.is_empty() => {
            let (text, stored) = (&number.text, number.stored.plain(0));
            Some(match lang {
                Lang::Zh => format!("{text}（存储值 {stored}）"),
                Lang::En => format!("{text} (stored: {stored})"),
            })
        }
        Problem::FigureUnreadable {
            content: Content::NoResult,
            ..
        } => {
            let seen = lang.pick("没有计算结果的公式", "a formula without a result");
            Some(seen.to_owned())
        }
        _ => None,
    })
}

/// How amounts of a cell are shown: people type in the unit of the table, programs compare in that of the layout.
struct AmountStyle {
    decimals: u32,
    compared: UnitOfMeasure,
    /// The unit of the table, where it is another one.
    typed: Option<UnitOfMeasure>,
}

impl AmountStyle {
    fn of(budget: &Budget, id: FactId) -> Self {
        let compared = budget.layout.unit_of_measure;
        let stated = budget.tables[budget.fact(id).table].unit_of_measure;
        Self {
            decimals: budget.decimals(),
            compared,
            typed: stated.filter(|unit| *unit != compared),
        }
    }

    fn amount(&self, amount: Amount) -> String {
        match self.typed {
            Some(unit) => {
                let typed = Amount::new(self.compared.convert(amount.value(), unit));
                format!("{} {unit}", typed.grouped(2))
            }
            None => amount.grouped(self.decimals),
        }
    }

    fn as_it_stands(&self, figure: &Figure, blank: &str) -> String {
        match figure {
            Figure::Amount { exact, .. } if self.typed.is_some() => self.amount(*exact),
            Figure::Amount { published, .. } => self.amount(*published),
            Figure::Blank => blank.to_owned(),
            Figure::Dash(text) | Figure::Nothing(text) | Figure::Unreadable(text) => {
                format!("“{text}”")
            }
        }
    }

    /// The value that fits, or the values.
    fn proposed(&self, suspect: &Suspect, lang: Lang) -> String {
        let any = || lang.pick("别的数", "another figure").to_owned();
        match (suspect.proposed, suspect.low, suspect.high) {
            (Some(value), ..) => self.amount(value),
            (None, Some(low), Some(high)) => {
                let to = lang.pick(" 至 ", " to ");
                format!("{}{to}{}", self.amount(low), self.amount(high))
            }
            (None, Some(low), None) if low.is_zero() => any(),
            (None, Some(low), None) => {
                format!("{} {}", self.amount(low), lang.pick("以上", "or more"))
            }
            (None, None, Some(high)) => {
                format!("{} {}", self.amount(high), lang.pick("以下", "or less"))
            }
            (None, None, None) => any(),
        }
    }
}
