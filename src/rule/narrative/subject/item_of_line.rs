//! The item that a line begins with, where its amount stands behind what the money is for: `行政运行（项）：主要用于发放
//! 工资。2020年预算数为100万元`.

use crate::amount::Rounded;
use crate::rule::narrative::language::WordGroup;
use crate::rule::narrative::lines::{Kind, TextLine};
use crate::rule::narrative::reader::{Found, Reader};

impl Reader<'_> {
    /// What the path says that a line begins with, of the first amount behind it; the words right before the amount say
    /// nothing.
    pub(super) fn item_of_line(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, number): (usize, usize),
        amount: Rounded,
    ) -> Option<Found> {
        let figures = self.of_line(index);
        let own = &figures[number];
        let mut before = figures[..number].iter();
        if before.any(|it| matches!(it.kind, Kind::Amount(_) | Kind::Rate)) {
            return None;
        }
        // 安排5000万元发工资，安排2000万元缴社保: parts of it
        let is_all = self.has_word(WordGroup::WholeYearBudget, line, (from, own.start));
        let next = line.chars.get(own.close);
        if !is_all || next.is_some_and(|c| !",;。(".contains(*c)) {
            return None;
        }
        let mut words = line.chars[line.body..from].iter();
        let end = line.body + words.position(|c| ":。,".contains(*c))?;
        let ends = self.ends(index, line, (line.body, end));
        let ends = ends.into_iter().chain([end]);
        let is_close = |at: &usize| *at > line.body && line.chars[*at - 1] == ')';
        let close = ends.into_iter().find(is_close)?;
        self.path(index, line, (line.body, close), Some(amount))
    }
}
