//! Published budgets of three places, broken on purpose: one figure by each kind of slip. What is found, which cell is
//! named, with which value, and that no right cell is red.

use crate::program::{InboxDir, built_in, data, only_file};
use crate::trials::{self, Chance, SLIPS};
use gouji::budget::{Budget, FactId};
use gouji::reconcile::{Cause, Report, Verdict, reconcile};
use gouji::rule::Severity;
use gouji::templates::SharedRules;
use std::collections::BTreeSet;

/// A budget as it was published, with what the rules say of it.
pub struct Published {
    pub name: &'static str,
    pub rules: SharedRules,
    pub budget: Budget,
    pub clean: Report,
}

const CASES: [&str; 5] = [
    "official",
    "sh_wanli_2023",
    "sh_wanli_2024",
    "sh_finance_2025",
    "js_court_2018",
];

pub fn published() -> Vec<Published> {
    let one = |name: &'static str| {
        let inbox = InboxDir::new();
        let path = match name {
            "official" => only_file("official"),
            case => data(&format!("cases/{case}/submitted.xlsx")),
        };
        inbox.add("报送.xlsx", &std::fs::read(path).unwrap());
        let budget = inbox.budget();
        let own = |template: &gouji::templates::Template| template.layout.id == budget.layout.id;
        let rules = built_in().into_iter().find(own).unwrap().rules;
        let clean = reconcile(&rules, &budget);
        Published {
            name,
            rules,
            budget,
            clean,
        }
    };
    CASES.into_iter().map(one).collect()
}

/// What was said of one broken budget.
#[derive(Debug, Default, Clone, Copy)]
pub struct Said {
    /// The wrong cells are among the tied sets.
    pub contained: bool,
    /// They are what is named.
    pub named: bool,
    /// They are named with their right figures.
    pub right: bool,
    /// Other figures are named.
    pub misled: bool,
    /// Right figures that are red.
    pub innocents: usize,
    /// Right figures that are amber.
    pub amber: usize,
}

/// The red and the amber figures of a report.
fn colours(report: &Report) -> [BTreeSet<FactId>; 2] {
    let mut red = BTreeSet::new();
    let mut amber = BTreeSet::new();
    for finding in &report.findings {
        match finding.verdict {
            Verdict::Rounding => amber.extend(finding.painted.iter().copied()),
            _ => red.extend(finding.painted.iter().copied()),
        }
        amber.extend(finding.suspected.iter().copied());
    }
    amber.retain(|id| !red.contains(id));
    [red, amber]
}

/// What the mandatory findings of a report are known by.
fn mandatory(report: &Report) -> BTreeSet<(usize, Vec<String>)> {
    let broken = report
        .findings
        .iter()
        .filter(|it| it.level == Severity::Mandatory && it.verdict == Verdict::Broken);
    broken
        .map(|it| {
            let cells = it.cells.iter().map(|cell| cell.at.to_string());
            (it.rule, cells.collect())
        })
        .collect()
}

/// What is said of a broken budget; none where no mandatory finding is new.
pub fn said(case: &Published, broken: &Budget, wrong: &BTreeSet<FactId>) -> Option<Said> {
    let report = reconcile(&case.rules, broken);
    if mandatory(&report).is_subset(&mandatory(&case.clean)) {
        return None;
    }
    let mut said = Said::default();
    let ([red, amber], before) = (colours(&report), colours(&case.clean));
    let innocent = |id: &&FactId| !wrong.contains(id) && !before[0].contains(id);
    said.innocents = red.iter().filter(innocent).count();
    said.amber = amber.iter().filter(innocent).count();
    let (mut in_sets, mut named) = (BTreeSet::new(), BTreeSet::new());
    let old: BTreeSet<FactId> = cells_of(&case.clean);
    let mut is_right = true;
    for diagnosis in &report.diagnoses {
        let Cause::Cells { sets, .. } = &diagnosis.cause else {
            said.misled |= matches!(
                diagnosis.cause,
                Cause::Code { .. } | Cause::Line { .. } | Cause::Table { .. }
            );
            continue;
        };
        in_sets.extend(sets.iter().flatten().map(|suspect| suspect.fact));
        let Some(set) = diagnosis.named().map(|index| &sets[index]) else {
            continue;
        };
        for suspect in set {
            let right = case.budget.published(suspect.fact).unwrap_or_default();
            is_right &=
                old.contains(&suspect.fact) || suspect.proposed.unwrap_or_default() == right;
            named.insert(suspect.fact);
        }
    }
    said.contained = wrong.is_subset(&in_sets);
    said.named = wrong.is_subset(&named);
    said.right = said.named && is_right;
    said.misled |= named
        .iter()
        .any(|id| !wrong.contains(id) && !old.contains(id));
    Some(said)
}

/// The figures that a report names.
pub fn cells_of(report: &Report) -> BTreeSet<FactId> {
    let sets = report.diagnoses.iter().filter_map(|it| match &it.cause {
        Cause::Cells { sets, .. } => Some(sets),
        _ => None,
    });
    sets.flatten()
        .flatten()
        .map(|suspect| suspect.fact)
        .collect()
}

#[derive(Default, Clone)]
pub struct Tally {
    pub tried: usize,
    found: usize,
    contained: usize,
    named: usize,
    right: usize,
    misled: usize,
    with_innocents: usize,
    pub innocents: usize,
    pub amber: usize,
}

impl Tally {
    pub fn add(&mut self, said: Option<Said>) {
        self.tried += 1;
        let Some(said) = said else { return };
        self.found += 1;
        self.contained += usize::from(said.contained);
        self.named += usize::from(said.named);
        self.right += usize::from(said.right);
        self.misled += usize::from(said.misled);
        self.with_innocents += usize::from(said.innocents > 0);
        self.innocents += said.innocents;
        self.amber += said.amber;
    }

    pub fn line(&self, name: &str) -> String {
        let share = |count: usize| 100.0 * count as f64 / self.found.max(1) as f64;
        format!(
            "{name:<20} {:>6} {:>6} {:>7.2} {:>7.2} {:>7.2} {:>7.2} {:>8} {:>8} {:>7.2}\n",
            self.tried,
            self.found,
            share(self.contained),
            share(self.named),
            share(self.right),
            share(self.misled),
            self.with_innocents,
            self.innocents,
            self.amber as f64 / self.found.max(1) as f64,
        )
    }
}

pub fn header() -> String {
    format!(
        "{:<20} {:>6} {:>6} {:>7} {:>7} {:>7} {:>7} {:>8} {:>8} {:>7}\n",
        "",
        "tried",
        "found",
        "in sets",
        "named",
        "right",
        "misled",
        "with red",
        "red inn.",
        "amber"
    )
}

/// Breaks single figures of all cases in turn.
fn single_slips(cases: &[Published], trials: usize, chance: &mut Chance) -> (String, Tally) {
    let figures: Vec<_> = cases
        .iter()
        .map(|case| trials::figures(&case.budget, &case.clean))
        .collect();
    let mut by_slip = vec![Tally::default(); SLIPS.len()];
    let mut by_case = vec![Tally::default(); cases.len()];
    let mut all = Tally::default();
    let mut misled = String::new();
    for trial in 0.. {
        if all.tried >= trials {
            break;
        }
        let (at, kind) = (trial % cases.len(), chance.below(SLIPS.len()));
        let case = &cases[at];
        let (id, _) = figures[at][chance.below(figures[at].len())];
        let Some(wrong) = trials::slip(SLIPS[kind], &case.budget, &case.clean, id, chance) else {
            continue;
        };
        let mut broken = case.budget.clone();
        trials::set(&mut broken, id, wrong);
        let said = said(case, &broken, &[id].into());
        if said.is_some_and(|said| said.misled) {
            let right = case.budget.published(id).unwrap_or_default().value();
            let cell = &case.budget.fact(id).at;
            misled += &format!(
                "misled: {} {cell} {right} -> {wrong} {}\n",
                case.name, SLIPS[kind]
            );
        }
        for tally in [&mut by_slip[kind], &mut by_case[at], &mut all] {
            tally.add(said);
        }
    }
    let mut text = header();
    for (tally, kind) in by_slip.iter().zip(SLIPS) {
        text += &tally.line(kind);
    }
    for (tally, case) in by_case.iter().zip(cases) {
        text += &tally.line(case.name);
    }
    (text + &all.line("all") + &misled, all)
}

/// `cargo test --test integration -- --ignored slips --nocapture` prints the table; `TRIALS` says how many.
#[test]
#[ignore = "takes minutes; for people who measure"]
#[allow(clippy::print_stdout, reason = "a table to read")]
fn thousands_of_slips() {
    let trials = std::env::var("TRIALS").ok().and_then(|it| it.parse().ok());
    let cases = published();
    let trials = trials.unwrap_or(10_000);
    println!("{}", single_slips(&cases, trials, &mut Chance(2020)).0);
}

/// The same in small, with what must never get worse.
#[test]
fn a_single_slip_is_found_named_and_nothing_else_is_red() {
    let (text, all) = single_slips(&published(), 250, &mut Chance(17));
    assert_eq!((all.misled, all.innocents), (0, 0), "{text}");
    assert_eq!(all.contained, all.found, "{text}");
    assert!(
        all.found >= 247 && all.named >= 240 && all.right >= 240,
        "{text}"
    );
}
