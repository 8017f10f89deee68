//! Lists that tell all parts of their whole: by what the whole is called, or by what the parts are.

use crate::rule::narrative::form::SentenceForm;
use crate::rule::narrative::language::WordGroup;
use crate::rule::narrative::lines::{Kind, TextLine};
use crate::rule::narrative::reader::{Found, Reader, Stated};

/// Parts of a list whose last one, 其他, is all that is left.
const SHORTEST: usize = 3;

/// Parts that are looked through for those that only stand together.
const MOST: usize = 100;

impl Reader<'_> {
    /// Whether a list tells all parts of its whole.
    pub(super) fn is_complete(&self, index: usize, whole: &Stated, parts: &[usize]) -> bool {
        (self.is_of_all(whole) && !self.has_stranger(whole, parts))
            || self.are_all_there_are(whole.figure, parts)
            || self.ends_with_the_rest(index, whole.figure, parts)
    }

    /// Whether a whole is one of those of which all parts are told.
    pub(super) fn is_of_all(&self, whole: &Stated) -> bool {
        // it may stand above the line of its parts
        let line = &self.reading.lines[whole.line];
        let figures = self.of_line(whole.line);
        let is_named = |form: &SentenceForm| {
            let mark = |at: &usize| ":,".contains(line.chars[*at]);
            let from = (whole.from..whole.at).rfind(mark);
            let mut starts = from.map_or(whole.from, |at| at + 1)..whole.at;
            starts.any(|start| {
                form.at(line, &figures, &self.data.groups, (start, None))
                    .is_some_and(|it| it.to <= whole.at)
            })
        };
        let mut complete = self.data.parts.iter().flat_map(|it| &it.complete);
        complete.any(is_named)
    }

    /// Whether a part of a known amount is of something unknown: such a list may leave others out.
    fn has_stranger(&self, whole: &Stated, parts: &[usize]) -> bool {
        let is_unknown = |figure: &usize| {
            let is_some = !self.reading.figures[*figure].value.is_zero();
            is_some
                && self
                    .stated_by(*figure)
                    .is_some_and(|it| matches!(it.subject, Found::Unknown))
        };
        let kind = &self.reading.figures[whole.figure].figure.kind;
        matches!(kind, Kind::Amount(_))
            && matches!(whole.subject, Found::Known(_))
            && parts.iter().any(is_unknown)
    }

    /// Whether parts are of all the kinds that there are: 基本支出、项目支出. Not where the tables have other figures of these, so that
    /// the list is of something else: 单位资金支出5万元，其中基本支出3万元.
    fn are_all_there_are(&self, whole: usize, parts: &[usize]) -> bool {
        let parts = &parts[..parts.len().min(MOST)];
        let own = self.cells_of(whole);
        // 涉及预算5万元，其中：人员类…涉及预算3万元: the same words
        let is_other =
            |part: &usize| self.fits_cells(*part) == Some(false) && self.cells_of(*part) != own;
        if self.fits_cells(whole) != Some(true)
            && parts.iter().filter(|it| is_other(it)).count() > 1
        {
            return false;
        }
        self.are_told_together(whole, parts)
    }

    /// Whether the figures behind one have among them all kinds of some that there are: 集中采购、分散采购.
    fn are_told_together(&self, before: usize, parts: &[usize]) -> bool {
        let mut lists = self.data.parts.iter().map(|it| &it.together);
        lists.any(|forms| {
            let mut rest: Vec<usize> = (0..parts.len()).collect();
            let is_told = |form: &SentenceForm| {
                let found = rest.iter().position(|at| {
                    let before = at.checked_sub(1).map_or(before, |before| parts[before]);
                    self.is_named_behind(before, parts[*at], form)
                });
                found.map(|at| rest.swap_remove(at)).is_some()
            };
            !forms.is_empty() && forms.iter().all(is_told)
        })
    }

    /// The first lists that ；sets apart, where each tells all kinds that there are and so divides up all of the whole:
    /// `其中：集中采购3万元，分散采购2万元；货物1万元，工程0万元，服务4万元`.
    pub(super) fn divisions_told<'p>(&self, whole: usize, parts: &'p [usize]) -> Vec<&'p [usize]> {
        let mut before = whole;
        let lists = parts.chunk_by(|one, next| !self.are_far_apart(*one, *next));
        let lists = lists.take_while(|list| {
            let is_told = (2..MOST).contains(&list.len()) && self.are_told_together(before, list);
            before = list[list.len() - 1];
            is_told
        });
        lists.collect()
    }

    /// Whether a form names a figure in the words between it and the one before it in a list.
    fn is_named_behind(&self, before: usize, own: usize, form: &SentenceForm) -> bool {
        let [before, own] = [before, own].map(|it| &self.reading.figures[it]);
        let line = &self.reading.lines[own.line];
        let from = match before.line == own.line {
            true => before.figure.close,
            false => line.body,
        };
        let figures = self.of_line(own.line);
        let is_it = |at: usize| {
            let found = form.at(line, &figures, &self.data.groups, (at, None));
            found.is_some_and(|it| it.to <= own.figure.start)
                && self.is_neutral(own.line, line, (from, at))
        };
        (from..own.figure.start).any(is_it)
    }

    /// Whether the last of several parts is what is left: 其他收入0万元. Not behind 主要包括 or before 等, and not where the tables
    /// have the whole and all that is told of it.
    fn ends_with_the_rest(&self, index: usize, whole: usize, parts: &[usize]) -> bool {
        let Some(last) = parts.last().filter(|_| parts.len() >= SHORTEST) else {
            return false;
        };
        let figures = &self.reading.figures;
        let line = &self.reading.lines[figures[*last].line];
        let Some(stated) = self.stated_by(*last) else {
            return false;
        };
        let (from, to) = line.clause(stated.from, stated.at);
        let words = self.data.group(WordGroup::Remainder);
        let core = self.core(line, (from, to));
        let is_rest = words
            .ends(&core)
            .is_some_and(|it| self.is_neutral(stated.line, line, (from, from + core.len() - it)));
        is_rest
            && !line.has(figures[*last].figure.close, "等")
            && !self.tells_main_parts(index, whole, parts[0])
            && !self.are_told_by_tables(whole, parts)
    }

    /// Whether 主要 stands before a list.
    fn tells_main_parts(&self, index: usize, whole: usize, first: usize) -> bool {
        let line: &TextLine = &self.reading.lines[index];
        let [whole, first] = [whole, first].map(|it| &self.reading.figures[it]);
        let end = match first.line == whole.line {
            true => first.figure.start,
            false => line.chars.len(),
        };
        line.text(whole.figure.close, end).contains("主要")
    }

    /// Whether the tables have a whole, and each part that is not nothing, as the text states them.
    fn are_told_by_tables(&self, whole: usize, parts: &[usize]) -> bool {
        let is_right = |figure: &usize| {
            self.reading.figures[*figure].value.is_zero() || self.fits_cells(*figure) == Some(true)
        };
        is_right(&whole) && parts.iter().all(is_right)
    }
}
