//! How the right value of a figure of a text comes about.

use super::Text;
use crate::finding::Calculation;

/// In words; empty where there is nothing to say.
pub(super) fn calculation(calculation: &Calculation) -> Text {
    match calculation {
        Calculation::None => Text::default(),
        Calculation::Formula(formula) => Text::new(formula.clone(), formula.clone()),
        Calculation::Unequal([left, right]) => Text::new(
            format!("{left} 与 {right} 不符"),
            format!("{left} is not {right}"),
        ),
        Calculation::ShouldBe { right, gap } => Text::new(
            format!("应等于 {right}，相差 {gap}"),
            format!("should be {right}; the difference is {gap}"),
        ),
        Calculation::Beyond {
            title,
            sides: [left, right],
            is_more,
        } => {
            let (word, sign) = if *is_more {
                ("大于", ">")
            } else {
                ("小于", "<")
            };
            Text::new(
                format!("{title}，而 {left} {word} {right}"),
                format!("{title}, but {left} {sign} {right}"),
            )
        }
        Calculation::NoFigure {
            table,
            is_empty: true,
        } => Text::new(
            format!("{table} 是空表，没有这一项；请改正文字，或补填{table}"),
            format!(
                "{table} is empty and has no such figure; please correct the text, or fill in {table}"
            ),
        ),
        Calculation::NoFigure { table, .. } => Text::new(
            format!("{table} 没有这一项；请改正文字，或补填{table}"),
            format!("{table} has no such figure; please correct the text, or fill in {table}"),
        ),
        Calculation::OtherDirection => Text::new(
            "方向与前面所写的增减相反（数值是对的）",
            "its direction contradicts the one before it; its size is right",
        ),
        Calculation::Elsewhere { paragraph, words } => Text::new(
            format!("第{paragraph}段写的是“{words}”"),
            format!("paragraph {paragraph} says {words}"),
        ),
        Calculation::GivesRate {
            right,
            printed,
            now,
        } => Text::new(
            format!("按 {right} 算正是所写的 {printed}，按现在的数是 {now}"),
            format!("which gives the printed {printed}; the figure as it is gives {now}"),
        ),
    }
}

/// The same where only the direction of a change is wrong.
pub(super) fn in_other_direction(calculation: &Calculation) -> Option<Text> {
    let Calculation::GivesRate { printed, now, .. } = calculation else {
        return None;
    };
    Some(Text::new(
        format!("反过来算正是所写的 {printed}，照现在的方向是 {now}"),
        format!("the other direction gives the printed {printed}, this one {now}"),
    ))
}
