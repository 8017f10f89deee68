//! A line that divides up an amount stated above it: 资金分配情况.

use super::list::depths;
use crate::relation::Relation;
use crate::rule::narrative::form::SentenceForm;
use crate::rule::narrative::language::{SentenceParts, TextCheck, WordGroup};
use crate::rule::narrative::lines::TextLine;
use crate::rule::narrative::reader::{Reader, Stated};
use rust_decimal::Decimal;

/// Lines between an amount and the line that divides it up.
const ABOVE: usize = 8;

/// A line that divides up an amount: how such lines speak, by its index, and where it begins and ends to.
#[derive(Clone, Copy)]
struct Division {
    parts: usize,
    begin: usize,
    end: usize,
}

impl Reader<'_> {
    /// A line that divides up an amount of the lines above it: 资金分配情况.
    pub(super) fn divided(&mut self, index: usize, line: &TextLine, stated: &[Stated]) {
        let Some(division) = self.division_of_line(index, line) else {
            return;
        };
        let own = &self.data.parts[division.parts];
        let Some(whole) = self.whole_above(index, own, division.begin) else {
            return;
        };
        let all: Vec<&Stated> = stated
            .iter()
            .filter(|it| (division.begin..division.end).contains(&it.at))
            .filter(|it| self.is_alike(it.figure, whole.figure))
            .filter(|it| !self.is_called(it.figure, WordGroup::MultiYearTotal))
            .collect();
        let of_year = all.iter().copied().filter(|it| !self.is_of_other_years(it));
        let of_year: Vec<&Stated> = of_year.collect();
        if own.within {
            let parts: Vec<usize> = of_year.iter().map(|it| it.figure).collect();
            self.within_above(index, whole.figure, &parts);
            return;
        }
        if self.is_of_several_years(line, division, &whole, (&all, &of_year)) {
            return;
        }
        let (listed, is_nested) = self.outer(line, whole.figure, of_year);
        if listed.iter().any(|it| self.is_of_each(it, &whole)) {
            return;
        }
        let Some(parts) = self.first_division(line, &whole, &listed) else {
            return;
        };
        if !self.is_beside_all(&whole, &parts) {
            self.relate_division((index, line), own, &whole, (&parts, is_nested));
        }
    }

    /// What a line divides up an amount by, if it does.
    fn division_of_line(&self, index: usize, line: &TextLine) -> Option<Division> {
        let figures = self.of_line(index);
        let groups = &self.data.groups;
        let begins = |own: &SentenceParts| {
            let fits = |start: &usize| {
                let mut forms = own.begin.iter();
                forms.any(|form| form.at(line, &figures, groups, (*start, None)).is_some())
            };
            match own.within {
                true => clauses(line).find(fits),
                false => starts(line).find(fits),
            }
        };
        let mut begun = self.data.parts.iter().enumerate();
        let (parts, begin) = begun.find_map(|(number, it)| Some((number, begins(it)?)))?;
        let end = starts(line).find(|start| *start > begin);
        Some(Division {
            parts,
            begin,
            end: end.unwrap_or(line.chars.len()),
        })
    }

    /// The amount of the lines above, or before a place of the line, that is divided up.
    fn whole_above(&self, index: usize, own: &SentenceParts, begin: usize) -> Option<Stated> {
        let groups = &self.data.groups;
        let is_whole = |it: &&Stated| {
            let above = (index.saturating_sub(ABOVE)..index).contains(&it.line)
                || (it.line == index && it.at < begin);
            let line = &self.reading.lines[it.line];
            let figures = self.of_line(it.line);
            let mut forms = own.of.iter();
            let start = starts(line).filter(|start| *start <= it.at).last();
            let start = start.unwrap_or(line.body);
            let is_named = |form: &SentenceForm| match own.several {
                true => {
                    let place = ((it.from, it.at), it.at);
                    form.starts(line, &figures, groups, place).next().is_some()
                }
                false => form.at(line, &figures, groups, (start, None)).is_some(),
            };
            above && (it.is_current || !own.within) && forms.any(is_named)
        };
        let mut near = (index.saturating_sub(ABOVE)..=index).flat_map(|at| self.stated_in(at));
        let last = near.rfind(is_whole)?;
        // 预算安排规模：5万元，其中：本级资金3万元 names but the first
        let (sentence, _) = self.reading.lines[last.line].sentence(last.at);
        let mut named = self.stated_in(last.line).iter();
        let first = named.find(|it| it.at >= sentence && is_whole(it) && !own.several);
        Some(first.unwrap_or(last).clone())
    }

    /// Whether the amounts of a line are those of a year each, or of several years together: 租赁费36万元/年 is no amount of this
    /// year; 2020年度尾款20万元、2021年度100万元 of 120万元 is all of it.
    fn is_of_several_years(
        &self,
        line: &TextLine,
        division: Division,
        whole: &Stated,
        (all, of_year): (&[&Stated], &[&Stated]),
    ) -> bool {
        let mut pairs = line.chars[division.begin..division.end].windows(2);
        let figures: Vec<usize> = all.iter().map(|it| it.figure).collect();
        let (gap, _) = self.gap(whole.figure, &figures);
        pairs.any(|it| it == ['元', '/']) || (gap.is_zero() && all.len() > of_year.len())
    }

    /// Whether an amount is what each of several gets, and so more than it says: 每季度5万元, 三个街道各5万元.
    fn is_of_each(&self, own: &Stated, whole: &Stated) -> bool {
        let unit = |it: &Stated| self.reading.figures[it.figure].figure.kind.clone();
        let words = self.data.group(WordGroup::Each);
        let before = &self.reading.lines[own.line].chars[own.from..own.at];
        words.ends(before).is_some()
            || (self.is_called(own.figure, WordGroup::Average) && unit(own) == unit(whole))
    }

    /// The parts of a list up to where it divides the amount up once more; none where either of both divisions fits.
    fn first_division(
        &self,
        line: &TextLine,
        whole: &Stated,
        listed: &[&Stated],
    ) -> Option<Vec<usize>> {
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
                return None;
            }
            parts.truncate(before.len());
        }
        Some(parts)
    }

    /// Whether a part is all of the whole, so that what stands beside it is of more: 本级配套120万元.
    fn is_beside_all(&self, whole: &Stated, parts: &[usize]) -> bool {
        let value = |figure: usize| self.reading.figures[figure].value;
        let is_all = |part: &usize| value(*part) == value(whole.figure);
        let sum = parts.iter().map(|it| value(*it)).sum::<Decimal>();
        sum > value(whole.figure) && parts.iter().any(is_all)
    }

    /// States what must hold of a whole and its parts.
    fn relate_division(
        &mut self,
        (index, line): (usize, &TextLine),
        own: &SentenceParts,
        whole: &Stated,
        (parts, is_nested): (&[usize], bool),
    ) {
        let figure = whole.figure;
        match parts {
            [_] if own.several => {}
            _ if is_nested || own.some => {
                self.relate((index, line), whole, parts, (TextCheck::PartsNear, false));
            }
            [only] => self.whole(TextCheck::Parts, figure, Relation::Equal, &[*only]),
            _ => self.relate((index, line), whole, parts, (TextCheck::PartsListed, true)),
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
