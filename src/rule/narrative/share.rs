//! Shares: of what a figure is the part, and of what the whole.

use super::figure::Kind;
use super::form::Match;
use super::line::TextLine;
use super::reading::{Ref, Sum};
use super::subject::Found;
use super::walk::{Stated, Walk};
use super::{Sentence, TextCheck};
use crate::finding::ClaimProblem;
use crate::relation::Relation;
use rust_decimal::Decimal;

/// Characters of the shortest words that may name a whole, without what only says that they are an amount.
const SHORTEST: usize = 2;

/// Characters in which a sentence says what it divides up.
const BEGINNING: usize = 16;

/// Figures before a share that are looked at for its whole.
const FIGURES: usize = 40;

/// Lines above a share in which its whole may be told.
const LINES: usize = 6;

impl Walk<'_> {
    /// A share: of what its words name, of the whole before it, or of that of the section.
    pub(super) fn share(
        &mut self,
        index: usize,
        line: &TextLine,
        sentence: &Sentence,
        found: &Match,
    ) {
        let Some(rate) = found
            .filled
            .iter()
            .find_map(|it| it.figure)
            .map(|it| self.first[index] + it)
        else {
            return;
        };
        let rate_at = self.reading.figures[rate].figure.start;
        let pairs = self.shared(index, line, (found.from, rate));
        let word = if line.has(found.from, "占比") { 2 } else { 1 };
        let words = (found.from + word, rate_at);
        if self.is_of_earlier_year(index, words) {
            return;
        }
        let subject = match self.subject(index, line, words, None) {
            // 占本年支出合计的: of all funds, not of those of the section
            Found::Nothing if self.has_word("本年", line, words) => Found::Unknown,
            Found::Nothing
                if self.has_word("收支", line, words)
                    && self.of_section(|it| it.whole.clone()).is_none() =>
            {
                Found::Unknown
            }
            subject => subject,
        };
        let subject = match subject {
            Found::Nothing => self
                .divided_up(index, line, found.from)
                .unwrap_or(Found::Nothing),
            subject => subject,
        };
        let is_known = match &subject {
            Found::Known(it) => it.cells.is_some(),
            Found::Unknown => false,
            Found::Nothing => true,
        };
        let named = match subject {
            Found::Known(it) => it.cells.map(|cells| Sum::of(&cells)),
            Found::Nothing => None,
            // of something that no table has: the text may have said how much it is
            Found::Unknown => None,
        };
        let told = match is_known {
            true => Vec::new(),
            false => self.told_of(index, line, words),
        };
        if named.is_some() {
            self.named_whole = Some(index);
        }
        let before = self.reading.statements.len();
        let is_list = pairs.len() > 1;
        for (part, rate) in pairs {
            let is_beside = is_list || self.is_beside(line, part, found.from);
            let of_told = self.of_told(rate, part, &told);
            let part = Sum::one(Decimal::ONE, Ref::Text(part));
            let whole = match is_known {
                true => self.whole_of(index, line, found, (rate, &part, named.clone())),
                false => of_told,
            };
            let Some(whole) = whole else {
                continue;
            };
            // of what a share is that stands apart from its part, the words around it tell: 基本支出中人员经费占94.90%
            if !is_beside && is_known && named.is_none() && !self.is_share(rate, &part, &whole) {
                continue;
            }
            // nothing is a share of itself: the words mean another whole, of which it is no more than all
            let is_some = self.reading.figures[rate].value <= Decimal::ONE_HUNDRED;
            if is_some && self.is_itself(&part, &whole) {
                continue;
            }
            let whole = self.exact_whole(whole);
            self.state(super::reading::Statement {
                rule: sentence.rule,
                left: Sum::one(Decimal::ONE, Ref::Text(rate)),
                relation: Relation::Equal,
                right: part,
                over: Some(whole),
                is_near: false,
            });
        }
        // of what nothing is known it is no more than all
        let own = &self.reading.figures[rate];
        let is_too_much = own.value > Decimal::ONE_HUNDRED && line.has(own.figure.end, "%");
        if is_too_much && self.reading.statements.len() == before {
            let place = (index, own.figure.start, own.figure.close);
            self.push(sentence, place, None, ClaimProblem::MoreThanAll);
        }
    }

    /// What a sentence says at its beginning that it divides up: `基本支出中，人员经费占94.90%`.
    fn divided_up(&mut self, index: usize, line: &TextLine, at: usize) -> Option<Found> {
        let (sentence, _) = line.sentence(at);
        let from = sentence.max(line.body);
        let from = from + usize::from(line.has(from, "在"));
        let mut words = line.chars[from..at].iter().take(BEGINNING);
        let end = words.position(|c| *c == '中')?;
        let is_end = line
            .chars
            .get(from + end + 1)
            .is_some_and(|c| ",:".contains(*c));
        if !is_end || end < SHORTEST {
            return None;
        }
        let subject = self.named_by_the_way(index, line, (from, from + end), None);
        subject.cells().is_some().then_some(subject)
    }

    /// Amounts with the rates that are their shares: the amount right before 占, or the last one that is known; several
    /// where 占 or 分别占 gives several rates.
    fn shared(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, rate): (usize, usize),
    ) -> Vec<(usize, usize)> {
        let rates = self.rates_from(index, line, rate);
        let is_each = rates.len() > 1 || (from >= 2 && line.has(from - 2, "分别"));
        let (sentence, _) = line.sentence(from);
        let mut amounts = self.stated_in(index).iter().filter(|it| {
            let figure = &self.reading.figures[it.figure].figure;
            it.at < from && matches!(figure.kind, Kind::Amount(_))
        });
        if is_each {
            let amounts = amounts.filter(|it| it.at >= sentence && it.is_current);
            let amounts: Vec<usize> = amounts.map(|it| it.figure).collect();
            let Some(first) = amounts.len().checked_sub(rates.len()) else {
                return Vec::new();
            };
            return amounts[first..].iter().copied().zip(rates).collect();
        }
        let last = amounts.next_back().map(|it| it.figure);
        let beside = last.filter(|it| self.is_beside(line, *it, from));
        let named = match beside {
            None => self.named_before(index, line, from),
            beside => beside,
        };
        // 货物采购授予中小企业的占货物支出的100%: the words before 占 name what the text gives no amount of
        let mark = line.chars[..from]
            .iter()
            .rposition(|c| ",。;:(".contains(*c));
        let clause = (mark.map_or(line.body, |at| at + 1), from);
        let is_other = named.is_none()
            && clause.1 > clause.0 + SHORTEST
            && last.is_some_and(|it| self.reading.figures[it].figure.close <= clause.0)
            && matches!(
                self.named_by_the_way(index, line, clause, None),
                Found::Unknown
            );
        let part = match is_other {
            true => None,
            false => named.or_else(|| self.current(index, from)),
        };
        part.into_iter().map(|part| (part, rate)).collect()
    }

    /// Whether nothing but marks stands between a figure and a place.
    fn is_beside(&self, line: &TextLine, figure: usize, from: usize) -> bool {
        let close = self.reading.figures[figure].figure.close;
        let between = &line.chars[close.min(from)..from];
        between.iter().all(|c| ",;、(".contains(*c))
    }

    /// The figure of the part that is named right before 占: 人员经费占94.90%、公用经费占5.10%.
    fn named_before(&mut self, index: usize, line: &TextLine, from: usize) -> Option<usize> {
        let begin = self.clause_start(index, line, from);
        let mark = |at: &usize| ",、:".contains(line.chars[*at]);
        let begin = (begin..from).rfind(mark).map_or(begin, |at| at + 1);
        let named = self.named_by_the_way(index, line, (begin, from), None);
        let cells = named.cells()?;
        let mut own = self.stated_in(index).iter().filter(|it| it.is_current);
        let found = own.rfind(|it| it.subject.cells() == Some(cells))?;
        Some(found.figure)
    }

    /// Figures that the text has given before to what some words name: 占政府采购预算总额的70.23%.
    fn told_of(&self, index: usize, line: &TextLine, (from, to): (usize, usize)) -> Vec<usize> {
        let core = self.core(line, (from, to));
        let is_it = |it: &&Stated| {
            let own = &self.reading.figures[it.figure];
            let line = &self.reading.lines[it.line];
            let words = self.core(line, (it.from, it.at));
            it.is_current && matches!(own.figure.kind, Kind::Amount(_)) && words.ends_with(&core)
        };
        if core.len() < SHORTEST {
            return Vec::new();
        }
        let near = self.stated.iter().rev().take(FIGURES);
        let near = near.take_while(|it| it.line + LINES >= index);
        near.filter(is_it).map(|it| it.figure).collect()
    }

    /// Words between two places without what only says that they are an amount.
    pub(super) fn core(&self, line: &TextLine, (from, to): (usize, usize)) -> Vec<char> {
        let mut core = line.chars.get(from..to).unwrap_or_default().to_vec();
        let words = self.data.group("额");
        while let Some(length) = words.and_then(|it| it.ends(&core)) {
            core.truncate(core.len() - length);
        }
        core
    }

    /// The whole of a share among figures that words may mean: the one that fits, or the only one.
    fn of_told(&self, rate: usize, part: usize, told: &[usize]) -> Option<Sum> {
        let sum = |figure: usize| Sum::one(Decimal::ONE, Ref::Text(figure));
        let others: Vec<Sum> = told
            .iter()
            .filter(|it| **it != part)
            .map(|it| sum(*it))
            .collect();
        let fitting = others
            .iter()
            .find(|whole| self.is_share(rate, &sum(part), whole));
        let only = others.first().filter(|_| others.len() == 1);
        fitting.or(only).cloned()
    }

    /// Whether a rate is about the share that a part is of a whole.
    fn is_share(&self, rate: usize, part: &Sum, whole: &Sum) -> bool {
        self.is_quotient(rate, self.total(part), self.total(whole))
    }

    /// Whether a rate is the share that a part is of a whole, at its printed places.
    fn is_exactly_share(&self, rate: usize, part: &Sum, whole: &Sum) -> bool {
        let slack = self.reading.figures[rate].half;
        self.is_about(rate, (self.total(part), self.total(whole)), slack)
    }

    /// Whether a rate is about a quotient, in hundredths.
    pub(super) fn is_quotient(&self, rate: usize, part: Decimal, whole: Decimal) -> bool {
        let slack = Decimal::TWO * self.reading.figures[rate].half;
        self.is_about(rate, (part, whole), slack)
    }

    /// Whether a rate differs from a quotient, in hundredths, by no more than some slack.
    fn is_about(&self, rate: usize, (part, whole): (Decimal, Decimal), slack: Decimal) -> bool {
        let quotient = (part * Decimal::ONE_HUNDRED).checked_div(whole);
        let value = self.reading.figures[rate].value;
        quotient.is_some_and(|it| (it - value).abs() <= slack)
    }

    /// Whether the part and the whole of a share are one cell.
    fn is_itself(&self, part: &Sum, whole: &Sum) -> bool {
        let cells = |sum: &Sum| match sum.terms.as_slice() {
            [(_, Ref::Text(figure))] => self.reading.figures[*figure].cells.first().map(|it| it.1),
            [(_, Ref::Cell(cell))] => Some(*cell),
            _ => None,
        };
        cells(part).is_some() && cells(part) == cells(whole)
    }

    /// A whole in its cell where the text only rounds it: 1.56亿元.
    fn exact_whole(&self, whole: Sum) -> Sum {
        let [(factor, Ref::Text(figure))] = whole.terms.as_slice() else {
            return whole;
        };
        let own = &self.reading.figures[*figure];
        let cell = Sum::of(&own.cells);
        let gap = (self.total(&cell) - own.value).abs();
        let is_rounded = !gap.is_zero() && gap <= own.half;
        match !own.cells.is_empty() && *factor == Decimal::ONE && is_rounded {
            true => cell,
            false => whole,
        }
    }

    /// A rate and those that follow it in a list.
    fn rates_from(&self, index: usize, line: &TextLine, rate: usize) -> Vec<usize> {
        let mut rates = vec![rate];
        for next in rate + 1..self.first[index + 1] {
            let [last, own] =
                [rates[rates.len() - 1], next].map(|it| &self.reading.figures[it].figure);
            let between = line.text(last.close, own.start);
            if own.kind != Kind::Rate || !["、", "和", ",", "及"].contains(&between.as_str()) {
                break;
            }
            rates.push(next);
        }
        rates
    }

    /// The whole of a share: the one it names, or the one of those at hand that fits.
    fn whole_of(
        &mut self,
        index: usize,
        line: &TextLine,
        found: &Match,
        (rate, part, named): (usize, &Sum, Option<Sum>),
    ) -> Option<Sum> {
        let section = self
            .of_section(|it| it.whole.clone())
            .and_then(|it| self.cells(&it));
        let before = self.wholes_before(index, line, found.from).into_iter();
        let before = before.map(|it| Sum::one(Decimal::ONE, Ref::Text(it)));
        let is_named = named.is_some();
        let (wholes, told): (Vec<Sum>, Vec<Sum>) = match named {
            Some(named) => (vec![named], Vec::new()),
            None => {
                let section = section.iter().map(|cells| Sum::of(cells));
                let told = self.told_before(index, line, found.from);
                let is_other = |it: &Sum| it != part;
                (
                    before.chain(section).filter(is_other).collect(),
                    told.filter(is_other).collect(),
                )
            }
        };
        let told_of = self.whole_of_last(index, 1);
        let mut all = wholes.iter().chain(&told).chain(&told_of);
        let best = all.find(|whole| self.is_share(rate, part, whole)).cloned();
        // 占50% is the share of many
        let is_exact = self.reading.figures[rate].figure.decimals > 0;
        let is_above = |whole: &Sum| whole != part && self.is_exactly_share(rate, part, whole);
        let above = || self.told_above(index).find(is_above);
        let best = best.or_else(|| (!is_named && is_exact).then(above).flatten());
        if best.is_some() {
            return best;
        }
        // a whole that is less than the part is another one's
        let last = wholes
            .last()
            .filter(|it| is_named || self.total(it) >= self.total(part));
        let last = last.filter(|it| !self.total(it).is_zero()).cloned();
        if last
            .as_ref()
            .is_some_and(|it| !is_named && self.are_of_one_whole((rate, part), it))
        {
            return None;
        }
        // 按功能分类，甲5万元，占1.88%；乙6万元，占…: of what the share before is one of
        // 占基本支出的88.80%；…占11.20%；项目支出…占36.17%: where one whole is named, others may be meant
        let is_said = self.named_whole == Some(index);
        let on_line = || self.whole_of_last(index, 0).filter(|_| !is_said);
        let is_part = |it: &Sum| {
            let of_line = |stated: &Stated| {
                let figure = Sum::one(Decimal::ONE, Ref::Text(stated.figure));
                let cells = stated.subject.cells().map(|it| Sum::of(it));
                figure == *it || cells.as_ref() == Some(it)
            };
            // an amount of the line is divided up before, and not here
            let is_inner = self.stated_in(index).iter().any(of_line);
            !is_inner && self.total(it) >= self.total(part)
        };
        last.or_else(|| on_line().filter(|it| wholes.is_empty() && is_part(it)))
    }

    /// Whether a rate is a share of what another amount has its own share of: `甲6万元，占60%，其中乙3万元，占30%`.
    fn are_of_one_whole(&self, (rate, part): (usize, &Sum), other: &Sum) -> bool {
        let [(_, Ref::Text(amount))] = other.terms[..] else {
            return false;
        };
        let figures = &self.reading.figures;
        let next = figures.get(amount + 1);
        let beside = next.filter(|it| {
            it.figure.kind == Kind::Rate && it.line == figures[amount].line && !it.is_change
        });
        let (Some(beside), own) = (beside, &figures[rate]) else {
            return false;
        };
        let ratio = self.total(part).checked_div(figures[amount].value);
        ratio.is_some_and(|ratio| {
            let half = own.half + ratio * beside.half;
            (ratio * beside.value - own.value).abs() <= half
        })
    }

    /// Amounts that the lines above have told, up to where the list of the line begins.
    fn told_above(&self, index: usize) -> impl Iterator<Item = Sum> + '_ {
        let from = self.opener(index).unwrap_or(index);
        let told = (from..index).flat_map(|at| self.stated_in(at));
        let told = told.filter(|it| it.is_current);
        told.map(|it| Sum::one(Decimal::ONE, Ref::Text(it.figure)))
    }

    /// What the share before on a line, or on so many lines above it, is a share of.
    fn whole_of_last(&self, index: usize, above: usize) -> Option<Sum> {
        let is_share = |rule: usize| {
            let mut sentences = self.data.sentences.iter();
            sentences.any(|it| it.rule == rule && it.check == Some(TextCheck::Share))
        };
        let mut stated = self.reading.statements.iter().rev();
        // 下降5.31% is none of what it divides
        let last = stated
            .find(|it| it.over.is_some())
            .filter(|it| is_share(it.rule))?;
        let is_near = last.left.terms.iter().any(|(_, rate)| match rate {
            Ref::Text(figure) => self.reading.figures[*figure].line + above >= index,
            Ref::Cell(_) => false,
        });
        last.over.clone().filter(|_| is_near)
    }

    /// Amounts that a line has told before a place: `项目支出100万元中，重点项目60万元，占60%`.
    fn told_before(
        &self,
        index: usize,
        line: &TextLine,
        at: usize,
    ) -> impl Iterator<Item = Sum> + '_ {
        let (told, body) = (self.stated_in(index).iter(), line.body);
        let told = told.filter(move |it| (body..at).contains(&it.at) && it.is_current);
        told.map(|it| Sum::one(Decimal::ONE, Ref::Text(it.figure)))
    }

    /// The wholes whose parts may be told at a place, the likeliest last: before 其中 in the line, or at the end of
    /// a line above. A breakdown in brackets ends with them.
    fn wholes_before(&self, index: usize, line: &TextLine, at: usize) -> Vec<usize> {
        let Some(group) = self.data.group("其中") else {
            return Vec::new();
        };
        let begins = |line: &TextLine, at: usize| group.begins(&line.chars[at..]).is_some();
        let (mut closed, mut is_over) = (0, false);
        let mut found = Vec::new();
        for place in (0..at).rev() {
            match line.chars[place] {
                ')' => closed += 1,
                '(' if closed > 0 => closed -= 1,
                // a part behind ；is one of the whole before the breakdown of another part
                '。' if !found.is_empty() => break,
                ';' => is_over = true,
                _ if closed == 0 && begins(line, place) => {
                    found.extend(self.current(index, place));
                    if !is_over {
                        break;
                    }
                }
                _ => {}
            }
        }
        if !found.is_empty() {
            return found;
        }
        let above = (index.saturating_sub(6)..index).rev();
        for above in above {
            let line = &self.reading.lines[above];
            let from = line.chars.len().saturating_sub(6);
            let is_open = (from..line.chars.len()).any(|at| begins(line, at))
                || line.chars.last() == Some(&':');
            if is_open {
                return self.current(above, line.chars.len()).into_iter().collect();
            }
        }
        Vec::new()
    }
}
