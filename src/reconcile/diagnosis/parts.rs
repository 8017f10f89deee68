//! Several independent errors in one group multiply their ties: two times three sets are six. Here the
//! sets are taken apart again, so that each error is reported by itself.

use std::collections::BTreeSet;

/// Splits a family of sets into families whose combinations are just the given sets: cells that stand in
/// for each other stay together, and cells for which `is_linked` says so. One family where that fails.
pub(super) fn apart(
    sets: &[Vec<usize>],
    is_linked: impl Fn(usize, usize) -> bool,
) -> Vec<Vec<Vec<usize>>> {
    let cells: Vec<usize> = sets
        .iter()
        .flatten()
        .copied()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let mut part: Vec<usize> = (0..cells.len()).collect();
    let holds: Vec<Vec<bool>> = cells
        .iter()
        .map(|cell| sets.iter().map(|set| set.contains(cell)).collect())
        .collect();
    for i in 0..cells.len() {
        for j in 0..i {
            let meet = holds[i].iter().zip(&holds[j]).any(|(a, b)| *a && *b);
            if part[i] != part[j] && (!meet || is_linked(cells[i], cells[j])) {
                let (from, to) = (part[i].max(part[j]), part[i].min(part[j]));
                part.iter_mut()
                    .filter(|own| **own == from)
                    .for_each(|own| *own = to);
            }
        }
    }
    let families: Vec<BTreeSet<Vec<usize>>> = part
        .iter()
        .copied()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(|own| {
            let is_own = |cell: &&usize| {
                cells
                    .iter()
                    .position(|c| c == *cell)
                    .is_some_and(|at| part[at] == own)
            };
            sets.iter()
                .map(|set| set.iter().filter(is_own).copied().collect())
                .collect()
        })
        .collect();
    let combinations = families
        .iter()
        .try_fold(1_usize, |product, family| product.checked_mul(family.len()));
    if combinations != Some(sets.len()) {
        return vec![sets.to_vec()];
    }
    families
        .into_iter()
        .map(|family| family.into_iter().collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn independent_errors_come_apart() {
        let sets = [vec![1, 7], vec![1, 8], vec![2, 7], vec![2, 8]];
        assert_eq!(
            apart(&sets, |_, _| false),
            [[vec![1], vec![2]], [vec![7], vec![8]]]
        );
        assert_eq!(apart(&[vec![1, 7]], |_, _| false), [[vec![1]], [vec![7]]]);
        assert_eq!(apart(&[vec![1, 7]], |_, _| true), [[vec![1, 7]]]);
    }

    #[test]
    fn what_does_not_multiply_stays_together() {
        let sets = [vec![1, 7], vec![1, 8], vec![2, 7]];
        assert_eq!(apart(&sets, |_, _| false), [sets.to_vec()]);
    }
}
