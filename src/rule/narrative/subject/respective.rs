//! 分别: several figures of as many names, in their order: `就业管理事务（项）、社会保险业务管理事务（项）分别为110万元和42万元`.

use crate::rule::narrative::language::WordGroup;
use crate::rule::narrative::lines::{Kind, TextLine};
use crate::rule::narrative::reader::{Found, Reader, Stated};
use std::ops::Range;

/// Characters between 分别 and the first figure: 为, 安排, 预算数为.
const MOST_BETWEEN: usize = 5;

/// What stands between two figures, or two names, of a list.
const MARKS: &str = "、,和及与";

/// The same between two names where it may be a part of a name too.
const WORDS: &str = "和及与";

impl Reader<'_> {
    /// States figures that are each of one of the names before them; false where it is not clear which of which.
    pub(super) fn respective(&mut self, index: usize, line: &TextLine, number: usize) -> bool {
        let start = self.of_line(index)[number].start;
        let from = self.clause_start(index, line, start);
        let Some(names_end) = self.each_begins(line, (from, start)) else {
            return false;
        };
        let own = self.figures_listed(index, line, number);
        self.share_unit(index, own.clone());
        // names before ： stand for themselves: 甲、乙：2020年预算分别为
        let colon = (from..names_end).rfind(|at| line.chars[*at] == ':');
        let ends = colon.into_iter().chain([names_end]);
        let mut splits = ends.flat_map(|end| splits(line, (from, end), own.len()));
        splits.any(|names| self.name_each(index, line, (from, &names), own.clone()))
    }

    /// Where the word 分别 begins in front of a figure, with next to nothing in between.
    fn each_begins(&self, line: &TextLine, (from, start): (usize, usize)) -> Option<usize> {
        let [each, changes] =
            [WordGroup::Respectively, WordGroup::Change].map(|name| self.data.group(name));
        let at = (from..start).rev().find(|at| {
            let word = each.begins(&line.chars[*at..start]);
            word.is_some_and(|(word, _)| start - at - word.len() <= MOST_BETWEEN)
        })?;
        let is_change = |at: usize| changes.begins(&line.chars[at..]).is_some();
        (!(at..start).any(is_change)).then_some(at)
    }

    /// Takes the unit at the end of a list for each of its figures: 分别为100、5、40万元.
    fn share_unit(&mut self, index: usize, figures: Range<usize>) {
        let first = self.first[index];
        let last = figures.end.checked_sub(1).map(|it| first + it);
        let kind = last.map(|last| self.reading.figures[last].figure.kind.clone());
        let Some(Kind::Amount(unit)) = kind else {
            return;
        };
        let usual = self.budget.layout.unit_of_measure;
        for number in figures {
            let own = &mut self.reading.figures[first + number];
            if own.figure.kind == Kind::Bare {
                own.value = unit.convert(own.figure.value, usual);
                own.half = unit.convert(own.figure.half, usual);
            }
        }
    }

    /// The figures of a list that begins with one, all of money.
    fn figures_listed(&self, index: usize, line: &TextLine, first: usize) -> Range<usize> {
        let figures = self.of_line(index);
        let is_next = |number: &usize| {
            let (before, own) = (&figures[number - 1], &figures[*number]);
            let mut between = line.chars[before.close..own.start].iter();
            matches!(own.kind, Kind::Amount(_) | Kind::Bare) && between.all(|c| MARKS.contains(*c))
        };
        let more = (first + 1..figures.len()).take_while(is_next).count();
        first..first + 1 + more
    }

    /// States each of some figures about the name that ends at its place, if all of the names are known.
    fn name_each(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, names): (usize, &[usize]),
        figures: Range<usize>,
    ) -> bool {
        let (code, claims) = (self.code.clone(), self.reading.claims.len());
        let mut found: Vec<(usize, Found)> = Vec::new();
        let mut before = from;
        for (end, number) in names.iter().zip(figures) {
            let figure = self.first[index] + number;
            let amount = self.reading.figures[figure].printed();
            // a name may share words that stand before the others, or stand alone
            let subject = [from, before].into_iter().find_map(|from| {
                let claims = self.reading.claims.len();
                let subject = self.subject(index, line, (from, *end), Some(amount));
                let is_told = |(_, other): &(usize, Found)| other.cells() == subject.cells();
                let is_known = subject.cells().is_some() && !found.iter().any(is_told);
                if !is_known {
                    self.reading.claims.truncate(claims);
                }
                is_known.then_some(subject)
            });
            let Some(subject) = subject else {
                self.code = code;
                self.reading.claims.truncate(claims);
                return false;
            };
            found.push((figure, subject));
            before = end + 1;
        }
        for (figure, subject) in found {
            let at = self.reading.figures[figure].figure.start;
            let year = self.year_between(index, from, at);
            self.reading.figures[figure].cells = subject.cells().cloned().unwrap_or_default();
            let is_current = self.is_of_cells(index, figure, &subject, year);
            self.stated.push(Stated {
                figure,
                line: index,
                at,
                subject,
                from,
                is_current,
            });
        }
        true
    }

    /// Whether the line at hand has stated a figure already.
    pub(super) fn is_told(&self, index: usize, figure: usize) -> bool {
        self.stated_in(index).iter().any(|it| it.figure == figure)
    }
}

/// The ways in which words may be so many names, each by where its names end: at every 、, and where one more is
/// needed at a word behind the last.
fn splits(line: &TextLine, (from, to): (usize, usize), count: usize) -> Vec<Vec<usize>> {
    let mut depth = 0_usize;
    let mut marks = Vec::new();
    let mut words = Vec::new();
    for at in from..to {
        match line.chars[at] {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '、' if depth == 0 => {
                marks.push(at);
                words.clear();
            }
            c if depth == 0 && WORDS.contains(c) => words.push(at),
            _ => {}
        }
    }
    let with = |word: Option<usize>| {
        let ends = marks.iter().copied().chain(word);
        ends.chain([to]).collect::<Vec<usize>>()
    };
    match count.checked_sub(marks.len() + 1) {
        Some(0) if count > 1 => vec![with(None)],
        Some(1) => words
            .into_iter()
            .rev()
            .map(|word| with(Some(word)))
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::narrative::lines::{TextParagraph, lines};

    #[test]
    fn names_end_at_marks_and_at_one_word() {
        let ends = |text: &str, count| {
            let line = lines(&[TextParagraph::plain(text)]).remove(0);
            splits(&line, (0, line.chars.len()), count)
        };
        assert_eq!(ends("甲、乙", 2), [[1, 3]]);
        assert_eq!(ends("甲和丙、乙", 2), [[3, 5]]);
        assert_eq!(ends("甲、乙和丙", 3), [[1, 3, 5]]);
        assert_eq!(ends("甲和乙和丙", 2), [[3, 5], [1, 5]]);
        assert_eq!(ends("甲（丁、戊）、乙", 2), [[6, 8]]);
        assert!(ends("甲、乙、丙", 2).is_empty() && ends("甲", 1).is_empty());
    }
}
