//! How well and how fast the wrong cell is found: `cargo bench --bench locate [TRIALS]`. Departments that
//! agree are broken in one cell, by each kind of slip in turn, and in two; the tables print shares of the
//! trials in which some mandatory equation noticed.

#![allow(
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a program for people who measure"
)]

#[path = "../tests/integration/book.rs"]
mod book;
#[path = "../tests/integration/department.rs"]
mod department;
#[path = "../tests/integration/program.rs"]
mod program;
#[path = "../tests/integration/trials.rs"]
mod trials;

use gouji::budget::Budget;
use gouji::reconcile::{Report, reconcile};
use gouji::rule::RuleSet;
use std::time::{Duration, Instant};
use trials::{Chance, Found, SLIPS};

#[derive(Default)]
struct Tally {
    noticed: usize,
    contained: usize,
    unique: usize,
    unique_right: usize,
    first: usize,
    tied: usize,
    ties: usize,
    not_located: usize,
    masked: usize,
    misled: usize,
}

impl Tally {
    fn add(&mut self, found: Found) {
        self.noticed += 1;
        self.contained += usize::from(found.contained);
        self.unique += usize::from(found.ties == 1);
        self.unique_right += usize::from(found.ties == 1 && found.contained && found.right);
        self.first += usize::from(found.first);
        self.tied += usize::from(found.ties > 1);
        self.ties += if found.ties > 1 { found.ties } else { 0 };
        self.not_located += usize::from(found.ties == 0);
        self.masked += usize::from(found.masked);
        self.misled += usize::from(found.misled);
    }

    fn print(&self, name: &str) {
        let share = |count: usize, of: usize| 100.0 * count as f64 / of.max(1) as f64;
        println!(
            "{name:<34} {:>6} {:>8.2} {:>7.2} {:>7.2} {:>7.2} {:>6.2} {:>6.1} {:>8.2} {:>7.2} {:>7.2}",
            self.noticed,
            share(self.contained, self.noticed),
            share(self.unique, self.noticed),
            share(self.unique_right, self.unique),
            share(self.first, self.noticed),
            share(self.tied, self.noticed),
            self.ties as f64 / self.tied.max(1) as f64,
            share(self.not_located, self.noticed),
            share(self.masked, self.noticed),
            share(self.misled, self.noticed),
        );
    }
}

fn header() {
    println!(
        "{:<34} {:>6} {:>8} {:>7} {:>7} {:>7} {:>6} {:>6} {:>8} {:>7} {:>7}",
        "",
        "trials",
        "in sets",
        "unique",
        "right",
        "first",
        "tied",
        "ties",
        "not loc.",
        "fewer",
        "misled"
    );
}

fn main() {
    let trials = std::env::args()
        .skip(1)
        .find_map(|text| text.parse().ok())
        .unwrap_or(12_000);
    let rules = program::seed_template().rules;
    let mut chance = Chance(2020);
    let budgets = trials::budgets(60, &mut chance);
    let clean: Vec<Report> = budgets
        .iter()
        .map(|budget| reconcile(&rules, budget))
        .collect();
    one_cell(&rules, &budgets, &clean, trials, &mut chance);
    two_cells(&rules, &budgets, &clean, trials, &mut chance);
    speed(&rules, &budgets, &clean, &mut chance);
}

fn one_cell(
    rules: &RuleSet,
    budgets: &[Budget],
    clean: &[Report],
    trials: usize,
    chance: &mut Chance,
) {
    println!("one wrong cell, {trials} trials, by slip; per cent");
    header();
    let mut by_slip: Vec<Tally> = SLIPS.iter().map(|_| Tally::default()).collect();
    let [mut all, mut single, mut several] = [(); 3].map(|()| Tally::default());
    let mut done = 0;
    while done < trials {
        let which = chance.below(budgets.len());
        let (budget, report) = (&budgets[which], &clean[which]);
        let figures = trials::figures(budget, report);
        for (kind, tally) in SLIPS.iter().zip(&mut by_slip) {
            let (id, equations) = figures[chance.below(figures.len())];
            let Some(wrong) = trials::slip(kind, budget, report, id, chance) else {
                continue;
            };
            let Some(found) = trials::found(rules, budget, &[(id, wrong)]) else {
                continue;
            };
            done += 1;
            tally.add(found);
            all.add(found);
            if equations > 1 {
                several.add(found)
            } else {
                single.add(found)
            }
        }
    }
    for (kind, tally) in SLIPS.iter().zip(&by_slip) {
        tally.print(kind);
    }
    single.print("cells of one equation");
    several.print("cells of two equations or more");
    all.print("all");
}

fn two_cells(
    rules: &RuleSet,
    budgets: &[Budget],
    clean: &[Report],
    trials: usize,
    chance: &mut Chance,
) {
    println!("\ntwo wrong cells, {trials} trials; per cent");
    header();
    let [mut all, mut several] = [(); 2].map(|()| Tally::default());
    while all.noticed < trials {
        let which = chance.below(budgets.len());
        let (budget, report) = (&budgets[which], &clean[which]);
        let figures = trials::figures(budget, report);
        let mut one = || {
            let (id, equations) = figures[chance.below(figures.len())];
            let kind = SLIPS[chance.below(SLIPS.len())];
            Some((
                id,
                equations,
                trials::slip(kind, budget, report, id, chance)?,
            ))
        };
        let (Some(first), Some(second)) = (one(), one()) else {
            continue;
        };
        if first.0 == second.0 {
            continue;
        }
        let Some(found) = trials::found(rules, budget, &[(first.0, first.2), (second.0, second.2)])
        else {
            continue;
        };
        all.add(found);
        if first.1 > 1 && second.1 > 1 {
            several.add(found);
        }
    }
    several.print("cells of two equations or more");
    all.print("all");
}

fn speed(rules: &RuleSet, budgets: &[Budget], clean: &[Report], chance: &mut Chance) {
    println!("\nreconcile and diagnose one department, milliseconds");
    for errors in 0..=3 {
        let mut times: Vec<Duration> = Vec::new();
        while times.len() < 600 {
            let which = chance.below(budgets.len());
            let figures = trials::figures(&budgets[which], &clean[which]);
            let mut budget = budgets[which].clone();
            for _ in 0..errors {
                let (id, _) = figures[chance.below(figures.len())];
                let kind = SLIPS[chance.below(SLIPS.len())];
                let Some(fen) = trials::slip(kind, &budget, &clean[which], id, chance) else {
                    continue;
                };
                let amount = gouji::amount::Amount::new(rust_decimal::Decimal::new(fen, 2));
                budget.facts[id.0].figure = gouji::budget::Figure::Amount {
                    exact: amount,
                    published: amount,
                };
            }
            let start = Instant::now();
            let report = reconcile(rules, &budget);
            times.push(start.elapsed());
            assert!(report.held > 0);
        }
        times.sort();
        let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
        println!(
            "{errors} wrong cells: median {:.2}, 95 % {:.2}, largest {:.2}",
            at(50),
            at(95),
            at(100)
        );
    }
}
