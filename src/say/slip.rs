//! Slips in a clerk's words: what turned the right figure into the wrong one.

use super::Text;
use crate::amount::Amount;
use crate::budget::FactId;
use crate::reconcile::Slip;
use rust_decimal::Decimal;

impl Slip {
    /// In words; `name` names a cell.
    pub fn text(&self, name: impl Fn(FactId) -> String) -> Text {
        match self {
            Self::Sign => Text::new("正负号错", "wrong sign"),
            Self::YuanForTenThousand => Text::new("按元填写，应为万元", "typed in 元 for 万元"),
            Self::TenThousandForYuan => Text::new("按万元填写，应为元", "typed in 万元 for 元"),
            Self::DecimalShift(places) => decimal_shift(*places),
            Self::DigitsSwapped { difference } => digits_swapped(*difference),
            Self::Exchanged(other) => {
                let other = name(*other);
                Text::new(
                    format!("与 {other} 的数填反了"),
                    format!("exchanged with {other}"),
                )
            }
            Self::LineLeftOut(line) => {
                let line = name(*line);
                Text::new(
                    format!("合计漏加了 {line}"),
                    format!("the total lacks {line}"),
                )
            }
            Self::LineCountedTwice(Some(line)) => {
                let line = name(*line);
                Text::new(
                    format!("合计多加了一次 {line}"),
                    format!("the total has {line} twice"),
                )
            }
            Self::LineCountedTwice(None) => Text::new("金额重复，正好多了一倍", "counted twice"),
            Self::Neighbour(other) => {
                let other = name(*other);
                Text::new(
                    format!("填成了相邻一格 {other} 的数"),
                    format!("the figure of {other} beside it"),
                )
            }
            Self::LeftBlank => Text::new("漏填", "left blank"),
            Self::DigitMissing => Text::new("漏打一位数字", "a digit is missing"),
            Self::DigitExtra => Text::new("多打一位数字", "a digit too many"),
            Self::DigitMistyped => Text::new("打错一位数字", "one digit mistyped"),
        }
    }
}

fn decimal_shift(places: i32) -> Text {
    let (zh, en) = if places > 0 {
        ("右", "right")
    } else {
        ("左", "left")
    };
    let places = places.abs();
    Text::new(
        format!("小数点错位，向{zh}多移了 {places} 位"),
        format!("decimal point shifted {places} to the {en}"),
    )
}

fn digits_swapped(difference: Amount) -> Text {
    let nines = Amount::new(difference.value() / Decimal::from(9)).plain(0);
    let difference = difference.plain(0);
    Text::new(
        format!("相邻数字颠倒，差数 {difference} = 9 × {nines}"),
        format!("adjacent digits swapped, the difference is {difference} = 9 × {nines}"),
    )
}
