//! Words of a group at a place of a line.

use super::{FAR, Reader};
use crate::rule::narrative::language::WordGroup;
use crate::rule::narrative::lines::{Kind, TextLine};

/// Places where words may end that are looked at.
const FILLERS: usize = 16;

/// Characters before a number of things in which it is said to be a change.
const CHANGE: usize = 4;

impl Reader<'_> {
    /// Where words may end, the farthest first: fillers are taken away one after another, in every way they fit.
    pub(crate) fn ends(
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

    /// Whether a word of a group stands between two places.
    pub(crate) fn has_word(
        &self,
        group: WordGroup,
        line: &TextLine,
        (from, to): (usize, usize),
    ) -> bool {
        let words = self.data.group_in(group, line);
        words.is_some_and(|words| {
            let mut places = from..to;
            places.any(|at| words.begins(&line.chars[at..to]).is_some())
        })
    }

    /// Whether a word of a group ends at a place.
    pub(crate) fn has_word_before(&self, group: WordGroup, line: &TextLine, at: usize) -> bool {
        let words = self.data.group(group);
        words.ends(&line.chars[..at]).is_some()
    }

    /// Where the last word of a group begins between two places.
    pub(crate) fn last_word(
        &self,
        group: WordGroup,
        line: &TextLine,
        (from, to): (usize, usize),
    ) -> Option<usize> {
        let words = self.data.group_in(group, line)?;
        let begins = |at: &usize| words.begins(&line.chars[*at..to]).is_some();
        (from..to).rev().find(begins)
    }

    /// Whether a sentence says before a place that some of it is left out: `扣除就业资金后，支出预算为100万元`.
    pub(crate) fn is_less(&self, line: &TextLine, at: usize) -> bool {
        let (sentence, _) = line.sentence(at);
        self.has_word(
            WordGroup::LeavingOut,
            line,
            (sentence.max(at.saturating_sub(FAR)), at),
        )
    }

    /// Whether a name is but the last of several that a figure is the sum of: `会议费、培训费合计5万元`.
    pub(crate) fn is_last_of(
        &self,
        line: &TextLine,
        (start, end, to): (usize, usize, usize),
    ) -> bool {
        let before = start.checked_sub(1).map(|at| line.chars[at]);
        before.is_some_and(|c| "、和及".contains(c))
            && self.has_word(WordGroup::Total, line, (end, to))
    }

    /// Words between two places without what only says that they are an amount.
    pub(crate) fn core(&self, line: &TextLine, (from, to): (usize, usize)) -> Vec<char> {
        let mut core = line.chars.get(from..to).unwrap_or_default().to_vec();
        let words = self.data.group(WordGroup::Amount);
        while let Some(length) = words.ends(&core) {
            core.truncate(core.len() - length);
        }
        core
    }

    /// Whether the words right before a figure have one of a group.
    pub(crate) fn is_called(&self, figure: usize, group: WordGroup) -> bool {
        self.stated_by(figure).is_some_and(|it| {
            let line = &self.reading.lines[it.line];
            self.has_word(group, line, line.clause(it.from, it.at))
        })
    }

    pub(crate) fn begins_with(&self, line: &TextLine, group: WordGroup) -> bool {
        let group = self.data.group(group);
        group.begins(&line.chars[line.body..]).is_some()
    }

    /// Behind the first word of a group between two places.
    pub(crate) fn word_behind(
        &self,
        group: WordGroup,
        line: &TextLine,
        (from, to): (usize, usize),
    ) -> Option<usize> {
        let group = self.data.group_in(group, line)?;
        (from..to.min(line.chars.len())).find_map(|at| {
            let (word, _) = group.begins(&line.chars[at..])?;
            Some(at + word.len())
        })
    }

    /// Whether a count is of projects, and of all of them: `项目6个`, `6个项目`, not `一级项目6个`.
    pub(crate) fn counts_projects(&self, count: usize) -> bool {
        let own = &self.reading.figures[count];
        let line = &self.reading.lines[own.line];
        let is_count = matches!(own.figure.kind, Kind::Count(_)) && !own.value.is_zero();
        if !is_count || line.in_table {
            return false;
        }
        let (sentence, end) = line.sentence(own.figure.start);
        // 比上年增加1个项目
        let before = own.figure.start.saturating_sub(CHANGE).max(sentence);
        if self.has_word(WordGroup::Change, line, (before, own.figure.start)) {
            return false;
        }
        let words = self.data.group(WordGroup::ProjectCount);
        let is_named = words
            .ends(&line.chars[sentence..own.figure.start])
            .is_some()
            || words.begins(&line.chars[own.figure.close..]).is_some();
        is_named && !self.has_word(WordGroup::SomeProjects, line, (sentence, end))
    }
}
