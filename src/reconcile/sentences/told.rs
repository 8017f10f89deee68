//! Findings about a text: every broken statement with its figures, what they should be, and what went wrong.

use super::causes::Causes;
use super::equation;
use super::judge::{Judged, Values};
use super::locate::{Candidate, Located, Search, TextSlip, figure_of_cells, figures};
use crate::budget::{Budget, FactId};
use crate::finding::{Problem, SentenceProblem};
use crate::place::Address;
use crate::reconcile::{Finding, FindingCell, Verdict};
use crate::relation::Relation;
use crate::rule::narrative::{Kind, Reading, Ref, Statement, Sum, TextParagraph};
use crate::rule::{RuleSet, Severity};
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// A near statement is reported where its sides differ by no more than this part of them.
const NEARLY: Decimal = Decimal::from_parts(5, 0, 0, false, 3);

/// Right figures of one line and column that make a wrong one among them a mistake.
const ALIKE: usize = 3;

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
    /// Those that were not, each with the words before it.
    pub rest: Vec<(Address, String)>,
}

/// A text with where it stands.
pub(crate) struct TextPlace<'a> {
    pub(crate) file: Arc<str>,
    pub(crate) paragraphs: &'a [TextParagraph],
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
    let (amounts, compared) = reading.counts();
    let count = TextCount {
        file: place.file.clone(),
        amounts,
        compared,
        rest: teller.rest(),
    };
    let mut report = TextReport {
        count,
        undecided: reading.undecided,
        ..TextReport::default()
    };
    teller.judged(&mut report, &first, &search.judged);
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
    /// Amounts that are held against nothing.
    fn rest(&self) -> Vec<(Address, String)> {
        let own = self.reading.figures.iter().enumerate();
        own.filter(|(_, it)| matches!(it.figure.kind, Kind::Amount(_)) && !it.is_tied)
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

    /// Takes in every statement: as it is printed, and as it would be with what is mended.
    fn judged(&self, report: &mut TextReport, first: &[Judged], mended: &[Judged]) {
        let agreed = self.agreed(first);
        for (index, statement) in self.reading.statements.iter().enumerate() {
            let judged = first[index];
            let finding = match judged.verdict {
                Verdict::Holds | Verdict::Undecided => {
                    report.held += 1;
                    continue;
                }
                Verdict::Rounding if statement.is_near => continue,
                Verdict::Broken if self.is_told_by_its_rate(statement, first) => continue,
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
                _ => report.broken += usize::from(finding.is_some()),
            }
            report.findings.extend(finding);
        }
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

    /// A statement that may fail: told where a cause that is certain explains it, a slip does, or it nearly holds.
    fn near(&self, statement: &Statement, judged: Judged, is_mended: bool) -> Option<Finding> {
        if is_mended {
            let mut finding = self.finding(statement, judged, &self.mending(statement));
            finding.level = Severity::Mandatory;
            return Some(finding);
        }
        let own = [Statement {
            is_near: false,
            ..statement.clone()
        }];
        let values = Values {
            changed: Rc::default(),
            ..self.values
        };
        let located = Search::new(values, &own).locate();
        let mut candidates = located.first()?.candidates.clone();
        // what is the figure of its cell is not the wrong one of a sum
        let is_confirmed = |it: &Candidate| {
            let mut others = self.reading.statements.iter();
            others.any(|other| {
                figure_of_cells(other) == Some(it.figure)
                    && other.relation == Relation::Equal
                    && self.values.judge(other).verdict == Verdict::Holds
            })
        };
        if statement.over.is_none() && !candidates.iter().all(is_confirmed) {
            candidates.retain(|it| !is_confirmed(it));
        }
        let printed = |it: &Candidate| &self.reading.figures[it.figure].figure;
        // many digits that differ in one are one figure
        let is_long =
            |it: &Candidate| printed(it).value.normalize().mantissa().unsigned_abs() > 999;
        let is_pair = statement.left.terms.len() + statement.right.terms.len() == 2;
        let is_slip = |it: &&Candidate| match &it.slip {
            Some(TextSlip::Direction) => true,
            Some(TextSlip::Figure(slip)) => slip.rank() == 0 || (is_pair && is_long(it)),
            _ => false,
        };
        let gap = (judged.left - judged.right).abs();
        let is_cell = statement.left.terms.len() == 1
            && statement
                .right
                .terms
                .iter()
                .all(|(_, it)| matches!(it, Ref::Cell(_)));
        // a little less than all of it may be what it says
        let is_nearly = is_cell && judged.left > judged.right && gap <= judged.right.abs() * NEARLY;
        let mut told: Vec<&Candidate> = candidates.iter().filter(is_slip).collect();
        let other = (is_cell && told.is_empty())
            .then(|| self.other_item(statement))
            .flatten();
        let is_odd = || is_cell && self.is_odd_one(statement);
        let is_last = is_cell && told.is_empty() && self.is_not_updated(statement, judged);
        if told.is_empty() && (is_nearly || other.is_some() || is_last || is_odd()) {
            told.extend(candidates.first());
        }
        if told.is_empty() {
            return None;
        }
        let proposals: Vec<Proposal> = told
            .into_iter()
            .map(|it| {
                let own = self.proposal(it, it.value, named(statement, it));
                let slip = match other {
                    _ if is_last => Some(TextSlip::LastYear),
                    Some(other) => own.slip.or(Some(TextSlip::OtherItem(other))),
                    None => own.slip,
                };
                Proposal { slip, ..own }
            })
            .collect();
        Some(self.finding(statement, judged, &proposals))
    }

    /// Whether a figure is its cell's of last year: a change of the same sentence leads from it to the cell.
    fn is_not_updated(&self, statement: &Statement, judged: Judged) -> bool {
        let Some(own) = figure_of_cells(statement) else {
            return false;
        };
        let figures = &self.reading.figures;
        let (line, own) = (figures[own].line, &figures[own].figure);
        let (_, end) = self.reading.lines[line].sentence(own.start);
        let gap = (judged.left - judged.right).abs();
        let is_telling = own.value.normalize().mantissa().unsigned_abs() > 999;
        let mut changes = figures.iter().filter(|it| {
            let is_amount = matches!(it.figure.kind, Kind::Amount(_));
            let is_behind = it.line == line && (own.close..end).contains(&it.figure.start);
            it.is_change && is_amount && is_behind
        });
        is_telling && changes.any(|it| (it.value - gap).abs() <= it.half)
    }

    /// Whether several other figures of the line are those of their cells in the column of this one's.
    fn is_odd_one(&self, statement: &Statement) -> bool {
        let column = |it: &Statement| match it.right.terms[..] {
            [(_, Ref::Cell(cell))] => {
                let fact = self.budget.fact(cell);
                Some((fact.table, fact.block, fact.column))
            }
            _ => None,
        };
        let Some((own, place)) = figure_of_cells(statement).zip(column(statement)) else {
            return false;
        };
        let line = self.reading.figures[own].line;
        let is_right = |it: &&Statement| {
            figure_of_cells(it).is_some_and(|figure| {
                let own = &self.reading.figures[figure];
                own.line == line
                    && column(it) == Some(place)
                    && !own.value.is_zero()
                    && (self.values.total(&it.right) - own.value).abs() <= own.half
            })
        };
        let all = self.reading.statements.iter();
        all.filter(is_right).count() >= ALIKE
    }

    /// The figure of the same sentence whose cell has what this one states: 基本支出 and 项目支出 exchanged.
    fn other_item(&self, statement: &Statement) -> Option<usize> {
        let [(_, Ref::Text(own))] = statement.left.terms[..] else {
            return None;
        };
        let figures = &self.reading.figures;
        let (line, value, half) = (figures[own].line, figures[own].value, figures[own].half);
        let is_plain = value.normalize().mantissa().unsigned_abs() <= 999;
        let (from, to) = self.reading.lines[line].sentence(figures[own].figure.start);
        let is_beside = |other: usize| {
            let it = &figures[other];
            // 政府性基金500万元，其中：项目支出500万元 are both right
            other != own
                && it.line == line
                && it.value != value
                && (from..to).contains(&it.figure.start)
        };
        let mut others = self.reading.statements.iter().filter_map(|it| {
            let other = figure_of_cells(it).filter(|other| is_beside(*other))?;
            Some((other, &it.right))
        });
        // a short figure is another's by chance, but not that of the one beside it
        let is_it = |(other, right): &(usize, &Sum)| {
            let is_next = other.abs_diff(own) == 1 && !value.is_zero();
            (!is_plain || is_next) && (self.values.total(right) - value).abs() <= half
        };
        others.find(is_it).map(|(other, _)| other)
    }

    fn finding(&self, statement: &Statement, judged: Judged, proposals: &[Proposal]) -> Finding {
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
