//! Figures that do not look like what their cells hold, or that a unit of measure makes vanish.

use super::Text;
use crate::amount::{Amount, UnitOfMeasure};
use crate::finding::{Problem, YuanSign};
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
        Problem::TypedInYuan {
            table,
            is_certain,
            sign,
        } => typed_in_yuan(table.as_deref(), *is_certain, sign),
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

/// Amounts typed in 元 below 万元, and by what they are known.
fn typed_in_yuan(table: Option<&str>, is_certain: bool, sign: &YuanSign) -> Text {
    let shown = |amount: &Amount| amount.grouped(2);
    let sign = match sign {
        YuanSign::Table { largest, whole } => Text::new(
            format!(
                "最大的金额是 {} 万元，而部门的总额是 {} 万元",
                shown(largest),
                shown(whole)
            ),
            format!(
                "its largest amount is {} 万元, and the total of the department {} 万元",
                shown(largest),
                shown(whole)
            ),
        ),
        YuanSign::Words { text, amount } => Text::new(
            format!(
                "绩效目标表里写的是“{text}”，金额却是 {} 万元",
                shown(amount)
            ),
            format!(
                "a form says {text:?}, but its amount is {} 万元",
                shown(amount)
            ),
        ),
        YuanSign::Expense {
            name,
            amount,
            whole,
        } => Text::new(
            format!(
                "总额合 {} 亿元，最小的一项公用经费（{name}）也有 {} 万元",
                shown(&in_hundred_millions(*whole)),
                shown(amount)
            ),
            format!(
                "the total is {} 亿元, and the smallest expense of the office ({name}) {} 万元",
                shown(&in_hundred_millions(*whole)),
                shown(amount)
            ),
        ),
        YuanSign::Text {
            count,
            printed,
            amount,
        } => Text::new(
            format!(
                "情况说明里 {count} 个金额都是表中的万分之一（{printed}，表中是 {} 万元）",
                shown(amount)
            ),
            format!(
                "{count} amounts of the text are those of the tables divided by 10,000 ({printed}, {} 万元 in the tables)",
                shown(amount)
            ),
        ),
    };
    let subject = table.unwrap_or("各表");
    let (zh, en) = match is_certain {
        true => ("按元填写，应为万元", "is in 元 and must be in 万元"),
        false => (
            "像是按元填写，应为万元",
            "seems to be in 元 instead of 万元",
        ),
    };
    Text::new(
        format!("{subject}{zh}：{}。请折成万元，或把金额单位改为元", sign.zh),
        format!(
            "{} {en}: {}. Please convert the amounts, or state 元",
            table.unwrap_or("the workbook"),
            sign.en
        ),
    )
}

fn in_hundred_millions(amount: Amount) -> Amount {
    let from = UnitOfMeasure::TenThousandYuan;
    Amount::new(from.convert(amount.value(), UnitOfMeasure::HundredMillionYuan))
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
