//! Problems of the fiscal year.

use super::{Surface, Text, action};
use crate::finding::{Action, YearPlace, YearProblem};

/// Page headers that are named one by one.
const PAGE_HEADERS: usize = 3;

/// The sentence of a problem.
pub(super) fn problem(problem: &YearProblem, surface: Surface) -> Text {
    match problem {
        YearProblem::Unknown { likely } => unknown(*likely, surface),
        YearProblem::OfText { here, there, count } => Text::new(
            format!(
                "说明写的是 {here} 年（{count} 处），表名写的是 {there} 年。请先查明哪个对，再改另一个"
            ),
            format!(
                "the text is of {here} ({count} times), the titles of the tables say {there}. Find out which is right, then mend the other"
            ),
        ),
        YearProblem::Elsewhere {
            places,
            here,
            there,
            grounds,
            count,
            is_proven,
            others,
        } => {
            let is_titled = grounds.iter().any(|it| matches!(it, YearPlace::Title(_)));
            // page headers are set for many sheets at once
            let is_printed = |it: &YearPlace| matches!(it, YearPlace::PrintHeader { .. });
            let named = match places.iter().all(is_printed) {
                true => PAGE_HEADERS,
                false => places.len(),
            };
            let places = joined(places.iter().take(named).map(in_file), places.len());
            let grounds = match grounds.as_slice() {
                [] => Text::default(),
                _ => {
                    let Text { zh, en } = joined(grounds.iter().map(in_folder), *count);
                    Text::new(format!("（{zh}）"), format!(" ({en})"))
                }
            };
            let more = match others {
                0 => Text::default(),
                _ => Text::new(
                    format!("，其他 {others} 个部门也是"),
                    format!(", as {others} other departments do"),
                ),
            };
            let (zh, en) = if *is_proven && is_titled && *others == 0 {
                (
                    "表名写的年度与它不同，请改成一致",
                    "The titles say otherwise. Please make them agree",
                )
            } else {
                (
                    "请核对是不是上年的表，并改成一致",
                    "Please check whether it is last year's, and make them agree",
                )
            };
            Text::new(
                format!(
                    "{}写的是 {here} 年{}，这份预算是 {there} 年{}。{zh}",
                    places.zh, more.zh, grounds.zh
                ),
                format!(
                    "{} says {here}{}, this budget is of {there}{}. {en}",
                    places.en, more.en, grounds.en
                ),
            )
        }
    }
}

fn unknown(likely: Option<i32>, surface: Surface) -> Text {
    let Text { zh, en } = action(Action::ChooseYear { likely }, surface);
    Text::new(
        format!("表名、封面、工作表名和文件名都没有写明年度。{zh}"),
        format!("no title, cover, sheet or file name says the fiscal year. {en}"),
    )
}

/// A place in a file that is named already.
fn in_file(place: &YearPlace) -> Text {
    match place {
        YearPlace::Title(at) => Text::new(format!("{} 的表名", at.a1()), at.a1()),
        YearPlace::Cover { cell, .. } => Text::new(format!("{cell} "), cell.clone()),
        YearPlace::Sheet { sheet, .. } => Text::new(
            format!("工作表名“{sheet}”"),
            format!("the sheet's name {sheet:?}"),
        ),
        YearPlace::File(_) => Text::new("文件名", "the file's name"),
        YearPlace::Text(_) => Text::new("正文开头", "the beginning of the text"),
        YearPlace::PrintHeader { sheet, .. } => Text::new(
            format!("“{sheet}”的打印页眉"),
            format!("the page header of {sheet:?}"),
        ),
    }
}

/// A place with its file.
fn in_folder(place: &YearPlace) -> Text {
    match place {
        YearPlace::Title(at) => Text::new(format!("{at} 的表名"), format!("the title at {at}")),
        YearPlace::Cover { file, sheet, cell } => Text::new(
            format!("“{file}”的 {sheet}!{cell}"),
            format!("{sheet}!{cell} of {file:?}"),
        ),
        YearPlace::Sheet { file, sheet } => Text::new(
            format!("“{file}”的工作表名“{sheet}”"),
            format!("the sheet's name {sheet:?} in {file:?}"),
        ),
        YearPlace::File(file) => Text::new(
            format!("文件名“{file}”"),
            format!("the file's name {file:?}"),
        ),
        YearPlace::Text(file) => Text::new(
            format!("“{file}”的正文开头"),
            format!("the beginning of the text of {file:?}"),
        ),
        YearPlace::PrintHeader { file, sheet } => Text::new(
            format!("“{file}”的“{sheet}”的打印页眉"),
            format!("the page header of {sheet:?} in {file:?}"),
        ),
    }
}

/// Some places of `count` in all.
fn joined(places: impl Iterator<Item = Text>, count: usize) -> Text {
    let (zh, en): (Vec<String>, Vec<String>) = places.map(|text| (text.zh, text.en)).unzip();
    let named = zh.len();
    let (zh, en) = (zh.join("、"), en.join(", "));
    if count > named {
        return Text::new(
            format!("{zh} 等 {count} 处"),
            format!("{en} and {} more", count - named),
        );
    }
    Text::new(zh, en)
}
