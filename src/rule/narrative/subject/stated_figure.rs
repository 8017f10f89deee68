//! A figure that a line states, and the words that it is about.

use crate::amount::{Rounded, UnitOfMeasure, has_many_digits};
use crate::budget::FactId;
use crate::finding::ClaimProblem;
use crate::relation::Relation;
use crate::rule::narrative::language::{TextCheck, WordGroup, cell};
use crate::rule::narrative::lines::{Kind, PrintedFigure, TextLine};
use crate::rule::narrative::reader::{Found, NEAR, Reader, Ref, Stated, Subject, Sum, TextFigure};
use rust_decimal::Decimal;

/// Characters of a sentence before the year that it begins with.
pub(super) const BEGINNING: usize = 8;

/// Digits of a year.
const YEAR: usize = 4;

impl Reader<'_> {
    /// Takes a figure in; `begun`: where the sentence begins that it is this year's figure of.
    pub(crate) fn stated_figure(
        &mut self,
        index: usize,
        line: &TextLine,
        number: usize,
        begun: Option<usize>,
    ) {
        let figure = self.first[index] + number;
        if self.is_told(index, figure) {
            return;
        }
        let own = self.reading.figures[figure].clone();
        let (start, amount) = (own.figure.start, own.printed());
        let from = self.clause_start(index, line, start);
        // 5万元，与2019年持平，其中：甲3万元 is none of last year's
        let listed = self
            .last_word(WordGroup::OfWhich, line, (from, start))
            .unwrap_or(from);
        let year = self.year_between(index, listed, start);
        // 总投资9万元，其中2021年2万元
        let is_other_year = year.is_some_and(|(said, _)| self.year() != Some(said));
        let is_money = matches!(own.figure.kind, Kind::Amount(_) | Kind::Bare);
        let in_reason = self.is_aside(line, start, WordGroup::Reason).is_some()
            && !(is_money && self.is_its_cell(index, line, (from, start), amount));
        let says = |group: WordGroup| self.has_word(group, line, (from, start));
        // 分别为: the first of several figures is of the first of several names
        let (is_each, is_average) = (says(WordGroup::Respectively), says(WordGroup::Average));
        if is_each && is_money && !in_reason && self.respective(index, line, number) {
            return;
        }
        let is_past = is_money && self.is_of_past(index, line, start);
        let subject = if is_each || is_average || is_past {
            Found::Unknown
        } else if is_money && !in_reason {
            let begun = begun.filter(|_| !is_other_year);
            self.subject_of_amount((index, line), number, (from, amount), begun)
        } else {
            Found::Nothing
        };
        let subject = if is_money {
            let may_be_others = !in_reason && !is_past;
            self.among_others((index, line), figure, (from, subject), may_be_others)
        } else {
            subject
        };
        let known = subject.cells();
        self.reading.figures[figure].cells = known.cloned().unwrap_or_default();
        self.reading.figures[figure].lacking = match &subject {
            Found::Known(own) => own.lacking,
            _ => None,
        };
        if own.figure.kind == Kind::Bare {
            let Some(known) = known.cloned() else { return };
            self.lacks_unit((index, line), figure, &known);
        }
        let is_spent = is_money && self.is_executed_figure(line, (from, start));
        let may_be_current = !in_reason && !is_average && !is_spent;
        let is_current =
            may_be_current && (is_past || self.is_of_cells(index, figure, &subject, year));
        self.stated.push(Stated {
            figure,
            line: index,
            at: start,
            subject,
            from,
            is_current,
        });
    }

    /// What the words before an amount name, or else the item of its line; `begun`: where the other figure stands that says
    /// what it is about.
    fn subject_of_amount(
        &mut self,
        (index, line): (usize, &TextLine),
        number: usize,
        (from, amount): (usize, Rounded),
        begun: Option<usize>,
    ) -> Found {
        let start = self.reading.figures[self.first[index] + number]
            .figure
            .start;
        let named = match self.title_before(line, (from, start)) {
            Some(title) => self.named_by_the_way(index, line, title, Some(amount)),
            None => match self.of_counted(index, line, (from, start), amount) {
                Some(counted) => counted,
                None => self.subject(index, line, (from, start), Some(amount)),
            },
        };
        let own = match named {
            Found::Nothing => self
                .item_of_line(index, line, (from, number), amount)
                .unwrap_or(Found::Nothing),
            named => named,
        };
        // 收入由12万元增加到15万元: what it is about stands before the other figure
        let Some(begun) = begun.filter(|_| own.cells().is_none()) else {
            return own;
        };
        let from = self.clause_start(index, line, begun);
        match self.subject(index, line, (from, begun), Some(amount)) {
            Found::Nothing => self
                .stated_again(index, begun, amount)
                .unwrap_or(Found::Nothing),
            named => named,
        }
    }

    /// What an amount is of that is not that of its cells: cells of another table, of one kind of money, or of something that
    /// the words leave open.
    fn among_others(
        &mut self,
        (index, line): (usize, &TextLine),
        figure: usize,
        (from, subject): (usize, Found),
        may_be_others: bool,
    ) -> Found {
        let own = &self.reading.figures[figure];
        let (start, amount) = (own.figure.start, own.printed());
        let place = (from, start);
        let is_own = |it: &Vec<_>| amount.may_be(self.total(&Sum::of(it)));
        let is_own = subject.cells().is_some_and(is_own);
        let may_be_others = may_be_others && !is_own;
        let others = may_be_others
            .then(|| self.subject_of_others(index, line, place, (&subject, amount)))
            .flatten();
        let mut subject = others.unwrap_or(subject);
        if may_be_others && self.has_other_money(line, figure, &subject) {
            subject = Found::Unknown;
        }
        // of one kind of money, or of all of it: only a slip is told
        let is_other = !is_own
            && (self.of_kind[index].is_some_and(|from| start >= from)
                || self.is_of_all_money(index, line, place)
                || self.is_share_of_money(index, line, (figure, &subject)));
        if let Found::Known(own) = &mut subject {
            let cells = own.cells.as_deref().unwrap_or_default();
            let is_near = own.near && !self.divides_its_row(index, line, start, cells);
            own.near = is_near || is_other;
            own.most &= !is_other;
        }
        if !is_own && self.follows_a_part(index, line, start) {
            self.of_bodies.insert(figure);
        }
        subject
    }

    /// The cell of the amount before a place, where another one says it again: `拨款15万元，由上年的12万元增加到15万元`.
    fn stated_again(&self, index: usize, at: usize, amount: Rounded) -> Option<Found> {
        let current = self.current(index, at)?;
        let is_same = self.reading.figures[current].value == amount.value;
        match self.cells_of(current).filter(|_| is_same)?.as_slice() {
            [(_, cell)] => Some(Found::cell(*cell)),
            _ => None,
        }
    }

    /// Says that a figure lacks 万元 where it is that of its cells in this unit, or like it, as the other amounts of the text are.
    fn lacks_unit(
        &mut self,
        (index, line): (usize, &TextLine),
        figure: usize,
        cells: &[(Decimal, FactId)],
    ) {
        let own = self.reading.figures[figure].clone();
        let unit = self.budget.layout.unit_of_measure;
        let convert = |value: Decimal| UnitOfMeasure::TenThousandYuan.convert(value, unit);
        let amount = Rounded {
            value: convert(own.figure.value),
            half: convert(own.figure.half),
        };
        let total = self.total(&Sum::of(cells));
        // below tables in 元 a figure that is like its cell in 万元 is no amount in 元
        let is_like = || {
            let twice = |it: Decimal| it * Decimal::TWO;
            let is_other = unit != UnitOfMeasure::TenThousandYuan;
            is_other && twice(amount.value) > total && twice(total) > amount.value
        };
        let is_its = amount.may_be(total) || is_like();
        let is_amount = own.figure.decimals > 0 || has_many_digits(own.figure.value);
        if !is_its || !is_amount || self.has_unit_elsewhere(index, figure) {
            return;
        }
        self.no_unit((index, line), figure, cells);
        let own = &mut self.reading.figures[figure];
        own.figure.kind = Kind::Amount(UnitOfMeasure::TenThousandYuan);
        (own.value, own.half) = (amount.value, amount.half);
    }

    /// Says that a change lacks 万元, unless the unit is said elsewhere.
    pub(crate) fn amount_without_unit(&mut self, index: usize, line: &TextLine, figure: usize) {
        if !self.has_unit_elsewhere(index, figure) {
            self.no_unit((index, line), figure, &[]);
        }
    }

    fn no_unit(
        &mut self,
        (index, line): (usize, &TextLine),
        figure: usize,
        cells: &[(Decimal, FactId)],
    ) {
        let own = &self.reading.figures[figure].figure;
        let (from, to) = (own.start, own.end);
        let right = format!("{}{}", line.text(from, to), UnitOfMeasure::TenThousandYuan);
        let place = (index, from, to);
        let problem = ClaimProblem::NoUnit;
        self.claim_about(TextCheck::UnitOfAmount, place, Some(right), problem, cells);
        self.reading.figures[figure].is_tied = true;
    }

    /// Whether the unit of a figure is said elsewhere: for all of a list behind its last, in a heading, or by hardly any
    /// amount of the text.
    fn has_unit_elsewhere(&self, index: usize, figure: usize) -> bool {
        let line = &self.reading.lines[index];
        let figures = &self.reading.figures;
        let own = &figures[figure].figure;
        let (_, end) = line.sentence(own.start);
        let next = figures.get(figure + 1);
        let next = next.filter(|it| it.line == index && it.figure.start < end);
        // 收入100万元，其中财政拨款90.00，事业收入0万元，其他收入10万元: those beside it have theirs
        let (sentence, _) = line.sentence(own.start);
        let is_beside = |it: Option<usize>| {
            let it = it.and_then(|it| figures.get(it));
            it.is_some_and(|it| {
                let is_amount = matches!(it.figure.kind, Kind::Amount(_));
                is_amount && it.line == index && (sentence..end).contains(&it.figure.start)
            })
        };
        let is_apart = line.has(own.close, ",")
            && is_beside(figure.checked_sub(1))
            && is_beside(Some(figure + 2));
        let is_listed = next.is_some_and(|next| match next.figure.kind {
            Kind::Bare => true,
            Kind::Amount(_) if is_apart => false,
            Kind::Amount(_) => {
                !self.has_word(WordGroup::Change, line, (own.close, next.figure.start))
            }
            _ => false,
        });
        let count = |is: fn(&Kind) -> bool| {
            let own = figures.iter().filter(|it| is(&it.figure.kind));
            own.count()
        };
        let with_unit = count(|kind| matches!(kind, Kind::Amount(_)));
        let without = count(|kind| *kind == Kind::Bare);
        let said = UnitOfMeasure::ALL.map(|unit| format!("单位:{unit}"));
        let mut lines = self.reading.lines.iter();
        is_listed
            || without > with_unit
            || lines.any(|line| said.iter().any(|said| line.says(said)))
    }

    /// The name that is a sentence of its own before a figure that nothing else names, but for the first of a line, which is a
    /// heading: `2.公务接待费。2024年预算数1.35万元`.
    fn title_before(
        &self,
        line: &TextLine,
        (from, start): (usize, usize),
    ) -> Option<(usize, usize)> {
        let stop = from.checked_sub(1).filter(|at| line.chars[*at] == '。')?;
        let (begin, _) = line.sentence(stop.checked_sub(1)?);
        let name = line.ordinal(begin).filter(|_| begin > line.body)?;
        let is_mark = |c: &char| c.is_ascii_digit() || ",;:".contains(*c);
        let is_name = name < stop && !line.chars[name..stop].iter().any(is_mark);
        let words = line.text(from, start);
        let words = words.trim_start_matches(|c: char| c.is_ascii_digit() || c == '年');
        let words = words.trim_end_matches('为');
        let is_bare = words.is_empty() || self.data.group(WordGroup::LastYearFigure).has(words);
        (is_name && is_bare).then_some((name, stop))
    }

    /// Whether an amount is that of the cells that the words before it name: no reason, though it stands behind one.
    fn is_its_cell(
        &mut self,
        index: usize,
        line: &TextLine,
        place: (usize, usize),
        amount: Rounded,
    ) -> bool {
        // 原因是压减接待，公务用车运行维护费8.10万元
        let mark = line.chars[place.0..place.1].iter().rposition(|c| *c == ',');
        let place = (mark.map_or(place.0, |more| place.0 + more + 1), place.1);
        let is_change = self.has_word(WordGroup::Change, line, place);
        let subject = self.named_by_the_way(index, line, place, Some(amount));
        let cells = subject.cells().map(|it| self.total(&Sum::of(it)));
        !is_change && !amount.value.is_zero() && cells.is_some_and(|it| amount.may_be(it))
    }

    /// States that a figure is that of its cells; not where it is last year's.
    pub(super) fn is_of_cells(
        &mut self,
        index: usize,
        figure: usize,
        subject: &Found,
        said: Option<(i32, usize)>,
    ) -> bool {
        let own = &self.reading.figures[figure];
        if self.says_last_year(index, own.figure.start) {
            let cells = subject.cells().map(|it| self.total(&Sum::of(it)));
            return cells.is_some_and(|it| (it - own.value).abs() <= own.half);
        }
        let is_last_year = match said {
            Some((said, _)) => self.year().is_some_and(|year| said == year - 1),
            None => {
                self.is_in_last_years_sentence(index, own.figure.start)
                    || self.is_in_last_years_bracket(index, own.figure.start)
                    || self.is_below_last_year(index)
            }
        };
        let is_compared = || self.is_compared_with(index, own.figure.start, own.figure.close);
        let (subject, cells) = match subject {
            Found::Known(
                own @ Subject {
                    cells: Some(cells), ..
                },
            ) => (own, cells),
            // 2019年10万元: last year's figure of what was said before
            other => {
                let is_amount = matches!(own.figure.kind, Kind::Amount(_));
                let is_unknown = matches!(other, Found::Unknown);
                let is_carried = || is_unknown && self.is_carried(index, own.figure.start);
                return !is_amount || (!is_compared() && (!is_last_year || is_carried()));
            }
        };
        // 2020年预算10万元，2019年预算10万元
        let is_earlier = said
            .zip(self.year())
            .is_some_and(|((it, _), year)| it < year);
        if is_earlier && self.follows_own_year(index, own.figure.start, cells) {
            return false;
        }
        let right = Sum::of(cells);
        let is_same = (self.total(&right) - own.value).abs() <= own.half;
        if !is_same && (is_last_year || is_compared()) {
            return false;
        }
        if !is_same && self.holds_carried(index, figure, &right) {
            return true;
        }
        if subject.near && self.is_over_a_limit(index, own.figure.start) {
            return true;
        }
        let check = if subject.near {
            TextCheck::CellNear
        } else {
            TextCheck::Cell
        };
        let left = Sum::one(Decimal::ONE, Ref::Text(figure));
        if subject.most && self.is_over_all(index, figure, &right) {
            self.check(TextCheck::CellMost, left, Relation::AtMost, right);
        } else {
            self.check(check, left, Relation::Equal, right);
        }
        self.year_of_own_amount(index, figure, said, is_same);
        true
    }

    /// Says that the year before an amount of this year is another one.
    fn year_of_own_amount(
        &mut self,
        index: usize,
        figure: usize,
        said: Option<(i32, usize)>,
        is_same: bool,
    ) {
        let Some(((said, place), year)) = said.zip(self.year()) else {
            return;
        };
        // 与2019年持平 says nothing of what follows
        if said != year
            && (is_same || !self.sections.is_empty())
            && !self.reading.lines[index].is_compared(place)
            && !(said < year && self.is_told_with_execution(index, figure))
            && !(said < year && self.is_before_own_year(index, figure, year))
        {
            let problem = ClaimProblem::YearOfAmount { said, year };
            let right = Some(year.to_string());
            let line = &self.reading.lines[index];
            let end = place + YEAR + usize::from(line.has(place + YEAR, "年"));
            self.claim(TextCheck::Year, (index, place, end), right, problem);
        }
    }

    /// Whether the same amount stands behind the budget's own year further on in the sentence of a figure, which is that of
    /// an earlier year then: `2019年预算5万元，2020年预算5万元，与上年持平`.
    fn is_before_own_year(&self, index: usize, figure: usize, year: i32) -> bool {
        let own = &self.reading.figures[figure];
        let (_, end) = self.reading.lines[index].sentence(own.figure.close);
        let figures = &self.reading.figures[figure + 1..self.first[index + 1]];
        let mut behind = figures.iter().filter(|it| it.figure.start < end);
        let is_own = |it: &&TextFigure| {
            it.figure.kind == Kind::Year && it.figure.value == Decimal::from(year)
        };
        let is_amount = |it: &&TextFigure| matches!(it.figure.kind, Kind::Amount(_));
        let of_own_year = behind.any(|it| is_own(&it));
        let next = behind.find(is_amount).filter(|_| of_own_year);
        next.is_some_and(|it| it.value == own.value)
    }

    /// Whether the sentence of a figure goes on with what was spent: `2023年预算5万元，实际支出4万元`.
    fn is_told_with_execution(&self, index: usize, figure: usize) -> bool {
        let line = &self.reading.lines[index];
        let close = self.reading.figures[figure].figure.close;
        let (_, end) = line.sentence(close);
        let figures = self.of_line(index);
        let is_amount = |it: &&PrintedFigure| matches!(it.kind, Kind::Amount(_));
        let mut behind = figures.iter().filter(|it| it.start >= close);
        let next = behind.find(is_amount).map_or(end, |it| it.start.min(end));
        let is_compared = (close..next).any(|at| line.is_compared(at));
        !is_compared && self.has_word(WordGroup::ExecutedFigure, line, (close, next))
    }

    /// Whether the first amount of a sentence behind a year is that year's: of known cells and not theirs, or told of this
    /// year before. `2020年接待费1.2万元。2019年预算1.5万元`
    pub(crate) fn is_amount_of_year(
        &mut self,
        index: usize,
        line: &TextLine,
        (year, at): (usize, usize),
    ) -> bool {
        let (_, end) = line.sentence(at);
        let own = self.first[index]..self.first[index + 1];
        let mut own = own.map(|figure| &self.reading.figures[figure]);
        // 2019年绩效目标的项目5个，涉及资金5万元: what is counted is of the year, and not the amount
        let is_said = |it: &&TextFigure| {
            let own = &it.figure;
            let is_figure = matches!(own.kind, Kind::Amount(_) | Kind::Count(_));
            own.start >= at && own.close <= end && is_figure
        };
        let is_amount = |it: &&TextFigure| matches!(it.figure.kind, Kind::Amount(_));
        let Some(own) = own.find(is_said).filter(is_amount) else {
            return false;
        };
        let (start, amount) = (own.figure.start, own.printed());
        // 2019年“三公”经费预算比上年减少1万元: a change is of the year that is compared
        if self.has_word(WordGroup::Change, line, (at, start)) {
            return false;
        }
        let from = self.clause_start(index, line, start);
        let subject = self.named_by_the_way(index, line, (from, start), Some(amount));
        match subject.cells() {
            Some(cells) => {
                !amount.may_be(self.total(&Sum::of(cells)))
                    || self.follows_own_year(index, year, cells)
            }
            None => start < at + NEAR && self.last_told(index, year).is_some(),
        }
    }

    /// Whether a bracket behind an amount tells how much of it is other money, and the rest is that of its cells:
    /// `支出1486万元（含上年结转40万元）`, `事业收入60万元（含教育收费20万元）`.
    fn holds_carried(&self, index: usize, figure: usize, cells: &Sum) -> bool {
        let own = &self.reading.figures[figure];
        let line = &self.reading.lines[index];
        let Some(next) = self.reading.figures.get(figure + 1) else {
            return false;
        };
        next.line == index
            && line.has(own.figure.close, "(")
            && [WordGroup::CarriedOver, WordGroup::Containing]
                .into_iter()
                .any(|it| self.has_word(it, line, (own.figure.close, next.figure.start)))
            && own.value - next.value == self.total(cells)
    }

    /// Whether an amount that its sentence calls one of projects is more than all of them have, or one of 整体支出 more than
    /// anything that the tables have.
    fn is_over_all(&self, index: usize, figure: usize, all: &Sum) -> bool {
        let own = &self.reading.figures[figure];
        let line = &self.reading.lines[index];
        let start = own.figure.start;
        let part = line.segment(start);
        let least = own.value - own.half;
        let is_more = |id: usize| cell::value(self.budget, FactId(id)).is_none_or(|it| least > it);
        least > self.total(all)
            && match self.has_word(WordGroup::WholeExpenditure, line, (part, start)) {
                true => (0..self.budget.facts.len()).all(is_more),
                false => self.has_word(WordGroup::Project, line, (part, start)),
            }
    }

    /// What an amount behind a count is, where all expenditure is counted: `整体支出绩效目标1个，涉及5万元`.
    fn of_counted(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, start): (usize, usize),
        amount: Rounded,
    ) -> Option<Found> {
        let figures = self.of_line(index);
        let is_count = |it: &&PrintedFigure| matches!(it.kind, Kind::Count(_)) && it.close == from;
        let count = figures.iter().find(is_count)?.start;
        let begin = self.clause_start(index, line, count);
        if !self.has_word(WordGroup::WholeExpenditure, line, (begin, count)) {
            return None;
        }
        let found = self.subject(index, line, (begin, start), Some(amount));
        found.cells().is_some().then_some(found)
    }

    /// Whether a figure is of some things only: 50万元以上的项目5万元.
    fn is_over_a_limit(&self, index: usize, start: usize) -> bool {
        let line = &self.reading.lines[index];
        let (sentence, _) = line.sentence(start);
        self.has_word(WordGroup::Threshold, line, (sentence, start))
    }
}
