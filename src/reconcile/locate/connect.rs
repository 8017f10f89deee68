//! Which cells and constraints hang together: each group is searched by itself.

use super::group::ConnectedGroup;
use super::{Constraint, System};

/// Cells that stand in one constraint are of one group; trusted ones connect nothing.
pub(super) fn parts(system: &System) -> Vec<ConnectedGroup<'_>> {
    let mut leader: Vec<usize> = (0..system.cells.len()).collect();
    fn find(leader: &mut [usize], mut cell: usize) -> usize {
        while leader[cell] != cell {
            leader[cell] = leader[leader[cell]];
            cell = leader[cell];
        }
        cell
    }
    let is_open =
        |cell: &usize| system.cells[*cell].weight.is_some() || system.cells[*cell].value.is_none();
    let first_of =
        |constraint: &Constraint| constraint.terms.iter().map(|(_, cell)| *cell).find(is_open);
    for constraint in &system.constraints {
        let Some(first) = first_of(constraint) else {
            continue;
        };
        for cell in constraint
            .terms
            .iter()
            .map(|(_, cell)| *cell)
            .filter(is_open)
        {
            let (one, other) = (find(&mut leader, first), find(&mut leader, cell));
            leader[one.max(other)] = one.min(other);
        }
    }
    let weights = system.cells.iter().filter_map(|cell| cell.weight);
    let weight_scale = weights
        .map(|weight| weight.normalize().scale())
        .max()
        .unwrap_or(0);
    let part = |cells| ConnectedGroup {
        system,
        cells,
        constraints: Vec::new(),
        weight_scale,
    };
    let mut of_leader: Vec<Option<ConnectedGroup<'_>>> =
        system.cells.iter().map(|_| None).collect();
    for cell in (0..system.cells.len()).filter(is_open) {
        let leader = find(&mut leader, cell);
        of_leader[leader]
            .get_or_insert_with(|| part(Vec::new()))
            .cells
            .push(cell);
    }
    let mut closed = Vec::new();
    for (index, constraint) in system.constraints.iter().enumerate() {
        match first_of(constraint).and_then(|cell| of_leader[find(&mut leader, cell)].as_mut()) {
            Some(part) => part.constraints.push(index),
            None => closed.push(ConnectedGroup {
                constraints: vec![index],
                ..part(Vec::new())
            }),
        }
    }
    of_leader.into_iter().flatten().chain(closed).collect()
}
