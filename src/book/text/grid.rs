//! The columns of a table. Rows that are drawn by hand differ by a hair, and their edges are one all the same: a sliver
//! between two columns is no column.

/// Edges so near to each other, in twentieths of a point, are one; a digit is wider.
const NEAR: i32 = 100;
/// Widths of columns on average that are no widths.
const NONE: i32 = 200;
/// A width in place of one that is not said.
const UNKNOWN: i32 = 1000;

/// The edges of a table's columns, from left to right, each the first of those near it.
#[derive(Debug, Default)]
pub(super) struct ColumnEdges(Vec<i32>);

impl ColumnEdges {
    /// By edges in order.
    pub(super) fn of(edges: impl IntoIterator<Item = i32>) -> Self {
        let mut edges: Vec<i32> = edges.into_iter().collect();
        edges.dedup_by(|own, before| own.saturating_sub(*before) <= NEAR);
        Self(edges)
    }

    /// The column that begins at an edge.
    pub(super) fn column(&self, edge: i32) -> u32 {
        let behind = self.0.partition_point(|it| *it <= edge);
        u32::try_from(behind.saturating_sub(1)).unwrap_or(u32::MAX)
    }
}

/// The column in which each column of a grid begins, and the one behind the last, by the widths that the grid names;
/// nothing where these are none.
pub(super) fn columns(widths: &[i32]) -> Vec<u32> {
    let mut at = 0_i32;
    let mut edges = vec![at];
    for width in widths {
        // a column without a width is as good as any
        let width = if *width > 0 { *width } else { UNKNOWN };
        at = at.saturating_add(width);
        edges.push(at);
    }
    let count = i32::try_from(widths.len()).unwrap_or(i32::MAX);
    if count == 0 || at / count < NONE {
        return Vec::new();
    }
    let kept = ColumnEdges::of(edges.iter().copied());
    edges.iter().map(|edge| kept.column(*edge)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sliver_is_no_column() {
        assert_eq!(columns(&[1000, 5, 1000, 900]), [0, 1, 1, 2, 3]);
        assert_eq!(columns(&[1000, 1000]), [0, 1, 2]);
        assert_eq!(columns(&[1000, 0, 0, 900]), [0, 1, 2, 3, 4]);
        // a width that somebody wrote for all of them
        assert_eq!(columns(&[1, 1]), [0_u32; 0]);
    }
}
