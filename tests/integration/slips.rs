//! Published budgets of three places, broken on purpose: one figure by each kind of slip, or a whole column,
//! table or code. What is found, which cell is named, with which value, and that no right cell is red.

use crate::program::{InboxDir, built_in, data, only_file};
use crate::trials::{self, Chance, SLIPS};
use gouji::amount::{Amount, UnitOfMeasure};
use gouji::budget::{Budget, FactId, Figure};
use gouji::classification::Code;
use gouji::reconcile::{Cause, Report, Verdict, reconcile};
use gouji::rule::{RuleSet, Severity};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A budget as it was published, with what the rules say of it.
struct Published {
    name: &'static str,
    rules: Arc<RuleSet>,
    budget: Budget,
    clean: Report,
}

const CASES: [&str; 5] = [
    "official",
    "sh_wanli_2023",
    "sh_wanli_2024",
    "sh_finance_2025",
    "js_court_2018",
];

fn published() -> Vec<Published> {
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
struct Said {
    /// The wrong cells are among the tied sets.
    contained: bool,
    /// They are what is named.
    named: bool,
    /// They are named with their right figures.
    right: bool,
    /// Other figures are named.
    misled: bool,
    /// Right figures that are red.
    innocents: usize,
    /// Right figures that are amber.
    amber: usize,
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
fn said(case: &Published, broken: &Budget, wrong: &BTreeSet<FactId>) -> Option<Said> {
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
fn cells_of(report: &Report) -> BTreeSet<FactId> {
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
struct Tally {
    tried: usize,
    found: usize,
    contained: usize,
    named: usize,
    right: usize,
    misled: usize,
    with_innocents: usize,
    innocents: usize,
    amber: usize,
}

impl Tally {
    fn add(&mut self, said: Option<Said>) {
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

    fn line(&self, name: &str) -> String {
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

fn header() -> String {
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
    (text + &all.line("all"), all)
}

/// What was done to a budget, and what ought to be said.
enum Damage {
    /// These figures are wrong.
    Figures(BTreeSet<FactId>),
    /// Two columns of a table hold each other's figures.
    Columns(usize, BTreeSet<FactId>),
    /// The figures of some columns stand a row too low or too high.
    Rows(usize, BTreeSet<FactId>),
    /// The label of the unit is wrong.
    Unit(usize),
    /// The code of a row is wrong, and has a right one.
    Code((usize, usize, usize), Code),
}

const KINDS: [&str; 7] = [
    "two slips",
    "columns exchanged",
    "rows moved, a column",
    "rows moved, all",
    "unit label",
    "code mistyped",
    "code twice",
];

/// A block of a budget with rows of codes or projects, and its columns with figures.
fn some_block(budget: &Budget, chance: &mut Chance) -> Option<(usize, usize, Vec<usize>)> {
    let table = chance.below(budget.tables.len());
    let blocks = &budget.tables[table].blocks;
    let block = chance.below(blocks.len());
    let rows = &blocks[block];
    let count = rows.first()?.facts.len();
    let filled = |column: &usize| {
        let figures = rows.iter().filter_map(|row| row.facts[*column]);
        let amounts = figures.filter_map(|id| budget.published(id));
        amounts.filter(|amount| !amount.is_zero()).count() > 2
    };
    Some((table, block, (0..count).filter(filled).collect()))
}

/// Gives each fact of `moves` the figure of another, and tells which changed.
fn move_figures(budget: &mut Budget, moves: &[(FactId, FactId)]) -> BTreeSet<FactId> {
    let old = budget.clone();
    for (to, from) in moves {
        budget.facts[to.0].figure = old.fact(*from).figure.clone();
    }
    let value = |budget: &Budget, id: FactId| budget.published(id).unwrap_or_default();
    let ids = moves.iter().map(|(to, _)| *to);
    ids.filter(|id| value(&old, *id) != value(budget, *id))
        .collect()
}

/// Breaks a budget by one kind; none where chance found no place for it.
fn damage(kind: &str, case: &Published, chance: &mut Chance) -> Option<(Budget, Damage)> {
    let mut budget = case.budget.clone();
    let damage = match kind {
        "two slips" => {
            let figures = trials::figures(&budget, &case.clean);
            let mut wrong = BTreeSet::new();
            for _ in 0..2 {
                let (id, _) = figures[chance.below(figures.len())];
                let slip = SLIPS[chance.below(SLIPS.len())];
                let fen = trials::slip(slip, &case.budget, &case.clean, id, chance)?;
                trials::set(&mut budget, id, fen);
                wrong.insert(id);
            }
            Damage::Figures(wrong)
        }
        "columns exchanged" => {
            let (table, block, columns) = some_block(&budget, chance)?;
            let left = *columns.get(chance.below(columns.len().max(1)))?;
            let right = *columns.get(chance.below(columns.len().max(1)))?;
            let rows = budget.tables[table].blocks[block].iter();
            let pairs = rows.filter_map(|row| Some((row.facts[left]?, row.facts[right]?)));
            let moves: Vec<_> = pairs.flat_map(|(a, b)| [(a, b), (b, a)]).collect();
            let cells = move_figures(&mut budget, &moves);
            (cells.len() > 4).then_some(Damage::Columns(table, cells))?
        }
        "rows moved, a column" | "rows moved, all" => {
            let (table, block, mut columns) = some_block(&budget, chance)?;
            if kind == "rows moved, a column" {
                columns = vec![*columns.get(chance.below(columns.len().max(1)))?];
            }
            let rows = &budget.tables[table].blocks[block];
            let first = chance.below(rows.len());
            let is_down = chance.below(2) == 0;
            let mut moves = Vec::new();
            for column in &columns {
                let facts: Vec<FactId> = rows[first..]
                    .iter()
                    .filter_map(|row| row.facts[*column])
                    .collect();
                for (at, id) in facts.iter().enumerate() {
                    let from = match is_down {
                        true => (at + facts.len() - 1) % facts.len(),
                        false => (at + 1) % facts.len(),
                    };
                    moves.push((*id, facts[from]));
                }
            }
            let cells = move_figures(&mut budget, &moves);
            (cells.len() > 4).then_some(Damage::Rows(table, cells))?
        }
        "unit label" => unit_label(&mut budget, chance)?,
        _ => wrong_code(kind, &mut budget, chance)?,
    };
    Some((budget, damage))
}

/// A table whose label states another unit of measure.
fn unit_label(budget: &mut Budget, chance: &mut Chance) -> Option<Damage> {
    let table = chance.below(budget.tables.len());
    let unit = budget.layout.unit_of_measure;
    let right = budget.layout.tables[budget.tables[table].layout].unit_of_measure;
    let stated = match right {
        UnitOfMeasure::Yuan => UnitOfMeasure::TenThousandYuan,
        _ => UnitOfMeasure::Yuan,
    };
    let decimals = budget.decimals();
    let mut filled = 0;
    for fact in budget.facts.iter_mut().filter(|fact| fact.table == table) {
        if let Figure::Amount { exact, published } = &mut fact.figure {
            let written = unit.convert(exact.value(), right);
            *exact = Amount::new(stated.convert(written, unit));
            *published = exact.published(decimals);
            filled += usize::from(!exact.is_zero());
        }
    }
    budget.tables[table].unit_of_measure = Some(stated);
    (filled > 8).then_some(Damage::Unit(table))
}

/// A row with a code that it should not have: one that no row has, or one that another has.
fn wrong_code(kind: &str, budget: &mut Budget, chance: &mut Chance) -> Option<Damage> {
    let table = chance.below(budget.tables.len());
    let block = chance.below(budget.tables[table].blocks.len());
    let rows = &budget.tables[table].blocks[block];
    let row = chance.below(rows.len().max(1));
    let right = rows.get(row)?.code.clone()?;
    let has_money = rows[row].facts.iter().flatten().any(|id| {
        budget
            .published(*id)
            .is_some_and(|amount| !amount.is_zero())
    });
    let wrong = match kind {
        "code twice" => rows[chance.below(rows.len())].code.clone()?,
        _ => {
            let mut digits = right.as_str().as_bytes().to_vec();
            let at = digits.len() - 1 - chance.below(digits.len().min(4));
            digits[at] = b'0' + u8::try_from(chance.below(10)).unwrap();
            Code::new(std::str::from_utf8(&digits).unwrap())?
        }
    };
    let stands = rows.iter().any(|other| other.code.as_ref() == Some(&wrong));
    let is_line = matches!(rows[row].key, gouji::budget::RowKey::Line(_));
    let is_fit = wrong != right
        && wrong.level() == right.level()
        && stands == (kind == "code twice")
        && has_money
        && !is_line;
    budget.tables[table].blocks[block][row].code = Some(wrong);
    is_fit.then_some(Damage::Code((table, block, row), right))
}

/// Whether a report says what was done; nothing about its other words.
fn names(report: &Report, case: &Published, damage: &Damage) -> bool {
    let mut causes = report.diagnoses.iter();
    match damage {
        Damage::Figures(wrong) => {
            let named = causes.filter_map(|it| match &it.cause {
                Cause::Cells { sets, .. } => it.named().map(|index| &sets[index]),
                _ => None,
            });
            let named: BTreeSet<FactId> = named.flatten().map(|suspect| suspect.fact).collect();
            let old = cells_of(&case.clean);
            let new: BTreeSet<FactId> = named.difference(&old).copied().collect();
            new == *wrong
        }
        Damage::Columns(table, _) => {
            causes.any(|it| matches!(&it.cause, Cause::Columns { table: own, .. } if own == table))
        }
        Damage::Rows(table, _) => {
            causes.any(|it| matches!(&it.cause, Cause::Rows { table: own, .. } if own == table))
        }
        Damage::Unit(table) => {
            causes.any(|it| matches!(&it.cause, Cause::Unit { tables, .. } if tables == &[*table]))
        }
        Damage::Code(row, right) => causes.any(|it| match &it.cause {
            Cause::Code {
                row: own,
                right: proposed,
            } => own == row && proposed == right,
            _ => false,
        }),
    }
}

/// Breaks whole columns, tables and codes of all cases in turn.
fn wider_damage(cases: &[Published], trials: usize, chance: &mut Chance) -> String {
    let mut text = header();
    for kind in KINDS {
        let mut tally = Tally::default();
        let mut turn = 0;
        while tally.tried < trials && turn < trials * 50 {
            let case = &cases[turn % cases.len()];
            turn += 1;
            if let Some((broken, damage)) = damage(kind, case, chance) {
                let wrong = match &damage {
                    Damage::Figures(cells) | Damage::Columns(_, cells) | Damage::Rows(_, cells) => {
                        cells.clone()
                    }
                    Damage::Unit(_) | Damage::Code(..) => BTreeSet::new(),
                };
                let mut said = said(case, &broken, &wrong);
                if let Some(said) = &mut said {
                    let report = reconcile(&case.rules, &broken);
                    said.named = names(&report, case, &damage);
                    said.misled &= !said.named;
                }
                tally.add(said);
            }
        }
        text += &tally.line(kind);
    }
    text
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
    println!("{}", wider_damage(&cases, trials / 20, &mut Chance(2021)));
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
