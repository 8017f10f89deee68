//! Findings that say the same of many cells of a table: people read one sentence for all of them.

use super::Text;
use crate::finding::Problem;
use crate::place::Address;
use crate::reconcile::Finding;

/// Findings that share a sentence, in the order of the first of them.
pub(super) fn grouped<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<Vec<&'a Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for finding in findings {
        let known = groups.iter_mut().rev().find(|it| is_alike(it[0], finding));
        match known {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

/// Whether two findings say the same of cells of one table.
fn is_alike(one: &Finding, other: &Finding) -> bool {
    let is_open = |finding: &Finding| finding.explanation.is_none();
    let sheet = |finding: &Finding| {
        let at = &finding.cells.first()?.at;
        Some((at.file.clone(), at.sheet.clone()))
    };
    let is_same = match (&one.problem, &other.problem) {
        (Problem::HiddenDigits { table, .. }, Problem::HiddenDigits { table: same, .. })
        | (Problem::FigureHidden { table, .. }, Problem::FigureHidden { table: same, .. }) => {
            table == same
        }
        _ => false,
    };
    is_same
        && (one.rule, one.level) == (other.rule, other.level)
        && is_open(one)
        && is_open(other)
        && sheet(one) == sheet(other)
}

/// The sentence of several findings of a group.
pub(super) fn sentence(group: &[&Finding]) -> Text {
    let count = group.len();
    match group.first().map(|it| &it.problem) {
        Some(Problem::HiddenDigits {
            table, decimals, ..
        }) => Text::new(
            format!("{table}：{count} 格里存的小数比公开时显示的多，请改成 {decimals} 位小数"),
            format!(
                "{table}: {count} cells hold more decimals than they show; please round them to {decimals} places"
            ),
        ),
        Some(Problem::FigureHidden { table, .. }) => Text::new(
            format!("{table}：{count} 格的金额在隐藏的行或列里，已读入。请取消隐藏或删除"),
            format!(
                "{table}: {count} figures stand in hidden rows or columns; they were read. Please show or remove them"
            ),
        ),
        _ => Text::default(),
    }
}

/// The cells of a group.
pub(super) fn cells<'a>(group: &[&'a Finding]) -> Vec<&'a Address> {
    let cells = group.iter().flat_map(|it| &it.cells);
    cells.map(|cell| &cell.at).collect()
}
