//! Published budgets of three places with more wrong than one figure: two slips, a column, rows, a unit, a code. Whether
//! it is named, and that no right cell is red.

use crate::slips::{Published, Tally, cells_of, header, published, said};
use crate::trials::{self, Chance, SLIPS};
use gouji::amount::{Amount, UnitOfMeasure};
use gouji::budget::{Budget, FactId, Figure};
use gouji::classification::Code;
use gouji::reconcile::{Cause, Report, reconcile};
use std::collections::BTreeSet;

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

/// `cargo test --test integration -- --ignored damage --nocapture` prints the table; `TRIALS` says how many a kind.
#[test]
#[ignore = "takes minutes; for people who measure"]
#[allow(clippy::print_stdout, reason = "a table to read")]
fn hundreds_of_each_kind() {
    let trials = std::env::var("TRIALS").ok().and_then(|it| it.parse().ok());
    let cases = published();
    let table = wider_damage(&cases, trials.unwrap_or(500), &mut Chance(2021));
    println!("{table}");
}
