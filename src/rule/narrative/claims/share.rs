//! Shares: of what a figure is the part, and of what the whole.

use crate::amount::Rounded;
use crate::finding::ClaimProblem;
use crate::relation::Relation;
use crate::rule::narrative::form::Match;
use crate::rule::narrative::language::{Sentence, WordGroup};
use crate::rule::narrative::lines::{Kind, TextLine, opening};
use crate::rule::narrative::reader::{Found, Reader, Ref, Stated, Statement, Subject, Sum};
use rust_decimal::Decimal;

/// Characters of the shortest words that may name a whole, without what only says that they are an amount.
const SHORTEST: usize = 2;

/// Characters in which a sentence says what it divides up.
const BEGINNING: usize = 16;

/// Figures before a share that are looked at for its whole.
const FIGURES: usize = 40;

/// Lines above a share in which its whole may be told.
const LINES: usize = 6;

/// What the words of a share say of the whole.
struct WordsOfShare {
    /// Where the share begins.
    from: usize,
    /// Where the words stand that name the whole.
    words: (usize, usize),
    /// Whether it stands in brackets.
    is_bracket: bool,
    /// Whether it is one of several shares of one sentence.
    is_list: bool,
    /// Whether the tables have what the words name, or the words name nothing.
    is_known: bool,
    /// Whether the words may mean something else too.
    is_unclear: bool,
    /// The cells that the words name.
    named: Option<Sum>,
    /// What the text has said of how much it is.
    told: Vec<usize>,
}

impl Reader<'_> {
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
        let is_bracket = line.has(found.from, "(");
        if is_bracket && self.amount_before(index, found.from).is_none() {
            return;
        }
        let mut figures = found.filled.iter().filter_map(|it| it.figure);
        // 占8.61%，计1383.83万元
        let pairs = match figures.nth(1).map(|it| self.first[index] + it) {
            Some(amount) => vec![(Sum::one(Decimal::ONE, Ref::Text(amount)), rate)],
            None => self.shared(index, line, (found.from, rate)),
        };
        let words = (self.words_of_share(line, (found.from, rate_at)), rate_at);
        if self.is_of_earlier_year(index, words) {
            return;
        }
        let subject = self.subject_of_share(index, line, (found.from, words));
        let is_known = match &subject {
            Found::Known(it) => it.cells.is_some(),
            Found::Unknown => false,
            Found::Nothing => true,
        };
        // of something that no table has the text may have said how much it is
        let named = subject.cells().map(|cells| Sum::of(cells));
        let told = match is_known {
            true => Vec::new(),
            false => self.told_of(index, line, words),
        };
        if named.is_some() {
            self.named_whole = Some(index);
        }
        let before = self.reading.statements.len();
        let words = WordsOfShare {
            from: found.from,
            words,
            is_bracket,
            is_list: pairs.len() > 1,
            is_known,
            is_unclear: matches!(&subject, Found::Known(it) if it.near),
            named,
            told,
        };
        for (part, rate) in pairs {
            self.state_share((index, line), (sentence, found), &words, (part, rate));
        }
        // of what nothing is known it is no more than all
        let own = &self.reading.figures[rate];
        let is_too_much = own.value > Decimal::ONE_HUNDRED && line.has(own.figure.end, "%");
        if is_too_much && !is_bracket && self.reading.statements.len() == before {
            let place = (index, own.figure.start, own.figure.close);
            self.push(sentence, place, None, ClaimProblem::MoreThanAll);
        }
    }

    /// States that a rate is the share that a part is of a whole.
    fn state_share(
        &mut self,
        (index, line): (usize, &TextLine),
        (sentence, found): (&Sentence, &Match),
        said: &WordsOfShare,
        (part, rate): (Sum, usize),
    ) {
        let words = said.words;
        let figure = part.figure();
        let other = said
            .is_unclear
            .then(|| self.named_otherwise((index, line, words), (rate, &part)))
            .flatten();
        // where the part is none of its cells either, nothing says what the words mean
        let is_any = said.is_unclear
            && other.is_none()
            && figure.is_some_and(|it| self.is_another_than_its_cells(it));
        let named = other.or_else(|| said.named.clone());
        let is_beside = said.is_list || figure.is_none_or(|it| self.is_beside(line, it, said.from));
        let of_told = self.of_told(rate, &part, &said.told);
        let whole = match said.is_known {
            true => self.whole_of(index, line, found, (rate, &part, named.clone())),
            false => of_told,
        };
        let Some(whole) = whole else {
            return;
        };
        // of what a share is that stands apart from its part, the words around it tell: 基本支出中人员经费占94.90%
        if !is_beside && said.is_known && named.is_none() && !self.is_share(rate, &part, &whole) {
            return;
        }
        // nothing is a share of itself: the words mean another whole, of which it is no more than all
        let is_some = self.reading.figures[rate].value <= Decimal::ONE_HUNDRED;
        let is_all = self.total(&part) == self.total(&whole)
            || self.is_in_last_years_sentence(index, said.from);
        if is_some && is_all && self.is_itself(&part, &whole) {
            return;
        }
        // 占财政拨款支出的: below a heading of one kind of money it may be of another
        let is_of_money = self.has_word(WordGroup::Appropriation, line, words)
            && !self.is_exactly_share(rate, &part, &whole);
        let other = is_of_money.then(|| self.whole_of_money(rate, &part));
        let whole = self.exact_whole(other.flatten().unwrap_or(whole));
        let is_near = is_any || (said.is_bracket && !self.has_sister(index, line, (rate, &whole)));
        self.state(Statement {
            rule: sentence.rule,
            left: Sum::one(Decimal::ONE, Ref::Text(rate)),
            relation: Relation::Equal,
            right: part,
            over: Some(whole),
            is_near,
            may_be_less: false,
        });
    }

    /// Whether a figure is of cells that have another amount.
    fn is_another_than_its_cells(&self, figure: usize) -> bool {
        let own = &self.reading.figures[figure];
        !own.cells.is_empty() && !own.printed().may_be(self.total(&Sum::of(&own.cells)))
    }

    /// The whole that words mean which may mean one or another: the one of which an amount is the share that its rate says, or
    /// else the one that the amount is all of. `涉及四本预算资金5万元，占四本预算资金（基本支出除外）总额的100%`
    fn named_otherwise(
        &mut self,
        (index, line, words): (usize, &TextLine, (usize, usize)),
        (rate, part): (usize, &Sum),
    ) -> Option<Sum> {
        let (own, value) = (&self.reading.figures[rate], self.total(part));
        let all = value * Decimal::ONE_HUNDRED;
        let [low, high] =
            [own.value + own.half, own.value - own.half].map(|it| all.checked_div(it));
        let implied = low.zip(high).map(|(low, high)| Rounded {
            value: (low + high) / Decimal::TWO,
            half: (high - low) / Decimal::TWO,
        });
        let itself = Rounded {
            value,
            half: Decimal::ZERO,
        };
        [implied, Some(itself)]
            .into_iter()
            .flatten()
            .find_map(|amount| {
                let found = self.named_by_the_way(index, line, words, Some(amount));
                let whole = found.cells().map(|it| Sum::of(it));
                whole.filter(|it| amount.may_be(self.total(it)))
            })
    }

    /// Where the words begin that name what a share is of; none stand in 所占比重为：8.61%.
    fn words_of_share(&self, line: &TextLine, (from, rate): (usize, usize)) -> usize {
        let is_bare = ["所占", "比重", "比例", "("]
            .iter()
            .any(|it| line.has(from, it));
        match (is_bare, line.has(from, "占比")) {
            (true, _) => rate,
            (_, true) => from + 2,
            _ => from + 1,
        }
    }

    /// The amount of this year that ends at a place.
    fn amount_before(&self, index: usize, at: usize) -> Option<usize> {
        let own = self.amount_of_line(index, at);
        own.filter(|it| self.stated_by(*it).is_some_and(|it| it.is_current))
    }

    /// Whether another rate in brackets of the sentence is a share of the same whole: a rate in brackets may be of a change.
    fn has_sister(&self, index: usize, line: &TextLine, (rate, whole): (usize, &Sum)) -> bool {
        let (from, to) = line.sentence(self.reading.figures[rate].figure.start);
        let mut rates = self.first[index]..self.first[index + 1];
        rates.any(|other| {
            let own = &self.reading.figures[other].figure;
            let is_rate = other != rate && own.kind == Kind::Rate && own.decimals > 0;
            let is_here = (from..to).contains(&own.start) && line.has(own.close, ")");
            let open = own.start.checked_sub(1).filter(|at| line.has(*at, "("));
            let part = open.and_then(|open| self.amount_of_line(index, open));
            let part = part.map(|it| Sum::one(Decimal::ONE, Ref::Text(it)));
            is_rate
                && is_here
                && part.is_some_and(|it| it != *whole && self.is_exactly_share(other, &it, whole))
        })
    }

    /// The amount of a line that ends at a place.
    fn amount_of_line(&self, index: usize, at: usize) -> Option<usize> {
        let mut figures = self.first[index]..self.first[index + 1];
        figures.find(|it| {
            let own = &self.reading.figures[*it].figure;
            own.close == at && matches!(own.kind, Kind::Amount(_))
        })
    }

    /// What the words between 占 and a rate say that it is a share of, or else what their sentence divides up.
    fn subject_of_share(
        &mut self,
        index: usize,
        line: &TextLine,
        (at, words): (usize, (usize, usize)),
    ) -> Found {
        let named = match self.subject(index, line, words, None) {
            // 占本年支出合计的: of all funds, not of those of the section
            Found::Nothing if self.has_word(WordGroup::AllOfThisYear, line, words) => {
                Found::Unknown
            }
            Found::Nothing
                if self.has_word(WordGroup::RevenueOrExpenditure, line, words)
                    && self.of_section(|it| it.whole.clone()).is_none() =>
            {
                Found::Unknown
            }
            subject => subject,
        };
        match named {
            Found::Nothing => self.divided_up(index, line, at).unwrap_or(Found::Nothing),
            named => named,
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
    ) -> Vec<(Sum, usize)> {
        let of_text = |figure: usize| Sum::one(Decimal::ONE, Ref::Text(figure));
        let rates = self.rates_from(index, line, rate);
        let is_each = rates.len() > 1 || (from >= 2 && line.has(from - 2, "分别"));
        let (sentence, _) = line.sentence(from);
        let amounts = self.stated_in(index).iter().filter(|it| {
            let figure = &self.reading.figures[it.figure].figure;
            it.at < from && matches!(figure.kind, Kind::Amount(_))
        });
        if is_each {
            let amounts = amounts.filter(|it| it.at >= sentence && it.is_current);
            let amounts: Vec<usize> = amounts.map(|it| it.figure).collect();
            let Some(first) = amounts.len().checked_sub(rates.len()) else {
                return Vec::new();
            };
            let amounts = amounts[first..].iter().map(|it| of_text(*it));
            return amounts.zip(rates).collect();
        }
        let amounts: Vec<usize> = amounts.map(|it| it.figure).collect();
        let last = amounts.last().copied();
        let mut behind = amounts.iter().rev().copied();
        let beside = behind.find(|it| self.is_beside(line, *it, from));
        let (named, cells) = match beside {
            Some(figure) => (Some(of_text(figure)), None),
            None => self.named_before(index, line, from),
        };
        // 货物采购授予中小企业的占货物支出的100%: the words before 占 name what the text gives no amount of
        let mark = line.chars[..from]
            .iter()
            .rposition(|c| ",。;:(".contains(*c));
        let clause = (mark.map_or(line.body, |at| at + 1), from);
        let is_other = named.is_none()
            && cells.is_none()
            && clause.1 > clause.0 + SHORTEST
            && last.is_some_and(|it| self.reading.figures[it].figure.close <= clause.0)
            && matches!(
                self.named_by_the_way(index, line, clause, None),
                Found::Unknown
            );
        if is_other {
            return Vec::new();
        }
        let part = named.or(cells);
        let part = part.or_else(|| self.current(index, from).map(of_text));
        part.into_iter().map(|part| (part, rate)).collect()
    }

    /// Whether nothing but marks, and words in brackets right behind it, stands between a figure and a place.
    fn is_beside(&self, line: &TextLine, figure: usize, from: usize) -> bool {
        let close = self.reading.figures[figure].figure.close.min(from);
        let is_mark = |c: &char| ",;、(".contains(*c);
        let between = &line.chars[close..from];
        let marks = between.iter().rev().take_while(|c| is_mark(c)).count();
        let end = from - marks;
        // 基本支出5万元（人员经费3万元、公用经费2万元），占8.61%
        let opens = line.chars[close] == '(';
        end == close || (opens && opening(line, (close, end)) == Some(close))
    }

    /// The part that is named right before 占: as the sentence states it (人员经费占94.90%、公用经费占5.10%), and its cells, where it
    /// gives no amount of it (其中：公务接待费占29.63%).
    fn named_before(
        &mut self,
        index: usize,
        line: &TextLine,
        from: usize,
    ) -> (Option<Sum>, Option<Sum>) {
        let begin = self.clause_start(index, line, from);
        let mark = |at: &usize| ",、:".contains(line.chars[*at]);
        let begin = (begin..from).rfind(mark).map_or(begin, |at| at + 1);
        let Found::Known(Subject {
            cells: Some(cells),
            near,
            ..
        }) = self.named_by_the_way(index, line, (begin, from), None)
        else {
            return (None, None);
        };
        let mut own = self.stated_in(index).iter().filter(|it| it.is_current);
        let told = own.rfind(|it| it.subject.cells() == Some(&cells));
        let told = told.map(|it| Sum::one(Decimal::ONE, Ref::Text(it.figure)));
        (told, (!near).then(|| Sum::of(&cells)))
    }

    /// Figures that the text has given before to what some words name: 占政府采购预算总额的70.23%.
    fn told_of(&self, index: usize, line: &TextLine, (from, to): (usize, usize)) -> Vec<usize> {
        let core = self.core(line, (from, to));
        let is_spent = self.has_word(WordGroup::Expenditure, line, (from, to));
        let is_it = |it: &&Stated| {
            let own = &self.reading.figures[it.figure];
            let line = &self.reading.lines[it.line];
            let words = self.core(line, (it.from, it.at));
            // 预算拨款支出 is no 一般公共预算拨款 among the income
            let is_alike =
                !is_spent || self.has_word(WordGroup::Expenditure, line, (it.from, it.at));
            let is_amount = matches!(own.figure.kind, Kind::Amount(_));
            it.is_current && is_amount && is_alike && words.ends_with(&core)
        };
        if core.len() < SHORTEST {
            return Vec::new();
        }
        let near = self.stated.iter().rev().take(FIGURES);
        let near = near.take_while(|it| it.line + LINES >= index);
        near.filter(is_it).map(|it| it.figure).collect()
    }

    /// The whole of a share among figures that words may mean: the one that fits, or the only one.
    fn of_told(&self, rate: usize, part: &Sum, told: &[usize]) -> Option<Sum> {
        let sum = |figure: usize| Sum::one(Decimal::ONE, Ref::Text(figure));
        let others = told.iter().map(|it| sum(*it)).filter(|it| it != part);
        let others: Vec<Sum> = others.collect();
        let fitting = others.iter().find(|whole| self.is_share(rate, part, whole));
        let only = others.first().filter(|_| others.len() == 1);
        fitting.or(only).cloned()
    }

    /// Whether a rate is about the share that a part is of a whole.
    pub(super) fn is_share(&self, rate: usize, part: &Sum, whole: &Sum) -> bool {
        self.is_quotient(rate, self.total(part), self.total(whole))
    }

    /// Whether a rate is the share that a part is of a whole, at its printed places.
    pub(super) fn is_exactly_share(&self, rate: usize, part: &Sum, whole: &Sum) -> bool {
        let slack = self.reading.figures[rate].half;
        self.is_about(rate, (self.total(part), self.total(whole)), slack)
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
}
