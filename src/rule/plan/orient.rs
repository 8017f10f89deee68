//! Which figure each statement gives. A statement in which all figures but one are known gives that one; where none
//! does, something must be entered: what the fewest rules speak of. A figure only ever follows from figures that were
//! known before it, so nothing follows from itself.

use super::{CellKind, Operand, Origin, Plan, PlanCondition, PlanStatement, Shape, kinds};
use crate::layout::Layout;
use crate::relation::Relation;
use indexmap::IndexMap;
use rust_decimal::Decimal;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Orients the statements.
pub(super) fn plan(layout: &Layout, statements: Vec<PlanStatement>) -> Plan {
    let mut search = OrientSearch {
        layout,
        statements: &statements,
        origins: IndexMap::new(),
    };
    let mut open = kinds(layout);
    let (unused, used): (Vec<_>, Vec<_>) =
        open.into_iter().partition(|kind| search.is_unused(*kind));
    search
        .origins
        .extend(unused.into_iter().map(|kind| (kind, Origin::Unused)));
    open = used;
    while !open.is_empty() {
        let (kind, origin) = match search.next() {
            Some(found) => found,
            None => (search.to_enter(&open), Origin::Entered),
        };
        search.origins.insert(kind, origin);
        open.retain(|it| *it != kind);
    }
    let origins = search.origins;
    let giving: BTreeSet<usize> = origins
        .values()
        .filter_map(|origin| match origin {
            Origin::Follows(index) => Some(*index),
            // what was offered may have been written over
            Origin::FollowsWhile(_) | Origin::Entered | Origin::Unused => None,
        })
        .collect();
    let checks = (0..statements.len())
        .filter(|index| !giving.contains(index))
        .collect();
    Plan {
        statements,
        origins,
        checks,
    }
}

struct OrientSearch<'a> {
    layout: &'a Layout,
    statements: &'a [PlanStatement],
    origins: IndexMap<CellKind, Origin>,
}

impl OrientSearch<'_> {
    /// Whether no rule speaks of a closing line: its label is printed for another half of the table.
    fn is_unused(&self, kind: CellKind) -> bool {
        let Shape::Line(line) = kind.row else {
            return false;
        };
        let table = &self.layout.tables[kind.table];
        table.blocks.len() > 1
            && table.blocks[kind.block].lines[line].closing
            && !self
                .statements
                .iter()
                .any(|it| it.terms.iter().any(|term| term.of.kind() == kind))
    }

    /// A kind that follows from those that are known: without conditions first, and what a statement is about first.
    fn next(&self) -> Option<(CellKind, Origin)> {
        let given = |is_free: bool, is_subject: bool| {
            self.statements
                .iter()
                .enumerate()
                .filter(|(_, it)| it.when.is_empty() == is_free)
                .find_map(|(index, it)| {
                    let kind = self.given_by(it)?;
                    (!is_subject || it.subject == Some(kind)).then_some((index, kind))
                })
        };
        let free = given(true, true).or_else(|| given(true, false));
        let bound = || given(false, true).or_else(|| given(false, false));
        let follows = free.map(|(index, kind)| (kind, Origin::Follows(index)));
        follows.or_else(|| bound().map(|(index, kind)| (kind, Origin::FollowsWhile(index))))
    }

    /// The one figure of a statement that is not known.
    fn given_by(&self, statement: &PlanStatement) -> Option<CellKind> {
        if statement.relation != Relation::Equal
            || !statement.when.iter().all(|when| self.is_known(when))
        {
            return None;
        }
        let mut unknown = statement
            .terms
            .iter()
            .filter(|term| !self.origins.contains_key(&term.of.kind()));
        let (Some(only), None) = (unknown.next(), unknown.next()) else {
            return None;
        };
        let Operand::Cell(kind) = only.of else {
            return None;
        };
        let is_of_hand = (kind.row == Shape::Entry) == statement.list.is_some();
        (only.coefficient.abs() == Decimal::ONE && is_of_hand).then_some(kind)
    }

    fn is_known(&self, when: &PlanCondition) -> bool {
        match when {
            PlanCondition::Has { table, block, .. } => {
                let own = |kind: &&CellKind| (kind.table, kind.block) == (*table, *block);
                kinds(self.layout)
                    .iter()
                    .filter(own)
                    .all(|kind| self.origins.contains_key(kind))
            }
            PlanCondition::Holds(statement) => statement
                .terms
                .iter()
                .all(|term| self.origins.contains_key(&term.of.kind())),
        }
    }

    /// What is best entered: what no rule is about, and of that what the fewest rules speak of. A form comes after the
    /// list that it belongs to; of the parts of a sum the last ones are entered, so that the first is the rest.
    fn to_enter(&self, open: &[CellKind]) -> CellKind {
        let is_about = |kind: CellKind| {
            let free = self
                .statements
                .iter()
                .filter(|it| it.when.is_empty() && it.relation == Relation::Equal);
            free.clone().any(|it| it.subject == Some(kind))
        };
        let rules = |kind: CellKind| {
            // what holds where a table has a certain code says nothing of a whole column
            let is_of_code = |when: &PlanCondition| matches!(when, PlanCondition::Has { .. });
            let speaking = self.statements.iter().filter(|it| {
                !it.when.iter().any(is_of_code)
                    && it.terms.iter().any(|term| term.of.kind() == kind)
            });
            speaking.map(|it| it.rule).collect::<BTreeSet<_>>().len()
        };
        let key = |kind: &CellKind| {
            let is_form = self.layout.tables[kind.table].many;
            (
                is_about(*kind),
                is_form,
                rules(*kind),
                kind.table,
                kind.block,
                kind.row,
                Reverse(kind.column),
            )
        };
        *open
            .iter()
            .min_by_key(|kind| key(kind))
            .expect("something is open")
    }
}
