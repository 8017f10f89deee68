//! A change that reaches the limit of its rule, or a figure where there was none, needs a reason in the text.

use crate::finding::ClaimProblem;
use crate::rule::narrative::language::TextCheck;
use crate::rule::narrative::lines::Marker;
use crate::rule::narrative::reader::{Reader, StatedChange, Sum};
use rust_decimal::Decimal;

/// Lines below a change in which its reason may stand.
const LINES: usize = 8;

impl Reader<'_> {
    /// Claims changes whose reason is nowhere; only where last year's figures are at hand.
    pub(crate) fn unexplained(&mut self) {
        let is_it = |check: Option<TextCheck>| check == Some(TextCheck::Unexplained);
        let mut sentences = self.data.sentences.iter();
        let limit = sentences.find_map(|own| own.limit.filter(|_| is_it(own.check)));
        let Some(limit) = limit.filter(|_| self.budget.last_year.is_some()) else {
            return;
        };
        let changes: Vec<StatedChange> = self.changes_of_cells().cloned().collect();
        for change in changes {
            let Some(rate) = self.rate_at_limit(&change, limit) else {
                continue;
            };
            let own = &self.reading.figures[change.figure];
            let at = (own.line, own.figure.start, own.figure.close);
            if !self.has_reason(at.0) {
                let rate = rate.map(|rate| rate.round_dp(2).to_string());
                let problem = ClaimProblem::Unexplained { rate };
                self.claim_about(TextCheck::Unexplained, at, None, problem, &change.cells);
            }
        }
    }

    /// The rate of a change that reaches the limit, in hundredths; none within where there was nothing last year.
    fn rate_at_limit(&self, change: &StatedChange, limit: Decimal) -> Option<Option<Decimal>> {
        let in_rows = self.budget.last_year_of(&change.cells, change.is_executed);
        let before = change.before.or(in_rows)?;
        // where the text states another change than the tables, that is told already
        let by = (self.total(&Sum::of(&change.cells)) - before).abs();
        if by.is_zero() {
            return None;
        }
        if before.is_zero() {
            return Some(None);
        }
        let rate = (by * Decimal::ONE_HUNDRED).checked_div(before.abs())?;
        (rate >= limit).then_some(Some(rate))
    }

    /// Whether a reason stands in a line, or in one below it that does not explain a change of its own. The reasons of
    /// parts (其中：) are those of the whole.
    fn has_reason(&self, index: usize) -> bool {
        let has_change = |index: usize| self.told().any(|own| own.line == index);
        let whole = self.at(index);
        let is_divided = whole
            .text(0, whole.chars.len())
            .trim_end_matches(':')
            .ends_with("其中");
        let last = self.reading.lines.len().min(index + LINES + 1);
        for at in index..last {
            let line = self.at(at);
            let is_heading = matches!(line.marker, Marker::Part | Marker::Han);
            if at > index && is_heading {
                return false;
            }
            if self.reason_at(&line, 0, line.chars.len()).is_some() {
                return at == index || is_divided || !has_change(at);
            }
        }
        false
    }
}
