//! Cases of the literature, and every small system against trying all sets one by one.

use super::*;
use num::rational::BigRational;
use num::traits::Signed;
use proptest::prelude::*;
use rust_decimal::dec;

type TermList<'a> = &'a [(i64, usize)];

fn terms(terms: TermList<'_>) -> Vec<(Decimal, usize)> {
    terms
        .iter()
        .map(|(factor, cell)| (Decimal::from(*factor), *cell))
        .collect()
}

fn system(values: &[i64], equations: &[TermList<'_>]) -> System {
    let mut system = System::new();
    for value in values {
        system.cell(Decimal::from(*value));
    }
    for equation in equations {
        system.equal(&terms(equation), dec!(0));
    }
    system
}

/// The sets of the only group: `0 -> 75`, sets apart by `|`.
fn answer(system: &System) -> String {
    let groups = system.locate().unwrap();
    let shown = |group: &LocatedGroup| match &group.answer {
        LocateResult::Located(sets) => {
            let set = |set: &Vec<CellChange>| {
                set.iter()
                    .map(|change| format!("{} -> {}", change.cell, change.values))
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            sets.iter().map(set).collect::<Vec<_>>().join(" | ")
        }
        LocateResult::Contradictory(rules) => format!("contradictory {rules:?}"),
        LocateResult::NotLocated { more_than } => format!("more than {more_than}"),
    };
    groups.iter().map(shown).collect::<Vec<_>>().join(" ; ")
}

#[test]
fn hundreds_of_wrong_sums_are_given_up_soon() {
    let mut system = System::new();
    let total = system.cell(dec!(0));
    let mut all = vec![(dec!(-1), total)];
    for _ in 0..1_000 {
        let parts: Vec<_> = (0..10).map(|_| (dec!(1), system.cell(dec!(1)))).collect();
        let whole = system.cell(dec!(7));
        system.equal(&[parts, vec![(dec!(-1), whole)]].concat(), dec!(0));
        all.push((dec!(1), whole));
    }
    system.equal(&all, dec!(0));
    let groups = system.locate().unwrap();
    let LocateResult::NotLocated { more_than } = groups[0].answer else {
        panic!("{:?}", groups[0].answer);
    };
    assert!(more_than > 900, "{more_than}");
}

#[test]
fn three_cells_of_one_sum_tie() {
    assert_eq!(
        answer(&system(&[755, 125, 200], &[&[(1, 0), (1, 1), (-1, 2)]])),
        "0 -> 75 | 1 -> -555 | 2 -> 880"
    );
}

#[test]
fn bounds_and_trust_leave_one() {
    let mut it = system(&[755, 125, 200], &[&[(1, 0), (1, 1), (-1, 2)]]);
    it.bound(0, Some(dec!(0)), None);
    it.bound(1, Some(dec!(0)), None);
    assert_eq!(answer(&it), "0 -> 75 | 2 -> 880");
    it.trust(2);
    assert_eq!(answer(&it), "0 -> 75");
}

#[test]
fn two_errors_that_cancel_are_found_by_other_equations() {
    let mut it = system(
        &[60, 5, 5, 5, 45, 0],
        &[&[(1, 0), (-1, 1), (-1, 2), (-1, 3), (-1, 4), (-1, 5)]],
    );
    for (cell, value) in [(0, 60), (1, 5), (2, 5), (3, 5), (4, 25), (5, 20)] {
        it.equal(&[(dec!(1), cell)], Decimal::from(value));
    }
    assert_eq!(answer(&it), "4 -> 25, 5 -> 20");
}

#[test]
fn a_heavier_cell_gives_way_to_lighter_ones() {
    let mut it = system(
        &[1, 1, 5, 0],
        &[&[(1, 0), (1, 1), (-1, 2)], &[(1, 2), (-1, 3)]],
    );
    assert_eq!(
        answer(&it),
        "0 -> -1, 2 -> 0 | 0 -> 4, 3 -> 5 | 1 -> -1, 2 -> 0 | 1 -> 4, 3 -> 5 | 2 -> 2, 3 -> 2"
    );
    it.weigh(2, dec!(2.5));
    it.weigh(0, dec!(0.5));
    assert_eq!(answer(&it), "0 -> 4, 3 -> 5");
}

#[test]
fn a_missing_value_is_filled_in() {
    let mut it = System::new();
    let [a, b, sum] = [it.cell(dec!(86.4)), it.cell(None), it.cell(dec!(100))];
    it.equal(&[(dec!(1), a), (dec!(1), b), (dec!(-1), sum)], dec!(0));
    assert_eq!(answer(&it), "1 -> 13.6");
    it.at_most(&[(dec!(1), b)], dec!(10));
    assert_eq!(
        answer(&it),
        "0 -> 90 or more, 1 -> 10 or less | 1 -> 10 or less, 2 -> 96.4 or less"
    );
}

#[test]
fn inequalities_give_intervals() {
    let mut it = system(&[7, 3, 9], &[]);
    it.at_most(&[(dec!(1), 0), (dec!(-1), 1)], dec!(0));
    it.at_most(&[(dec!(1), 0), (dec!(-1), 2)], dec!(0));
    it.bound(0, Some(dec!(0)), None);
    assert_eq!(answer(&it), "0 -> 0 to 3 | 1 -> 7 or more");
}

#[test]
fn contradictions_name_as_few_rules_as_can_be() {
    let mut it = system(&[1, 2, 3], &[&[(1, 0), (1, 1), (-1, 2)]]);
    it.equal(&[(dec!(1), 0)], dec!(4));
    it.equal(&[(dec!(1), 1)], dec!(4));
    it.equal(&[(dec!(1), 2)], dec!(9));
    it.at_least(&[(dec!(1), 0)], dec!(0));
    it.at_least(&[(dec!(1), 2)], dec!(10));
    assert_eq!(answer(&it), "contradictory [3, 5]");
    let mut it = system(&[1, 2, 3], &[&[(1, 0), (1, 1), (-1, 2)]]);
    it.equal(&[(dec!(1), 2)], dec!(-1));
    [0, 1]
        .into_iter()
        .for_each(|cell| it.bound(cell, Some(dec!(0)), None));
    assert_eq!(answer(&it), "contradictory [0, 1]");
    let mut it = system(&[1], &[]);
    it.trust(0);
    it.equal(&[(dec!(1), 0)], dec!(2));
    assert_eq!(answer(&it), "contradictory [0]");
}

#[test]
fn large_and_small_numbers_are_exact() {
    let mut it = System::new();
    let cells =
        [dec!(1000000000000.01), dec!(0.01), dec!(1000000000000.01)].map(|value| it.cell(value));
    it.equal(
        &[
            (dec!(1), cells[0]),
            (dec!(1), cells[1]),
            (dec!(-1), cells[2]),
        ],
        dec!(0),
    );
    assert_eq!(
        answer(&it),
        "0 -> 1000000000000 | 1 -> 0 | 2 -> 1000000000000.02"
    );
    // factors that leave 128 bits behind
    let mut it = System::new();
    let big = dec!(7922816251426433759354395033.5);
    let cells = [dec!(1), dec!(1), dec!(1), dec!(1)].map(|value| it.cell(value));
    for pair in cells.windows(2) {
        it.equal(
            &[(big, pair[0]), (big - dec!(1), pair[1])],
            big + big - dec!(1),
        );
    }
    it.equal(&[(dec!(3), cells[3])], dec!(1));
    assert!(answer(&it).ends_with("3 -> 1/3"), "{}", answer(&it));
}

#[test]
fn groups_are_searched_apart_and_in_order() {
    let two = system(
        &[1, 2, 9, 9, 4, 5],
        &[&[(1, 4), (-1, 5)], &[(1, 2), (-1, 3)], &[(1, 0), (-1, 1)]],
    );
    assert_eq!(answer(&two), "0 -> 2 | 1 -> 1 ; 4 -> 5 | 5 -> 4");
    assert_eq!(two.locate().unwrap()[0].constraints, [2]);
}

#[test]
fn a_search_that_is_given_up_claims_no_more_than_it_knows() {
    let rows: Vec<Vec<(i64, usize)>> = (0..8)
        .map(|i| vec![(1, 2 * i), (-1, 2 * i + 1), (1, 16)])
        .collect();
    let rows: Vec<TermList<'_>> = rows.iter().map(Vec::as_slice).collect();
    let mut values = vec![1; 17];
    (0..8).for_each(|i| values[2 * i] = i64::try_from(i * i).unwrap());
    let mut it = system(&values, &rows);
    it.give_up_after(50);
    assert_eq!(answer(&it), "more than 3");
}

#[test]
fn wrong_systems_are_refused() {
    let mut it = system(&[1], &[&[(1, 3)]]);
    assert_eq!(it.locate(), Err(SystemError::NoSuchCell(3)));
    it = system(&[1], &[]);
    it.weigh(0, dec!(0));
    assert_eq!(it.locate(), Err(SystemError::Weight(0)));
}

/// A small system: values, bounds from below, and rows of factors with a relation and a constant.
#[derive(Debug, Clone)]
struct SmallSystem {
    values: Vec<i64>,
    low: Vec<bool>,
    rows: Vec<(Vec<i64>, u8, i64)>,
    weights: Vec<i64>,
}

fn small() -> impl Strategy<Value = SmallSystem> {
    (2..5_usize).prop_flat_map(|cells| {
        let row = (prop::collection::vec(-2..3_i64, cells), 0..4_u8, -3..4_i64);
        (
            prop::collection::vec(-1..6_i64, cells),
            prop::collection::vec(any::<bool>(), cells),
            prop::collection::vec(row, 1..5),
            prop::collection::vec(1..3_i64, cells),
        )
            .prop_map(|(values, low, rows, weights)| SmallSystem {
                values,
                low,
                rows,
                weights,
            })
    })
}

/// Rows `Σ factor · cell ≤ bound` over free cells, after Fourier and Motzkin: whether they can hold.
fn can_hold(mut rows: Vec<(Vec<BigRational>, BigRational)>) -> bool {
    let cells = rows.first().map_or(0, |(factors, _)| factors.len());
    for cell in 0..cells {
        let (above, rest): (Vec<_>, Vec<_>) = rows
            .into_iter()
            .partition(|(factors, _)| factors[cell].is_positive());
        let (below, mut next): (Vec<_>, Vec<_>) = rest
            .into_iter()
            .partition(|(factors, _)| factors[cell].is_negative());
        for (up, high) in &above {
            for (down, low) in &below {
                let (p, q) = (-down[cell].clone(), up[cell].clone());
                let factors = up.iter().zip(down).map(|(a, b)| &p * a + &q * b).collect();
                next.push((factors, &p * high + &q * low));
            }
        }
        next.sort();
        next.dedup();
        rows = next;
    }
    rows.iter().all(|(_, bound)| !bound.is_negative())
}

impl SmallSystem {
    fn system(&self) -> System {
        let mut system = System::new();
        for ((value, low), weight) in self.values.iter().zip(&self.low).zip(&self.weights) {
            let cell = system.cell(Decimal::from(*value));
            system.weigh(cell, Decimal::from(*weight));
            if *low {
                system.bound(cell, Some(dec!(0)), None);
            }
        }
        for (factors, relation, constant) in &self.rows {
            let terms: Vec<_> = factors
                .iter()
                .zip(0..)
                .map(|(factor, cell)| (Decimal::from(*factor), cell))
                .collect();
            let constant = Decimal::from(*constant);
            match relation {
                0 => system.at_most(&terms, constant),
                1 => system.at_least(&terms, constant),
                _ => system.equal(&terms, constant),
            };
        }
        system
    }

    /// Whether freeing these cells lets some rows hold.
    fn helps(&self, free: &[usize], constraints: &[usize]) -> bool {
        let ratio = |n: i64| BigRational::from_integer(n.into());
        let mut rows = Vec::new();
        let mut add = |factors: &[i64], bound: i64| {
            let fixed: i64 = (0..self.values.len())
                .filter(|c| !free.contains(c))
                .map(|c| factors[c] * self.values[c])
                .sum();
            let own = free.iter().map(|c| ratio(factors[*c])).collect::<Vec<_>>();
            rows.push((own, ratio(bound - fixed)));
        };
        let opposite = |factors: &[i64]| factors.iter().map(|f| -f).collect::<Vec<_>>();
        for (factors, relation, constant) in constraints.iter().map(|index| &self.rows[*index]) {
            if *relation != 1 {
                add(factors, *constant);
            }
            if *relation != 0 {
                add(&opposite(factors), -constant);
            }
        }
        for cell in (0..self.values.len()).filter(|cell| self.low[*cell]) {
            let mut unit = vec![0; self.values.len()];
            unit[cell] = -1;
            add(&unit, 0);
        }
        can_hold(rows)
    }

    /// Every lightest set.
    fn lightest(&self) -> Vec<Vec<usize>> {
        let all: Vec<usize> = (0..self.rows.len()).collect();
        let sets = (0..1_usize << self.values.len()).map(|bits| {
            (0..self.values.len())
                .filter(|cell| bits >> cell & 1 == 1)
                .collect::<Vec<_>>()
        });
        let helping: Vec<Vec<usize>> = sets.filter(|set| self.helps(set, &all)).collect();
        let weight = |set: &Vec<usize>| set.iter().map(|cell| self.weights[*cell]).sum::<i64>();
        let least = helping.iter().map(weight).min();
        let mut sets: Vec<_> = helping
            .into_iter()
            .filter(|set| Some(weight(set)) == least)
            .collect();
        sets.sort();
        sets
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn all_lightest_sets_are_found_and_no_other(small in small()) {
        let groups = small.system().locate().unwrap();
        let mut sets: Vec<Vec<usize>> = vec![Vec::new()];
        let mut contradiction = None;
        for group in &groups {
            match &group.answer {
                LocateResult::Located(own) => {
                    let cells = |set: &Vec<CellChange>| set.iter().map(|change| change.cell).collect::<Vec<_>>();
                    let joined = sets.iter().flat_map(|set| {
                        own.iter().map(cells).map(move |more| [set.clone(), more].concat())
                    });
                    sets = joined.map(|mut set| { set.sort_unstable(); set }).collect();
                }
                LocateResult::Contradictory(rules) => contradiction = Some(rules.clone()),
                LocateResult::NotLocated { .. } => prop_assert!(false, "given up"),
            }
        }
        sets.sort();
        match contradiction {
            None => prop_assert_eq!(sets, small.lightest()),
            Some(rules) => {
                let free: Vec<usize> = (0..small.values.len()).collect();
                prop_assert!(small.lightest().is_empty());
                prop_assert!(!small.helps(&free, &rules));
                for bits in 0..1_usize << small.rows.len() {
                    let fewer: Vec<usize> = (0..small.rows.len()).filter(|row| bits >> row & 1 == 1).collect();
                    let own: Vec<usize> = groups.iter().flat_map(|group| group.constraints.clone()).collect();
                    if fewer.len() < rules.len() && groups.len() == 1 && own.len() == small.rows.len() {
                        prop_assert!(small.helps(&free, &fewer), "{:?} is smaller", fewer);
                    }
                }
            }
        }
    }

    #[test]
    fn forced_values_let_the_group_hold(small in small()) {
        for group in small.system().locate().unwrap() {
            let LocateResult::Located(sets) = group.answer else { continue };
            for set in sets.iter().filter(|set| set.iter().all(|change| change.forced().is_some())) {
                let value = |cell: usize| {
                    let changed = set.iter().find(|change| change.cell == cell);
                    changed.and_then(CellChange::forced).unwrap_or(Decimal::from(small.values[cell]))
                };
                for (factors, relation, constant) in group.constraints.iter().map(|index| &small.rows[*index]) {
                    let sum: Decimal = (0..factors.len()).map(|cell| Decimal::from(factors[cell]) * value(cell)).sum();
                    let constant = Decimal::from(*constant);
                    let is_kept = match relation {
                        0 => sum <= constant,
                        1 => sum >= constant,
                        _ => sum == constant,
                    };
                    prop_assert!(is_kept);
                }
            }
        }
    }
}
