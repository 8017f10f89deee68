//! Reasons that go against the direction of what they explain.

use crate::finding::ClaimProblem;
use crate::rule::narrative::form::Filled;
use crate::rule::narrative::language::{Sentence, WordGroup};
use crate::rule::narrative::lines::{Kind, TextLine};
use crate::rule::narrative::reader::{Reader, StatedChange, TextFigure};
use rust_decimal::Decimal;

/// Characters of a sentence in which it says that it is a reason.
const REASON: usize = 6;

/// Lines above a reason in which the changes stand that it explains.
const ABOVE: usize = 4;

impl Reader<'_> {
    /// A reason in the opposite direction of what it explains: of its own item, or called the reason of that direction. A
    /// name comes with whether other words may stand before it.
    pub(super) fn reason(
        &mut self,
        index: usize,
        line: &TextLine,
        sentence: &Sentence,
        (name, reason): (Option<(&Filled, bool)>, &Filled),
    ) {
        let (begin, _) = line.sentence(reason.from);
        let begin = begin.max(line.body);
        if name.is_none() && self.is_of_all_changes(index, line, (begin, reason)) {
            self.opposite_reason(sentence, (index, reason.from, reason.to));
            return;
        }
        // 收入支出增加的主要原因 in a sentence of its own has its own subject
        let from = match begin.checked_sub(1) {
            Some(stop)
                if begin == reason.from
                    || self.has_word(
                        WordGroup::Reason,
                        line,
                        (begin, reason.from.min(begin + REASON)),
                    ) =>
            {
                line.sentence(stop).0
            }
            _ => begin,
        };
        let direction = self.direction_before(index, (from, reason.from));
        let is_against = direction.is_some_and(|it| it != reason.sign) && reason.sign != 0;
        if !is_against {
            return;
        }
        let is_own = match name {
            Some((name, false)) => self.is_own_name(index, line, (name.from, name.to)),
            Some((name, true)) => self.ends_with_own_name(index, line, (name.from, name.to)),
            None => self.is_of_what_is_told(index, line, (from, reason)),
        };
        if !is_own {
            return;
        }
        // what is wrong is the reason or the figure before it
        let own = &self.reading.figures[self.first[index]..self.first[index + 1]];
        let rate = own
            .iter()
            .rfind(|it| it.figure.kind == Kind::Rate && it.figure.close <= reason.from);
        let from = rate.map_or(reason.from, |it| it.figure.start);
        self.opposite_reason(sentence, (index, from, reason.to));
    }

    /// The only reason of a change, which goes the other way: `比上年增加5万元，主要原因是人员减少。` Of money it is one of 持平 too.
    pub(super) fn only_reason(
        &mut self,
        index: usize,
        line: &TextLine,
        sentence: &Sentence,
        (reason, is_money): (&Filled, bool),
    ) {
        let (begin, _) = line.sentence(reason.from);
        let begin = begin.max(line.body);
        // 减少2.98%。主要原因是经费增加 is said of the sentence before
        let is_apart = self.has_word(
            WordGroup::Reason,
            line,
            (begin, reason.from.min(begin + REASON)),
        );
        let begin = match begin.checked_sub(1).filter(|_| is_apart) {
            Some(stop) => line.sentence(stop).0.max(line.body),
            None => begin,
        };
        // of several changes it may explain any: 收入增加1万元，支出减少2万元，主要原因是
        let told = self.told().filter(|it| it.line == index);
        let told = told.filter(|it| it.to > begin && it.to <= reason.from);
        let told: Vec<(Decimal, usize)> = told
            .map(|it| (it.sign * self.reading.figures[it.figure].value, it.to))
            .collect();
        let (change, to) = match told[..] {
            [change] => change,
            [] => match self.only_rate(index, line, (begin, reason.from)) {
                Some(rate) => rate,
                None => return,
            },
            _ => return,
        };
        // 上年追加的经费增加 tells of last year
        let is_of_last_year = self.has_word(WordGroup::LastYear, line, (to, reason.from))
            || self.is_of_earlier_year(index, (to, reason.from));
        let said = self.direction_of_reason(line, (to, reason.from));
        let is_of_another = said.is_some_and(|up| up != change.is_sign_positive());
        let is_same_way = change.is_sign_positive() == (reason.sign > 0);
        let is_against = match reason.sign {
            0 => false,
            _ if change.is_zero() => is_money,
            _ => !is_same_way,
        };
        if is_against && !is_of_last_year && !is_of_another {
            self.opposite_reason(sentence, (index, reason.from, reason.to));
        }
    }

    /// Claims that a reason goes the other way, once: of two rules that say so the first is about what the reason names,
    /// and graver.
    fn opposite_reason(&mut self, sentence: &Sentence, place: (usize, usize, usize)) {
        let problem = ClaimProblem::OppositeReason;
        let (line, _, to) = place;
        let claims = &mut self.reading.claims;
        let known = claims
            .iter()
            .position(|it| (it.line, it.to) == (line, to) && it.problem == problem);
        match known {
            Some(known) if claims[known].rule <= sentence.rule => return,
            Some(known) => drop(claims.remove(known)),
            None => {}
        }
        self.push(sentence, place, None, problem);
    }

    /// Whether words say that they give the reason of more or of less, which may be that of a rate: 增幅下降的主要原因是.
    fn direction_of_reason(&self, line: &TextLine, (from, to): (usize, usize)) -> Option<bool> {
        let words = line.text(from, to);
        let (before, _) = words.rsplit_once("原因")?;
        let before = before.trim_end_matches("主要").trim_end_matches('的');
        let before: Vec<char> = before.chars().collect();
        let words = self.data.group(WordGroup::Change);
        let length = words.ends(&before)?;
        let (_, sign) = words.begins(&before[before.len() - length..])?;
        Some(*sign > 0)
    }

    /// The only rate between two places, with its sign, where it is one of more or less, and where it closes.
    fn only_rate(
        &self,
        index: usize,
        line: &TextLine,
        (from, to): (usize, usize),
    ) -> Option<(Decimal, usize)> {
        let own = &self.reading.figures[self.first[index]..self.first[index + 1]];
        let is_rate = |it: &&TextFigure| {
            it.figure.kind == Kind::Rate && (from..to).contains(&it.figure.start)
        };
        let mut rates = own.iter().filter(is_rate);
        let (rate, None) = (rates.next()?, rates.next()) else {
            return None;
        };
        let words = self.data.group(WordGroup::RateDirection);
        let start = rate.figure.start;
        let mut places = from.max(start.saturating_sub(REASON))..start;
        let (_, sign) = places.find_map(|at| words.begins(&line.chars[at..start]))?;
        (*sign != 0).then(|| (Decimal::from(*sign) * rate.value, rate.figure.close))
    }

    /// Whether a sentence gives the reason of the opposite of all changes before it: 财政拨款收入支出增加的主要原因是, where the
    /// paragraph above it tells of nothing but less.
    fn is_of_all_changes(
        &self,
        index: usize,
        line: &TextLine,
        (begin, reason): (usize, &Filled),
    ) -> bool {
        let words = line.text(begin, reason.from);
        if !self.data.group(WordGroup::ReasonSubject).has(&words) {
            return false;
        }
        let told = |at: usize| {
            let own = self.told().filter(move |it| it.line == at);
            own.filter(move |it| at < index || it.to <= begin)
        };
        let signs = |at: usize| {
            let signs = told(at).map(|it| it.sign * self.reading.figures[it.figure].value);
            let signs = signs.filter(|it| !it.is_zero());
            signs.collect::<Vec<Decimal>>()
        };
        // with those of the whole above, where they are of a list
        let first = index.saturating_sub(ABOVE);
        let first = self.opener(index).map_or(first, |it| it.min(first));
        let signs: Vec<Decimal> = (first..=index).flat_map(signs).collect();
        let is_against = |it: &Decimal| it.is_sign_positive() != (reason.sign > 0);
        !signs.is_empty() && signs.iter().all(is_against)
    }

    /// Whether 增长原因 is said of the change before it: not 其中基本支出增长的原因, not one of several reasons or changes.
    fn is_of_what_is_told(
        &self,
        index: usize,
        line: &TextLine,
        (from, reason): (usize, &Filled),
    ) -> bool {
        let is_bare = reason
            .from
            .checked_sub(1)
            .is_none_or(|at| ",;。".contains(line.chars[at]));
        let is_in = |at: usize| (from..reason.from).contains(&at);
        let told = self.told().rev().take_while(|it| it.line == index);
        let told = told.filter(|it| is_in(it.to.saturating_sub(1)));
        let figures = &self.reading.figures;
        let is_same_way = |it: &StatedChange| {
            let value = figures[it.figure].value;
            let sign = (it.sign * value).normalize();
            !value.is_zero() && sign.is_sign_positive() == (reason.sign > 0)
        };
        let mut told = told;
        let has_same_way = told.any(is_same_way);
        // 与上年持平，增长0%
        let own = &figures[self.first[index]..self.first[index + 1]];
        let mut rates = own.iter().filter(|it| it.figure.kind == Kind::Rate);
        let has_nothing = rates.any(|it| is_in(it.figure.start) && it.value.is_zero());
        let has_other = self.has_word(WordGroup::Reason, line, (from, reason.from));
        is_bare && !has_same_way && !has_nothing && !has_other
    }

    /// The direction of the change that a line tells last before a place; 0 where it calls it the same.
    fn direction_before(&self, index: usize, (from, at): (usize, usize)) -> Option<i8> {
        let own = self.told().rev().take_while(|it| it.line == index);
        let mut told = own.filter(|it| (from..=at).contains(&it.to));
        let last = told.next().map(|it| it.figure);
        let is_same = last.is_some_and(|it| self.reading.figures[it].figure.kind == Kind::Same);
        let own = &self.reading.figures[self.first[index]..self.first[index + 1]];
        let mut rates = own.iter().filter(|it| it.figure.kind == Kind::Rate);
        let has_rate = rates.any(|it| (from..at).contains(&it.figure.start));
        match self.direction {
            _ if is_same => Some(0),
            _ if last.is_none() && !has_rate => None,
            0 => None,
            direction => Some(direction),
        }
    }

    /// Whether the name within a reason is that of the item at hand, or of what was stated last.
    fn is_own_name(&mut self, index: usize, line: &TextLine, (from, to): (usize, usize)) -> bool {
        let Some((code, _)) = self.code.clone() else {
            let current = self.current(index, from);
            let cells = current.and_then(|it| self.cells_of(it));
            let named = self.named_by_the_way(index, line, (from, to), None);
            return cells.is_some() && named.cells() == cells.as_ref();
        };
        let Some(rows) = self.items() else {
            return false;
        };
        let own = rows.iter().find(|row| row.code.as_ref() == Some(&code));
        let written = line.text(from, to);
        own.is_some_and(|own| written.ends_with(&own.name))
    }

    /// The same where other words may stand before the name: 车改后公务用车运行维护费. Not those of other bodies.
    fn ends_with_own_name(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, to): (usize, usize),
    ) -> bool {
        let ends_here = |reader: &mut Self| {
            let mut starts = from..to.saturating_sub(1);
            starts.any(|start| reader.is_own_name(index, line, (start, to)))
        };
        !self.has_word(WordGroup::OtherUnit, line, (from, to)) && ends_here(self)
    }
}

/// Where a list of names ends: with its part of the sentence.
pub(super) fn list_end(line: &TextLine, from: usize) -> usize {
    let (_, end) = line.sentence(from);
    let stop = line.chars[from..end].iter().position(|c| *c == ';');
    stop.map_or(end, |more| from + more)
}
