//! Departments that agree, broken on purpose: one figure or two, by each kind of slip, and what the
//! diagnosis says of it. A test runs a few of these trials, `cargo bench` thousands.

use crate::department::{Department, Project};
use crate::program::InboxDir;
use gouji::amount::{Amount, UnitOfMeasure};
use gouji::budget::{Budget, FactId, Figure};
use gouji::reconcile::{Cause, Report, reconcile};
use gouji::rule::RuleSet;
use rust_decimal::Decimal;

/// Numbers that look random and are the same on every run (SplitMix64).
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Below a number.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    /// Money in fen, of all sizes.
    fn money(&mut self) -> i64 {
        let digits = 3 + u32::try_from(self.below(6)).unwrap();
        i64::try_from(self.next() % 10_u64.pow(digits)).unwrap() + 1
    }

    fn code(&mut self) -> String {
        let class = ["201", "204", "205", "208", "210", "212", "221"][self.below(7)];
        loop {
            let code = format!("{class}{:02}{:02}", 1 + self.below(6), 1 + self.below(99));
            // these are compared with single economic groups
            if !["2080505", "2080506", "2210201"].contains(&code.as_str()) {
                return code;
            }
        }
    }

    /// A department whose tables agree.
    pub fn department(&mut self) -> Department {
        let basic: Vec<(String, i64)> = (0..2 + self.below(8))
            .map(|_| (self.code(), self.money()))
            .collect();
        let all: i64 = basic.iter().map(|(_, fen)| fen).sum();
        let groups = [
            "30101", "30102", "30103", "30107", "30201", "30202", "30211", "30301", "30302",
            "31002", "31003",
        ];
        let mut left = all;
        let mut economic = Vec::new();
        for group in groups {
            if self.below(3) == 0 {
                continue;
            }
            let share = i64::try_from(self.next() % u64::try_from(left / 2 + 1).unwrap()).unwrap();
            economic.push((group.to_owned(), share));
            left -= share;
        }
        let project = |number: usize, chance: &mut Self| Project {
            code: chance.code(),
            name: format!("项目{number}号"),
            class: chance.below(10),
            fen: chance.money(),
            fund: chance.below(4) == 0,
        };
        let projects = (0..self.below(9))
            .map(|number| project(number, self))
            .collect();
        Department {
            name: "某县教育局".to_owned(),
            year: 2020,
            basic,
            economic,
            projects,
            three_publics: [0; 4],
        }
    }
}

/// Reads so many departments that agree.
pub fn budgets(count: usize, chance: &mut Chance) -> Vec<Budget> {
    (0..count)
        .map(|_| {
            let inbox = InboxDir::new();
            inbox.add("预算.xlsx", &chance.department().book().bytes());
            inbox.budget()
        })
        .collect()
}

pub const SLIPS: [&str; 12] = [
    "digits-swapped",
    "decimal-right",
    "decimal-left",
    "yuan-for-wan-yuan",
    "sign",
    "digit-missing",
    "digit-extra",
    "digit-mistyped",
    "left-blank",
    "neighbour",
    "line-left-out",
    "line-counted-twice",
];

/// The last place that a fact prints: 0.01 for fen.
fn place(budget: &Budget, id: FactId) -> Decimal {
    budget.fact(id).half_unit.value() * Decimal::TWO
}

/// The figure of a fact in its last printed place: in fen, or in yuan.
fn fen(budget: &Budget, id: FactId) -> i64 {
    let amount = budget.published(id).unwrap_or_default().value() / place(budget, id);
    i64::try_from(amount.trunc().mantissa() / 10_i128.pow(amount.trunc().scale())).unwrap()
}

/// Writes a figure, in its last printed place.
pub fn set(budget: &mut Budget, id: FactId, fen: i64) {
    let amount = Amount::new((Decimal::from(fen) * place(budget, id)).normalize());
    budget.facts[id.0].figure = match fen {
        0 => Figure::Blank,
        _ => Figure::Amount {
            exact: amount,
            published: amount,
        },
    };
}

/// The figure as a clerk would get it wrong, in its last place; none where the slip has no effect here.
pub fn slip(
    kind: &str,
    budget: &Budget,
    report: &Report,
    id: FactId,
    chance: &mut Chance,
) -> Option<i64> {
    let right = fen(budget, id);
    let digits: Vec<u8> = right.to_string().into_bytes();
    let number = |digits: &[u8]| std::str::from_utf8(digits).ok()?.parse::<i64>().ok();
    let at = chance.below(digits.len());
    let lines = || {
        let total = report.equations.iter().find_map(|equation| {
            let sides: Vec<(bool, FactId)> = equation.facts().collect();
            let (left, right): (Vec<_>, Vec<_>) =
                sides.into_iter().partition(|(is_left, _)| *is_left);
            (left.len() == 1 && left[0].1 == id && right.len() > 1).then_some(right)
        });
        let filled = total?
            .into_iter()
            .map(|(_, line)| fen(budget, line))
            .filter(|fen| *fen != 0);
        Some(filled.collect::<Vec<i64>>()).filter(|lines| lines.len() > 1)
    };
    let wrong = match kind {
        "digits-swapped" => {
            let mut digits = digits.clone();
            let next = at + 1;
            (next < digits.len()).then(|| digits.swap(at, next))?;
            number(&digits)?
        }
        "decimal-right" => right * 10,
        "decimal-left" => (right % 10 == 0).then_some(right / 10)?,
        "yuan-for-wan-yuan" => match budget.layout.unit_of_measure {
            UnitOfMeasure::Yuan => (right + 5_000) / 10_000,
            _ => right * 10_000,
        },
        "sign" => -right,
        "digit-missing" => number(&[&digits[..at], &digits[at + 1..]].concat())?,
        "digit-extra" => number(&[&digits[..at], b"7", &digits[at..]].concat())?,
        "digit-mistyped" => {
            let mut digits = digits.clone();
            digits[at] = b'0' + u8::try_from(chance.below(10)).unwrap();
            number(&digits)?
        }
        "left-blank" => 0,
        "neighbour" => {
            let fact = budget.fact(id);
            let rows = &budget.tables[fact.table].blocks[fact.block];
            fen(budget, rows.get(fact.row + 1)?.facts[fact.column]?)
        }
        "line-left-out" => {
            let lines = lines()?;
            right - lines[chance.below(lines.len())]
        }
        "line-counted-twice" => {
            let lines = lines()?;
            right + lines[chance.below(lines.len())]
        }
        _ => unreachable!("no such slip"),
    };
    (wrong != right).then_some(wrong)
}

/// What the diagnosis made of a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Whether the wrong cells are one of the sets.
    pub contained: bool,
    /// How many sets tie; 0 where none was located.
    pub ties: usize,
    /// Whether the wrong cells come first, or are proposed.
    pub first: bool,
    /// Whether they have the right values.
    pub right: bool,
    /// Whether fewer cells than were broken would let everything hold.
    pub masked: bool,
    /// Whether a set of others is proposed.
    pub misled: bool,
}

/// Breaks figures and looks at what is said; none where no mandatory equation notices.
pub fn found(rules: &RuleSet, budget: &Budget, wrong: &[(FactId, i64)]) -> Option<Found> {
    let mut broken = budget.clone();
    for (id, fen) in wrong {
        set(&mut broken, *id, *fen);
    }
    let report = reconcile(rules, &broken);
    if report.is_publishable() {
        return None;
    }
    let mut ids: Vec<FactId> = wrong.iter().map(|(id, _)| *id).collect();
    ids.sort_unstable();
    let (mut ties, mut first, mut right, mut masked, mut misled) = (1, true, true, false, false);
    let mut seen: Vec<FactId> = Vec::new();
    let mut cells = 0;
    for diagnosis in &report.diagnoses {
        let Cause::Cells { sets, proposal } = &diagnosis.cause else {
            ties = 0;
            continue;
        };
        ties *= sets.len();
        cells += sets.first().map_or(0, Vec::len);
        let is_true = |set: &Vec<gouji::reconcile::Suspect>| {
            set.iter().all(|suspect| ids.contains(&suspect.fact))
        };
        let own = sets.iter().position(is_true);
        first &= own.is_some() && own == Some(proposal.unwrap_or(0));
        misled |= proposal.is_some() && *proposal != own;
        for suspect in own.into_iter().flat_map(|index| &sets[index]) {
            right &= suspect.proposed.is_none_or(|amount| {
                Some(amount) == budget.published(suspect.fact).or(Some(Amount::ZERO))
            });
            seen.push(suspect.fact);
        }
    }
    seen.sort_unstable();
    masked |= ties > 0 && cells < ids.len();
    Some(Found {
        contained: seen == ids,
        ties,
        first: first && seen == ids,
        right,
        masked,
        misled,
    })
}

/// The facts with money that stand in equations, with how many.
pub fn figures(budget: &Budget, report: &Report) -> Vec<(FactId, usize)> {
    (0..budget.facts.len())
        .map(FactId)
        .filter(|id| {
            budget
                .published(*id)
                .is_some_and(|amount| !amount.is_zero())
        })
        .map(|id| {
            (
                id,
                report
                    .equations
                    .iter()
                    .filter(|equation| equation.facts().any(|(_, fact)| fact == id))
                    .count(),
            )
        })
        .filter(|(_, count)| *count > 0)
        .collect()
}
