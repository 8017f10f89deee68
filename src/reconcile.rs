//! Verdicts: every equation of a budget is judged, and what is wrong becomes a finding. Pure: no
//! files, no tables, no floats.

mod alone;
mod cause;
mod diagnosis;
mod finding;
pub mod locate;
mod raise;
pub(crate) mod sentences;
mod slip;
pub(crate) mod unit_of_measure;
mod units;
mod unpublished;
mod verdict;

pub use diagnosis::{Cause, Diagnosis, FormlessProject, ProjectName, Suspect, WrongCells};
pub use finding::{Finding, FindingCell, FindingSide, Sides};
pub(crate) use sentences::trials;
pub use sentences::{
    SentenceEquation, SentenceSide, SentenceTerm, TextCount, TextDiagnosis, TextTrial, TrialAmount,
    TrialLine, TrialMatch,
};
pub use slip::Slip;
pub use verdict::{Judgement, Verdict};

use crate::amount::Amount;
use crate::budget::{Budget, FactId, Notice};
use crate::equation::Equation;
use crate::finding::Problem;
use crate::place::Address;
use crate::rule::{self, Expander, RuleSet, Severity};
use std::collections::HashMap;
use unpublished::Unpublished;

/// What reconciling a budget came to.
#[derive(Debug)]
pub struct Report {
    /// Every equation, in the order of the rules; see [`reconcile_briefly`].
    pub equations: Vec<Equation>,
    /// The verdict of each.
    pub judgements: Vec<Judgement>,
    /// How many equations hold.
    pub held: usize,
    /// How many differ by a rounding residue (尾差).
    pub rounding: usize,
    /// How many are broken.
    pub broken: usize,
    /// How many cannot be decided.
    pub undecided: usize,
    /// Rules that speak of last year, by index, where nothing of it is at hand: they were not checked.
    pub without_last_year: Vec<usize>,
    /// What is wrong, grave things first.
    pub findings: Vec<Finding>,
    /// The figures that a line about the department shows, each with its name; none where its tables do not tell.
    pub figures: Vec<(String, Option<Amount>)>,
    /// Which figures are wrong, and what they should be; what breaks most equations first.
    pub diagnoses: Vec<Diagnosis>,
    /// How much of its texts was compared.
    pub texts: Vec<TextCount>,
    /// Which figures of its texts are wrong, and what they should be.
    pub text_diagnoses: Vec<TextDiagnosis>,
}

impl Report {
    /// Whether the tables may be published: no mandatory rule is broken or left open by a missing table.
    pub fn is_publishable(&self) -> bool {
        !self.findings.iter().any(Finding::blocks)
    }

    /// How many equations there are.
    pub fn all(&self) -> usize {
        self.held + self.rounding + self.broken + self.undecided
    }

    /// Takes in what reconciling another part of the same budget came to.
    fn add(&mut self, other: Self) {
        let before = self.equations.len();
        self.equations.extend(other.equations);
        self.judgements.extend(other.judgements);
        self.held += other.held;
        self.rounding += other.rounding;
        self.broken += other.broken;
        self.undecided += other.undecided;
        self.findings
            .extend(other.findings.into_iter().map(|mut finding| {
                finding.equation = finding.equation.map(|index| index + before);
                finding
            }));
        self.findings.sort_by_key(Finding::order);
        self.diagnoses
            .extend(other.diagnoses.into_iter().map(|mut diagnosis| {
                diagnosis
                    .equations
                    .iter_mut()
                    .for_each(|index| *index += before);
                diagnosis
            }));
    }

    /// Findings of a level. Residues are none, and what a missing figure leaves open is counted by itself.
    pub fn count(&self, level: Severity) -> usize {
        let is_counted =
            |finding: &&Finding| finding.level == level && finding.verdict == Verdict::Broken;
        self.findings.iter().filter(is_counted).count()
    }
}

/// Judges every equation that the rules give on a budget, and the form of its tables. Of a department with several
/// budget units each unit is judged by itself, then what they add up to; its own tables too, if it handed them in.
pub fn reconcile(rules: &RuleSet, budget: &Budget) -> Report {
    let expander = Expander::of_rules(rules, budget);
    let report = of_department(rules, budget, &expander);
    with_texts(rules, budget, &expander, report)
}

/// A report of tables, and what the texts that explain them come to.
fn with_texts(
    rules: &RuleSet,
    budget: &Budget,
    expander: &Expander<'_>,
    mut report: Report,
) -> Report {
    let mut notices = budget.notices.iter();
    let is_in_yuan = notices.any(|notice| notice.problem.is_yuan_throughout());
    for mut text in sentences::of_budget(rules, budget, expander, &mut report) {
        let of_other_year =
            sentences::other_year::settle(budget, &mut text).and_then(|(notice, first)| {
                let mut finding = raise::of_notice(rules, budget, &HashMap::new(), notice)?;
                finding.cells.push(first);
                Some(finding)
            });
        report.findings.extend(of_other_year);
        // sentences keep their places among the rules, so what they say is dropped here
        text.findings.retain(|finding| {
            // one cause: the unit of the tables
            let is_of_unit = || {
                let equation = finding.sentence.as_deref();
                equation.is_some_and(SentenceEquation::is_ten_thousandth)
            };
            let is_left_out = rules.rules[finding.rule].is_left_out || is_in_yuan && is_of_unit();
            if is_left_out {
                match finding.verdict {
                    Verdict::Broken => text.broken = text.broken.saturating_sub(1),
                    Verdict::Undecided => text.undecided = text.undecided.saturating_sub(1),
                    Verdict::Rounding => text.rounding = text.rounding.saturating_sub(1),
                    Verdict::Holds => {}
                }
            }
            !is_left_out
        });
        report.held += text.held;
        report.rounding += text.rounding;
        report.broken += text.broken;
        report.undecided += text.undecided;
        report.findings.extend(text.findings);
        report.texts.push(text.count);
        report.text_diagnoses.extend(text.diagnoses);
    }
    alone::settle(budget, &mut report);
    report
        .findings
        .sort_by_key(|finding| (finding.level, finding.verdict));
    report.without_last_year = rule::without_last_year(rules, budget);
    report
}

/// Judges the tables of a department.
fn of_department(rules: &RuleSet, budget: &Budget, expander: &Expander<'_>) -> Report {
    if budget.units.is_empty() {
        return of_tables(rules, budget, expander, Vec::new());
    }
    let sums = units::equations(rules, budget);
    let mut report = if budget.is_added_up() {
        Report {
            figures: expander.summary(rules),
            ..judged(rules, budget, sums, budget.notices.clone())
        }
    } else {
        of_tables(rules, budget, expander, sums)
    };
    for unit in 0..budget.units.len() {
        let own = budget.of_unit(unit);
        report.add(of_tables(
            rules,
            &own,
            &Expander::of_rules(rules, &own),
            Vec::new(),
        ));
    }
    report
}

/// The same in less time: where nothing at all is wrong, the equations and judgements are counted and left out.
pub fn reconcile_briefly(rules: &RuleSet, budget: &Budget) -> Report {
    let expander = Expander::of_rules(rules, budget);
    let report = of_department_briefly(rules, budget, &expander);
    with_texts(rules, budget, &expander, report)
}

fn of_department_briefly(rules: &RuleSet, budget: &Budget, expander: &Expander<'_>) -> Report {
    if !budget.units.is_empty() || !budget.notices.is_empty() {
        return of_department(rules, budget, expander);
    }
    let of_form = rule::notices(rules, budget, expander);
    let held = if of_form.is_empty() {
        expander.held(rules)
    } else {
        None
    };
    match held {
        Some(held) => {
            let none = judged(rules, budget, Vec::new(), Vec::new());
            Report {
                held,
                figures: expander.summary(rules),
                ..none
            }
        }
        None => in_full(rules, budget, expander, Vec::new(), of_form),
    }
}

/// Judges sums of many departments: no form is asked for, and what they do not tell is passed over.
pub(crate) fn reconcile_total(rules: &RuleSet, budget: &Budget) -> Report {
    let expander = Expander::of_rules(rules, budget);
    let mut equations = expander.equations(rules);
    // how many rows there are says nothing where they are put together
    let counts = |equation: &Equation| {
        equation.facts().next().is_none()
            || equation
                .sides()
                .into_iter()
                .any(|side| !side.counted.is_empty())
    };
    equations.retain(|equation| {
        !counts(equation) && verdict::judge(equation, budget).verdict != Verdict::Undecided
    });
    Report {
        figures: expander.summary(rules),
        ..judged(rules, budget, equations, Vec::new())
    }
}

/// Judges the tables that a budget looks at and their form, and some equations more.
fn of_tables(
    rules: &RuleSet,
    budget: &Budget,
    expander: &Expander<'_>,
    more: Vec<Equation>,
) -> Report {
    let of_form = rule::notices(rules, budget, expander);
    in_full(rules, budget, expander, more, of_form)
}

/// The same, with what is wrong with their form.
fn in_full(
    rules: &RuleSet,
    budget: &Budget,
    expander: &Expander<'_>,
    more: Vec<Equation>,
    of_form: Vec<Notice>,
) -> Report {
    let mut equations = expander.equations(rules);
    equations.extend(more);
    let figures = expander.summary(rules);
    let report = judged(
        rules,
        budget,
        equations,
        budget.notices.iter().cloned().chain(of_form).collect(),
    );
    Report { figures, ..report }
}

fn judged(
    rules: &RuleSet,
    budget: &Budget,
    mut equations: Vec<Equation>,
    notices: Vec<Notice>,
) -> Report {
    let unpublished = Unpublished::new(&notices);
    unpublished.leave_open(&mut equations, budget);
    let judgements: Vec<Judgement> = equations
        .iter()
        .map(|equation| verdict::judge(equation, budget))
        .collect();
    let count = |verdict| {
        judgements
            .iter()
            .filter(|judgement| judgement.verdict == verdict)
            .count()
    };
    let mut findings: Vec<Finding> = (0..)
        .zip(equations.iter().zip(&judgements))
        .filter(|(_, (_, judgement))| judgement.verdict != Verdict::Holds)
        .map(|(index, (equation, judgement))| {
            raise::of_equation(rules, budget, (index, equation), judgement)
        })
        .collect();
    if !notices.is_empty() {
        let facts: HashMap<&Address, FactId> = (0..)
            .zip(&budget.facts)
            .map(|(i, fact)| (&fact.at, FactId(i)))
            .collect();
        let of_form = notices
            .into_iter()
            .filter_map(|notice| raise::of_notice(rules, budget, &facts, notice));
        findings.extend(of_form);
    }
    findings.sort_by_key(Finding::order);
    let mut diagnoses = diagnosis::diagnose(rules, budget, &equations, &judgements);
    unpublished.keep_money(&mut diagnoses, budget);
    findings
        .iter_mut()
        .for_each(|finding| finding.paint(budget, &diagnoses));
    findings.retain(|finding| !is_slip_of_sign(finding, &diagnoses));
    Report {
        held: count(Verdict::Holds),
        rounding: count(Verdict::Rounding),
        broken: count(Verdict::Broken),
        undecided: count(Verdict::Undecided),
        figures: Vec::new(),
        without_last_year: Vec::new(),
        texts: Vec::new(),
        text_diagnoses: Vec::new(),
        diagnoses,
        equations,
        judgements,
        findings,
    }
}

/// Whether a finding is about amounts below zero of which each has a minus too many: one cause is told once.
fn is_slip_of_sign(finding: &Finding, diagnoses: &[Diagnosis]) -> bool {
    let is_slip = |id: FactId| {
        let mut sets = diagnoses.iter().filter_map(|it| match &it.cause {
            Cause::Cells { sets, .. } => Some(sets),
            _ => None,
        });
        let is_own = |suspect: &Suspect| suspect.fact == id && suspect.slip == Some(Slip::Sign);
        sets.any(|sets| sets.iter().flatten().any(is_own))
    };
    matches!(finding.problem, Problem::AmountBelowZero { .. })
        && finding
            .cells
            .iter()
            .all(|cell| cell.fact.is_some_and(is_slip))
}
