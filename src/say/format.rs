//! Figures that do not look like what their cells hold.

use super::Text;
use super::figure::in_column;
use crate::amount::{Amount, UnitOfMeasure};
use crate::finding::{Disguise, FormatProblem, FormattedNumber};

/// The sentence of a problem of this kind.
pub(super) fn problem(problem: &FormatProblem) -> Text {
    match problem {
        FormatProblem::Rescaled {
            table,
            count,
            cell,
            number,
            amount,
            unit,
        } => {
            let Text { zh, en } = rescaled(number, *amount, *unit);
            Text::new(
                format!(
                    "{table} 有 {count} 格{zh}（{cell}）。请直接填写看到的金额，改用普通数值格式"
                ),
                format!(
                    "{table}: {count} cells have {en} ({cell}). Please type the amounts that are seen and use a plain format"
                ),
            )
        }
        FormatProblem::Rounded {
            table,
            count,
            cell,
            number,
            published,
            decimals,
        } => rounded(
            (table, *count, cell),
            number,
            (published.plain(*decimals), *decimals),
        ),
        FormatProblem::Disguised {
            table,
            column,
            number,
            disguise,
        } => in_column((table, column), disguised(number, *disguise)),
    }
}

fn rescaled(number: &FormattedNumber, amount: Amount, unit: Option<UnitOfMeasure>) -> Text {
    let FormattedNumber { text, format, .. } = number;
    let (stored, amount) = (number.stored.plain(0), amount.plain(0));
    let unit = unit.map_or(String::new(), |unit| format!(" {unit}"));
    Text::new(
        format!(
            "的单元格格式“{format}”改变了金额的大小，如存储值 {stored} 显示为 {text}，按看到的 {amount}{unit} 读入"
        ),
        format!(
            "the number format {format:?}, which changes the size of amounts: the stored value {stored} shows as {text} and was read as {amount}{unit}"
        ),
    )
}

fn rounded(
    (table, count, cell): (&str, usize, &str),
    number: &FormattedNumber,
    (published, decimals): (String, u32),
) -> Text {
    let FormattedNumber { text, format, .. } = number;
    let stored = number.stored.plain(0);
    let (zh, en) = match text.as_str() {
        "" => ("不显示".to_owned(), "is not seen".to_owned()),
        text => (format!("显示为 {text}"), format!("shows as {text}")),
    };
    Text::new(
        format!(
            "{table} 有 {count} 格的单元格格式“{format}”小数位太少，不是零的金额看不到：存储值 {stored} {zh}（{cell}），公开为 {published}。请改用 {decimals} 位小数的格式，并核对金额"
        ),
        format!(
            "{table}: {count} cells have the number format {format:?}, with too few decimals to show an amount that is not 0: the stored value {stored} {en} ({cell}) and is published as {published}. Please use a format of {decimals} decimals and check the amounts"
        ),
    )
}

fn disguised(number: &FormattedNumber, disguise: Disguise) -> Text {
    let FormattedNumber { text, format, .. } = number;
    let stored = number.stored.plain(0);
    match disguise {
        Disguise::Percentage => Text::new(
            format!(
                "单元格是百分比格式（{format}），存储值 {stored} 显示为 {text}，不是金额。请改成数值格式，并核对金额"
            ),
            format!(
                "the cell is formatted as a percentage ({format}): the stored value {stored} shows as {text}, which is no amount. Please use a number format and check the amount"
            ),
        ),
        Disguise::Hidden => Text::new(
            format!(
                "单元格格式“{format}”不显示数字，存储值是 {stored}，公众看不到这个金额。请改成数值格式，或删去金额"
            ),
            format!(
                "the number format {format:?} hides the stored value {stored}; the public does not see it. Please use a plain format, or remove the figure"
            ),
        ),
        Disguise::Other => Text::new(
            format!(
                "单元格格式“{format}”把存储值 {stored} 显示为“{text}”，不知道以哪个为准。请改成数值格式，并核对金额"
            ),
            format!(
                "the number format {format:?} shows the stored value {stored} as {text:?}; it is not known which of them is meant. Please use a plain format and check the amount"
            ),
        ),
    }
}
