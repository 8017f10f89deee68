//! Which cell is wrong, and what it should be.

use crate::program::seed_template;
use crate::trials::{Chance, SLIPS, budgets, figures, found, slip};
use gouji::reconcile::reconcile;

#[test]
fn the_wrong_cell_is_always_among_the_sets() {
    let rules = seed_template().rules;
    let mut chance = Chance(2020);
    for budget in budgets(6, &mut chance) {
        let clean = reconcile(&rules, &budget);
        let figures = figures(&budget, &clean);
        for kind in SLIPS {
            for _ in 0..4 {
                let (id, equations) = figures[chance.below(figures.len())];
                let Some(wrong) = slip(kind, &budget, &clean, id, &mut chance) else { continue };
                let Some(found) = found(&rules, &budget, &[(id, wrong)]) else { continue };
                let place = &budget.fact(id).at;
                assert!(found.contained, "{kind} {place}: {found:?}");
                assert!(found.ties > 1 || found.right, "{kind} {place}: {found:?}");
                assert!(equations < 2 || found.ties > 1 || found.first, "{kind} {place}: {found:?}");
            }
        }
    }
}
