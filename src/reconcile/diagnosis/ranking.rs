//! Sets of figures that would all let the equations hold: what speaks for each, and which is proposed.

use super::model::DiagnosisModel;
use super::state::EquationStates;
use super::{Cause, Suspect, unnamed};
use crate::amount::Amount;
use crate::budget::FactId;
use crate::reconcile::Verdict;
use crate::reconcile::locate::{CellChange, ExactNumber};
use crate::reconcile::slip::Slip;
use crate::rule::Severity;
use rust_decimal::Decimal;
use std::cmp::Reverse;
use std::collections::HashMap;

/// One error: its state, its system, and the open equations of each figure.
pub(super) struct CellDiagnosis<'a> {
    pub(super) state: &'a EquationStates<'a>,
    pub(super) model: &'a DiagnosisModel,
    pub(super) stands: &'a HashMap<FactId, Vec<usize>>,
}

/// A set with what speaks for it.
struct RankedSet {
    suspects: Vec<Suspect>,
    /// The least plain of its slips; none where a cell has no slip.
    rank: Option<u8>,
    /// Whether all its figures are printed elsewhere for the same thing.
    is_printed: bool,
    /// What it would mend beside the mandatory findings, less what it would make.
    mended: Mended,
}

/// Findings that a set would mend, less those that it would make: first what is broken below mandatory, then the
/// rounding residues of all levels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Mended {
    broken: i64,
    residues: i64,
}

/// The rank of a digit that is lost in several cells of a row: it was typed once and copied.
const COPIED: u8 = 1;

impl RankedSet {
    /// How well it is explained, the best first.
    fn evidence(&self) -> Evidence {
        match self.rank {
            Some(rank) if rank < Slip::DigitMistyped.rank() => Evidence::Slip(rank),
            _ if self.is_printed => Evidence::Printed,
            Some(_) => Evidence::OneDigit,
            None => Evidence::Nothing,
        }
    }

    /// Whether it would have nothing in several cells, which no slip explains.
    fn takes_out(&self) -> bool {
        let is_nothing = |suspect: &Suspect| suspect.proposed.is_some_and(|it| it.is_zero());
        self.rank.is_none() && self.suspects.len() > 1 && self.suspects.iter().all(is_nothing)
    }

    fn has_values(&self) -> bool {
        self.suspects
            .iter()
            .all(|suspect| suspect.proposed.is_some())
    }
}

/// What speaks for a set, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Evidence {
    /// A slip that leaves little to chance.
    Slip(u8),
    /// The right value is printed elsewhere for the same thing.
    Printed,
    /// A slip of one digit.
    OneDigit,
    /// Nothing.
    Nothing,
}

impl CellDiagnosis<'_> {
    pub(super) fn broken(&self, cell: usize) -> &[usize] {
        self.stands
            .get(&self.model.facts[cell])
            .map_or(&[], Vec::as_slice)
    }

    /// The cause of a family of sets.
    pub(super) fn cause(&self, sets: &[Vec<&CellChange>], equations: &[usize]) -> Cause {
        let mut ranked: Vec<RankedSet> = sets.iter().map(|set| self.explain(set)).collect();
        ranked.sort_by_key(|it| (Reverse(it.mended), it.evidence(), it.rank));
        let proposal = match ranked.as_slice() {
            [only] => only.has_values().then_some(0),
            several => proposal(several),
        };
        if ranked.len() > 1 && ranked.iter().all(|it| it.rank.is_none()) {
            let mandatory = |index: &&usize| self.state.is_usable(**index);
            let broken: Vec<usize> = equations.iter().filter(mandatory).copied().collect();
            let line = unnamed::line_left_out(self.state, &broken);
            if let Some(cause) = line.or_else(|| unnamed::empty_column(self.state, &broken)) {
                return cause;
            }
        }
        if ranked.iter().all(RankedSet::takes_out)
            && let Some(cause) = unnamed::line_lacking(self.state, equations)
        {
            return cause;
        }
        Cause::Cells {
            sets: ranked.into_iter().map(|it| it.suspects).collect(),
            proposal,
        }
    }

    fn explain(&self, set: &[&CellChange]) -> RankedSet {
        let mut suspects: Vec<Suspect> =
            set.iter().map(|change| self.suspect(set, change)).collect();
        let slips: Option<Vec<u8>> = suspects
            .iter()
            .map(|suspect| suspect.slip.as_ref().map(Slip::rank))
            .collect();
        let mut rank = slips.and_then(|ranks| ranks.into_iter().max());
        if self.is_copied(&suspects) {
            rank = Some(COPIED);
        }
        if rank.is_none() && suspects.len() > 1 {
            // one figure with a slip explains little where its neighbours have none
            suspects.iter_mut().for_each(|suspect| suspect.slip = None);
        }
        let is_printed = |suspect: &Suspect| {
            suspect
                .proposed
                .is_some_and(|value| self.is_printed_elsewhere(set, suspect.fact, value))
        };
        RankedSet {
            rank,
            is_printed: suspects.iter().all(is_printed),
            mended: self.mended(&suspects),
            suspects,
        }
    }

    /// Whether one digit is missing from the same figure in several cells of one row.
    fn is_copied(&self, suspects: &[Suspect]) -> bool {
        let budget = &self.state.budget;
        let what = |suspect: &Suspect| {
            let fact = budget.fact(suspect.fact);
            let place = (fact.table, fact.block, fact.row);
            (place, budget.published(suspect.fact), suspect.proposed)
        };
        let [first, others @ ..] = suspects else {
            return false;
        };
        !others.is_empty()
            && others.iter().all(|other| what(other) == what(first))
            && suspects
                .iter()
                .all(|it| it.slip == Some(Slip::DigitMissing))
    }

    fn suspect(&self, set: &[&CellChange], change: &CellChange) -> Suspect {
        let end = |value: &Option<ExactNumber>| {
            value
                .as_ref()
                .and_then(|exact| exact.decimal())
                .map(Amount::new)
        };
        let (low, high) = (end(&change.values.low), end(&change.values.high));
        let (proposed, slip) = match change.forced() {
            Some(value) => self.forced(set, change, value),
            None => self.slip_within(set, change, low, high),
        };
        Suspect {
            fact: self.model.facts[change.cell],
            proposed,
            low,
            high,
            slip,
        }
    }

    /// What the proposed figures would mend, less what they would make.
    fn mended(&self, suspects: &[Suspect]) -> Mended {
        let changed: HashMap<FactId, Decimal> = suspects
            .iter()
            .filter_map(|suspect| Some((suspect.fact, suspect.proposed?.value())))
            .collect();
        let value = |id: FactId| changed.get(&id).copied().unwrap_or_else(|| self.value(id));
        let mut mended = Mended::default();
        let judged = self.state.equations.iter().zip(&*self.state.judgements);
        for (equation, judgement) in judged {
            if !equation.facts().any(|(_, id)| changed.contains_key(&id)) {
                continue;
            }
            let [left, right] = equation.sides().map(|side| side.value_with(value));
            let holds = equation.relation.holds(left, right);
            let is_mandatory = self.state.rules.rules[equation.rule].level == Severity::Mandatory;
            match judgement.verdict {
                Verdict::Broken if holds && !is_mandatory => mended.broken += 1,
                Verdict::Holds if !holds && !is_mandatory => mended.broken -= 1,
                Verdict::Rounding if holds => mended.residues += 1,
                // what a set makes of a mandatory equation is a residue at most
                Verdict::Holds if !holds => mended.residues -= 1,
                _ => {}
            }
        }
        mended
    }
}

/// Of several sets the one that is proposed, the best first among them. A set that leaves more findings than another
/// is out. Of the rest the only one that a slip explains is proposed; a slip of one digit, which many figures allow,
/// gives way to a value that is printed elsewhere.
fn proposal(sets: &[RankedSet]) -> Option<usize> {
    let most = sets.first()?.mended;
    let best: Vec<usize> = (0..sets.len())
        .filter(|index| sets[*index].mended == most && sets[*index].has_values())
        .collect();
    if sets[1..].iter().all(|other| other.mended < most) {
        return best.first().copied();
    }
    let only = |is_wanted: &dyn Fn(&RankedSet) -> bool| {
        let mut found = best.iter().filter(|index| is_wanted(&sets[**index]));
        let first = found.next().copied();
        first.filter(|_| found.next().is_none())
    };
    let is_strong = |set: &RankedSet| matches!(set.evidence(), Evidence::Slip(_));
    let is_printed = |set: &RankedSet| set.evidence() == Evidence::Printed;
    let has =
        |is_wanted: &dyn Fn(&RankedSet) -> bool| best.iter().any(|index| is_wanted(&sets[*index]));
    match (has(&is_strong), has(&is_printed)) {
        (false, true) => only(&is_printed),
        _ => only(&|set| set.rank.is_some()),
    }
}
