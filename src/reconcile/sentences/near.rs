//! Statements that may fail, because their words may mean something else: they are told where a slip, a neighbour, last
//! year or the figures beside them say what went wrong.

use super::judge::{Judged, Values};
use super::locate::{Candidate, Search, TextSlip, figure_of_cells};
use super::told::{Proposal, Teller, named};
use crate::amount::has_many_digits;
use crate::reconcile::{Finding, Verdict};
use crate::relation::Relation;
use crate::rule::Severity;
use crate::rule::narrative::{Kind, Ref, Statement, Sum};
use rust_decimal::Decimal;
use std::rc::Rc;

/// A near statement is reported where its sides differ by no more than this part of them.
const NEARLY: Decimal = Decimal::from_parts(5, 0, 0, false, 3);

/// Right figures of one line and column that make a wrong one among them a mistake.
const ALIKE: usize = 3;

impl Teller<'_> {
    /// A statement that may fail: told where a cause that is certain explains it, a slip does, or it nearly holds.
    pub(super) fn near(
        &self,
        statement: &Statement,
        judged: Judged,
        is_mended: bool,
    ) -> Option<Finding> {
        if is_mended {
            let mut finding = self.finding(statement, judged, &self.mending(statement));
            finding.level = Severity::Mandatory;
            return Some(finding);
        }
        let candidates = self.candidates_of_one(statement)?;
        let printed = |it: &Candidate| &self.reading.figures[it.figure].figure;
        // many digits that differ in one are one figure
        let is_long = |it: &Candidate| has_many_digits(printed(it).value);
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

    /// The figures of a statement any of which would mend it, taken by itself: not those that are the figures of their cells,
    /// where there are others.
    fn candidates_of_one(&self, statement: &Statement) -> Option<Vec<Candidate>> {
        let own = [Statement {
            is_near: false,
            ..statement.clone()
        }];
        let values = Values {
            changed: Rc::default(),
            ..self.values
        };
        let located = Search::new(values, &own).locate();
        let mut candidates = located.into_iter().next()?.candidates;
        let is_confirmed = |it: &Candidate| {
            let mut others = self.reading.statements.iter();
            others.any(|other| {
                let is_of_rate = other.over.is_some() && other.right.figure() == Some(it.figure);
                (figure_of_cells(other) == Some(it.figure) || is_of_rate)
                    && other.relation == Relation::Equal
                    && self.values.judge(other).verdict == Verdict::Holds
            })
        };
        if statement.over.is_none() && !candidates.iter().all(is_confirmed) {
            candidates.retain(|it| !is_confirmed(it));
        }
        Some(candidates)
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
        let is_telling = has_many_digits(own.value);
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
        let is_plain = !has_many_digits(value);
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
}
