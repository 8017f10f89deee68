//! What a figure is about: the words before it name a cell by a phrase, by a path 类 款 项, or by a label.

use super::line::TextLine;
use super::walk::{FAR, Walk};
use crate::budget::FactId;
use rust_decimal::Decimal;

/// Places where words may end that are looked at.
const FILLERS: usize = 16;

/// What words say.
#[derive(Debug, Clone)]
pub(super) enum Found {
    /// There are no words.
    Nothing,
    /// They name nothing that is known.
    Unknown,
    /// They name this.
    Known(Subject),
}

/// Something that figures are about.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    /// Its cells; none where it is known and in no table.
    pub(super) cells: Option<Vec<(Decimal, FactId)>>,
    /// Whether its figure may be another, and only a near miss is a mistake.
    pub(super) near: bool,
    /// What the same words meant in last year's tables, where they tell.
    pub(super) before: Option<Decimal>,
}

impl Found {
    /// One cell, and no other figure will do.
    pub(super) fn cell(fact: FactId) -> Self {
        Self::about(fact, false)
    }

    /// One cell; `near`: another figure may do.
    pub(super) fn about(fact: FactId, near: bool) -> Self {
        Self::Known(Subject {
            cells: Some(vec![(Decimal::ONE, fact)]),
            near,
            before: None,
        })
    }

    pub(super) fn before(&self) -> Option<Decimal> {
        match self {
            Self::Known(subject) => subject.before,
            _ => None,
        }
    }

    pub(super) fn cells(&self) -> Option<&Vec<(Decimal, FactId)>> {
        match self {
            Self::Known(subject) => subject.cells.as_ref(),
            _ => None,
        }
    }
}

impl Walk<'_> {
    /// What the words between two places name.
    pub(super) fn subject(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, to): (usize, usize),
        amount: Option<Decimal>,
    ) -> Found {
        let from = from.max(to.saturating_sub(FAR));
        // of what a change is, words in brackets before it say nothing: 70.51万元（指行政单位），比上年
        let mut ends = self.ends(index, line, (from, to));
        let bare = ends.last().and_then(|end| opening(line, (from, *end)));
        if let Some(bare) = bare.filter(|_| amount.is_none()) {
            ends.extend(self.ends(index, line, (from, bare)));
        }
        let is_nothing = ends.last().is_none_or(|end| *end <= from);
        let ends = ends.into_iter().filter(|end| *end > from);
        for end in ends.clone() {
            match self.phrase(index, line, (from, end, to), amount) {
                // 公务接待费：2020年公务接待费预算数 is no other 预算数
                Some(Found::Unknown) => {
                    let mut nearer = ends.clone().filter(|it| *it < end);
                    let other = nearer.find_map(|end| {
                        let found = self.phrase(index, line, (from, end, to), amount)?;
                        found.cells().is_some().then_some(found)
                    });
                    return other.unwrap_or(Found::Unknown);
                }
                Some(found) => return found,
                None => {}
            }
            if let Some(found) = self.path(index, line, (from, end), amount) {
                return found;
            }
            if let Some(found) = self.label(index, line, (from, end, to)) {
                let other = self.of_list(index, &found, amount);
                return other.map_or(found, Found::cell);
            }
        }
        if let Some(amount) = amount.filter(|it| !it.is_zero()) {
            for end in ends {
                if let Some(found) = self.misspelt(index, line, (from, end), amount) {
                    return found;
                }
            }
        }
        if is_nothing {
            Found::Nothing
        } else {
            Found::Unknown
        }
    }

    /// What words name, by the way: nothing is claimed of them, and what the line has named stays.
    pub(super) fn named_by_the_way(
        &mut self,
        index: usize,
        line: &TextLine,
        place: (usize, usize),
        amount: Option<Decimal>,
    ) -> Found {
        let (claims, code, item) = (self.reading.claims.len(), self.code.clone(), self.item);
        let found = self.subject(index, line, place, amount);
        self.reading.claims.truncate(claims);
        (self.code, self.item) = (code, item);
        found
    }

    /// Where words may end, the farthest first: fillers are taken away one after another, in every way they fit.
    pub(super) fn ends(
        &self,
        index: usize,
        line: &TextLine,
        (from, to): (usize, usize),
    ) -> Vec<usize> {
        let figures = self.of_line(index);
        // 基本工资（5万元）
        let mark = |c: &char| matches!(c, '"' | ':' | ',' | '\'' | ' ' | '、' | '(');
        let mut ends = vec![to];
        let mut at = 0;
        while let Some(end) = ends.get(at).copied().filter(|_| at < FILLERS) {
            at += 1;
            let bare = (from..end)
                .rev()
                .take_while(|at| mark(&line.chars[*at]))
                .count();
            if bare > 0 {
                if !ends.contains(&(end - bare)) {
                    ends.push(end - bare);
                }
                continue;
            }
            let Some(last) = end.checked_sub(1).map(|at| line.chars[at]) else {
                continue;
            };
            let fillers = self.data.places.fillers.of(last);
            let first = from.max(end.saturating_sub(16));
            for form in fillers.iter().map(|it| &self.data.fillers[*it]) {
                let between = ((first, end), end);
                for start in form.starts(line, &figures, &self.data.groups, between) {
                    if !ends.contains(&start) {
                        ends.push(start);
                    }
                }
            }
        }
        ends.sort_unstable_by_key(|end| std::cmp::Reverse(*end));
        ends
    }

    /// Whether words before a phrase change nothing: the department, the year, 其中.
    pub(super) fn is_neutral(
        &self,
        index: usize,
        line: &TextLine,
        (from, to): (usize, usize),
    ) -> bool {
        let figures = self.of_line(index);
        let mut at = begin_of_words(line, (from, to));
        while at < to {
            let year = figures.iter().find(|it| it.start == at && it.close <= to);
            let name = self.name_end(line, at);
            let form = || {
                let neutral = self.data.places.neutral.of(line.chars[at]).iter();
                let ends = neutral.filter_map(|number| {
                    let form = &self.data.neutral[*number];
                    form.last_end(line, &figures, &self.data.groups, (at, to))
                });
                ends.max()
            };
            let ordinal = line.ordinal(at).filter(|end| *end <= to);
            let next = match (year, name) {
                _ if ordinal.is_some() => ordinal,
                (Some(year), _) => Some(year.close),
                (_, Some(end)) => Some(end),
                _ => form().or_else(|| self.short_name(line, (at, to))),
            };
            match next.filter(|next| *next <= to) {
                Some(next) => at = next,
                None => return false,
            }
        }
        true
    }

    /// Whether a word of a group stands between two places.
    pub(super) fn has_word(
        &self,
        group: &str,
        line: &TextLine,
        (from, to): (usize, usize),
    ) -> bool {
        let words = self.data.group(group);
        let begins = |at: usize| words.is_some_and(|it| it.begins(&line.chars[at..to]).is_some());
        (from..to).any(begins)
    }

    /// Where the last word of a group begins between two places.
    pub(super) fn last_word(
        &self,
        group: &str,
        line: &TextLine,
        (from, to): (usize, usize),
    ) -> Option<usize> {
        let words = self.data.group(group)?;
        let begins = |at: &usize| words.begins(&line.chars[*at..to]).is_some();
        (from..to).rev().find(begins)
    }

    /// Whether a sentence says before a place that some of it is left out: `扣除就业资金后，支出预算为100万元`.
    pub(super) fn is_less(&self, line: &TextLine, at: usize) -> bool {
        let (sentence, _) = line.sentence(at);
        self.has_word("剔除", line, (sentence.max(at.saturating_sub(FAR)), at))
    }

    /// Whether a name is but the last of several that a figure is the sum of: `会议费、培训费合计5万元`.
    pub(super) fn is_last_of(
        &self,
        line: &TextLine,
        (start, end, to): (usize, usize, usize),
    ) -> bool {
        let before = start.checked_sub(1).map(|at| line.chars[at]);
        before.is_some_and(|c| "、和及".contains(c)) && self.has_word("合计", line, (end, to))
    }
}

/// Where the words begin that end at a place: behind a mark, and not within brackets that close before it.
pub(super) fn begin_of_words(line: &TextLine, (from, to): (usize, usize)) -> usize {
    let mut depth = 0;
    let is_boundary = |at: &usize| {
        match line.chars[*at] {
            ')' | ']' => depth += 1,
            '(' | '[' if depth > 0 => depth -= 1,
            '(' | '[' => return true,
            _ => {}
        }
        depth == 0 && is_mark(line.chars[*at])
    };
    (from..to).rev().find(is_boundary).map_or(from, |at| at + 1)
}

/// Whether words begin behind a character.
fn is_mark(c: char) -> bool {
    ",;:。、\"".contains(c) || ('①'..='⑳').contains(&c)
}

/// Where a bracket opens, or where the words begin, that closes right before a place.
fn opening(line: &TextLine, (from, end): (usize, usize)) -> Option<usize> {
    let last = end.checked_sub(1).filter(|last| *last >= from)?;
    (line.chars[last] == ')').then(|| open_bracket(line, (from, last)).unwrap_or(from))
}

/// Where the innermost bracket opens that is open at a place.
pub(super) fn open_bracket(line: &TextLine, (from, at): (usize, usize)) -> Option<usize> {
    let mut depth = 1_usize;
    let opens = |at: &usize| {
        match line.chars[*at] {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        depth == 0
    };
    (from..at).rev().find(opens)
}
