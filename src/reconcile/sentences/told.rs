//! Findings about a text: every broken statement with its figures, what they should be, and what went wrong.

use super::causes::Causes;
use super::equation;
use super::judge::{Judged, Values};
use super::locate::{Candidate, Located, Search, TextSlip, figure_of_cells, figures};
use super::solve::is_less;
use crate::budget::{Budget, FactId};
use crate::finding::{Problem, SentenceProblem};
use crate::place::Address;
use crate::reconcile::{Finding, FindingCell, Verdict};
use crate::relation::Relation;
use crate::rule::narrative::{Kind, Reading, Ref, Statement, TextFigure, TextParagraph};
use crate::rule::{RuleSet, Severity};
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

/// What a text came to.
#[derive(Debug, Default)]
pub(crate) struct TextReport {
    pub(crate) findings: Vec<Finding>,
    pub(crate) held: usize,
    pub(crate) rounding: usize,
    pub(crate) broken: usize,
    pub(crate) undecided: usize,
    pub(crate) count: TextCount,
    pub(crate) diagnoses: Vec<TextDiagnosis>,
}

/// One cause of what is wrong in a text: figures any of which, changed, would mend it, the best explained first.
#[derive(Debug, Clone)]
pub struct TextDiagnosis {
    /// The figures, each with the word of the slip that explains it.
    pub cells: Vec<(FindingCell, Option<&'static str>)>,
    /// Whether it is certainly the first.
    pub is_certain: bool,
}

/// How much of a text was held against something.
#[derive(Debug, Clone, Default)]
pub struct TextCount {
    /// The file.
    pub file: Arc<str>,
    /// Amounts that it states.
    pub amounts: usize,
    /// Those that were compared.
    pub compared: usize,
    /// Whether no heading of it and no amount is about the budget.
    pub says_nothing: bool,
    /// Those that were not, each with the words before it.
    pub rest: Vec<(Address, String)>,
}

/// A text with where it stands.
pub(crate) struct TextPlace<'a> {
    pub(crate) file: Arc<str>,
    pub(crate) paragraphs: &'a [TextParagraph<'a>],
}

/// Judges what a text says.
pub(crate) fn of_text(
    rules: &RuleSet,
    budget: &Budget,
    place: &TextPlace<'_>,
    reading: &Reading,
    mended: &HashMap<FactId, Decimal>,
) -> TextReport {
    let values = || Values {
        reading,
        budget,
        mended,
        changed: Rc::default(),
        trial: None,
    };
    let mut search = Search::new(values(), &reading.statements);
    let first: Vec<Judged> = search.judged.clone();
    let located = search.locate();
    let teller = Teller {
        rules,
        budget,
        place,
        reading,
        values: values(),
        located: &located,
        causes: Causes::of(reading, &located),
    };
    let mut report = TextReport {
        undecided: reading.undecided,
        ..TextReport::default()
    };
    let silent = teller.judged(&mut report, &first, &search.judged);
    report.count = teller.count(&silent);
    report.diagnoses = located.iter().map(|it| teller.diagnosis(it)).collect();
    for claim in &reading.claims {
        report.broken += 1;
        report.findings.push(teller.claim(claim));
    }
    report.findings.sort_by_key(order);
    report
}

/// Grave findings first, then in the order of the text.
fn order(finding: &Finding) -> (Severity, Option<(usize, usize)>) {
    let passage = finding.passage();
    (finding.level, passage.map(|it| (it.paragraph, it.start)))
}

pub(super) struct Teller<'a> {
    pub(super) rules: &'a RuleSet,
    pub(super) budget: &'a Budget,
    pub(super) place: &'a TextPlace<'a>,
    pub(super) reading: &'a Reading,
    pub(super) values: Values<'a>,
    pub(super) located: &'a [Located],
    pub(super) causes: Causes,
}

/// What is proposed for a figure.
pub(super) struct Proposal {
    pub(super) figure: usize,
    /// None where its equation gives no single value.
    pub(super) right: Option<String>,
    pub(super) slip: Option<TextSlip>,
    pub(super) is_certain: bool,
}

impl Proposal {
    /// What the figure should be; with its unit, where that is what is wrong.
    pub(super) fn in_its_unit(&self) -> Option<String> {
        let unit = match self.slip {
            Some(TextSlip::Unit(unit)) => unit.name(),
            _ => "",
        };
        self.right.as_ref().map(|right| format!("{right}{unit}"))
    }
}

/// A figure of which several statements that may fail ask for the same value.
struct Agreed {
    figure: usize,
    value: Decimal,
    statements: Vec<usize>,
}

impl Teller<'_> {
    /// How much of the text was compared, where some statements came to nothing.
    fn count(&self, silent: &[usize]) -> TextCount {
        let (amounts, tied) = self.reading.counts();
        let doubtful = self.doubtful(silent);
        let tied_amounts = self.amounts().filter(|(_, it)| it.is_tied);
        let compared = tied_amounts.filter(|(index, _)| !doubtful.contains(index));
        TextCount {
            file: self.place.file.clone(),
            amounts,
            compared: compared.count(),
            says_nothing: tied == 0 && !self.reading.is_headed,
            rest: self.rest(&doubtful),
        }
    }

    fn amounts(&self) -> impl Iterator<Item = (usize, &TextFigure)> {
        let figures = self.reading.figures.iter().enumerate();
        figures.filter(|(_, it)| matches!(it.figure.kind, Kind::Amount(_)))
    }

    /// Figures of which nothing is known but statements that may fail, do, and are not told.
    fn doubtful(&self, silent: &[usize]) -> HashSet<usize> {
        let statements = &self.reading.statements;
        if silent.is_empty() {
            return HashSet::new();
        }
        let figures_of = |index: &usize| figures(&statements[*index]);
        let mut doubtful: HashSet<usize> = silent.iter().flat_map(figures_of).collect();
        let others = (0..statements.len()).filter(|it| silent.binary_search(it).is_err());
        for figure in others.flat_map(|index| figures(&statements[index])) {
            doubtful.remove(&figure);
        }
        let is_claimed = |figure: &usize| {
            let own = &self.reading.figures[*figure];
            let mut claims = self.reading.claims.iter();
            claims.any(|it| it.line == own.line && (it.from..it.to).contains(&own.figure.start))
        };
        doubtful.retain(|figure| !is_claimed(figure));
        doubtful
    }

    /// Amounts that are held against nothing, or against nothing that tells of them.
    fn rest(&self, doubtful: &HashSet<usize>) -> Vec<(Address, String)> {
        self.amounts()
            .filter(|(index, it)| !it.is_tied || doubtful.contains(index))
            .map(|(index, it)| {
                let line = &self.reading.lines[it.line];
                let (start, _) = line.span(it.figure.start, it.figure.end);
                let label = self.label_of(index).unwrap_or_default();
                (
                    self.address(line.paragraph_at(it.figure.start), start),
                    format!("{label}{}", self.quoted(index)),
                )
            })
            .collect()
    }

    /// Takes in every statement: as it is printed, and as it would be with what is mended. Gives those that may fail, do,
    /// and are not told, in their order.
    fn judged(&self, report: &mut TextReport, first: &[Judged], mended: &[Judged]) -> Vec<usize> {
        let agreed = self.agreed(first);
        let mut silent = Vec::new();
        for (index, statement) in self.reading.statements.iter().enumerate() {
            let judged = first[index];
            let finding = match judged.verdict {
                Verdict::Holds | Verdict::Undecided => {
                    report.held += 1;
                    continue;
                }
                Verdict::Rounding if statement.is_near => continue,
                Verdict::Broken if self.is_told_by_its_rate(statement, first) => continue,
                // a rate tells which figure is wrong; what was given up explains the rest
                Verdict::Broken if is_less(statement, mended[index]) => continue,
                Verdict::Broken if statement.is_near => {
                    let is_mended = mended[index].verdict != Verdict::Broken;
                    let agreed = agreed.iter().find(|it| it.statements.contains(&index));
                    match agreed.filter(|_| !is_mended) {
                        Some(agreed) => Some(self.agreeing(statement, judged, agreed)),
                        None => self.near(statement, judged, is_mended),
                    }
                }
                _ => Some(self.statement(statement, index, judged)),
            };
            match judged.verdict {
                Verdict::Rounding => report.rounding += 1,
                _ if finding.is_none() => silent.push(index),
                _ => report.broken += 1,
            }
            report.findings.extend(finding);
        }
        silent
    }

    /// Whether a bound says no more than the rate of the same sentence, which is wrong too: 9.30 - 18.50 is less than nothing.
    fn is_told_by_its_rate(&self, statement: &Statement, first: &[Judged]) -> bool {
        if statement.relation == Relation::Equal || statement.over.is_some() {
            return false;
        }
        let own = figures(statement);
        let all = self.reading.statements.iter().zip(first);
        let mut rates = all.filter(|(it, judged)| {
            let is_rate = it.rule == statement.rule && it.over.is_some();
            is_rate && judged.verdict == Verdict::Broken
        });
        rates.any(|(it, _)| {
            let figures = figures(it);
            own.iter().all(|figure| figures.contains(figure))
        })
    }

    /// Figures of which a cell and a sum that both may fail ask for the same value.
    fn agreed(&self, first: &[Judged]) -> Vec<Agreed> {
        let all = self.reading.statements.iter().zip(first).enumerate();
        let broken = all.filter(|(_, (own, judged))| {
            own.is_near && own.over.is_none() && judged.verdict == Verdict::Broken
        });
        let broken: Vec<(usize, &Statement)> = broken.map(|(at, (own, _))| (at, own)).collect();
        let of_cells = broken
            .iter()
            .filter_map(|(at, own)| Some((*at, figure_of_cells(own)?, *own)));
        let mut found = Vec::new();
        for (at, figure, own) in of_cells {
            let value = self.values.total(&own.right);
            let trial = Values {
                trial: Some((figure, value)),
                changed: self.values.changed.clone(),
                ..self.values
            };
            let asks_too = |(other, own): &&(usize, &Statement)| {
                *other != at
                    && figures(own).contains(&figure)
                    && matches!(trial.judge(own).verdict, Verdict::Holds | Verdict::Rounding)
            };
            let others: Vec<usize> = broken.iter().filter(asks_too).map(|it| it.0).collect();
            if !others.is_empty() {
                let statements = std::iter::once(at).chain(others).collect();
                found.push(Agreed {
                    figure,
                    value,
                    statements,
                });
            }
        }
        found
    }

    /// A statement that may fail, but another one asks for the same value of the same figure.
    fn agreeing(&self, statement: &Statement, judged: Judged, agreed: &Agreed) -> Finding {
        let proposal = Proposal {
            figure: agreed.figure,
            right: Some(self.printed(agreed.figure, agreed.value)),
            slip: None,
            is_certain: true,
        };
        let mut finding = self.finding(statement, judged, &[proposal]);
        finding.level = Severity::Mandatory;
        finding
    }

    fn statement(&self, statement: &Statement, index: usize, judged: Judged) -> Finding {
        // a rate is made again of the figures as they ought to be
        let exact = self.mended_right(statement);
        let proposals = self.proposals(statement, index, exact);
        self.finding(statement, judged, &proposals)
    }

    pub(super) fn finding(
        &self,
        statement: &Statement,
        judged: Judged,
        proposals: &[Proposal],
    ) -> Finding {
        let rule = &self.rules.rules[statement.rule];
        let is_rounding = judged.verdict == Verdict::Rounding;
        let is_rate = statement.over.is_some();
        let best = proposals
            .iter()
            .find(|it| it.is_certain)
            .or(proposals.first());
        let left_figure = match statement.left.terms.as_slice() {
            [(_, Ref::Text(index)), ..] => Some(*index),
            _ => figures(statement).first().copied(),
        };
        let shown = best.map(|it| it.figure).or(left_figure);
        let right_of_rate = || {
            left_figure.map_or(String::new(), |it| {
                self.proposed(it, judged.right, judged.right)
            })
        };
        let right = best
            .and_then(|it| it.right.clone())
            .or_else(|| (is_rounding && is_rate).then(right_of_rate));
        let slip = best.and_then(|it| it.slip.as_ref());
        let unit = match slip {
            Some(TextSlip::Unit(unit)) => Some(unit.name().to_owned()),
            _ => shown.map(|it| self.unit(it)),
        };
        let problem = SentenceProblem {
            printed: shown.map(|it| self.quoted(it)).unwrap_or_default(),
            right,
            unit: unit.unwrap_or_default(),
            calculation: self.calculation(statement, judged, shown, best),
            slip: slip.map(|it| self.said(it)),
            is_rounding,
            is_certain: best.is_none_or(|it| it.is_certain),
            claim: None,
        };
        Finding {
            rule: statement.rule,
            equation: None,
            level: if is_rounding {
                Severity::Hint
            } else {
                rule.level
            },
            verdict: judged.verdict,
            problem: Problem::Sentence(Box::new(problem)),
            place: None,
            sides: None,
            sentence: Some(Box::new(equation::of_statement(
                &self.values,
                statement,
                judged,
                self.sides(statement),
            ))),
            cells: self.cells(statement, judged, proposals),
            painted: Vec::new(),
            suspected: Vec::new(),
            explanation: None,
        }
    }
}

/// Whether a candidate's value is the only one for its statement: an inequality gives a bound, which a slip may confirm.
pub(super) fn named(statement: &Statement, candidate: &Candidate) -> bool {
    statement.relation == Relation::Equal || matches!(candidate.slip, Some(TextSlip::Figure(_)))
}
