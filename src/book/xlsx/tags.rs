//! What single tags of a sheet say: merged ranges, hidden columns, sizes.

use crate::book::package::{Start, attribute, is_true};
use crate::book::sheet::Merge;
use crate::place::area;

/// The first and the last column that a `col` hides.
pub(super) fn hidden_columns(tag: &Start<'_>) -> Option<(u32, u32)> {
    let bound = |name| attribute(tag, name).and_then(|value| value.parse::<u32>().ok());
    let is_hidden =
        is_true(tag, "hidden") || attribute(tag, "width").is_some_and(|width| is_nothing(&width));
    let (first, last) = (bound("min")?, bound("max")?);
    is_hidden.then(|| (first.saturating_sub(1), last.saturating_sub(1)))
}

/// The area of a `mergeCell`; none where it names no area.
pub(super) fn merge(tag: &Start<'_>) -> Option<Merge> {
    let range = attribute(tag, "ref")?;
    let (first, last) = area(&range)?;
    (first.row <= last.row && first.column <= last.column).then_some(Merge {
        top: first.row,
        left: first.column,
        bottom: last.row,
        right: last.column,
    })
}

/// Whether a height or width is zero.
pub(super) fn is_nothing(size: &str) -> bool {
    size.trim().parse::<f64>().is_ok_and(|size| size <= 0.0)
}
