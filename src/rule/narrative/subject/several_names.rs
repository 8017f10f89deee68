//! Several names before one amount, which is their sum: `基本工资、津贴补贴、奖金510.42万元`.

use crate::amount::Rounded;
use crate::budget::FactId;
use crate::rule::narrative::lines::TextLine;
use crate::rule::narrative::reader::{FAR, Found, Reader, Subject, Sum};
use rust_decimal::Decimal;

/// Marks before the first name.
const BEFORE: &str = ",;:。(";

/// Names before an amount, and places at which the last may be two.
const MOST: usize = 12;

const SPLITS: usize = 3;

/// What may stand before the last name instead of 、.
const AND: [&str; 4] = ["以及", "和", "及", "与"];

impl Reader<'_> {
    /// What an amount is about that stands behind several names and is not that of the last one: all of them. Where their
    /// figures come to another sum only a slip is told; where one of them is not known, nothing.
    pub(super) fn of_names_in_row(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, to): (usize, usize),
        amount: Rounded,
    ) -> Option<Found> {
        let names = names(line, (from.max(to.saturating_sub(FAR)), to));
        let (last, first) = names.split_last().filter(|(_, it)| it.len() <= MOST)?;
        if !first.is_empty() && self.is_named_behind_others(index, line, *last) {
            return None;
        }
        let mut cells: Vec<(Decimal, FactId)> = Vec::new();
        for name in first {
            let named = self.cells_named(index, line, *name);
            cells.extend(named.into_iter().flatten());
        }
        // 劳动关系、人事管理经费 is one name
        if cells.is_empty() && !first.is_empty() {
            return None;
        }
        let is_all_known = cells.len() == first.len();
        let mut own = match first {
            [] => None,
            _ => self.cells_named(index, line, *last),
        };
        own = own.or_else(|| self.named_by_two(index, line, *last));
        let is_known = own.is_some() && is_all_known;
        cells.extend(own.into_iter().flatten());
        if !is_known {
            // with those that are not known it is more
            let is_more = self.total(&Sum::of(&cells)) <= amount.value && !first.is_empty();
            return is_more.then_some(Found::Unknown);
        }
        let near = !amount.may_be(self.total(&Sum::of(&cells)));
        Some(Found::Known(Subject {
            cells: Some(cells),
            near,
            most: false,
            before: None,
            lacking: None,
        }))
    }

    /// Whether a name behind 等 holds all names before it: 工资福利支出、对个人和家庭的补助等人员经费.
    fn is_named_behind_others(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, to): (usize, usize),
    ) -> bool {
        let others = (from..to).rfind(|at| line.chars[*at] == '等');
        let behind = others.map(|at| (at + 1, to));
        behind.is_some_and(|name| self.cells_named(index, line, name).is_some())
    }

    fn cells_named(
        &mut self,
        index: usize,
        line: &TextLine,
        name: (usize, usize),
    ) -> Option<Vec<(Decimal, FactId)>> {
        let found = self.named_by_the_way(index, line, name, None);
        found.cells().filter(|it| it.len() == 1).cloned()
    }

    /// The cells of two names with 和 between them.
    fn named_by_two(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, to): (usize, usize),
    ) -> Option<Vec<(Decimal, FactId)>> {
        let splits = (from + 1..to).rev();
        let splits = splits.filter_map(|at| Some((at, AND.iter().find(|it| line.has(at, it))?)));
        let splits: Vec<(usize, usize)> = splits
            .take(SPLITS)
            .map(|(at, word)| (at, at + word.chars().count()))
            .collect();
        splits.into_iter().find_map(|(end, next)| {
            let mut both = self.cells_named(index, line, (from, end))?;
            both.extend(self.cells_named(index, line, (next, to))?);
            Some(both)
        })
    }
}

/// Where the names stand that an amount is behind.
fn names(line: &TextLine, (from, to): (usize, usize)) -> Vec<(usize, usize)> {
    let mut depth = 0_usize;
    let mut begin = from;
    let mut marks = Vec::new();
    for at in from..to {
        match line.chars[at] {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '、' if depth == 0 && at > begin => marks.push(at),
            // the 、 behind the amount before
            '、' if depth == 0 => begin = at + 1,
            c if depth == 0 && BEFORE.contains(c) => {
                begin = at + 1;
                marks.clear();
            }
            _ => {}
        }
    }
    let starts = std::iter::once(begin).chain(marks.iter().map(|at| at + 1));
    let ends = marks.iter().copied().chain([to]);
    starts.zip(ends).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::narrative::lines::{TextParagraph, lines};

    #[test]
    fn names_stand_between_marks() {
        let named = |text: &str| {
            let line = lines(&[TextParagraph::plain(text)]).remove(0);
            let names = names(&line, (0, line.chars.len()));
            let names = names.into_iter().map(|(from, to)| line.text(from, to));
            names.collect::<Vec<String>>()
        };
        assert_eq!(
            named("其中：甲、乙（丙、丁）、戊"),
            ["甲", "乙(丙、丁)", "戊"]
        );
        assert_eq!(named("、甲、乙和丙"), ["甲", "乙和丙"]);
        assert_eq!(named("甲，乙"), ["乙"]);
    }
}
