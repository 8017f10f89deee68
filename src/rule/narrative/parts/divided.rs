//! A line that divides up an amount stated above it: 资金分配情况.

use super::list::depths;
use crate::relation::Relation;
use crate::rule::narrative::form::SentenceForm;
use crate::rule::narrative::language::{TextCheck, WordGroup};
use crate::rule::narrative::lines::TextLine;
use crate::rule::narrative::reader::{Reader, Stated};
use rust_decimal::Decimal;

/// Lines between an amount and the line that divides it up.
const ABOVE: usize = 8;

impl Reader<'_> {
    /// A line that divides up an amount of the lines above it: 资金分配情况.
    pub(super) fn divided(&mut self, index: usize, line: &TextLine, stated: &[Stated]) {
        let figures = self.of_line(index);
        let groups = &self.data.groups;
        let begins = |forms: &[SentenceForm], within: bool| {
            let fits = |start: &usize| {
                let mut forms = forms.iter();
                forms.any(|form| form.at(line, &figures, groups, (*start, None)).is_some())
            };
            match within {
                true => clauses(line).find(fits),
                false => starts(line).find(fits),
            }
        };
        let begun = self.data.parts.iter().enumerate();
        let Some((own, begin)) = begun
            .filter_map(|(number, it)| Some((number, begins(&it.begin, it.within)?)))
            .next()
        else {
            return;
        };
        let parts = &self.data.parts[own];
        let (several, some, within) = (parts.several, parts.some, parts.within);
        let is_whole = |it: &&Stated| {
            let above = (index.saturating_sub(ABOVE)..index).contains(&it.line)
                || (it.line == index && it.at < begin);
            let line = &self.reading.lines[it.line];
            let figures = self.of_line(it.line);
            let mut forms = parts.of.iter();
            let start = starts(line).filter(|start| *start <= it.at).last();
            let start = start.unwrap_or(line.body);
            let is_named = |form: &SentenceForm| match several {
                true => {
                    let place = ((it.from, it.at), it.at);
                    form.starts(line, &figures, groups, place).next().is_some()
                }
                false => form.at(line, &figures, groups, (start, None)).is_some(),
            };
            above && (it.is_current || !within) && forms.any(is_named)
        };
        let mut near = (index.saturating_sub(ABOVE)..=index).flat_map(|at| self.stated_in(at));
        let Some(last) = near.rfind(is_whole) else {
            return;
        };
        // 预算安排规模：5万元，其中：本级资金3万元 names but the first
        let (sentence, _) = self.reading.lines[last.line].sentence(last.at);
        let mut named = self.stated_in(last.line).iter();
        let first = named.find(|it| it.at >= sentence && is_whole(it) && !several);
        let whole = first.unwrap_or(last).clone();
        let end = starts(line)
            .find(|start| *start > begin)
            .unwrap_or(line.chars.len());
        let listed = stated
            .iter()
            .filter(|it| (begin..end).contains(&it.at))
            .filter(|it| self.is_alike(it.figure, whole.figure))
            .filter(|it| !self.is_called(it.figure, WordGroup::MultiYearTotal));
        let all: Vec<usize> = listed.clone().map(|it| it.figure).collect();
        let listed = listed.filter(|it| !self.is_of_other_years(it));
        let listed: Vec<&Stated> = listed.collect();
        if within {
            let listed: Vec<usize> = listed.iter().map(|it| it.figure).collect();
            self.within_above(index, whole.figure, &listed);
            return;
        }
        // 租赁费36万元/年 is no amount of this year; 2020年度尾款20万元、2021年度100万元 of 120万元 is all of it
        let is_per = line.chars[begin..end]
            .windows(2)
            .any(|it| it == ['元', '/']);
        let (gap, _) = self.gap(whole.figure, &all);
        if is_per || (gap.is_zero() && all.len() > listed.len()) {
            return;
        }
        let (listed, is_nested) = self.outer(line, whole.figure, listed);
        // 每季度5万元, 三个街道各5万元 are more than they say
        let unit = |it: &Stated| self.reading.figures[it.figure].figure.kind.clone();
        let is_of_each = |it: &&Stated| {
            let words = self.data.group(WordGroup::Each);
            let before = &self.reading.lines[it.line].chars[it.from..it.at];
            words.ends(before).is_some()
                || (self.is_called(it.figure, WordGroup::Average) && unit(it) == unit(&whole))
        };
        if listed.iter().any(is_of_each) {
            return;
        }
        // 每人每月1800元 is what one of them gets
        let parts = listed
            .iter()
            .filter(|it| !self.is_called(it.figure, WordGroup::Average));
        let mut parts: Vec<usize> = parts.map(|it| it.figure).collect();
        // 四季度5万元，其中甲8万元、乙2万元 is another division
        let own = |it: &&Stated| parts.contains(&it.figure);
        let again = listed.iter().copied().skip(1).filter(own).find(|it| {
            self.has_word(WordGroup::OfWhich, line, (it.from, it.at)) && !line.has(it.from, "(")
        });
        if let Some(again) = again.map(|it| it.figure) {
            let at = parts.iter().position(|it| *it == again);
            let (before, behind) = parts.split_at(at.unwrap_or(parts.len()));
            let fits = |some: &[usize]| {
                let (gap, slack) = self.gap(whole.figure, some);
                gap.abs() <= slack
            };
            if fits(before) || fits(behind) {
                return;
            }
            parts.truncate(before.len());
        }
        // 本级配套120万元 is all of it: what stands beside it is of more
        let value = |figure: usize| self.reading.figures[figure].value;
        let is_all = |part: &usize| value(*part) == value(whole.figure);
        let sum = parts.iter().map(|it| value(*it)).sum::<Decimal>();
        if sum > value(whole.figure) && parts.iter().any(is_all) {
            return;
        }
        match parts.as_slice() {
            [_] if several => {}
            _ if is_nested || some => {
                let check = (TextCheck::PartsNear, false);
                self.relate((index, line), &whole, &parts, check);
            }
            [only] if some => {
                self.whole(TextCheck::Parts, whole.figure, Relation::AtLeast, &[*only]);
                self.whole(
                    TextCheck::PartsNear,
                    whole.figure,
                    Relation::Equal,
                    &[*only],
                );
            }
            [only] => self.whole(TextCheck::Parts, whole.figure, Relation::Equal, &[*only]),
            _ => {
                let check = (TextCheck::PartsListed, true);
                self.relate((index, line), &whole, &parts, check);
            }
        }
    }

    /// The amounts of a list without those that divide up the one before them, and whether some of them may still do so:
    /// `设备70万元（含安装费5万元），人员80万元，其中工资60万元、社保20万元；`.
    fn outer<'s>(
        &self,
        line: &TextLine,
        whole: usize,
        listed: Vec<&'s Stated>,
    ) -> (Vec<&'s Stated>, bool) {
        let fits = |some: &[&Stated]| {
            let parts: Vec<usize> = some.iter().map(|it| it.figure).collect();
            let (gap, slack) = self.gap(whole, &parts);
            gap.abs() <= slack
        };
        if fits(&listed) {
            return (listed, false);
        }
        let depths = depths(line);
        let follows = |at: usize| listed.iter().any(|it| self.closes_at(it, at));
        let in_brackets = |it: &Stated| {
            let mut opens = (line.body..it.at).rev().filter(|at| line.chars[*at] == '(');
            depths[it.at] > 0 && opens.next().is_some_and(follows)
        };
        // up to the ；behind 其中
        let behind_word = |it: &Stated| {
            let marks = (line.body..it.at).rev();
            let from = marks.take_while(|at| line.chars[*at] != ';').last();
            let from = from.unwrap_or(it.at);
            let first = listed
                .iter()
                .find(|own| own.at >= from && depths[own.at] == 0);
            first.is_some_and(|first| {
                first.at < it.at && self.has_word(WordGroup::OfWhich, line, (first.at, it.at))
            })
        };
        let without = |is_inner: &dyn Fn(&Stated) -> bool| -> Vec<&'s Stated> {
            listed.iter().copied().filter(|it| !is_inner(it)).collect()
        };
        let both = without(&|it| in_brackets(it) || behind_word(it));
        let mut cuts = [without(&in_brackets), without(&behind_word), both.clone()].into_iter();
        match cuts.find(|it| fits(it)) {
            Some(own) => (own, false),
            None if both.len() < listed.len() && line.chars.contains(&';') => (both, true),
            None => {
                let own = without(&in_brackets);
                let is_nested = own.len() < listed.len();
                (own, is_nested)
            }
        }
    }

    /// Whether a figure ends at a place.
    fn closes_at(&self, own: &Stated, at: usize) -> bool {
        self.reading.figures[own.figure].figure.close == at
    }

    /// Whether an amount is another year's: `2022年安排80万元，2023年安排86.4万元`.
    fn is_of_other_years(&self, own: &Stated) -> bool {
        let said = self.year_between(own.line, own.from, own.at);
        let is_other = said.is_some_and(|(said, _)| self.year().is_some_and(|it| it != said));
        let is_carried = || self.is_called(own.figure, WordGroup::CarriedOver);
        is_other && !is_carried()
    }
}

/// Where the sentences of a line begin, and what stands between their commas.
fn clauses(line: &TextLine) -> impl Iterator<Item = usize> {
    let is_start = |at: &usize| ",;。".contains(line.chars[at - 1]);
    let behind = (line.body + 1..line.chars.len()).filter(is_start);
    std::iter::once(line.body).chain(behind)
}

/// Where the sentences of a line begin.
fn starts(line: &TextLine) -> impl Iterator<Item = usize> {
    let is_start = |at: &usize| line.chars[at - 1] == '。';
    let behind = (line.body + 1..line.chars.len()).filter(is_start);
    std::iter::once(line.body).chain(behind)
}
