//! Taking in what a text states and claims.

use super::Reader;
use super::reading::{Claim, Ref, Statement, Sum};
use crate::budget::FactId;
use crate::finding::ClaimProblem;
use crate::relation::Relation;
use crate::rule::narrative::language::{Sentence, TextCheck};
use rust_decimal::Decimal;

/// Statements among which one is not made twice.
const BESIDE: usize = 8;

impl Reader<'_> {
    pub(crate) fn state(&mut self, statement: Statement) {
        let sides = [
            Some(&statement.left),
            Some(&statement.right),
            statement.over.as_ref(),
        ];
        for (_, own) in sides.into_iter().flatten().flat_map(|sum| &sum.terms) {
            if let Ref::Text(index) = own {
                self.reading.figures[*index].is_tied = true;
            }
        }
        let mut near = self.reading.statements.iter().rev().take(BESIDE);
        if !near.any(|it| it.says(&statement)) {
            self.reading.statements.push(statement);
        }
    }

    /// States an equation under the rule of a check, where the data has one.
    pub(crate) fn check(&mut self, check: TextCheck, left: Sum, relation: Relation, right: Sum) {
        let Some(rule) = self.data.checks.get(&check).copied() else {
            return;
        };
        self.state(Statement {
            rule,
            left,
            relation,
            right,
            over: None,
            is_near: matches!(
                check,
                TextCheck::CellNear
                    | TextCheck::PartsNear
                    | TextCheck::TableTotal
                    | TextCheck::Reasons
                    | TextCheck::SameAmount
                    | TextCheck::SameChangeMaybe
                    | TextCheck::ChangePartsMaybe
            ),
            may_be_less: false,
        });
    }

    /// Claims something under the rule of a check, where the data has one.
    pub(crate) fn claim(
        &mut self,
        check: TextCheck,
        place: (usize, usize, usize),
        right: Option<String>,
        problem: ClaimProblem,
    ) {
        self.claim_about(check, place, right, problem, &[]);
    }

    /// Claims something about cells.
    pub(crate) fn claim_about(
        &mut self,
        check: TextCheck,
        place: (usize, usize, usize),
        right: Option<String>,
        problem: ClaimProblem,
        cells: &[(Decimal, FactId)],
    ) {
        if let Some(rule) = self.data.checks.get(&check).copied() {
            self.claim_by(rule, place, (right, problem), cells);
        }
    }

    /// Says that what stands at a place was told before.
    pub(crate) fn told_twice_at(
        &mut self,
        place: (usize, usize, usize),
        (line, at): (usize, usize),
        cells: &[(Decimal, FactId)],
    ) {
        let lines = &self.reading.lines;
        let first = lines[line].paragraph_at(at);
        let is_elsewhere = first != lines[place.0].paragraph_at(place.1);
        let problem = ClaimProblem::ToldTwice {
            paragraph: (is_elsewhere && !lines[line].is_in_cell).then(|| (first + 1).to_string()),
        };
        self.claim_about(TextCheck::PartTwice, place, None, problem, cells);
    }

    /// Claims something under the rule of a sentence.
    pub(crate) fn push(
        &mut self,
        sentence: &Sentence,
        place: (usize, usize, usize),
        right: Option<String>,
        problem: ClaimProblem,
    ) {
        self.claim_by(sentence.rule, place, (right, problem), &[]);
    }

    fn claim_by(
        &mut self,
        rule: usize,
        (line, from, to): (usize, usize, usize),
        (right, problem): (Option<String>, ClaimProblem),
        cells: &[(Decimal, FactId)],
    ) {
        self.reading.claims.push(Claim {
            rule,
            line,
            from,
            to,
            right,
            problem,
            cells: cells.iter().map(|(_, id)| *id).collect(),
        });
    }
}
