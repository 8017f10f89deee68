//! Whether what a sentence takes for last year's figure is this year's, by its year or by its amount.

use crate::rule::narrative::form::{Filled, Match, SentenceForm};
use crate::rule::narrative::lines::{Kind, PrintedFigure, TextLine};
use crate::rule::narrative::reader::{Reader, Sum};
use rust_decimal::Decimal;

impl Reader<'_> {
    /// Whether the year that ought to be last year is the budget's, and is not compared with: 2020年5万元，增加1万元.
    pub(super) fn is_of_own_year(
        &self,
        index: usize,
        line: &TextLine,
        form: &SentenceForm,
        found: &Match,
    ) -> bool {
        let year = found.filled.iter().find(|it| form.slots[it.slot].0 == "上");
        let Some((figure, at)) = year.and_then(|it| Some((it.figure?, it.from))) else {
            return false;
        };
        let before = at.checked_sub(1).map(|at| line.chars[at]);
        let own = &self.reading.figures[self.first[index] + figure];
        !before.is_some_and(|c| "比较与同从由".contains(c))
            && self
                .year()
                .is_some_and(|year| own.value == Decimal::from(year))
    }

    /// Whether what ought to be last year's figure, and is the only one before its change, is that of this year's cells: its
    /// year is wrong. `行政运行（项）：2019年预算数为42万元，比上年执行数增加2万元` where the table has 42.
    pub(super) fn is_this_years(
        &mut self,
        index: usize,
        line: &TextLine,
        form: &SentenceForm,
        found: &Match,
    ) -> bool {
        let named = |name: &str| {
            let own = |it: &&Filled| form.slots[it.slot].0 == name;
            found
                .filled
                .iter()
                .find(own)
                .filter(|it| it.figure.is_some())
        };
        let (Some(year), Some(base), None) = (named("上"), named("基"), named("本")) else {
            return false;
        };
        let figures = self.of_line(index);
        let (sentence, _) = line.sentence(year.from);
        let is_amount = |it: &PrintedFigure| matches!(it.kind, Kind::Amount(_));
        let mut before = figures.iter().filter(|it| it.start >= sentence);
        let has_own = before.any(|it| it.start < year.from && is_amount(it));
        let figure = |it: &Filled| Some(&self.reading.figures[self.first[index] + it.figure?]);
        let change = named("增").and_then(figure);
        let has_changed = change.is_some_and(|it| !it.value.is_zero());
        let Some(own) = figure(base) else {
            return false;
        };
        if has_own || !has_changed || line.is_compared(year.from) {
            return false;
        }
        let (start, amount) = (own.figure.start, own.printed());
        let from = self.clause_start(index, line, start);
        let subject = self.named_by_the_way(index, line, (from, start), Some(amount));
        let cells = subject.cells().map(|it| self.total(&Sum::of(it)));
        !amount.value.is_zero() && cells.is_some_and(|it| amount.may_be(it))
    }
}
