//! Findings that say the same of many cells of a table: people read one sentence for all of them.

use super::Text;
use crate::finding::Problem;
use crate::place::Address;
use crate::reconcile::Finding;
use std::collections::HashMap;
use std::hash::Hash;
use std::mem;

/// Findings that share a sentence, in the order of the first of them.
pub(super) fn grouped<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<Vec<&'a Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    let mut known = HashMap::new();
    for finding in findings {
        let next = groups.len();
        let group = match key(finding) {
            Some(key) => *known.entry(key).or_insert(next),
            None => next,
        };
        match groups.get_mut(group) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

/// What findings have in common that say the same of cells of one table; none of others.
fn key(finding: &Finding) -> Option<impl Eq + Hash> {
    let (Problem::HiddenDigits { table, .. } | Problem::FigureHidden { table, .. }) =
        &finding.problem
    else {
        return None;
    };
    let at = &finding.cells.first()?.at;
    let is_open = finding.explanation.is_none();
    let kind = (mem::discriminant(&finding.problem), finding.rule);
    let place = (table, &at.file, &at.sheet);
    is_open.then_some((kind, finding.level, place))
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
