//! The order of codes and rows.

use crate::finding::{NamedRow, OrderProblem};
use crate::say::Text;

/// The sentence of rows that stand in the wrong place.
pub(super) fn problem(problem: &OrderProblem) -> Text {
    match problem {
        OrderProblem::ParentMissing { table, codes, rows } => {
            let codes: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
            let Text { zh, en } = rows_of(rows);
            Text::new(
                format!(
                    "{table} 没有上级科目 {} 这一行，下级有 {zh}。请补上或核对编码",
                    codes.join("、")
                ),
                format!(
                    "{table} has no row {}, but rows below it: {en}. Please add it or check the codes",
                    codes.join(", ")
                ),
            )
        }
        OrderProblem::BelowOtherParent {
            table,
            row,
            above,
            parent,
        } => {
            let Text { zh, en } = match above {
                Some(above) => Text::new(format!("“{above}”下面"), format!("below {above:?}")),
                None => Text::new(format!("“{parent}”前面"), format!("before {parent:?}")),
            };
            Text::new(
                format!(
                    "{table}：“{row}”排在{zh}，它的上级是“{parent}”。请核对编码，或移到上级下面"
                ),
                format!(
                    "{table}: {row:?} stands {en}, it belongs below {parent:?}. Please check the code, or move the row"
                ),
            )
        }
        OrderProblem::CodesDescend { table } => Text::new(
            format!("{table}的科目按编码从大到小排列。请从小到大排列"),
            format!(
                "{table} has its codes in descending order. Please put them in ascending order"
            ),
        ),
        OrderProblem::RowsOutOfOrder { table, rows } => {
            let Text { zh, en } = rows_of(rows);
            Text::new(
                format!(
                    "{table} 没有按编码顺序排列，位置不对的有 {zh}。请核对编码，或移到应在的位置"
                ),
                format!(
                    "{table} is not in the order of codes; out of place: {en}. Please check the codes, or move the rows"
                ),
            )
        }
    }
}

/// Names and cells of some rows.
fn rows_of(rows: &[NamedRow]) -> Text {
    let each: Vec<String> = rows
        .iter()
        .take(ROWS)
        .map(|NamedRow { name, cell }| format!("{name}（{cell}）"))
        .collect();
    let (zh, en) = (each.join("、"), each.join(", "));
    match rows.len() {
        count if count > ROWS => Text::new(
            format!("{zh} 等 {count} 行"),
            format!("{en} and more, {count} rows"),
        ),
        _ => Text::new(zh, en),
    }
}

/// Rows that a sentence lists.
const ROWS: usize = 3;
