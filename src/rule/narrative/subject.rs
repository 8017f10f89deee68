//! What a figure is about: the words before it name a cell by a phrase, by a path 类 款 项, or by a label.

use super::cell::Meaning;
use super::figure::Kind;
use super::line::{TextLine, fold};
use super::reading::Sum;
use super::walk::{FAR, Walk};
use crate::budget::FactId;
use rust_decimal::Decimal;

/// Places where words may end that are looked at.
const FILLERS: usize = 16;

/// Characters of the longest line that may name the department.
const TITLE: usize = 80;

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

/// How a text names its department: as the tables do, and as its headings do.
pub(super) fn names(walk: &Walk<'_>) -> Vec<String> {
    let mut names = own_names(&fold(&walk.budget.department));
    names.extend(walk.reading.lines.iter().flat_map(named_by));
    // 某局单位 is 某局
    let short: Vec<String> = names
        .iter()
        .filter_map(|name| name.strip_suffix("单位").map(str::to_owned))
        .collect();
    names.extend(short);
    names.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
    names.dedup();
    names
}

/// The departments that a line names if it is a heading of their texts.
pub(super) fn named_by(line: &TextLine) -> impl Iterator<Item = String> {
    let is_short = line.chars.len().saturating_sub(line.body) <= TITLE;
    let text = is_short.then(|| line.text(line.body, line.chars.len()));
    let named = |text: String| {
        let named = text
            .strip_prefix("关于")
            .and_then(|rest| rest.split_once("20"))
            .map(|(name, _)| name.to_owned());
        let before_year = text
            .split_once("20")
            .filter(|_| text.contains("预算情况说明"))
            .map(|(name, _)| name.to_owned());
        let overview = text.strip_suffix("概况").map(str::to_owned);
        let unit = text.strip_prefix("预算单位:").map(str::to_owned);
        [named, before_year, overview, unit]
    };
    let named = text.into_iter().flat_map(named).flatten();
    named.filter(|name| name.chars().count() >= 4)
}

/// A department's name, and what is left of it behind its place: 某市某区某街道办事处 is 某街道办事处.
pub(super) fn own_names(department: &str) -> Vec<String> {
    let is_place = |(_, c): &(usize, char)| "省市区县州旗府)".contains(*c);
    let ends = department.char_indices().filter(is_place);
    let rests = ends.map(|(at, c)| department[at + c.len_utf8()..].to_owned());
    let is_long = |name: &String| name.chars().count() >= 4;
    std::iter::once(department.to_owned())
        .chain(rests)
        .filter(is_long)
        .collect()
}

/// Characters of the shortest and the longest short name of a department.
const SHORT_NAMES: std::ops::RangeInclusive<usize> = 3..=12;

/// Whether a name is a department's own in short: 区人社局 for 高新区人力资源和社会保障局.
pub(super) fn is_short_for(name: &str, department: &str) -> bool {
    let mut own = department.chars();
    SHORT_NAMES.contains(&name.chars().count())
        && name.chars().last() == department.chars().last()
        && name.chars().all(|c| own.any(|it| it == c))
}

impl Walk<'_> {
    /// Where a short name of the department ends that begins at a place.
    fn short_name(&self, line: &TextLine, (at, to): (usize, usize)) -> Option<usize> {
        let last = self.department.chars().last()?;
        let ends = (at + 1..=to.min(at + SHORT_NAMES.end())).rev();
        let mut ends = ends.filter(|end| line.chars[end - 1] == last);
        // 省法院本级 is but a part of 省法院
        let is_part = |end: &usize| line.has(*end, "本级") || line.has(*end, "机关");
        ends.find(|end| is_short_for(&line.text(at, *end), &self.department) && !is_part(end))
    }

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
            if let Some(found) = self.phrase(index, line, (from, end, to), amount) {
                return found;
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
        let mark = |c: &char| matches!(c, '"' | ':' | ',' | '\'' | ' ' | '、');
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
            let name = self.names.iter().find(|name| line.has(at, name));
            let form = || {
                let neutral = self.data.places.neutral.of(line.chars[at]).iter();
                let ends = neutral.filter_map(|number| {
                    let form = &self.data.neutral[*number];
                    form.last_end(line, &figures, &self.data.groups, (at, to))
                });
                ends.max()
            };
            let next = match (year, name) {
                _ if line.ordinal(at).is_some_and(|end| end <= to) => line.ordinal(at),
                (Some(year), _) => Some(year.close),
                (_, Some(name)) => Some(at + name.chars().count()),
                _ => form().or_else(|| self.short_name(line, (at, to))),
            };
            match next.filter(|next| *next <= to) {
                Some(next) => at = next,
                None => return false,
            }
        }
        true
    }

    fn phrase(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, end, to): (usize, usize, usize),
        amount: Option<Decimal>,
    ) -> Option<Found> {
        let figures = self.of_line(index);
        let data = self.data;
        let mut best: Option<(usize, Vec<usize>)> = None;
        let before_end = end.checked_sub(1).map(|at| line.chars[at])?;
        for number in data.places.phrases.of(before_end).iter().copied() {
            let phrase = &data.phrases[number];
            let is_path = matches!(phrase.meaning, Meaning::Path);
            let is_here = self.is_here(&phrase.sections) || self.is_by_default(&phrase.sections);
            if !is_here || (is_path && self.code.is_none()) {
                continue;
            }
            let last = best
                .as_ref()
                .map_or(end, |(start, _)| (*start + 1).min(end));
            let starts = phrase.forms.iter().filter_map(|form| {
                let mut starts = form.starts(line, &figures, &data.groups, ((from, last), end));
                starts.next()
            });
            if let Some(start) = starts.min() {
                match &mut best {
                    Some((own, numbers)) if *own == start => numbers.push(number),
                    _ => best = Some((start, vec![number])),
                }
            }
        }
        let (start, numbers) = best?;
        let is_path = matches!(data.phrases[numbers[0]].meaning, Meaning::Path);
        // 甲（项）：预算数为5万元。乙（项）：预算数为3万元: each of its own item
        let colon = line.chars[from..start].iter().rposition(|c| *c == ':');
        let named = colon.filter(|_| is_path).map(|more| from + more);
        if let Some(found) = named.and_then(|at| self.path(index, line, (from, at), amount)) {
            return Some(found);
        }
        if !self.is_neutral(index, line, (from, start))
            || self.is_last_of(line, (start, end, to))
            || self.is_less(line, to)
        {
            if is_path {
                return None;
            }
            if let Some((name, amount)) = self.another_body(index, line, (from, start), amount) {
                let own = self.meant_by(index, line, (end, &numbers), Some(amount));
                let cells = own.cells().map(|it| self.total(&Sum::of(it)));
                if cells == Some(amount) {
                    self.of_another_body(index, name);
                    return Some(own);
                }
            }
            let project = self.project_label(index, line, (from, end));
            let of_item = || self.of_item(index, line, ((from, start), to), (&numbers, amount));
            return Some(project.or_else(of_item).unwrap_or(Found::Unknown));
        }
        if self.is_of_a_part(line, (from, start)) {
            return Some(Found::Unknown);
        }
        let own = self.meant_by(index, line, (end, &numbers), amount);
        let other = self.meant_elsewhere(index, line, (start, end), (&own, amount));
        Some(other.unwrap_or(own))
    }

    /// Whether words speak of the department's own offices or of the bodies below it where their sentence speaks of both:
    /// `局本级支出预算8万元，所属单位支出预算2万元`.
    fn is_of_a_part(&self, line: &TextLine, (from, start): (usize, usize)) -> bool {
        let begin = begin_of_words(line, (from, start));
        let (sentence, end) = line.sentence(start);
        let is_beside = |group: &str| {
            self.has_word(group, line, (sentence, begin))
                || self.has_word(group, line, (start, end))
        };
        let is_one = |own: &str, other: &str| {
            let words = (begin, start);
            self.has_word(own, line, words)
                && !self.has_word(other, line, words)
                && is_beside(other)
        };
        is_one("本级", "别的单位") || is_one("别的单位", "本级")
    }

    /// What the same words mean in another section, where they may differ here and have the amount there.
    fn meant_elsewhere(
        &mut self,
        index: usize,
        line: &TextLine,
        (start, end): (usize, usize),
        (own, amount): (&Found, Option<Decimal>),
    ) -> Option<Found> {
        let Found::Known(Subject {
            near: true,
            cells: Some(cells),
            ..
        }) = own
        else {
            return None;
        };
        let amount = amount.filter(|it| *it != self.total(&Sum::of(cells)))?;
        let data = self.data;
        let figures = self.of_line(index);
        let last = end.checked_sub(1).map(|at| line.chars[at])?;
        for number in data.places.phrases.of(last).iter().copied() {
            let phrase = &data.phrases[number];
            let mut forms = phrase.forms.iter();
            let is_it = forms.any(|form| {
                let place = ((start, start + 1), end);
                form.starts(line, &figures, &data.groups, place).next() == Some(start)
            });
            if !is_it || !matches!(phrase.meaning, Meaning::Cells(_)) {
                continue;
            }
            let cells = self.cells(&phrase.meaning);
            if let Some(cells) = cells.filter(|it| self.total(&Sum::of(it)) == amount) {
                return Some(Found::Known(Subject {
                    cells: Some(cells),
                    near: true,
                    before: None,
                }));
            }
        }
        None
    }

    /// What phrases with the same words mean: of those whose cells the tables have the one that an amount fits, or the first.
    fn meant_by(
        &mut self,
        index: usize,
        line: &TextLine,
        (end, numbers): (usize, &[usize]),
        amount: Option<Decimal>,
    ) -> Found {
        let data = self.data;
        let mut known: Vec<(usize, Vec<(Decimal, FactId)>)> = Vec::new();
        for number in numbers.iter().copied() {
            let phrase = &data.phrases[number];
            let cells = self.cells(&phrase.meaning);
            let is_it = |it: &Vec<_>| !phrase.counted || self.is_counted(index, end, it.len());
            known.extend(cells.filter(is_it).map(|it| (number, it)));
        }
        let fits = |(_, cells): &(usize, Vec<(Decimal, FactId)>)| {
            amount.is_some_and(|amount| self.total(&Sum::of(cells)) == amount)
        };
        let fitting = known.iter().position(fits).unwrap_or(0);
        if known.is_empty() {
            return Found::Known(Subject {
                cells: None,
                near: false,
                before: None,
            });
        }
        let (number, cells) = known.swap_remove(fitting);
        let of_row = amount.and_then(|amount| self.of_row_at_hand(line, &cells, amount));
        let before = match of_row {
            None => self.before(&data.phrases[number].meaning),
            Some(_) => None,
        };
        Found::Known(Subject {
            cells: Some(of_row.map_or(cells, |cell| vec![(Decimal::ONE, cell)])),
            near: data.phrases[number].near || self.is_by_default(&data.phrases[number].sections),
            before,
        })
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
    fn is_less(&self, line: &TextLine, at: usize) -> bool {
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

    /// Whether the text counts as many things before a place.
    fn is_counted(&self, index: usize, before: usize, count: usize) -> bool {
        let own = &self.reading.figures[self.first[index]..self.first[index + 1]];
        let mut counts = own
            .iter()
            .filter(|it| matches!(it.figure.kind, Kind::Count(_)) && it.figure.close <= before);
        counts.any(|it| it.value == Decimal::from(count))
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
    if line.chars[last] != ')' {
        return None;
    }
    let mut depth = 0_usize;
    let opens = |at: &usize| {
        match line.chars[*at] {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        depth == 0
    };
    (from..end).rev().find(opens).or(Some(from))
}
