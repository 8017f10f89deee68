//! Constraints that cannot hold together, whatever the cells say: a smallest set of them.
//!
//! Every set of constraints that can hold leaves some out; a contradiction has one of those left out, for
//! each such set. So a smallest set that meets all collections of left-out constraints found so far is
//! tried: if it contradicts itself, it is a smallest contradiction, otherwise it gives one more collection
//! (A. Ignatiev, A. Previti, M. Liffiton, J. Marques-Silva, Smallest MUS extraction with minimal hitting
//! set dualization, 2015).

use super::group::ConnectedGroup;
use super::number::Number;
use super::rows::{FreedSystem, Overflow};
use super::search;
use num::bigint::BigInt;

/// Tries before an irreducible set, perhaps not the smallest, is taken.
const TRIES: usize = 500;

/// Whether some of the constraints of a group can hold together with all bounds.
pub(super) fn can_hold(part: &ConnectedGroup<'_>, constraints: &[usize]) -> bool {
    let freed = part
        .searched::<BigInt>(constraints)
        .and_then(|searched| searched.freeing(part.open_cells()));
    freed
        .and_then(|system| is_possible(&system))
        .unwrap_or(true)
}

/// Whether a system with everything freed that may change can hold.
fn is_possible<N: Number>(system: &FreedSystem<N>) -> Result<bool, Overflow> {
    Ok(system.violated().is_empty() && search::conflict(system)?.is_none())
}

/// A smallest set of constraints of a group that contradict each other or the bounds.
pub(super) fn smallest(part: &ConnectedGroup<'_>) -> Vec<usize> {
    let all = &part.constraints;
    let mut collections: Vec<Vec<usize>> = Vec::new();
    for _ in 0..TRIES {
        let mut tried = smallest_hitting(&collections);
        if !can_hold(part, &tried) {
            return tried;
        }
        for constraint in all {
            if !tried.contains(constraint) {
                tried.push(*constraint);
                if !can_hold(part, &tried) {
                    tried.pop();
                }
            }
        }
        let left_out: Vec<usize> = all
            .iter()
            .copied()
            .filter(|constraint| !tried.contains(constraint))
            .collect();
        if left_out.is_empty() {
            return Vec::new();
        }
        collections.push(left_out);
    }
    irreducible(part)
}

/// A contradiction of which nothing can be left out.
fn irreducible(part: &ConnectedGroup<'_>) -> Vec<usize> {
    let mut kept = part.constraints.clone();
    for constraint in &part.constraints {
        let without: Vec<usize> = kept
            .iter()
            .copied()
            .filter(|other| other != constraint)
            .collect();
        if !can_hold(part, &without) {
            kept = without;
        }
    }
    kept
}

/// A smallest set with one of each collection, the first in order.
fn smallest_hitting(collections: &[Vec<usize>]) -> Vec<usize> {
    fn visit(collections: &[Vec<usize>], chosen: &mut Vec<usize>, left: usize) -> bool {
        let Some(missed) = collections
            .iter()
            .find(|own| !own.iter().any(|it| chosen.contains(it)))
        else {
            return true;
        };
        if left == 0 {
            return false;
        }
        for constraint in missed {
            chosen.push(*constraint);
            if visit(collections, chosen, left - 1) {
                return true;
            }
            chosen.pop();
        }
        false
    }
    let mut chosen = Vec::new();
    for size in 0..=collections.len() {
        if visit(collections, &mut chosen, size) {
            break;
        }
    }
    chosen.sort_unstable();
    chosen
}
