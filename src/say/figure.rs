//! Figures that do not look like what their cells hold, or that a unit of measure makes vanish.

use super::Text;
use crate::amount::Amount;
use crate::finding::Problem;
use crate::layout::RATE_DECIMALS;

/// The sentence of a problem of this kind.
pub(super) fn problem(problem: &Problem) -> Text {
    match problem {
        Problem::FigureMarked {
            table,
            column,
            text,
            marks,
        } => in_column((table, column), marked(text, marks)),
        Problem::RateDiffers {
            table,
            row,
            column,
            printed,
            change,
            before,
            right,
            decimals,
        } => {
            let text = rate(
                (*printed, *right),
                change.grouped(*decimals),
                before.grouped(*decimals),
            );
            let row = if row.is_empty() {
                String::new()
            } else {
                format!("{row} ")
            };
            in_column((table, &format!("{row}{column}")), text)
        }
        Problem::YearColumnBlank {
            table,
            column,
            proposed,
            decimals,
        } => in_column((table, column), blank_column(proposed, *decimals)),
        _ => unfit_unit(problem),
    }
}

/// Rows of last year that a message quotes.
const QUOTED: usize = 6;

/// A column in which nothing stands.
fn blank_column(proposed: &[(String, Amount)], decimals: u32) -> Text {
    if proposed.is_empty() {
        return Text::new(
            "整列没有填，请补填",
            "nothing stands in the column; please fill it in",
        );
    }
    let quoted = proposed.iter().take(QUOTED);
    let quoted: Vec<String> = quoted
        .map(|(row, amount)| format!("{row} {}", amount.grouped(decimals)))
        .collect();
    let (zh, en) = match proposed.len() {
        count if count > QUOTED => (format!(" 等 {count} 行"), format!(" … ({count} rows)")),
        _ => (String::new(), String::new()),
    };
    Text::new(
        format!(
            "整列没有填。上年公开的表里是：{}{zh}，请核对后补填",
            quoted.join("、")
        ),
        format!(
            "nothing stands in the column. Last year's tables have {}{en}; please fill it in",
            quoted.join(", ")
        ),
    )
}

/// A rate, and what it should be.
fn rate((printed, right): (Amount, Option<Amount>), change: String, before: String) -> Text {
    let printed = printed.plain(RATE_DECIMALS);
    match right {
        Some(right) => {
            let right = right.plain(RATE_DECIMALS);
            Text::new(
                format!("写的是 {printed}%，{change} ÷ {before} = {right}%，应为 {right}%"),
                format!(
                    "{printed}% is stated, and {change} / {before} = {right}%; expected {right}%"
                ),
            )
        }
        None => Text::new(
            format!("写的是 {printed}%，但上年数为零，没有增减率"),
            format!("{printed}% is stated, but last year's figure is zero: there is no rate"),
        ),
    }
}

/// Figures that the unit of measure makes vanish.
fn unfit_unit(problem: &Problem) -> Text {
    match problem {
        Problem::FigureLost {
            table,
            column,
            amount,
            unit,
            converted,
            into,
        } => {
            let (amount, converted) = (amount.plain(0), converted.plain(0));
            let text = Text::new(
                format!("{amount} {unit}折合 {converted} {into}，公开时成了 0。请核对金额单位"),
                format!(
                    "{amount} {unit} are {converted} {into}, which is published as 0. Please check the unit of measure"
                ),
            );
            in_column((table, column), text)
        }
        Problem::UnitOfMeasureUnfit {
            table,
            stated,
            likely,
            count,
            cell,
        } => {
            let (zh, en) = match count {
                0 => (String::new(), String::new()),
                _ => (
                    format!(" {count} 个金额（{cell} 等）成了 0，"),
                    format!("{count} of its figures ({cell} …) come to 0 in {likely}, and "),
                ),
            };
            Text::new(
                format!(
                    "{table} 写的金额单位是“{stated}”，折合成{likely}后{zh}最大的也不到 1 {likely}。单位多半应为“{likely}”，请核对"
                ),
                format!(
                    "{table} states the unit of measure {stated}; {en}none comes to 1 {likely}. The unit is probably {likely}; please check"
                ),
            )
        }
        _ => Text::default(),
    }
}

pub(super) fn in_column((table, column): (&str, &str), text: Text) -> Text {
    Text::new(
        format!("{table} {column}：{}", text.zh),
        format!("{table} {column}: {}", text.en),
    )
}

fn marked(text: &str, marks: &[char]) -> Text {
    let codes: Vec<String> = marks
        .iter()
        .map(|mark| format!("U+{:04X}", u32::from(*mark)))
        .collect();
    Text::new(
        format!(
            "应为金额，实际是“{text}”，其中有看不见的字符（{}）。请清空这一格，重新输入数字",
            codes.join("、")
        ),
        format!(
            "expected an amount, found {text:?} with invisible characters ({}). Please clear the cell and type the number again",
            codes.join(", ")
        ),
    )
}
