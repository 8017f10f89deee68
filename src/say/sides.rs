//! The sides of an equation.

use super::Lang;
use crate::reconcile::{FindingSide, Sides};

/// Both sides in words, each with its value, digits grouped.
pub(crate) fn sides(sides: &Sides, lang: Lang) -> [(&str, String); 2] {
    [&sides.left, &sides.right].map(|side| (side.text.as_str(), value(side, sides.decimals, lang)))
}

fn value(side: &FindingSide, decimals: u32, lang: Lang) -> String {
    let value = match side.value {
        Some(value) => value.grouped(decimals),
        None => lang.pick("空白", "blank").to_owned(),
    };
    match side.as_written {
        Some((written, unit)) => {
            let (open, close) = (lang.pick("（原表 ", " (written "), lang.pick("）", ")"));
            format!("{value}{open}{} {unit}{close}", written.grouped(2))
        }
        None => value,
    }
}
