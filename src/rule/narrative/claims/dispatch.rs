//! Checks of a sentence that are no formula: of names, of reasons, of what the text calls empty.

use crate::finding::ClaimProblem;
use crate::rule::narrative::form::{Filled, Match};
use crate::rule::narrative::language::{Sentence, TextCheck, WordGroup};
use crate::rule::narrative::lines::{Kind, PrintedFigure, TextLine};
use crate::rule::narrative::reader::Reader;
use rust_decimal::Decimal;

/// Characters between a bare figure and the rate beside it.
const NEAR: usize = 6;

/// A decrease has no rate above this, and an increase hardly any.
const MOST: Decimal = Decimal::ONE_HUNDRED;

/// Characters behind two years that tell that both are said of one thing.
pub(super) const SAME: usize = 6;

impl Reader<'_> {
    /// Checks a sentence by its word.
    pub(super) fn checked<'f>(
        &mut self,
        index: usize,
        line: &TextLine,
        (sentence, check): (&Sentence, TextCheck),
        named: &impl Fn(&str) -> Option<&'f Filled>,
        found: &Match,
    ) {
        match (check, named("名")) {
            (TextCheck::ProjectName, Some(name)) => {
                self.project_named(index, line, (name.from, name.to));
            }
            (TextCheck::Name, Some(name)) => {
                self.path_of_amount(index, line, (name.from, name.to));
            }
            (TextCheck::OtherName, Some(name)) => self.other_name(index, line, sentence, name),
            (TextCheck::ReasonDirection, name) => {
                self.reason_told(index, line, sentence, (named, name));
            }
            (TextCheck::Empty, name) => self.is_empty(index, line, sentence, (found, name)),
            (TextCheck::ListName, Some(name)) => self.list(index, line, sentence, name),
            (TextCheck::ClassList, Some(name)) => {
                self.list_of_classes(index, line, sentence, name);
            }
            (TextCheck::Unit, _) => self.figure_without_unit(index, line, sentence, named),
            (TextCheck::SameCount, _) => self.counts_told(index, sentence, named),
            (TextCheck::Product, name) => self.product_told(index, line, (named, name)),
            (TextCheck::Share, _) => self.share(index, line, sentence, found),
            (TextCheck::YearOfBudget, _) => {
                if let Some(year) = named("年") {
                    self.year_of_budget(index, line, sentence, year);
                }
            }
            (TextCheck::YearWithItself, _) => {
                if let Some(last) = named("上") {
                    self.year_with_itself(index, line, sentence, last);
                }
            }
            (TextCheck::LastNew, _) => self.new_this_year(index, (found.from, found.to)),
            (TextCheck::LastRate, _) => {
                if let Some(rate) = named("率").and_then(|it| it.figure) {
                    self.stated_rate(index, line, found, self.first[index] + rate);
                }
            }
            (TextCheck::AnotherBody, Some(name)) => {
                self.odd_department(index, line, (name.from, name.to));
            }
            (TextCheck::ProjectUnit, Some(name)) => self.project_unit(index, line, sentence, name),
            _ => {}
        }
    }

    /// A reason, and whether it is one for more or for less.
    fn reason_told<'f>(
        &mut self,
        index: usize,
        line: &TextLine,
        sentence: &Sentence,
        (named, name): (&impl Fn(&str) -> Option<&'f Filled>, Option<&Filled>),
    ) {
        let own = named("独");
        let Some(reason) = named("因").or(own) else {
            return;
        };
        let money = named("钱");
        if named("事").or(money).or(own).is_some() {
            self.only_reason(index, line, sentence, (reason, money.is_some()));
            return;
        }
        let name = name.map(|it| (it, false));
        let name = name.or(named("末").map(|it| (it, true)));
        self.reason(index, line, sentence, (name, reason));
    }

    /// A figure with nothing behind it: a rate without its %, or an amount without its unit.
    fn figure_without_unit<'f>(
        &mut self,
        index: usize,
        line: &TextLine,
        sentence: &Sentence,
        named: &impl Fn(&str) -> Option<&'f Filled>,
    ) {
        let word = named("率向");
        // 增加5，增长3%: with its rate beside it, it is an amount without its unit
        let figures = self.of_line(index);
        let is_amount = |figure: &usize| {
            let next = figures.get(figure + 1);
            let is_near = |it: &&PrintedFigure| it.start < figures[*figure].close + NEAR;
            next.filter(is_near).is_some_and(|it| it.kind == Kind::Rate)
        };
        // below a line with the unit for all of them: 比上年减少6.25
        let is_alone = word.is_some() && named("增").is_none();
        let is_unit_said = is_alone && self.is_unit_said;
        let figure = named("裸").and_then(|it| it.figure);
        let Some(figure) = figure.filter(|it| !is_amount(it) && !is_unit_said) else {
            return;
        };
        if word.is_some_and(|word| self.is_amount_without_unit(index, line, figure, word)) {
            self.amount_without_unit(index, line, self.first[index] + figure);
            return;
        }
        let own = &mut self.reading.figures[self.first[index] + figure];
        own.is_tied = true;
        let (from, to) = (own.figure.start, own.figure.end);
        let right = Some(format!("{}%", line.text(from, to)));
        self.push(sentence, (index, from, to), right, ClaimProblem::NoPercent);
    }

    /// Numbers of things that several sentences tell, each by the name of its slot.
    fn counts_told<'f>(
        &mut self,
        index: usize,
        sentence: &Sentence,
        named: &impl Fn(&str) -> Option<&'f Filled>,
    ) {
        let slots = sentence.forms.iter().flat_map(|it| &it.slots);
        let mut names: Vec<&str> = slots.map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let told = names.into_iter().filter_map(|name| {
            let figure = named(name)?.figure?;
            Some((name.to_owned(), self.first[index] + figure))
        });
        let told: Vec<(String, usize)> = told.collect();
        self.same_counts(told);
    }

    /// A total that is so many times what each of several gets.
    fn product_told<'f>(
        &mut self,
        index: usize,
        line: &TextLine,
        (named, name): (&impl Fn(&str) -> Option<&'f Filled>, Option<&Filled>),
    ) {
        let figure = |name| Some(self.first[index] + named(name)?.figure?);
        let is_mean =
            name.is_some_and(|it| self.has_word(WordGroup::RoundedAverage, line, (it.from, it.to)));
        if let (Some(count), Some(each), Some(total), false) =
            (figure("个"), figure("单"), figure("本"), is_mean)
        {
            self.product(count, each, total);
        }
    }

    /// Whether a figure without a unit behind 减少 or 增加 is no rate but a change that lacks 万元: `比2019年预算减少876.75。`
    fn is_amount_without_unit(
        &self,
        index: usize,
        line: &TextLine,
        figure: usize,
        word: &Filled,
    ) -> bool {
        let own = &self.reading.figures[self.first[index] + figure];
        let fits = || {
            let now = self.current(index, own.figure.start);
            now.is_some_and(|now| self.reading.figures[now].value >= own.value)
        };
        let is_of_amounts = "增加减少".contains(&*line.text(word.from, word.to));
        is_of_amounts && own.figure.value > MOST && (word.sign < 0 || fits())
    }
}
