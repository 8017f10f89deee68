//! The same table twice: copies, and versions that differ.

use super::{Surface, Text, action};
use crate::finding::{Action, Difference, Problem, VersionCell};

/// Differences that are named.
const NAMED: usize = 3;

/// The sentence of a table that was handed in twice.
pub(super) fn problem(problem: &Problem, surface: Surface) -> Text {
    match problem {
        Problem::TableCopied {
            table,
            titles: [one, two],
        } => Text::new(
            format!("{table} 有两份，内容相同，只用了第一份：{one}；{two}"),
            format!(
                "{table} was handed in twice with the same figures; the first is used: {one}; {two}"
            ),
        ),
        Problem::NewestTaken { .. } => newest_taken(problem, surface),
        Problem::VersionsDiffer { .. } => versions_differ(problem, surface),
        _ => Text::default(),
    }
}

/// The version saved last was taken.
fn newest_taken(problem: &Problem, surface: Surface) -> Text {
    match problem {
        Problem::NewestTaken {
            table,
            taken,
            taken_saved: new,
            left,
            left_saved: old,
            differences,
            count,
        } => {
            let Text { zh, en } = listed(differences, *count);
            let (zh_choice, en_choice) = match surface {
                Surface::CommandLine => ("按 --newest", "As --newest says"),
                Surface::Page | Surface::Letter => ("按所选", "As chosen"),
            };
            Text::new(
                format!(
                    "{table} 有两份，数字不同（{zh}）。{zh_choice} 用了后保存的一份：{taken}（{new}），没有用：{left}（{old}）"
                ),
                format!(
                    "{table} was handed in twice with different figures ({en}). {en_choice}, the one saved last is used: {taken} ({new}), not {left} ({old})"
                ),
            )
        }
        _ => Text::default(),
    }
}

/// Neither version was taken.
fn versions_differ(problem: &Problem, surface: Surface) -> Text {
    match problem {
        Problem::VersionsDiffer {
            table,
            titles: [one, two],
            differences,
            count,
            is_age_unknown,
        } => {
            let Text { zh, en } = if *is_age_unknown {
                Text::new(
                    "文件没有写明保存时间，分不出先后",
                    "The files do not tell which was saved last",
                )
            } else {
                action(Action::TakeNewest, surface)
            };
            let differing = listed(differences, *count);
            Text::new(
                format!(
                    "{table} 有两份，数字不同，两份都没有采用，与它有关的勾稽无法判断：{one}；{two}。{}。{zh}",
                    differing.zh
                ),
                format!(
                    "{table} was handed in twice with different figures; neither is used: {one}; {two}. {}. {en}",
                    differing.en
                ),
            )
        }
        _ => Text::default(),
    }
}

/// How many figures differ, and the first few of them.
fn listed(differences: &[Difference], count: usize) -> Text {
    let named = differences
        .iter()
        .take(NAMED)
        .map(difference)
        .collect::<Vec<_>>()
        .join("，");
    Text::new(
        format!(
            "不同 {count} 处：{named}{}",
            if count > NAMED { " 等" } else { "" }
        ),
        format!("{count} figures differ: {named}"),
    )
}

fn difference(difference: &Difference) -> String {
    let Difference { row, column, sides } = difference;
    let name = match row.as_str() {
        "" => format!(".{column}"),
        row => format!("[{row}].{column}"),
    };
    let [(cell, shown), (other_cell, other_shown)] = sides.each_ref().map(side);
    format!("{name} {cell} {shown} / {other_cell} {other_shown}")
}

/// The cell's name and what it shows.
fn side(side: &Option<VersionCell>) -> (&str, &str) {
    match side {
        Some(VersionCell { cell, shown }) => (cell, shown.as_deref().unwrap_or("空白")),
        None => ("", "无此行"),
    }
}
